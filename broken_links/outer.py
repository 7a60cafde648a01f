"""Asks other sites, by the worker and politely, whether the links to them still lead somewhere.

It is off until an editor-in-chief switches it on, and never asks a private address (``fetching.public``).
"""

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import product

from django.conf import settings
from django.db.models import Q
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
#: A task begins no other question after so many seconds, and queues the rest.
LONGEST = 5
#: Seconds that a site may take for each step of an answer.
SECONDS = 5
#: The longest peace that a site is given, in seconds: 30 days.
MOST_WAIT = 30 * 86400
#: They say that there is nothing, and not that the worker may not see it.
GONE = {404, 410}
#: Answers to HEAD of those who know only GET.
NO_HEAD = {400, 403, 404, 405, 406, 410, 500, 501}
TOO_MANY = 429
#: They want to be left alone, or are out of order for the moment.
BUSY = {TOO_MANY, 500, 502, 503, 504}


def name() -> str:
    """Who asks, for those who are asked."""
    address = settings.SITE_URL or settings.WAGTAILADMIN_BASE_URL
    return " ".join(["LinkCheck/1.0", f"(+{address})"])


def run() -> None:
    """Has the worker ask what is due: each hour a part of what may be asked in a day."""
    OuterLink.objects.filter(pages=None).delete()
    chosen = CheckSettings.load()
    if chosen.outer_links:
        ask_outer.enqueue(max(1, chosen.outer_links_a_day // 24))


# Nobody waits for it.
@task(priority=-20)
def ask_outer(most: int) -> None:
    """Asks after so many links that are due, a few at a time: a mail may wait for the worker meanwhile."""
    if not CheckSettings.load().outer_links:
        return
    with Visitor(name(), seconds=SECONDS) as visitor:
        rest = most - sum(ask_due(most, visitor).values())
    if 0 < rest < most:
        ask_outer.using(run_after=timezone.now() + timedelta(seconds=PAUSE)).enqueue(rest)


def ask_due(
    most: int, visitor: Visitor, sleep: Callable[[float], None] = time.sleep
) -> Counter[str]:
    """Asks after links that are due, and looks again at the pages whose links are other than before."""
    due = OuterLink.objects.filter(next_at__lte=timezone.now()).order_by("next_at", "pk")[:most]
    asked: Counter[str] = Counter()
    changed: set[int] = set()
    left_alone: set[str] = set()
    start = time.monotonic()
    for link in _by_turns(due):
        if time.monotonic() - start > LONGEST:
            break
        if link.host in left_alone:
            continue
        if asked[link.host]:
            sleep(PAUSE)
        before = link.reason
        asked[link.host] += 1
        answer = _ask(visitor, link, sleep)
        if answer and answer.status in BUSY:
            left_alone.add(link.host)
            _leave_alone(link.host, answer.wait)
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


def _ask(visitor: Visitor, link: OuterLink, sleep: Callable[[float], None]) -> Answer | None:
    """Asks after one link, and stores what came of it."""
    answer, failure = None, ""
    try:
        answer = visitor.ask("HEAD", link.address)
        if answer.status in NO_HEAD:
            sleep(PAUSE)
            answer = visitor.ask("GET", link.address)
    except Refused:
        failure = Reason.NOT_PUBLIC
    except Unreachable as error:
        failure = Reason.NO_HOST if error.is_unknown else Reason.NO_ANSWER
    else:
        if answer.status == TOO_MANY:
            return answer  # it says nothing about the link
        if answer.status in GONE:
            failure = Reason.NOT_THERE
        elif answer.status >= 500:
            failure = Reason.NO_ANSWER
    _store(link, failure)
    return answer


def _store(link: OuterLink, failure: str) -> None:
    link.asked_at, days = timezone.now(), DAYS
    if not failure:
        link.failures, link.reason = 0, ""
    elif failure == Reason.NOT_PUBLIC:
        link.reason = failure
    else:
        # A site that is away for a day is not gone.
        days = AGAIN_DAYS[min(link.failures, len(AGAIN_DAYS) - 1)]
        link.failures = min(link.failures + 1, 100)
        link.reason = failure if link.failures >= len(AGAIN_DAYS) else link.reason
    link.next_at = link.asked_at + timedelta(days=days)
    link.save()


def _leave_alone(host: str, wait: int) -> None:
    """Asks a host that has asked for peace for nothing until tomorrow, or as long as it wants."""
    later = timezone.now() + max(timedelta(days=1), timedelta(seconds=min(wait, MOST_WAIT)))
    of_host = Q()
    for scheme, end in product(("http", "https"), "/:?#"):
        of_host |= Q(address__startswith=f"{scheme}://{host}{end}")
    for scheme in ("http", "https"):
        of_host |= Q(address=f"{scheme}://{host}")
    OuterLink.objects.filter(of_host, next_at__lt=later).update(next_at=later)
