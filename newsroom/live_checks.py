"""Runs the checks on published articles in the worker, and keeps what they find for the dashboard."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task
from wagtail.signals import page_published

from articles.checks.catalogue import CHECKS
from articles.checks.findings import Level
from articles.checks.material import Material
from articles.models import ArticlePage, CheckSettings
from database import steps

from .models import LiveFinding
from .rights import publishable

#: Articles that are gone through in an hour. It is another part each hour.
ARTICLES = 300


def connect() -> None:
    page_published.connect(published, sender=ArticlePage, dispatch_uid="newsroom.live_checks")


def published(instance, **kwargs) -> None:
    check_articles.enqueue([instance.pk])


# Nobody waits for it.
@task(priority=-10)
def check_articles(numbers: list[int]) -> None:
    """Stores anew what the checks find in these articles, one after the other."""
    for number in numbers:
        with steps.step():
            check(number)


def check(number: int) -> None:
    """Stores what all checks find in an article. What is off now may be on tomorrow."""
    page = ArticlePage.objects.live().filter(pk=number).first()
    found = list(_findings(page)) if page else []
    with transaction.atomic():
        LiveFinding.objects.filter(page=number).delete()
        LiveFinding.objects.bulk_create(found)


def _findings(page: ArticlePage) -> Iterable[LiveFinding]:
    material = Material(page)
    for name, each in CHECKS.items():
        for finding in each.find(material):
            yield LiveFinding(page=page, check_name=name, message=str(finding.message)[:500])


def run() -> None:
    """Goes through a part of all articles: a link breaks, or a check is new, and nobody publishes."""
    live = ArticlePage.objects.live()
    parts = live.count() // ARTICLES + 1
    turn = int(timezone.now().timestamp()) // 3600 % parts
    numbers = list(live.order_by("pk").values_list("pk", flat=True))
    check_articles.func(numbers[turn::parts])


def names_at(*wanted: Level) -> list[str]:
    """The checks that are set to one of these levels."""
    levels = CheckSettings.load().levels
    return [name for name in CHECKS if levels[name] in wanted]


def failing(user) -> QuerySet[LiveFinding]:
    """What is found in the articles that somebody may publish, by the checks that are on."""
    on = names_at(Level.ADVISE, Level.STOP)
    return LiveFinding.objects.filter(
        page__live=True, page__in=publishable(user), check_name__in=on
    )
