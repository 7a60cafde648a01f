"""What templates ask the newsroom for."""

from django import template

from .. import branding, comparing

register = template.Library()


@register.simple_tag
def site_name() -> str:
    return branding.name()


@register.filter
def changes(comparison) -> list[tuple[str, str]]:
    """The fields that differ between two versions, each with what differs in it."""
    return list(comparing.changes(comparison))
