"""Leads from the old address of a page to its present one, also below topics that were renamed.

A change of an address stores at most two rows for each site, however many pages it takes along: Wagtail's
``Redirect`` for the page itself, and a ``SectionRedirect`` for what stands below it. Both are stored in
the transaction that changes the addresses, so no reader meets an old address before its redirect.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from .models import SectionRedirect

#: An address is followed through this many changes of its sections.
MAX_CHANGES = 10
#: Addresses tried at once. Only sections that changed places with each other reach it.
MAX_TRIED = 20
MAX_SEGMENTS = 30
LONGEST = Redirect._meta.get_field("old_path").max_length


def address_changes(sender, instance: Page, raw=False, update_fields=None, **kwargs) -> None:
    """A page is about to be saved. Stores the redirects from its old address, if it has a new one."""
    if raw or not instance.pk or (update_fields and "url_path" not in update_fields):
        return
    before = Page.objects.filter(pk=instance.pk).values_list("url_path", "live").first()
    if before is None or before[0] == instance.url_path:
        return
    old_url_path, was_live = before
    # Wagtail's own list of them is kept by each process, and may be old.
    for site_id, root_path in Site.objects.values_list("pk", "root_page__url_path"):
        old, new = (below(root_path, path) for path in (old_url_path, instance.url_path))
        if not old or not new:
            continue  # the site's own front page, or another site
        if instance.numchild or len(old) > LONGEST:
            SectionRedirect.objects.update_or_create(site_id=site_id, old_path=old, new_path=new)
        if was_live and len(old) <= LONGEST:
            _redirect_page(site_id, old, instance.pk)


def below(root_path: str, url_path: str) -> str:
    """The path of a page below a site's root page, or nothing for pages elsewhere."""
    if not url_path.startswith(root_path):
        return ""
    path = url_path.removeprefix(root_path).strip("/")
    return f"/{path}" if path else ""


def _redirect_page(site_id: int, old_path: str, page_id: int) -> None:
    """Stores Wagtail's redirect, unless an editor made one from there."""
    made = Redirect.objects.filter(site_id=site_id, old_path=old_path)
    made.filter(automatically_created=True).delete()
    if not made.exists():
        Redirect.objects.create(
            site_id=site_id,
            old_path=old_path,
            redirect_page_id=page_id,
            automatically_created=True,
        )


def present_address(request: HttpRequest, address: str) -> str | Redirect | None:
    """Where what stood at this address stands now, or the redirect that leads there.

    None if no change of a section leads anywhere.
    """
    site = Site.find_for_request(request)
    if site is None:
        return None
    for at in _ways(address, lambda above: _changes(site, old_path__in=above)):
        there = _not_retired(at)
        if found := _first(there, _pages(request, site, there)) or _first(at, _redirects(site, at)):
            return found
    return None


def present_addresses(request: HttpRequest, site: Site, old_paths: list[str]) -> dict[str, str]:
    """Where readers of these old addresses of a site end, in as many queries for many as for one.

    An address at which a page is published again leads to itself. Those that lead nowhere are missing.
    """
    changes = _changes(site)
    ways = {path: [{path: False}, *_ways(path, lambda above: changes)] for path in old_paths}
    everything = {path for way in ways.values() for at in way for path in at}
    pages = _pages(request, site, everything)
    redirects = {
        path: made.link
        for path, made in _redirects(site, everything).items()
        if made.redirect_page is None or made.redirect_page.live
    }
    found = {}
    for path, way in ways.items():
        ends = (
            _first(_not_retired(at), pages) or (path not in at and _first(at, redirects))
            for at in way
        )
        if end := next(filter(None, ends), None):
            found[path] = end
    return found


Changes = dict[str, list[str]]


def _changes(site: Site, **narrowed) -> Changes:
    """The new paths of each old one, the last change first."""
    changes: Changes = {}
    rows = SectionRedirect.objects.filter(site=site, **narrowed)
    for old, new in rows.values_list("old_path", "new_path"):
        changes.setdefault(old, []).append(new)
    return changes


#: Addresses, each with whether it is that of a retired section.
Later = dict[str, bool]


def _ways(path: str, changes: Callable[[set[str]], Changes]) -> Iterator[Later]:
    """The addresses that followed upon this one, after one change, after two, and so on."""
    path = "/" + path.strip("/")
    if "\0" in path or path.count("/") > MAX_SEGMENTS:
        return
    tried, at = {path}, {path: False}
    for _change in range(MAX_CHANGES):
        made = changes({prefix for each in at for prefix in _prefixes(each)})
        later = _one_change_later(made, at)
        at = {new: later[new] for new in [new for new in later if new not in tried][:MAX_TRIED]}
        if not at:
            return
        tried.update(at)
        yield at


def _one_change_later(changes: Changes, paths: Iterable[str]) -> Later:
    """The addresses that followed upon these, those of the nearest section and the last change first."""
    found: Later = {}
    for path in paths:
        for prefix in _prefixes(path):
            for new in changes.get(prefix, ()):
                later = new + path.removeprefix(prefix) if new else prefix
                found[later] = found.get(later, True) and not new
    return found


def _not_retired(at: Later) -> list[str]:
    """What is retired leads where its redirect leads, though it may not be gone itself yet."""
    return [path for path, is_retired in at.items() if not is_retired]


def _first(paths: Iterable[str], found: dict[str, Any]) -> Any:
    return next((found[path] for path in paths if path in found), None)


def _prefixes(path: str) -> Iterable[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def _pages(request: HttpRequest, site: Site, paths: Iterable[str]) -> dict[str, str]:
    """The addresses of those of these that lead to a published page, or to a topic's feed."""
    wanted = {path: _path_of_page(path) for path in paths}
    root = site.root_page.url_path.rstrip("/")
    url_paths = {f"{root}{page}/" for page in wanted.values() if page}
    # Only the slug has an index.
    slugs = {url_path.rstrip("/").rpartition("/")[2] for url_path in url_paths}
    pages = Page.objects.live().filter(slug__in=slugs, url_path__in=url_paths)
    there = {page.url_path: page for page in pages.specific(defer=True)}
    found = {}
    for path, of_page in wanted.items():
        page = there.get(f"{root}{of_page}/") if of_page else None
        if of_page and page and (address := page.get_url(request)):
            found[path] = address.rstrip("/") + path.removeprefix(of_page) + "/"
    return found


def _path_of_page(path: str) -> str | None:
    """The page that an address belongs to: the feeds of a topic have addresses below it."""
    try:
        found = resolve(path + "/")
    except Resolver404:
        return None
    if "path" not in found.kwargs and not found.args:
        return None  # a fixed address, as that of the search
    of_page = found.kwargs.get("path", "".join(found.args)).strip("/")
    return f"/{of_page}" if of_page else None


def _redirects(site: Site, paths: Iterable[str]) -> dict[str, Redirect]:
    """The redirects from these, for pages that went elsewhere since."""
    made = Redirect.get_for_site(site).filter(old_path__in=paths).select_related("redirect_page")
    return {redirect.old_path: redirect for redirect in made}
