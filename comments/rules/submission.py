"""What rules are asked about, and what they answer."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from ..markup import links
from ..models import Commenter, DiscussionSettings, Effect, Policy, ReaderComment


@dataclass(frozen=True)
class Verdict:
    """What a rule wants done, and why, in a sentence for the moderator."""

    effect: str
    message: str
    rule: str = ""


@dataclass
class Submission:
    """All that is known of a comment when it is judged."""

    text: str
    settings: DiscussionSettings
    name: str = ""
    email: str = ""
    website: str = ""
    network: str = ""
    ip: str | None = None
    user: AbstractUser | None = None
    commenter: Commenter | None = None
    policy: str = Policy.PUBLISH
    form_seconds: int | None = None
    #: What made it look like a program's work when it was sent, and what it is then.
    suspicion: str = ""
    suspect: str = Effect.HOLD
    #: The comment itself, where it is stored already.
    pk: int | None = None
    now: datetime = field(default_factory=timezone.now)
    #: How likely spam, 0 to 1, once the learning filter has looked.
    spam_score: float | None = None

    @classmethod
    def of(
        cls, comment: ReaderComment, settings: DiscussionSettings, policy: str, **sent: Any
    ) -> Self:
        """A comment as the rules see it, stored or about to be; *sent* is what it does not keep."""
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

    @cached_property
    def links(self) -> list[str]:
        """The addresses that the text leads to."""
        return links(self.text)

    @cached_property
    def earlier(self) -> dict[str, int]:
        """How many comments of theirs have which status, this one apart."""
        return self.commenter.record(self.pk) if self.commenter else {}
