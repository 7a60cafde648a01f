"""Comments in the Wagtail admin."""

from django.contrib import messages
from wagtail import hooks

from . import deletion, stored  # noqa: F401
from .desk import (  # noqa: F401
    acting,
    article_tab,
    badge,
    banning,
    bulk_actions,
    changes,
    commenter,
    context,
    emptying,
    figures,
    jobs,
    learning,
    log,
    news,
    pages,
    personal_data,
    proxy_warning,
    queue,
    raid,
    record,
    settings,
    snippets,
    trying,
)


@hooks.register("before_delete_page")
def warn_of_the_discussion(request, page):
    """Warns on Wagtail's confirmation page that the readers' comments go, too."""
    message = deletion.warning([page])
    if message and request.method == "GET":
        messages.warning(request, message)
