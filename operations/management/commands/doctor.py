"""Looks at the running installation, and says what is wrong."""

from django.core.management.base import BaseCommand, CommandError

from operations.doctor import work
from operations.doctor.catalogue import CHECKS
from operations.doctor.finding import Check


class Command(BaseCommand):
    """Ends with 1 where something is wrong, so that a monitor can call it."""

    help = "Says in plain words what is wrong with the running site, and what to do."
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument(
            "only", nargs="*", help="look at these alone, by the names that it shows"
        )
        parser.add_argument(
            "--send-mail", default="", metavar="ADDRESS", help="send one for a trial"
        )

    def handle(self, *, only, send_mail, **options):
        checks = [check for check in CHECKS if not only or str(check.name) in only]
        if send_mail:
            checks.append(Check("mail for a trial", lambda: work.send_mail(send_mail)))
        faults = 0
        for check in checks:
            try:
                found = list(check.look())
            except Exception as error:  # the other checks go on
                found = None
                faults += 1
                self._line("WRONG", check.name, f"It could not be looked at: {_first(error)}", "")
            if found == []:
                self._line("well", check.name, "", "")
            for finding in found or []:
                faults += finding.is_fault
                mark = "WRONG" if finding.is_fault else "note"
                self._line(mark, check.name, finding.says, finding.do)
        if send_mail:
            self.stdout.write(f"Look whether the mail has come to {send_mail}.")
        self.stdout.flush()
        if faults:
            raise CommandError(
                "One thing is wrong." if faults == 1 else f"{faults} things are wrong."
            )
        if not checks:
            names = ", ".join(str(check.name) for check in CHECKS)
            raise CommandError(f"There is no such check. There are: {names}.")
        self.stdout.write("The site is well.")

    def _line(self, mark: str, name, says: str, do: str) -> None:
        color = {"WRONG": self.style.ERROR, "note": self.style.WARNING}.get(
            mark, self.style.SUCCESS
        )
        self.stdout.write(f"{color(f'{mark:6}')}{str(name):16}{says}".rstrip())
        if do:
            self.stdout.write(f"{'':22}→ {do}")


def _first(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
