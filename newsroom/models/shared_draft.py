"""Links under which a draft can be read."""

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: Nothing that is signed for another purpose opens a draft.
SALT = "newsroom.sharing"


class SharedDraftQuerySet(models.QuerySet):
    def valid(self):
        """Links that have not ended. With the account of its maker a link ends too."""
        return self.filter(expires_at__gt=timezone.now(), made_by__is_active=True)


class SharedDraft(models.Model):
    """A secret link under which somebody without an account reads the newest draft of a page."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    reader = models.CharField(
        _("for"),
        max_length=80,
        blank=True,
        help_text=_("A note to yourself: the person to whom you send the link."),
    )

    objects = SharedDraftQuerySet.as_manager()

    def __str__(self):
        return f"{self.page_id} until {self.expires_at:%Y-%m-%d}"  # not translated: for logs

    def get_absolute_url(self) -> str:
        return reverse("shared_draft", args=[signing.dumps(self.pk, salt=SALT)])

    @classmethod
    def of(cls, token: str):
        """The link that is still valid, or None."""
        try:
            pk = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            return None
        return cls.objects.valid().select_related("page", "made_by").filter(pk=pk).first()
