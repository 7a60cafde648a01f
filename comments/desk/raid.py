"""Raid protection: a switch that turns itself off, offered when many comments come at once."""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.auth import user_passes_test
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Site

from .. import pages, permissions
from ..models import DiscussionSettings
from ..moderation import raid
from ..numbers import parse_id
from . import changes


@require_POST
@user_passes_test(permissions.moderates_all)
def switch(request):
    """Switches raid protection on for some hours, or off."""
    hours = request.POST.get("hours", "")
    site = parse_id(request.POST.get("site"))
    if site is not None:
        settings = DiscussionSettings.for_site(get_object_or_404(Site, pk=site))
    else:
        settings = pages.settings_for(request)
    if hours == "off":
        until = None
    elif hours in map(str, raid.HOURS):
        until = (now() + timedelta(hours=int(hours))).replace(microsecond=0)
    else:
        messages.error(request, _("For how long? Nothing was changed."))
        return _back(request)
    with transaction.atomic():
        before = DiscussionSettings.objects.select_for_update().get(pk=settings.pk)
        was_on = before.is_raided()
        settings = DiscussionSettings.objects.get(pk=settings.pk)
        settings.raid_until = until
        settings.save(update_fields=["raid_until"])
        if until or was_on:
            changes.record(before, settings, request.user)
    if until:
        message = _("Raid protection is on until %(time)s.")
        messages.success(request, message % {"time": raid.time_of_day(until)})
    else:
        messages.success(request, _("Raid protection is off."))
    return _back(request)


def _back(request):
    return redirect(get_valid_next_url_from_request(request) or reverse("comments_queue"))


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/raid/", switch, name="comments_raid")]
