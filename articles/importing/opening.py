"""Opens a file as a new draft in a topic."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageSubscription

from ..models import ArticlePage, TopicPage
from .docx import Opened, open_document
from .drafts import draft_of
from .markdown import open_text
from .notes import Notes
from .pictures import PictureStore, description_of
from .pieces import Picture
from .reading import TooDeep, read

NOTHING = _("There is no text in this file.")
UNREADABLE = _("This file cannot be read: its parts are nested too deeply.")


def open_draft(
    data: bytes, is_word: bool, name: str, topic: TopicPage, user
) -> tuple[ArticlePage, list[str]]:
    """The draft, and the report. Raises a ``ValidationError`` in words for a file that cannot be read."""
    notes = Notes()
    try:
        with transaction.atomic():
            opened = open_document(data, notes) if is_word else Opened(open_text(data, notes))
            return _stored(opened, name, topic, user, notes), notes.sentences()
    except (RecursionError, TooDeep) as error:
        raise ValidationError(UNREADABLE) from error


def _stored(opened: Opened, name: str, topic: TopicPage, user, notes: Notes) -> ArticlePage:
    store = PictureStore(user, name, opened.pictures, notes)
    pieces = read(opened.html, notes, store.keep)
    if not pieces:
        raise ValidationError(NOTHING)
    for piece in pieces:
        if isinstance(piece, Picture):
            piece.alt, given = description_of(piece.alt), piece.alt
            if not piece.alt:
                notes.add("no_alt", given)
    draft = draft_of(pieces, notes, name or gettext("Untitled"))
    page = ArticlePage(
        owner=user,
        locale=topic.locale,
        live=False,
        title=draft.title,
        short_answer=draft.short_answer,
        body=draft.body,
        conclusion=draft.conclusion,
        faq=draft.faq,
        sources=draft.sources,
    )
    topic.add_child(instance=page)
    # A draft may lack what only a published article needs.
    page.save_revision(user=user, log_action=True, clean=False)
    PageSubscription.objects.create(page=page, user=user, comment_notifications=True)
    return page
