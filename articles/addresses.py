"""The addresses that pages cannot have, because the site answers there with something else."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, get_resolver, resolve
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

#: The name of the address that leads to pages. It stands last, after all fixed ones.
PAGES = "wagtail_serve"
MAX_LENGTH = Page._meta.get_field("slug").max_length
FIRST_PART = re.compile(r"[\^/]*([-\w]+)/")


def refuse_taken(parent: Page, slug: str) -> None:
    """Raises an error with a sentence for editors if no reader would reach a page of this slug."""
    if is_taken(parent, slug):
        raise ValidationError(
            _("The site itself uses the address “%(slug)s” here. Choose another."),
            params={"slug": slug},
        )


def is_taken(parent: Page, slug: str) -> bool:
    """Whether a fixed address hides a page with this slug below ``parent``, or pages below it."""
    for root in Site.get_site_root_paths():
        if parent.url_path.startswith(root.root_path):
            above = parent.url_path.removeprefix(root.root_path)
            return (not above and slug in _first_parts()) or _leads_elsewhere(f"/{above}{slug}/")
    return False


def free_slug(parent: Page, slug: str, page: Page | None = None) -> str:
    """The slug, or with the first number from 2 that no other page of the parent has."""
    others = (
        parent.get_children().exclude(pk=page.pk) if page and page.pk else parent.get_children()
    )
    base = slug[: MAX_LENGTH - 6]
    taken = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
    free, number = slug, 2
    while free in taken:
        free, number = f"{base}-{number}", number + 1
    return free


def _leads_elsewhere(path: str) -> bool:
    try:
        return resolve(path).url_name != PAGES
    except Resolver404:
        return True


def _first_parts() -> set[str]:
    """What fixed addresses begin with. Below it there may be more of them, as in ``tags/…``."""
    fixed = [str(one.pattern) for one in get_resolver().url_patterns if _name(one) != PAGES]
    found = [FIRST_PART.match(one) for one in [*fixed, settings.STATIC_URL, settings.MEDIA_URL]]
    return {match[1] for match in found if match}


def _name(pattern) -> str | None:
    return getattr(pattern, "name", None)
