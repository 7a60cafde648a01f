"""A picture or document that is uploaded for an article is kept in the collection of its topic."""

from wagtail.documents.views.chooser import DocumentCreationFormMixin
from wagtail.images.views.chooser import ImageCreationFormMixin
from wagtail.models import Collection
from wagtail.signals import page_published

from articles.models import TopicPage

from .choosing import working_on
from .models import TopicCollection


def connect() -> None:
    page_published.connect(rename, sender=TopicPage, dispatch_uid="newsroom.filing")
    for mixin in (ImageCreationFormMixin, DocumentCreationFormMixin):
        mixin.get_creation_form_kwargs = _filed(mixin.get_creation_form_kwargs)


def rename(instance: TopicPage, **kwargs) -> None:
    """Calls the collection of a topic like the topic."""
    mine = TopicCollection.objects.filter(topic=instance).values("collection")
    Collection.objects.filter(pk__in=mine).update(name=instance.title[:255])


def topic_of(request) -> TopicPage | None:
    """The topic of the article in whose editor a dialog is open."""
    page, action = working_on(request)
    if page is None or action not in ("add", "edit"):
        return None
    return TopicPage.objects.ancestor_of(page, inclusive=True).order_by("-depth").first()


def _filed(of_wagtail):
    """Proposes the topic's collection in the form for an upload, where another can be chosen."""

    def get_creation_form_kwargs(self):
        kwargs = of_wagtail(self)
        if self.request.method == "GET" and (topic := topic_of(self.request)):
            kwargs["initial"] = {"collection": TopicCollection.of(topic).pk}
        return kwargs

    return get_creation_form_kwargs
