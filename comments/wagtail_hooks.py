"""Comments in the Wagtail admin."""

from django.contrib import messages
from wagtail import hooks

from . import deletion
from .desk import (  # noqa: F401
    acting,
    badge,
    bulk_actions,
    changes,
    commenter,
    context,
    figures,
    jobs,
    log,
    news,
    pages,
    personal_data,
    queue,
    raid,
    record,
    settings,
    snippets,
    trying,
)


@hooks.register("before_delete_page")
def warn_of_the_discussion(request, page):
    """The page that asks whether to delete says what readers lose."""
    words = deletion.warning([page])
    if words and request.method == "GET":
        messages.warning(request, words)
