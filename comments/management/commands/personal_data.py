"""Exports or erases everything that is stored about an email address."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import validate_email

from comments import personal_data
from comments.personal_data import summary


def address(text: str) -> str:
    try:
        validate_email(text.strip())
    except ValidationError as error:
        raise CommandError(f"“{text}” is not an email address.") from error
    return text.strip()


class Command(BaseCommand):
    """For an operator whom somebody asked for their data, or for its erasure."""

    help = "Exports or erases everything that is stored about an email address."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        export = actions.add_parser("export", help="writes all of it as JSON")
        export.add_argument("email")
        export.add_argument("--out", help="writes it to this file, which must not exist yet")
        erase = actions.add_parser("erase", help="erases it, after a question")
        erase.add_argument("email")
        erase.add_argument(
            "--keep-comments", action="store_true", help="keeps the comments, without their author"
        )
        erase.add_argument("--yes", action="store_true", help="does not ask")

    def handle(self, *, action, email, **options):
        found = personal_data.found(address(email))
        if not found:
            self.stdout.write("Nothing is stored about this address.")
        elif action == "export":
            self._export(found.email, options["out"])
        else:
            self._erase(found, options["keep_comments"], options["yes"])

    def _export(self, email: str, out: str | None) -> None:
        data = personal_data.export(email)
        text = json.dumps(data, indent=1, ensure_ascii=False, cls=DjangoJSONEncoder)
        if out is None:
            self.stdout.write(text)
            return
        path = Path(out)
        try:
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Written to {out}, for your eyes alone.")

    def _erase(self, found, keep: bool, sure: bool) -> None:
        for heading, lines in (
            ("Stored about this address:", summary.there_is(found)),
            ("What will happen:", summary.will(found, keep)),
            ("What will not happen:", summary.will_not(found, keep)),
        ):
            self.stdout.write(heading)
            for line in lines:
                self.stdout.write(f"  - {line}")
        if not sure:
            try:
                typed = input("This cannot be undone. Type the address again to erase: ")
            except EOFError:
                typed = ""
            if typed.strip().lower() != found.email:
                raise CommandError("That is not the address. Nothing was erased.")
        try:
            counts = personal_data.erase(found.email, keep, by="command")
        except personal_data.StillWriting as still:
            self.stdout.write(summary.done(still.counts, keep))
            raise CommandError(f"{still} Please erase once more.") from still
        self.stdout.write(summary.done(counts, keep))
