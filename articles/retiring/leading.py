"""The redirects of pages that are unpublished or deleted, stored with the change itself."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q
from django.dispatch import Signal
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from ..models import SectionRedirect
from ..section_redirects import LONGEST, below

#: Sent with the numbers of ``pages`` to which redirects lead that are about to lead elsewhere.
handing_on = Signal()


class Target(NamedTuple):
    """Where an address is to lead: to a page, to an address, or nowhere."""

    page: int | None = None
    address: str = ""

    def details(self) -> dict:
        """What a job notes of it."""
        return {"leads_to": list(self)} if any(self) else {}


NOWHERE = Target()


def noted(details: dict) -> Target:
    """The target that a job noted, unless its page is gone meanwhile."""
    target = Target(*details.get("leads_to", NOWHERE))
    gone = target.page and not Page.objects.filter(pk=target.page).exists()
    return NOWHERE if gone else target


def paths(*pages: Page) -> list[tuple[int, str]]:
    """The addresses of pages, each with the site that it is on."""
    # Wagtail's own list of them is kept by each process, and may be old.
    sites = Site.objects.values_list("pk", "root_page__url_path")
    found = [(site, below(root, page.url_path)) for site, root in sites for page in pages]
    return [(site, path) for site, path in found if path]


def lead(page: Page, target: Target, *, with_below: bool, is_permanent: bool) -> None:
    """Leads the address of a page to a target, and with it those of everything below the page."""
    for site, path in paths(page):
        # None of them was followed while the page was published; now they would be.
        forget(site, path)
        if not any(target) or len(path) > LONGEST:
            continue
        Redirect.objects.create(
            site_id=site,
            old_path=path,
            redirect_page_id=target.page,
            redirect_link=target.address,
            is_permanent=is_permanent,
            automatically_created=True,
        )
        if with_below and page.specific_class.allowed_subpage_models():
            SectionRedirect.objects.create(site_id=site, old_path=path, new_path="")


def forget(site: int, path: str) -> None:
    """Deletes the redirects from an address, and of everything below it if its page was retired."""
    on_site = Q(site=site) | Q(site=None)
    Redirect.objects.filter(on_site, old_path=path).delete()
    SectionRedirect.objects.filter(site=site, old_path=path, new_path="").delete()


def hand_on(pages: Iterable[int] | Page, target: Target) -> None:
    """Leads earlier redirects to the target, before their pages are deleted, and they with them."""
    if not any(target):
        return
    of_tree = isinstance(pages, Page)
    led = Redirect.objects.filter(
        Q(redirect_page__path__startswith=pages.path) if of_tree else Q(redirect_page__in=pages)
    )
    handing_on.send(
        None, pages=list(led.order_by().values_list("redirect_page", flat=True).distinct())
    )
    led.update(
        redirect_page=target.page,
        redirect_link=target.address,
        redirect_page_route_path="",
    )


def retire(page: Page, target: Target) -> None:
    """Prepares the deletion of a page with everything below it, in the same transaction."""
    hand_on(page, target)
    lead(page, target, with_below=True, is_permanent=True)


def current(page: Page) -> Redirect | None:
    """The redirect from the address of a page, which holds when the page is away."""
    for site, path in paths(page):
        on_site = Q(site=site) | Q(site=None)
        if found := Redirect.objects.filter(on_site, old_path=path).first():
            return found
    return None


def end(sender, instance: Page, **kwargs) -> None:
    """Ends what led away from an address: a page is published there."""
    for site, path in paths(instance):
        made = Redirect.objects.filter(site=site, old_path=path, automatically_created=True)
        made.delete()
        SectionRedirect.objects.filter(site=site, old_path=path, new_path="").delete()
