"""The worker's search for broken links: after each change, and of all pages in turn."""

from collections.abc import Iterable

from django.utils import timezone
from django_tasks import task
from wagtail.models import Page

from database import steps

from . import finding

#: Pages whose links are looked at in an hour. It is another part each hour.
PAGES = 400


@task()
def check_links(numbers: list[int]) -> None:
    """Looks at the links of these pages, one after the other."""
    for number in numbers:
        with steps.step():
            finding.check(number)


def check_soon(numbers: Iterable[int]) -> None:
    if wanted := sorted(set(numbers)):
        check_links.enqueue(wanted)


def run() -> None:
    """Looks at a part of all pages: what no signal tells of is found within a day or two."""
    published = Page.objects.live().filter(depth__gt=1)
    parts = published.count() // PAGES + 1
    turn = int(timezone.now().timestamp()) // 3600 % parts
    numbers = list(published.order_by("pk").values_list("pk", flat=True))
    check_links.func(numbers[turn::parts])
