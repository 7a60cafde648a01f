"""Pages that were deleted, as they were."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.permissions import policy_registry


class DeletedPageQuerySet(models.QuerySet):
    def seen_by(self, user):
        """The pages that this person may bring back: their own, and those of places where they add pages.

        Of a place that is gone, what stood above it counts.
        """
        policy = policy_registry.get_by_type(Page)
        adds = policy.instances_user_has_permission_for(user, "add")
        gone = ~Exists(Page.objects.filter(pk=OuterRef("parent_id")))
        address = ExpressionWrapper(OuterRef("url_path"), output_field=models.TextField())
        above = adds.annotate(below=address).filter(below__startswith=F("url_path"))
        return self.filter(
            Q(deleted_by=user) | Q(parent_id__in=adds.values("pk")) | gone & Exists(above)
        )


class DeletedPage(models.Model):
    """One deleted page, with what it takes to bring it back under the number that it had.

    The number is kept so that links in other pages, and the history, find the page again. Readers'
    comments are not kept: they went with the page.
    """

    page_id = models.PositiveBigIntegerField(unique=True, help_text=_("The number of the page."))
    page_type = models.CharField(_("type"), max_length=100)
    title = models.CharField(_("title"), max_length=255)
    url_path = models.TextField()
    depth = models.PositiveSmallIntegerField()
    parent_id = models.PositiveBigIntegerField(db_index=True)
    parent_title = models.CharField(_("below"), max_length=255)
    content = models.JSONField(help_text=_("The page as readers saw it, or its first draft."))
    draft = models.JSONField(null=True, help_text=_("Its latest version, if it has one."))
    restrictions = models.JSONField(
        default=list, help_text=_("The groups or the password that it was private to.")
    )
    redirects = models.JSONField(
        default=list, help_text=_("The redirects that led to the page when it was deleted.")
    )
    was_live = models.BooleanField(_("was published"))
    deleted_at = models.DateTimeField(_("deleted"), default=timezone.now, db_index=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    deleted_by_name = models.CharField(_("deleted by"), max_length=150, blank=True)

    objects = DeletedPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("deleted page")
        verbose_name_plural = _("deleted pages")
        # Everything of a topic is deleted in one moment, the topic before its articles or after them.
        ordering = ["-deleted_at", "depth", "-pk"]

    def __str__(self):
        return self.title
