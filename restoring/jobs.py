"""Bringing back a topic with many pages: a job of the worker."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail.permissions import policy_registry

from jobs.kinds import Kind, gone, register
from jobs.leases import Skip

from .models import DeletedPage
from .restoring import Impossible, old_place, restore


@register
class RestorePages(Kind):
    """From the top down: a topic comes before its articles."""

    name = "restore_pages"
    model = DeletedPage
    label = gettext_lazy("Restore pages")
    explanation = gettext_lazy(
        "Each page comes back as a draft. Stopping leaves the others deleted."
    )

    def permitted(self, user) -> bool:
        return policy_registry.get_by_type(Page).user_has_any_permission(user, {"add"})

    def rows_seen_by(self, user):
        return DeletedPage.objects.seen_by(user)

    def change(self, job, user, object_id):
        kept = DeletedPage.objects.filter(pk=object_id).first()
        if kept is None:
            raise Skip(gone())
        parent = old_place(kept)
        if parent is None:
            raise Skip(_("The topic in which it stood is gone."))
        try:
            restore(kept, parent, user)
        except Impossible as impossible:
            raise Skip(str(impossible)) from impossible
