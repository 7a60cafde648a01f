"""What is stored about attempts at the doors, and about who is signed in."""

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from .sessions import SessionStore


class Attempts(models.Model):
    """The times at which something was tried lately, under a code of what or whom it concerned."""

    code = models.CharField(max_length=64, primary_key=True)
    times = models.JSONField(default=list)  # seconds since 1970, the oldest first
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self):
        return f"{len(self.times)} until {self.last_at:%Y-%m-%d %H:%M}"  # not translated: for logs


class PasswordRequest(models.Model):
    """Somebody wants a new password for an address, whether or not anybody has it. The worker answers."""

    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.pk} of {self.asked_at:%Y-%m-%d %H:%M}"  # not translated: for logs


class Session(AbstractBaseSession):
    """A browser that is signed in, or in which a private page is open."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls):
        return SessionStore


@register_setting(icon="lock", order=900)
class SignInRules(BaseGenericSetting):
    """Who has to sign in with a second factor."""

    superusers = models.BooleanField(
        _("administrators"),
        default=False,
        help_text=_("Whoever may do everything signs in with a code or a passkey, too."),
    )
    groups = models.ManyToManyField(
        Group,
        blank=True,
        related_name="+",
        verbose_name=_("roles"),
        help_text=_(
            "Members of these roles sign in with a code or a passkey, too. Who has none yet is asked "
            "for it at once, before anything else."
        ),
    )

    panels = [
        FieldPanel("superusers"),
        FieldPanel("groups", widget=forms.CheckboxSelectMultiple),
    ]

    class Meta:
        verbose_name = _("sign-in rules")

    @classmethod
    def demand(cls, user) -> bool:
        """Whether this person has to have a second factor."""
        wanted = models.Q(groups__user=user)
        if user.is_superuser:
            wanted |= models.Q(superusers=True)
        return cls.objects.filter(wanted).exists()
