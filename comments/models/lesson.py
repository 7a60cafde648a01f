"""What the learning filter keeps of a spam comment that is deleted."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Lesson(models.Model):
    """The features of a deleted comment that a moderator called spam, as hashes.

    It belongs to the decision: erasing the commenter deletes it.
    """

    decision = models.OneToOneField(
        "comments.Decision", primary_key=True, on_delete=models.CASCADE, related_name="lesson"
    )
    features = models.BinaryField(help_text=_("Hashes without words, in the order of their size."))

    def __str__(self):
        return gettext("Lesson of decision %(number)s") % {"number": self.decision_id}
