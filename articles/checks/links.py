"""Checks of links: where they lead, and the words that they have."""

from collections.abc import Iterator

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from .findings import Finding
from .material import Material


def vague_words() -> set[str]:
    """Link texts that say nothing about where the link leads, in the language of the site."""
    listed = pgettext(
        "link texts that say nothing, with a comma between them",
        "here, click here, click, this, this link, link, read more, more, see here, this page",
    )
    return {words.strip().casefold() for words in listed.split(",")}


def vague_link(article: Material) -> Iterator[Finding]:
    vague = vague_words()
    for link in article.links:
        if link.words.casefold().strip(" .:!»›→…") in vague:
            message = _("The words of the link “%(words)s” do not say where it leads.")
            yield Finding(message % {"words": link.words}, link.place)


def broken_link(article: Material) -> Iterator[Finding]:
    for link in article.links:
        if link.page_id is None:
            continue
        page = article.linked_pages.get(link.page_id)
        if page is None:
            message = gettext("The link “%(words)s” leads to a page that is gone.")
        elif not page.live:
            message = gettext("The link “%(words)s” leads to a page that is not published.")
        elif page.is_private:
            message = gettext("The link “%(words)s” leads to a page that is private.")
        else:
            continue
        yield Finding(message % {"words": link.words}, link.place)


def insecure_link(article: Material) -> Iterator[Finding]:
    for link in article.links:
        if link.address.lower().startswith("http://"):
            message = _("The link “%(words)s” leads to an address with http. Try it with https.")
            yield Finding(message % {"words": link.words}, link.place)
