"""How decisions read on Wagtail's own log."""

from wagtail import hooks
from wagtail.log_actions import LogFormatter

from ..models import Action, Standing, Status

COMMENT, COMMENTER = dict(Status.choices), dict(Standing.choices)


@hooks.register("register_log_actions")
def register(actions):
    for action in Action:
        subject = "Commenter" if action == Action.STANDING else "Comment"

        @actions.register_action(f"comments.{action.value}")
        class Formatter(LogFormatter):
            label = f"{subject}: {action.label.lower()}"

            def format_message(self, entry):
                data = entry.data
                words = self.label
                if data.get("was") != data.get("became"):
                    names = COMMENT | COMMENTER
                    was, became = (names.get(data.get(key), "") for key in ("was", "became"))
                    words += f" ({was.lower()} → {became.lower()})"
                if data.get("overtaken"):
                    words += ", but somebody else was faster"
                return f"{words}: {data['why']}" if data.get("why") else words
