"""The links at the foot of every page."""

from wagtail.models import Page

from articles import navigation, surrogate_keys
from articles.privacy import is_private
from articles.querysets import PublishedQuerySet
from page_cache.collecting import depend


def entries(request, footer_links) -> list[tuple[str, str]]:
    """Label and address of each link, without links to pages that are gone or not live.

    A private page has a link if an editor gave it a label: its title is private too.
    """
    links = [link["value"] for link in footer_links.raw_data]
    pages = {page.pk: page for page in navigation.shelf(request)}
    titles = {pk: page.title for pk, page in pages.items()}
    others = {link["page"] for link in links if link.get("page")} - pages.keys()
    if others:
        depend(*map(surrogate_keys.page, others))  # one that is not live now may be later
        live = PublishedQuerySet(Page).live().annotate(is_private=is_private()).in_bulk(others)
        pages |= live
        titles |= {pk: page.title for pk, page in live.items() if not page.is_private}
    found = []
    for link in links:
        shown = link.get("label") or titles.get(link.get("page"))
        if page := pages.get(link.get("page")):
            if shown:
                found.append((shown, page.get_url(request)))
        elif link.get("address"):
            found.append((shown, link["address"]))
    return found
