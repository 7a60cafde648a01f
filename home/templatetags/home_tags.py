"""Tags that show the site's settings."""

from django import template

from visitors.stored import by_place

from .. import footer
from ..models import SiteSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def footer_entries(context):
    """Label and address of every link at the foot of the page."""
    request = context["request"]
    return footer.entries(request, SiteSettings.for_request(request).footer_links)


@register.inclusion_tag("home/stored.html", takes_context=True)
def what_is_stored(context):
    """Everything that the site stores about visitors, and for how long."""
    return {"stored": list(by_place(context["request"]))}
