"""Wagtail's bulk actions for pages, which become jobs for many; those that take pages away ask further."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.views.pages import bulk_actions as pages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm
from wagtail.models import Page

from ..retiring.forms import WhereTo
from ..retiring.leading import NOWHERE, lead, retire
from . import choosing
from .in_background import AFTER_WAGTAIL, InBackground


class OfPages(InBackground):
    @cached_property
    def tops(self) -> list[Page]:
        return [page for page in self.rows(self.ids) if page.depth > 1]

    def concerned(self):
        return choosing.around(self.tops)

    def details(self, data):
        return {"tops": [page.pk for page in self.tops]}

    def subject(self) -> str:
        above = {page.path[: -Page.steplen] for page in self.tops}
        if len(self.tops) > 1 and len(above) == 1:
            parent = Page.objects.get(path=above.pop()).get_admin_display_title()
            many = ngettext(
                "%(shown)s page of %(title)s", "%(shown)s pages of %(title)s", len(self.tops)
            )
            return many % {"shown": f"{len(self.tops):,}", "title": parent}
        return super().subject()

    def names(self):
        return ngettext("%(shown)s page", "%(shown)s pages", self.number) % {
            "shown": f"{self.number:,}"
        }


class LeadingOn:
    """Mixin for what takes pages away: it asks where their addresses should lead."""

    def get_form_kwargs(self):
        asked = {"request": self.request, "pages": self.tops}
        return super().get_form_kwargs() | asked

    def get_execution_context(self):
        return super().get_execution_context() | {"target": self.cleaned_form.target}

    def details(self, data):
        return super().details(data) | data["target"].details()


@hooks.register("register_bulk_action", order=AFTER_WAGTAIL)
class DeletePages(LeadingOn, OfPages, pages.DeleteBulkAction):
    kind = "delete_pages"
    form_class = WhereTo

    @classmethod
    def execute_action(cls, objects, target=NOWHERE, **kwargs):
        for page in objects:
            retire(page, target)
        return super().execute_action(objects, **kwargs)

    @cached_property
    def tops(self):
        # Wagtail has a permission of its own for pages with pages below them. Of the others the job
        # asks for each.
        return [page for page in super().tops if not page.numchild or self.check_perm(page)]

    @cached_property
    def all_ids(self) -> list[int]:
        return choosing.trees(self.tops)

    @cached_property
    def number(self):
        return len(self.all_ids)

    def targets(self, data):
        return self.all_ids[::-1]

    def more_context(self):
        return {
            "every_page": self.all_ids,
            "total_page_count": self.number,
            "type_to_confirm_before_delete": True,
            "wagtail_site_name": settings.WAGTAIL_SITE_NAME,
        }


class WithDescendants(OfPages):
    """Mixin for what may be done to the chosen pages alone, or to those below them, too."""

    live: bool

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["include_descendants"].label = _("The pages below them, too")
        return form

    def targets(self, data):
        tops = [page.pk for page in self.tops]
        if not data["include_descendants"]:
            return tops
        everything = choosing.trees(self.tops)
        below = Page.objects.filter(pk__in=everything, live=self.live)
        wanted = {*tops, *below.values_list("pk", flat=True)}
        return [pk for pk in everything if pk in wanted]


class WhereToWithDescendants(WhereTo, DefaultPageForm):
    """Asks as well whether the pages below go, too."""


@hooks.register("register_bulk_action", order=AFTER_WAGTAIL)
class UnpublishPages(LeadingOn, WithDescendants, pages.UnpublishBulkAction):
    kind = "unpublish_pages"
    live = True
    form_class = WhereToWithDescendants

    @classmethod
    def execute_action(cls, objects, target=NOWHERE, include_descendants=False, **kwargs):
        for page in objects:
            lead(page, target, with_below=include_descendants, is_permanent=False)
        return super().execute_action(objects, include_descendants=include_descendants, **kwargs)

    def details(self, data):
        return super().details(data) | {"with_below": data["include_descendants"]}

    def targets(self, data):
        return super().targets(data)[::-1]


@hooks.register("register_bulk_action", order=AFTER_WAGTAIL)
class PublishPages(WithDescendants, pages.PublishBulkAction):
    kind = "publish_pages"
    live = False


@hooks.register("register_bulk_action", order=AFTER_WAGTAIL)
class MovePages(OfPages, pages.MoveBulkAction):
    kind = "move_pages"

    def get_form_kwargs(self):
        if self.is_large:
            kinds = (
                Page.objects.filter(pk__in=self.ids).order_by().values("content_type").distinct()
            )
            models = [kind.model_class() for kind in ContentType.objects.filter(pk__in=kinds)]
            parents = [set(model.allowed_parent_page_models()) for model in models if model]
            self.target_parent_models = set.intersection(*parents) if parents else set()
        return super().get_form_kwargs()

    def touched(self, targets):
        return choosing.trees(self.tops)

    def details(self, data):
        return {"destination": data["chooser"].pk}  # a page that was moved meanwhile is moved on
