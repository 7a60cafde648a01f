"""What arrived of the forms in which editors write."""

from django.conf import settings
from django.db import models
from wagtail.models import Page


class Writing(models.Model):
    """One opened form of one editor, and the last that was saved of it.

    The browser numbers what it sends. So it can ask whether something arrived whose answer it never
    got, and whether what it keeps was saved meanwhile.
    """

    uuid = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    #: No foreign key: a version that nothing else needs is deleted when its time is over.
    revision = models.PositiveBigIntegerField()
    sent = models.PositiveIntegerField()
    saved_at = models.DateTimeField(auto_now=True, db_index=True)

    def __str__(self):
        return f"{self.uuid}: {self.sent}"
