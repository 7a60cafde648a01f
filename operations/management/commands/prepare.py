"""Prepares the site after an installation or an upgrade, before it is served."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from articles.models import TopicPage
from search.models import Document


class Command(BaseCommand):
    """Safe to run again: it leaves finished steps and everybody's content alone."""

    help = "Migrates the database, collects static files and, on an empty new site, loads the demo."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo", action="store_true", help="load the demo if the site is empty"
        )
        parser.add_argument("--no-static", action="store_true", help="leave out the static files")

    def handle(self, *, demo, no_static, **options):
        self._say("Bringing the database up to date")
        call_command("migrate", verbosity=0, interactive=False)
        if demo and apps.is_installed("demo") and not TopicPage.objects.exists():
            self._say("Loading the demo content")
            call_command("load_demo", stdout=self.stdout)
        elif TopicPage.objects.live().exists() and not Document.objects.exists():
            self._say("Filling the search")
            call_command("rebuild_search", readers_only=True, verbosity=0)
        if not no_static:
            self._say("Collecting static files")
            Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)

    def _say(self, message: str) -> None:
        self.stdout.write(f"  {message} …")
        self.stdout.flush()
