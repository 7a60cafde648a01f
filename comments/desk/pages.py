"""The settings of one page's discussion, which may be stricter or looser than the site's."""

from django.core.exceptions import PermissionDenied
from django.core.validators import MinValueValidator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from ..models import Discussion
from ..pages import COMMENTABLE
from . import changes
from .settings import choice

CHANGE = "comments.change_discussion"


class DiscussionForm(WagtailAdminModelForm):
    """The form of a page's discussion: open or closed, and the rule for new comments."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        days = self.fields["close_after_days"]
        days.validators.append(MinValueValidator(1, _("At least 1. Left empty: as the site.")))
        days.widget.attrs["min"] = 1

    def save(self, commit=True):
        """Saves the form's fields alone: new comments are counted in the same row meanwhile."""
        before = Discussion.objects.get(pk=self.instance.pk)
        self.instance.save(update_fields=self.changed_data)
        changes.record(before, self.instance)
        return self.instance


Discussion.edit_handler = ObjectList(
    [choice("mode"), FieldPanel("close_after_days")], base_form_class=DiscussionForm
)


@hooks.register("register_page_header_buttons")
def discussion_button(page, user, view_name, next_url=None):
    """The way from an article to its discussion's settings."""
    if issubclass(page.specific_class or Page, tuple(COMMENTABLE)) and user.has_perm(CHANGE):
        yield Button(
            _("Discussion settings"),
            url=reverse("comments_discussion", args=[page.pk]),
            icon_name="comment",
            priority=70,
        )


def discussion(request, page_id: int):
    """Leads to the form for a page's discussion. Creates the discussion if there is none yet."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    page = get_object_or_404(Page, pk=page_id)
    if not issubclass(page.specific_class or Page, tuple(COMMENTABLE)):
        raise Http404(_("This page takes no comments."))
    Discussion.objects.get_or_create(page_id=page.pk)
    return redirect("wagtailsnippets_comments_discussion:edit", page.pk)


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/page/<int:page_id>/", discussion, name="comments_discussion")]
