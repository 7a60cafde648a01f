"""Asks other sites, by the worker and politely, whether the links to them still lead somewhere.

It is off until an editor-in-chief switches it on, and never asks a private address (``fetching.public``).
"""

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from articles.models import CheckSettings
from fetching.public import Answer, Refused, Unreachable, Visitor

from . import finding
from .models import OuterLink, Reason

#: A link that answers is asked again after so many days.
DAYS = 30
#: Days until the next try after each failure in turn. After the last of them the link is broken.
AGAIN_DAYS = [1, 3, 7]
#: Seconds between two questions to one host.
PAUSE = 2
#: A task of the worker ends after so many seconds. The rest waits for the next hour.
LONGEST = 120
#: They say that there is nothing, and not that the worker may not see it.
GONE = {404, 410}
#: Answers to HEAD of those who know only GET.
NO_HEAD = {400, 403, 404, 405, 406, 410, 500, 501, 503}
#: They want to be left alone, or are out of order for the moment.
BUSY = {429, 500, 502, 503, 504}


def name() -> str:
    """Who asks, for those who are asked."""
    return f"LinkCheck/1.0 (+{settings.SITE_URL or settings.WAGTAILADMIN_BASE_URL})"


def run() -> None:
    """Has the worker ask what is due: each hour a part of what may be asked in a day."""
    OuterLink.objects.filter(pages=None).delete()
    chosen = CheckSettings.load()
    if chosen.outer_links:
        ask_outer.enqueue(max(1, chosen.outer_links_a_day // 24))


# Nobody waits for it.
@task(priority=-20)
def ask_outer(most: int) -> None:
    """Asks after so many links that are due, one after the other."""
    if not CheckSettings.load().outer_links:
        return
    with Visitor(name()) as visitor:
        ask_due(most, visitor)


def ask_due(
    most: int, visitor: Visitor, sleep: Callable[[float], None] = time.sleep
) -> Counter[str]:
    """Asks after links that are due, and looks again at the pages whose links are other than before."""
    due = OuterLink.objects.filter(next_at__lte=timezone.now()).order_by("next_at", "pk")[:most]
    asked: Counter[str] = Counter()
    last: dict[str, float] = {}
    left_alone: dict[str, int] = {}
    changed: set[int] = set()
    start = time.monotonic()
    for link in _by_turns(due):
        if time.monotonic() - start > LONGEST:
            break
        if link.host in left_alone:
            _put_off(link, left_alone[link.host])
            continue
        wait = last.get(link.host, -PAUSE) + PAUSE - time.monotonic()
        if wait > 0:
            sleep(wait)
        before = link.reason
        answer = _ask(visitor, link)
        last[link.host] = time.monotonic()
        asked[link.host] += 1
        if answer and answer.status in BUSY:
            left_alone[link.host] = answer.wait
        if link.reason != before:
            changed |= set(link.pages.values_list("pk", flat=True))
    for number in sorted(changed):
        finding.check(number)
    return asked


def _by_turns(links: Iterable[OuterLink]) -> Iterator[OuterLink]:
    """One link of each host in turn, so that a host is asked as seldom as can be."""
    hosts: dict[str, deque[OuterLink]] = defaultdict(deque)
    for link in links:
        hosts[link.host].append(link)
    while hosts:
        for host in list(hosts):
            yield hosts[host].popleft()
            if not hosts[host]:
                del hosts[host]


def _ask(visitor: Visitor, link: OuterLink) -> Answer | None:
    """Asks after one link, and stores what came of it."""
    answer, failure = None, ""
    try:
        answer = visitor.ask("HEAD", link.address)
        if answer.status in NO_HEAD:
            answer = visitor.ask("GET", link.address)
    except Refused:
        failure = Reason.NOT_PUBLIC
    except Unreachable as error:
        failure = Reason.NO_HOST if error.is_unknown else Reason.NO_ANSWER
    else:
        if answer.status in GONE:
            failure = Reason.NOT_THERE
        elif answer.status >= 500:
            failure = Reason.NO_ANSWER
    _store(link, failure, answer.wait if answer else 0)
    return answer


def _store(link: OuterLink, failure: str, wait: int) -> None:
    now = timezone.now()
    link.asked_at = now
    if not failure:
        link.failures, link.reason, days = 0, "", DAYS
    else:
        # A site that is away for a day is not gone. What is no public address stays none.
        days = AGAIN_DAYS[min(link.failures, len(AGAIN_DAYS) - 1)]
        link.failures += 1
        if link.failures >= len(AGAIN_DAYS) or failure == Reason.NOT_PUBLIC:
            link.reason, days = failure, DAYS if failure == Reason.NOT_PUBLIC else days
    link.next_at = now + max(timedelta(days=days), timedelta(seconds=min(wait, 30 * 86400)))
    link.save()


def _put_off(link: OuterLink, wait: int) -> None:
    """Leaves a link for tomorrow whose host has asked for peace."""
    later = timezone.now() + max(timedelta(days=1), timedelta(seconds=min(wait, 30 * 86400)))
    OuterLink.objects.filter(pk=link.pk).update(next_at=later)
