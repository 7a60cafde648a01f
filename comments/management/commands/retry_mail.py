"""Sends mail again that the mail server refused."""

from django.core.management.base import BaseCommand

from comments.mailing import sending


class Command(BaseCommand):
    """For an operator who has repaired the mail server."""

    help = "Queues mail again that the site has given up sending."

    def handle(self, **options):
        self.stdout.write(f"{sending.retry_failed()} mails are in line again.")
