"""The collection in which the pictures of a topic's articles are kept."""

from django.db import models
from wagtail.models import Collection

from articles.models import TopicPage


class TopicCollection(models.Model):
    """Says which collection is a topic's. It is called like the topic."""

    topic = models.OneToOneField(TopicPage, models.CASCADE, related_name="+")
    collection = models.OneToOneField(Collection, models.CASCADE, related_name="+")

    def __str__(self):
        return str(self.topic)

    @classmethod
    def of(cls, topic: TopicPage) -> Collection:
        """The collection of a topic, made when it is asked for first."""
        found = cls.objects.filter(topic=topic).select_related("collection").first()
        if found:
            return found.collection
        collection = Collection.get_first_root_node().add_child(name=topic.title[:255])
        cls.objects.create(topic=topic, collection=collection)
        return collection
