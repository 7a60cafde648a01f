"""Deleting, unpublishing, publishing and moving many pages, each as Wagtail does it."""

from html import unescape

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page
from wagtail.permissions import policy_registry

from jobs.kinds import Fact, Kind, gone, not_theirs, register
from jobs.leases import Skip
from jobs.models import Job

from ..retiring import leading
from ..stopping import stops
from . import choosing


def place_is_gone() -> str:
    return _("Where it was to go is gone.")


def where_to(page_id: int) -> Fact:
    """The page below which a job puts others."""
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return Fact(_("Where to"), _("a page that is gone"))
    address = reverse("wagtailadmin_explore", args=[page.pk])
    return Fact(_("Where to"), page.get_admin_display_title(), address)


class PageKind(Kind):
    """Wagtail's own action for one page after the other, with its signals and its entry in the log."""

    model = Page
    permissions: set[str]

    def permitted(self, user) -> bool:
        return policy_registry.get_by_type(Page).user_has_any_permission(user, self.permissions)

    def change(self, job: Job, user, object_id: int) -> None:
        page = Page.objects.filter(pk=object_id).first()
        if page is None:
            raise Skip(gone())
        if self._has_left(job, page):
            raise Skip(_("Somebody had moved it elsewhere in the meantime."))
        self.change_page(job, user, page.specific)

    def rows_seen_by(self, user):
        return policy_registry.get_by_type(Page).explorable_instances(user)

    def name_of(self, found):
        return found.get_admin_display_title()

    def denied(self, user, object_id):
        page = Page.objects.get(pk=object_id)
        lock = page.get_lock()
        if lock and lock.for_user(user):
            return unescape(strip_tags(lock.get_message(user)))
        return not_theirs(user)

    @staticmethod
    def _has_left(job: Job, page: Page) -> bool:
        """Whether somebody has moved the page away from below what was chosen."""
        tops = job.details.get("tops")
        if tops is None or page.pk in tops:
            return False
        return not choosing.ancestors_and_self(page).filter(pk__in=tops).exists()

    def change_page(self, job: Job, user, page: Page) -> None:
        raise NotImplementedError


@register
class DeletePages(PageKind):
    """From the leaves up, so that no page ever stands below one that is gone."""

    name = "delete_pages"
    label = gettext_lazy("Delete pages")
    permissions = {"change", "add"}
    explanation = gettext_lazy(
        "The pages that lie deepest are deleted first, and the chosen ones last. Stopping keeps the "
        "others. What is deleted can be brought back for a while (Reports → Deleted pages)."
    )

    def change_page(self, job, user, page):
        if not page.is_leaf():
            # Somebody has added a page below, which nobody chose to delete, or one could not go.
            raise Skip(_("Pages below it are left."))
        target = leading.noted(job.details)
        leading.hand_on([page.pk], target)
        if page.pk in job.details.get("tops", ()):
            leading.lead(page, target, with_below=True, is_permanent=True)
        DeletePageAction(page, user=user).execute()


@register
class UnpublishPages(PageKind):
    """From the leaves up: a topic goes after its articles."""

    name = "unpublish_pages"
    label = gettext_lazy("Unpublish pages")
    permissions = {"publish"}
    explanation = gettext_lazy(
        "Pages that are locked, or have a date for publishing, stay published."
    )

    def change_page(self, job, user, page):
        if not page.live:
            raise Skip(_("It was not published."))
        if page.pk in job.details.get("tops", ()):
            with_below = job.details.get("with_below", False)
            target = leading.noted(job.details)
            leading.lead(page, target, with_below=with_below, is_permanent=False)
        UnpublishPageAction(page, user=user).execute()


@register
class PublishPages(PageKind):
    """From the top down: a topic comes before its articles."""

    name = "publish_pages"
    label = gettext_lazy("Publish pages")
    permissions = {"publish"}
    explanation = gettext_lazy(
        "The latest draft of each page is published. An article that a check stops stays as it is."
    )

    def change_page(self, job, user, page):
        if found := stops(page.get_latest_revision_as_object()):
            raise Skip(found[0].message)
        revision = page.get_latest_revision() or page.save_revision(user=user)
        PublishPageRevisionAction(revision, user=user).execute()


@register
class MovePages(PageKind):
    """Page by page, each with what stands below it."""

    name = "move_pages"
    label = gettext_lazy("Move pages")
    permissions = {"change", "add"}
    explanation = gettext_lazy(
        "Pages that cannot stand there, or whose address is taken there, stay where they are."
    )

    def places(self, job):
        return {job.details["destination"]}

    def change_page(self, job, user, page):
        destination = Page.objects.filter(pk=job.details["destination"]).first()
        if destination is None:
            raise Skip(place_is_gone())
        if not Page._slug_is_available(page.slug, destination, page=page):
            raise Skip(_("Another page there has the address “%(slug)s”.") % {"slug": page.slug})
        if (
            destination.is_descendant_of(page)
            or destination == page
            or not page.can_move_to(destination)
        ):
            raise Skip(_("A page like this cannot stand there."))
        page.move(destination.specific, pos="last-child", user=user)

    def facts(self, job):
        return [where_to(job.details["destination"])]
