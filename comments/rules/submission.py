"""The input of the rules, and their answer."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from ..markup import links
from ..models import (
    Commenter,
    DiscussionSettings,
    Effect,
    Policy,
    ReaderComment,
    Standing,
    Status,
)


@dataclass(frozen=True)
class Verdict:
    """The effect that a rule asks for, with the reason in a sentence for the moderator."""

    effect: str
    message: str
    rule: str = ""


@dataclass
class Submission:
    """A comment as the rules see it, with all that is known of its sending."""

    text: str
    settings: DiscussionSettings
    name: str = ""
    email: str = ""
    website: str = ""
    network: str = ""
    ip: str | None = None
    user: AbstractUser | None = None
    commenter: Commenter | None = None
    #: Whether the sender owns the address, or wrote a published comment in the same browser. Anybody
    #: may type an address: only with this do trust and earlier comments count.
    proven: bool = False
    policy: str = Policy.PUBLISH
    form_seconds: int | None = None
    #: The sentence of the form that suspects a program, and the effect that it asks for.
    suspicion: str = ""
    suspect: str = Effect.HOLD
    #: The id of the comment, if it is stored already.
    pk: int | None = None
    now: datetime = field(default_factory=timezone.now)
    #: The learning filter's score, from 0 to 1, once it has judged.
    spam_score: float | None = None

    @classmethod
    def of(
        cls, comment: ReaderComment, settings: DiscussionSettings, policy: str, **sent: Any
    ) -> Self:
        """Makes one from a comment, stored or not; *sent* holds values that a comment does not
        store."""
        sent.setdefault("proven", comment.verified)
        return cls(
            comment.comment,
            settings,
            name=comment.user_name,
            email=comment.user_email,
            website=comment.user_url,
            network=comment.network,
            ip=comment.ip_address,
            user=comment.user,
            commenter=comment.commenter,
            policy=policy,
            form_seconds=comment.form_seconds,
            pk=comment.pk,
            **sent,
        )

    @property
    def is_staff(self) -> bool:
        return self.user is not None and self.user.has_perm("wagtailadmin.access_admin")

    @property
    def is_trusted(self) -> bool:
        """Whether a moderator trusts the commenter, and it is the commenter."""
        if self.commenter is None or not self.proven:
            return False
        return self.commenter.standing_at(self.now) == Standing.TRUSTED

    @property
    def is_known(self) -> bool:
        """Whether a comment of the sender was published before."""
        return self.proven and bool(self.earlier.get(Status.PUBLISHED))

    @cached_property
    def links(self) -> list[str]:
        """The targets of the links in the text."""
        return links(self.text)

    @cached_property
    def earlier(self) -> dict[str, int]:
        """The commenter's other comments, counted by status."""
        return self.commenter.record(self.pk) if self.commenter else {}

    @cached_property
    def deleted(self) -> int:
        """The commenter's comments that moderators took down, and that are deleted by now."""
        return self.commenter.deleted() if self.commenter else 0
