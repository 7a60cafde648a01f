"""Sends once more what the mail server would not take."""

from django.core.management.base import BaseCommand

from comments.mailing import sending


class Command(BaseCommand):
    """For an operator who has mended the mail server."""

    help = "Puts mail to readers that was given up back in line."

    def handle(self, **options):
        self.stdout.write(f"{sending.retry_failed()} mails are in line again.")
