"""For the admin's pages that ask where the address of a page should lead."""

from django import template
from django.conf import settings

from ..retiring.views import where_to as form_of

register = template.Library()


@register.simple_tag(takes_context=True)
def where_to(context, page):
    """The form that asks, as it was filled in."""
    return form_of(context["request"], page, True)


@register.simple_tag
def days_to_restore() -> int:
    """For so many days a deleted page can be brought back."""
    return settings.KEPT_DAYS["deleted_pages"]
