"""The forms for bans: in a row of the queue, and on a commenter's own page."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import user_passes_test
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from .. import permissions
from ..models import Action, Commenter, JobState
from ..moderation import banning
from ..moderation.impossible import Impossible
from . import jobs
from .access import ModeratorsOnly
from .ban_forms import BanForm, Ends


@never_cache
@require_safe
@user_passes_test(permissions.moderates_all)
def form(request, comment_id: int):
    """The form that the queue opens in a comment's row; it is sent like any decision."""
    comment = get_object_or_404(permissions.moderated_by(request.user), pk=comment_id)
    action = request.GET.get("action", Action.BAN)
    if action not in (Action.BAN, Action.BAN_NETWORK):
        raise Http404
    network = action == Action.BAN_NETWORK
    counts = banning.counted(banning.others_of(request.user, comment, network))
    context = {
        "form": BanForm(network=network, counts=counts, auto_id=f"ban_{comment.pk}_%s"),
        "network": network,
    }
    return render(request, "comments/desk/_ban_form.html", context)


class BanView(ModeratorsOnly, WagtailAdminTemplateMixin, FormView):
    """Bans a commenter, or changes the end of a ban."""

    template_name = "comments/desk/ban.html"
    form_class = BanForm
    header_icon = "no-view"
    page_title = gettext_lazy("Ban this commenter")
    permission_required = "moderate_all"

    @cached_property
    def commenter(self) -> Commenter:
        return get_object_or_404(Commenter, pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self):
        address = reverse("comments_commenter", args=[self.commenter.pk])
        return [
            *self.breadcrumbs_items,
            {"url": address, "label": _("Commenter")},
            {"url": "", "label": self.page_title},
        ]

    def get_initial(self):
        if not self.commenter.ban_ends:
            return {}
        return {"ends": Ends.DATE, "last_day": timezone.localdate(self.commenter.ban_ends)}

    def get_form_kwargs(self):
        counts = banning.counted(banning.comments_of(self.request.user, self.commenter.pk))
        return super().get_form_kwargs() | {"counts": counts}

    def get_context_data(self, **kwargs):
        return super().get_context_data(commenter=self.commenter, **kwargs)

    def form_valid(self, form):
        try:
            decision, job = banning.ban_commenter(self.request.user, self.commenter.pk, form.ban())
        except Impossible as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        if job and job.state != JobState.FINISHED:
            return redirect("comments_job", job.pk)
        if decision or job:
            self.commenter.refresh_from_db()
            sentences = [
                _("From now on the commenter’s standing is “%(standing)s”.")
                % {"standing": self.commenter.standing_in_words}
            ]
            buttons = []
            if job:
                sentences.append(_("%(clause)s.") % {"clause": capfirst(jobs.with_ban(job))})
                buttons = [messages.button(reverse("comments_job_undo", args=[job.pk]), _("Undo"))]
            messages.success(self.request, " ".join(sentences), buttons=buttons)
        return redirect("comments_commenter", pk=self.commenter.pk)


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("discussion/comment/<int:comment_id>/ban/", form, name="comments_ban_form"),
        path("discussion/people/<int:pk>/ban/", BanView.as_view(), name="comments_ban"),
    ]
