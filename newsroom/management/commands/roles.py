"""Gives the roles of the newsroom back what they lack."""

from django.core.management.base import BaseCommand
from django.db import transaction

from newsroom import roles, workflow


class Command(BaseCommand):
    """Takes nothing away: what an administrator gave to a group stays with it."""

    help = (
        "Makes the groups Editors-in-chief, Editors, Contributors and Moderators where they are missing, and "
        "gives them the rights of their roles that they lack. Nothing is taken away."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *, dry_run, **options):
        with transaction.atomic():
            done = [self.line(*step) for step in roles.repair()]
            if workflow.attach():
                done.append("The review before publication is attached to the front page.")
            transaction.set_rollback(dry_run)
        if not done:
            self.stdout.write("The roles have all their rights.")
            return
        self.stdout.write("\n".join(done))
        if dry_run:
            self.stdout.write("Nothing was changed: this was a dry run.")

    @staticmethod
    def line(group: str, right: roles.Right | None) -> str:
        return f"{group}: {right}" if right else f"{group}: the group is made"
