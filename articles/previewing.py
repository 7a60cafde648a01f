"""How an article is previewed: as published, in the dark, as a search result, as a shared card.

In the admin's panel the page also carries what the checks find, and its text for the metrics.
"""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from . import reading
from .checks.material import Material
from .checks.running import found
from .models.check_settings import CheckSettings

LIGHT, DARK, RESULT, CARD = "", "dark", "result", "card"
MODES = [
    (LIGHT, _("As published")),
    (DARK, _("In the dark")),
    (RESULT, _("As a search result")),
    (CARD, _("As a shared card")),
]
TEMPLATES = {RESULT: "articles/preview/result.html", CARD: "articles/preview/card.html"}


def context(page, request) -> dict:
    """What the templates need beside the page itself. Its colours do not follow the editor’s device."""
    preview = {"is_dark": request.preview_mode == DARK}
    if getattr(request, "in_preview_panel", False):
        preview |= {
            "in_panel": True,
            "checked": checked(page),
            "text": words(page),
        }
    return {"preview": preview}


def words(page) -> SafeString:
    """The article’s text for an element of script, in which nothing but ``<`` has a meaning."""
    return mark_safe(reading.article_text(page).replace("<", " "))  # noqa: S308 see above


def checked(page) -> dict:
    """What the panel “Checks” shows of an article, whatever of it is saved."""
    findings = found(Material(page), CheckSettings.load().levels)
    number = len(findings)
    some = ngettext("%(number)s thing to look at.", "%(number)s things to look at.", number)
    return {
        "summary": some % {"number": number} if findings else gettext("Nothing to look at."),
        "minutes": page.reading_minutes,
        "findings": [
            {"level": level, "message": str(finding.message), "path": finding.path}
            for level, finding in findings
        ],
    }
