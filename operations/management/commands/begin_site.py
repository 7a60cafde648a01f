"""Gives a new site its name, its address and its first administrator: the last step of ``setup``."""

import os
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from wagtail.models import Site

from home.models import SiteSettings
from operations.setup import REFUSED


class Command(BaseCommand):
    """Safe to run again: an account that is there keeps its password."""

    help = "Takes SITE_NAME, ADMIN_USERNAME, ADMIN_EMAIL and ADMIN_PASSWORD from the environment."

    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--only-password",
            action="store_true",
            help="say whether the password can be taken, and touch no database",
        )

    def handle(self, *, only_password, **options):
        given = {
            name: os.environ.get(name, "")
            for name in ("SITE_NAME", "ADMIN_USERNAME", "ADMIN_EMAIL", "ADMIN_PASSWORD")
        }
        if only_password:
            self._check(given)
            return
        self._name(given["SITE_NAME"])
        User = get_user_model()
        username = given["ADMIN_USERNAME"]
        if not username or User.objects.filter(username=username).exists():
            return
        user = self._check(given)
        user.is_staff = user.is_superuser = True
        if given["ADMIN_PASSWORD"]:
            user.set_password(given["ADMIN_PASSWORD"])
        else:
            # Not an unusable one: those may not ask for a mail with a new password.
            user.set_password(secrets.token_hex(32))
        user.save()
        self.stdout.write(
            f"{username} can sign in at {settings.SITE_URL}{reverse('wagtailadmin_home')}"
            + ("." if given["ADMIN_PASSWORD"] else " after “Forgotten it?” there.")
        )

    @staticmethod
    def _check(given: dict[str, str]):
        """The account, not stored; its password is one that the site takes."""
        user = get_user_model()(username=given["ADMIN_USERNAME"], email=given["ADMIN_EMAIL"])
        if given["ADMIN_PASSWORD"]:
            try:
                validate_password(given["ADMIN_PASSWORD"], user)
            except ValidationError as error:
                raise CommandError(
                    f"The password is refused: {' '.join(error.messages)}", returncode=REFUSED
                ) from error
        return user

    @staticmethod
    def _name(name: str) -> None:
        site = Site.objects.get(is_default_site=True)
        address = urlsplit(settings.SITE_URL)
        site.hostname = address.hostname or site.hostname
        site.port = address.port or (443 if address.scheme == "https" else 80)
        site.site_name = name or site.site_name
        site.save()
        if name:
            found = SiteSettings.for_site(site)
            found.publisher_name = name
            found.save()
