"""Finds all rows that an email address has left."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django_comments_xtd.models import XtdComment
from wagtail.models import ModelLogEntry

from ..models import (
    Commenter,
    Decision,
    DiscussionSettings,
    Finding,
    Follow,
    Mail,
    ReaderComment,
    Report,
)
from ..rules.lists import People

#: Comments in one query and one transaction.
BATCH = 50
#: The lists of the discussion settings that may contain an address.
LISTS = ("hold_people", "spam_people", "hold_phrases", "spam_phrases")


class Person:
    """A person, known by the address alone, whatever its case."""

    def __init__(self, email: str):
        self.email = email.strip().lower()
        if "@" not in self.email:
            # Comments without an address belong to nobody.
            raise ValueError("This is not an email address.")
        self.commenters = list(Commenter.objects.filter(email__iexact=self.email))
        #: Matches the address in a text, but not within a longer one.
        self.mention = re.compile(
            rf"(?<![\w.+%'-]){re.escape(self.email)}(?![\w-]|\.\w)", re.IGNORECASE
        )

    @cached_property
    def comments(self) -> list[tuple[int, int]]:
        """Page and id of each of the person's comments, imported ones without a commenter too."""
        ids = set(
            XtdComment.norel_objects.filter(user_email__iexact=self.email).values_list(
                "pk", flat=True
            )
        )
        ids.update(
            ReaderComment.objects.filter(commenter__in=self.commenters).values_list("pk", flat=True)
        )
        rows = []
        for some in in_batches(sorted(ids)):
            found = ReaderComment.objects.filter(pk__in=some)
            rows += found.values_list("page_id", "pk")
        return sorted(rows)

    def decisions(self) -> QuerySet[Decision]:
        """The decisions about the person."""
        return Decision.objects.filter(commenter__in=self.commenters).order_by()

    def rows(self) -> QuerySet[Commenter]:
        """The person's rows, as far as they are still there."""
        return Commenter.objects.filter(pk__in=[commenter.pk for commenter in self.commenters])

    def batches(self) -> Iterator[list[int]]:
        """The ids of the person's comments, in batches of one page each."""
        for _, rows in groupby(self.comments, key=lambda row: row[0]):
            yield from in_batches([pk for _, pk in rows])

    @cached_property
    def names(self) -> set[str]:
        """The names of the person's comments, and those that moderators changed."""
        found = set()
        for some in in_batches([pk for _, pk in self.comments]):
            rows = ReaderComment.objects.filter(pk__in=some)
            for both in rows.values_list("user_name", "original_name").distinct():
                found.update(both)
        return found - {"", None}

    @cached_property
    def jobs(self) -> set[int]:
        """Jobs in bulk that decided on a comment of the person."""
        found = set()
        for some in in_batches([pk for _, pk in self.comments]):
            made = Decision.objects.filter(comment__in=some).exclude(job=None).order_by()
            found.update(made.values_list("job_id", flat=True).distinct())
        return found

    def mentioned_in(self, *fields: str) -> Q:
        """The condition for rows that may name the address; ``mention`` decides."""
        # JSON escapes characters outside of ASCII.
        spellings = {self.email, json.dumps(self.email)[1:-1]}
        condition = Q()
        for name in fields:
            for spelling in spellings:
                condition |= Q(**{f"{name}__icontains": spelling})
        return condition

    def log_entries(self) -> set[int]:
        """Entries on Wagtail's log about the person's comments, or with the address."""
        entries = ModelLogEntry.objects.order_by()
        found = set(entries.filter(self.mentioned_in("label", "data")).values_list("pk", flat=True))
        for model, ids in (
            (ReaderComment, [pk for _, pk in self.comments]),
            (Commenter, [commenter.pk for commenter in self.commenters]),
        ):
            about = entries.filter(content_type=ContentType.objects.get_for_model(model))
            for some in in_batches(ids):
                found.update(
                    about.filter(object_id__in=[str(pk) for pk in some]).values_list(
                        "pk", flat=True
                    )
                )
        return found

    def lines(self) -> list[tuple[DiscussionSettings, str, str]]:
        """Settings, list and line of each line that names the address."""
        return [
            (settings, name, line)
            for settings in DiscussionSettings.objects.order_by("pk")
            for name in LISTS
            for line in getattr(settings, name).splitlines()
            if self.mention.search(line)
        ]

    def names_on_lists(self) -> list[tuple[str, str]]:
        """List and entry of each of the person's names on a list of people."""
        return [
            (name, entry)
            for settings in DiscussionSettings.objects.order_by("pk")
            for name in ("hold_people", "spam_people")
            for own_name in sorted(self.names)
            if (entry := People.of(getattr(settings, name)).find(own_name, "", None))
        ]


def in_batches(ids: list) -> Iterator[list]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def label_of(list_name: str) -> str:
    """The name of a list on the settings' screen."""
    return str(DiscussionSettings._meta.get_field(list_name).verbose_name)


@dataclass(frozen=True)
class Found:
    """The counts of what is stored about a person."""

    email: str
    comments: Counter = field(default_factory=Counter)
    commenters: int = 0
    standing: str = ""
    #: The ids of the commenters' pages at the desk: without comments nothing else links to them.
    people: tuple[int, ...] = ()
    findings: int = 0
    decisions: int = 0
    reports: int = 0
    follows: int = 0
    mails: int = 0
    lines: int = 0
    names_on_lists: tuple[str, ...] = ()
    log_entries: int = 0
    #: Whether somebody signs in to the admin with this address.
    account: bool = False

    def __bool__(self):
        """Whether there is anything to erase."""
        return bool(self.comments or self.commenters or self.lines or self.log_entries)


def found(email: str) -> Found:
    """Counts what is stored about the address."""
    person = Person(email)
    statuses, counts = Counter(), Counter()
    for some in in_batches([pk for _, pk in person.comments]):
        comments = ReaderComment.objects.filter(pk__in=some)
        statuses.update(comments.values_list("status", flat=True))
        counts["findings"] += Finding.objects.filter(comment__in=some).count()
        counts["reports"] += Report.objects.filter(comment__in=some).count()
        counts["decisions"] += Decision.objects.filter(comment__in=some).count()
    # Decisions on deleted comments.
    theirs = Decision.objects.filter(commenter__in=person.commenters)
    counts["decisions"] += theirs.filter(comment=None).count()
    return Found(
        email=person.email,
        comments=statuses,
        commenters=len(person.commenters),
        standing=", ".join(
            commenter.standing_in_words
            for commenter in person.commenters
            if commenter.current_standing
        ),
        people=tuple(commenter.pk for commenter in person.commenters),
        follows=Follow.objects.filter(commenter__in=person.commenters).count(),
        mails=Mail.objects.filter(commenter__in=person.commenters).count(),
        lines=len(person.lines()),
        names_on_lists=tuple(dict.fromkeys(entry for _, entry in person.names_on_lists())),
        log_entries=len(person.log_entries()),
        account=get_user_model().objects.filter(email__iexact=person.email).exists(),
        **counts,
    )
