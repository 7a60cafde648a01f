"""Tags that show the site's settings."""

from django import template

from .. import footer
from ..models import SiteSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def footer_entries(context):
    """Label and address of every link at the foot of the page."""
    request = context["request"]
    return footer.entries(request, SiteSettings.for_request(request).footer_links)
