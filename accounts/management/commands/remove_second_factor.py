"""Lets somebody sign in with the password alone, who has lost the second factor."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from mfa.models import MFAKey


class Command(BaseCommand):
    help = "Removes somebody’s authenticators, passkeys and recovery codes."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        found, _ = MFAKey.objects.filter(user=user).delete()
        self.stdout.write(f"{found} removed. A role that has to have one is asked for a new one.")
