"""The collection in which the pictures of a topic's articles are kept."""

from django.db import IntegrityError, models, transaction
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
        mine = cls.objects.filter(topic=topic).select_related("collection")
        if found := mine.first():
            return found.collection
        try:
            with transaction.atomic():
                collection = Collection.get_first_root_node().add_child(name=topic.title[:255])
                cls.objects.create(topic=topic, collection=collection)
        except IntegrityError:  # another dialog was quicker
            return mine.get().collection
        return collection
