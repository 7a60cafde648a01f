"""Loads the demo site: articles, and an account of each role to try the admin."""

import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from demo.load import load
from search import indexing

#: Name of the account, its group (None for a superuser), and the holder's name.
ACCOUNTS = [
    ("admin", None, ("Alex", "Admin")),
    ("chief", "Editors-in-chief", ("Chris", "Chief")),
    ("editor", "Editors", ("Eda", "Editor")),
    ("contributor", "Contributors", ("Cody", "Contributor")),
    ("moderator", "Moderators", ("Mo", "Moderator")),
]


class Command(BaseCommand):
    """Safe to run again: it creates missing parts and leaves existing ones alone."""

    help = "Loads the demo articles and, on a demo installation, accounts with new passwords."

    def add_arguments(self, parser):
        parser.add_argument(
            "--accounts",
            action="store_true",
            help="insist on the demo accounts: an error where they are not allowed",
        )

    def handle(self, *, accounts, **options):
        allowed = getattr(settings, "DEMO_SIGN_INS", None)
        if accounts and not allowed:
            raise CommandError(
                "Demo accounts are not made on a production site. Make your own with "
                "`python manage.py createsuperuser`."
            )
        with transaction.atomic(), indexing.in_bulk():
            load(self._write)
        if allowed:
            self._make_accounts()
        else:
            self._write("No demo accounts are made on a production site.")

    def _write(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()

    def _make_accounts(self) -> None:
        User = get_user_model()
        sign_ins = []
        for username, group, (first_name, last_name) in ACCOUNTS:
            if User.objects.filter(username=username).exists():
                continue
            password = secrets.token_urlsafe(9)
            user = User.objects.create_user(
                username,
                f"{username}@example.org",
                password,
                first_name=first_name,
                last_name=last_name,
                is_superuser=group is None,
                is_staff=group is None,
            )
            if group:
                user.groups.add(Group.objects.get(name=group))
            sign_ins.append(f"{username:<12} {password}")
        if sign_ins:
            path = settings.DEMO_SIGN_INS
            with open(path, "a", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write("\n".join(sign_ins) + "\n")
