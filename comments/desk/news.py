"""What has happened since: asked for by every open page of the desk."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail import hooks

from .. import permissions
from . import counts


@require_GET
@never_cache
def news(request):
    """The numbers of the badge."""
    if not permissions.moderates(request.user):
        raise PermissionDenied
    return JsonResponse(counts.waiting(request.user))


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/news/", news, name="comments_news")]
