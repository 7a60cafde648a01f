"""The first start in production: ``operations/setup.py`` does it, without Django's settings."""

from django.core.management.base import BaseCommand

from operations import setup


class Command(BaseCommand):
    """``python -m operations.setup`` is the same, where settings are missing still."""

    help = "Asks for what a site in production needs, writes the environment file, makes the site."
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument("--file", default="", help="the environment file (.env)")
        parser.add_argument("--file-only", action="store_true", help="touch no database")
        parser.add_argument("--demo", action="store_true", help="with example content")
        parser.add_argument("--dry-run", action="store_true", help="say what would be written")

    def handle(self, *, file, file_only, demo, dry_run, **options):
        flags = {"--file-only": file_only, "--demo": demo, "--dry-run": dry_run}
        arguments = [flag for flag, is_set in flags.items() if is_set]
        setup.main([*arguments, *(["--file", file] if file else [])])
