"""A page type that shows a discussion must be one that takes comments, and the other way round."""

from django.core.checks import Error, register
from django.template.loader import get_template
from wagtail.models import get_page_models

from .pages import COMMENTABLE


@register
def discussions_are_registered(app_configs, **kwargs):
    """Compares the page types' templates with ``pages.COMMENTABLE``."""
    errors = []
    for model in get_page_models():
        if model._meta.app_label.startswith("wagtail"):
            continue
        template = get_template(model.template)
        shows = "{% discussion" in template.template.source
        takes = model in COMMENTABLE
        if shows != takes:
            errors.append(
                Error(
                    f"{model._meta.label} {'shows' if shows else 'does not show'} discussions, but "
                    f"is {'' if takes else 'not '}registered in comments.pages.COMMENTABLE.",
                    obj=model,
                    id="comments.E001",
                )
            )
    return errors
