"""The states of a comment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """The state of a comment. The package's own flags follow from it."""

    UNCONFIRMED = "unconfirmed", _("Waiting for confirmation by email")
    HELD = "held", _("Held")
    PUBLISHED = "published", _("Published")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed")


#: The statuses of comments that moderators or rules took down.
GONE = [Status.SPAM, Status.REMOVED]
