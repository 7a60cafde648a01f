"""Copying a page with everything below it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page

from jobs.kinds import Fact, register
from jobs.leases import Skip
from jobs.models import Job

from .pages import PageKind, place_is_gone, where_to


@register
class CopyPages(PageKind):
    """From the top down: each page is copied below the copy of its parent.

    ``details["copies"]`` notes the copies of pages with pages below them.
    """

    name = "copy_pages"
    label = gettext_lazy("Copy pages")
    permissions = {"add"}
    explanation = gettext_lazy("Copies appear one after the other, each topic before its articles.")

    def places(self, job):
        return {job.details["to"], *job.details["copies"].values()}

    def change_page(self, job, user, page):
        first = page.pk == job.details["top"]
        above = page.get_parent()
        place = job.details["to"] if first else job.details["copies"].get(str(above.pk))
        parent = Page.objects.filter(pk=place).first()
        if parent is None:
            raise Skip(place_is_gone())
        if parent.path.startswith(page.path):
            raise Skip(_("A page cannot be copied to below itself."))
        copy = self._copy(job, user, page, parent.specific, first)
        if page.numchild:
            job.details["copies"][str(page.pk)] = copy.pk
            Job.objects.filter(pk=job.pk).update(details=job.details)

    def facts(self, job):
        return [
            where_to(job.details["to"]),
            Fact(_("Title of the copy"), job.details["title"]),
            Fact(_("Address of the copy"), job.details["slug"]),
        ]

    @staticmethod
    def _copy(job: Job, user, page: Page, parent: Page, first: bool) -> Page:
        details = job.details
        if details["alias"]:
            action = CreatePageAliasAction(
                page, parent=parent, update_slug=details["slug"] if first else None, user=user
            )
        else:
            action = CopyPageAction(
                page,
                to=parent,
                update_attrs={"title": details["title"], "slug": details["slug"]}
                if first
                else None,
                keep_live=details["keep_live"],
                user=user,
            )
        return action.execute(skip_permission_checks=not first)
