"""Finds the links of published pages that lead readers nowhere."""

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import Resolver404, resolve
from wagtail.coreutils import get_dummy_request
from wagtail.documents import get_document_model
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Site

from articles.addresses import PAGES
from articles.anchors import RESERVED
from articles.models.base import STREAMS
from articles.privacy import is_private
from articles.redirecting import leads_on, own_path, page_at

from . import links, outer_links
from .models import BrokenLink, Reason


def check(number: int) -> int:
    """Stores anew which links of a page lead nowhere, and returns how many they are."""
    page = Page.objects.live().annotate(private=is_private()).filter(pk=number).first()
    broken = list(_broken(page)) if page else []
    with transaction.atomic():
        BrokenLink.objects.filter(page=number).delete()
        BrokenLink.objects.bulk_create(broken)
    return len(broken)


def referring_to(page: int) -> set[int]:
    """The pages with a link to this one, as far as it is a chosen page and no typed address."""
    rows = ReferenceIndex.objects.filter(
        to_object_id=str(page),
        to_content_type=ReferenceIndex._get_base_content_type(Page),
        base_content_type=ReferenceIndex._get_base_content_type(Page),
    )
    known = BrokenLink.objects.filter(target_page=page).values_list("page", flat=True)
    return {int(number) for number in rows.values_list("object_id", flat=True)} | set(known)


def _broken(row: Page) -> Iterable[BrokenLink]:
    page, found = row.specific, []
    every = list(links.of_page(page))
    wanted = {link.page for link in every if link.page}
    targets = Page.objects.annotate(private=is_private()).in_bulk(wanted)
    numbers = {link.document for link in every if link.document}
    documents = get_document_model().objects.in_bulk(numbers)
    own = _anchors(page)
    elsewhere = _elsewhere(row, every)
    for link in every:
        target, reason = link.href, None
        if link.page:
            at = targets.get(link.page)
            target = at.get_admin_display_title() if at else _title_of_deleted(link.page)
            reason = _of_page(at, row.private)
        elif link.document:
            document = documents.get(link.document)
            target = document.title if document else f"#{link.document}"
            reason = _of_document(document)
        elif link.href.startswith("#"):
            reason = _of_part(link.href[1:], own)
        else:
            reason = _of_address(page, link.href, row.private) or elsewhere.get(link.href)
        if reason:
            found.append(
                BrokenLink(
                    page=row,
                    place=link.place[:300],
                    words=link.words[:300],
                    target=target[:500],
                    target_page=link.page,
                    reason=reason,
                )
            )
    return found


def _elsewhere(page: Page, every: Iterable[links.Link]) -> dict[str, Reason]:
    """Why some links to other sites are broken, as far as that is known."""
    request = get_dummy_request(site=page.get_site() or Site.objects.first())
    typed = {link.href for link in every if link.href}
    return outer_links.remember(page, [each for each in typed if own_path(request, each) is None])


def _title_of_deleted(number: int) -> str:
    """The title that the history knows of a page that is gone."""
    entries = PageLogEntry.objects.filter(page=number).order_by("-timestamp", "-pk")
    return entries.values_list("label", flat=True).first() or f"#{number}"


def _of_page(page: Page | None, from_private: bool) -> Reason | None:
    if page is None:
        return Reason.GONE
    if not page.live:
        return Reason.UNPUBLISHED
    # Readers of a private page may well open another one.
    return Reason.PRIVATE if page.private and not from_private else None


def _of_part(fragment: str, anchors: set[str]) -> Reason | None:
    name = unquote(fragment)
    # The discussion names its comments itself.
    is_there = not name or name in anchors or re.fullmatch(r"c\d+", name)
    return None if is_there else Reason.NO_SECTION


def _of_document(document) -> Reason | None:
    if document is None:
        return Reason.NO_DOCUMENT
    return None if document.file.storage.exists(document.file.name) else Reason.NO_FILE


def _of_address(page: Page, href: str, from_private: bool) -> Reason | None:
    """Why an address of this site leads nowhere; None as well for one elsewhere."""
    site = page.get_site() or Site.objects.first()
    request = get_dummy_request(site=site)
    path = own_path(request, href)
    if path is None:
        return None
    parts = urlsplit(href)
    if at := page_at(site, path):
        at = Page.objects.annotate(private=is_private()).get(pk=at.pk)
        if reason := _of_page(at, from_private):
            return reason
        return parts.fragment and _of_part(parts.fragment, _anchors(at.specific))
    if _is_fixed(path) or path == "/" or leads_on(request, path):
        return None
    return Reason.NOTHING


def _is_fixed(path: str) -> bool:
    """Whether the site answers there with something else than a page."""
    if path.startswith(settings.MEDIA_URL):
        return True
    for address in (path, f"{path}/"):
        try:
            if resolve(address).url_name != PAGES:
                return True
        except Resolver404:
            continue
    return False


def _anchors(page: Page) -> set[str]:
    """The names that a link to a part of this page can have."""
    found = set(RESERVED)
    for stream, *_rest in STREAMS:
        found |= {block.value.get("anchor", "") for block in getattr(page, stream, ())}
    return found
