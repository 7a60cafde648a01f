"""The learning filter on the moderators' screens: its state, and when it has something to say."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.auth import user_passes_test
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Site
from wagtail.permissions import policy_registry

from .. import pages, permissions
from ..models import DiscussionSettings, TrainedModel
from ..numbers import parse_id
from ..spam import training
from ..spam.model import FEWEST

#: The filter offers itself when its record proves that of 100 comments that it holds so many are
#: spam. In use it has become worse when the record itself, luck included, shows fewer.
OFFERED = 90
#: How long it says nothing after *Not now*.
QUIET = timedelta(days=90)


def _latest() -> TrainedModel | None:
    return TrainedModel.objects.usable().defer("weights").last()


def state(rules: DiscussionSettings) -> dict:
    """The context of ``_learning.html``: the examples, the result of the trial, the switch."""
    learned = _latest()
    if learned:
        good, spam = learned.good, learned.spam
    else:
        good, spam = training.counts()
    return {
        "learned": learned,
        "good": good,
        "spam": spam,
        "fewest": FEWEST,
        "enough": min(good, spam) >= FEWEST,
        "on": rules.learning_filter,
    }


def may_change(user, site) -> bool:
    policy = policy_registry.get_by_type(DiscussionSettings)
    return policy.user_has_permission_for_instance(user, "change", site)


def notice(request, rules: DiscussionSettings) -> dict:
    """The variable ``notice`` of ``_learning_notice.html``: what the filter has to say, if anything.

    It is for those who moderate everything, and takes one query.
    """
    quiet, site = rules.filter_quiet_until, Site.find_for_request(request)
    if site is None or not permissions.moderates_all(request.user) or (quiet and now() < quiet):
        return {}
    learned = _latest()
    if learned is None:
        return {}
    right = learned.would_hold - learned.wrongly
    ready = not rules.learning_filter and (learned.proven or 0) >= OFFERED
    worse = rules.learning_filter and 100 * right < OFFERED * learned.would_hold
    if not (ready or worse):
        return {}
    return {
        "ready": ready,
        "status": "info" if ready else "warning",
        "learned": learned,
        "site": rules.site_id,
        "next": request.get_full_path(),
        "may_change": may_change(request.user, site),
    }


@require_POST
@user_passes_test(permissions.moderates_all)
def dismiss(request):
    """Keeps the notice away for some time."""
    site = parse_id(request.POST.get("site"))
    if site is not None:
        rules = DiscussionSettings.for_site(get_object_or_404(Site, pk=site))
    else:
        rules = pages.settings_for(request)
    DiscussionSettings.objects.filter(pk=rules.pk).update(filter_quiet_until=now() + QUIET)
    messages.success(
        request,
        _("The learning filter says nothing here for 90 days. Its record stays in the settings."),
    )
    return redirect(get_valid_next_url_from_request(request) or reverse("comments_queue"))


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/filter/dismiss/", dismiss, name="comments_filter_dismiss")]
