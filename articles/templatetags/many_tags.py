"""For the admin's pages that ask before many pages are changed."""

from django import template
from django.utils.translation import ngettext

from ..many import choosing, notices

register = template.Library()


@register.simple_tag(takes_context=True)
def tell_of_jobs(context, page) -> str:
    """Adds to the messages which jobs are at work here, where Wagtail has no hook."""
    notices.tell_of_page(context["request"], page)
    return ""


@register.simple_tag
def in_background(below: int) -> str:
    """Says that so many pages below the chosen one are dealt with by the worker, if they are."""
    if below < choosing.AT_ONCE:
        return ""
    sentence = ngettext(
        "With %(shown)s page below it, that is done in the background: you will see the progress, "
        "and can stop it.",
        "With %(shown)s pages below it, that is done in the background, one page after the other: "
        "you will see the progress, and can stop it.",
        below,
    )
    return sentence % {"shown": f"{below:,}"}
