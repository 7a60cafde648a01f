"""How decisions read on Wagtail's own log."""

from wagtail import hooks
from wagtail.log_actions import LogFormatter

from ..models import Action, Standing, Status

STATES = dict(Status.choices) | dict(Standing.choices)
#: What entries from before December 2026 call the same.
NAMES = {
    "was": "from_status",
    "became": "to_status",
    "why": "reason",
    "overtaken": "conflict",
}


@hooks.register("register_log_actions")
def register(actions):
    for action in Action:
        subject = "Commenter" if action == Action.STANDING else "Comment"

        @actions.register_action(f"comments.{action.value}")
        class Formatter(LogFormatter):
            label = f"{subject}: {action.label.lower()}"

            def format_message(self, entry):
                data = {NAMES.get(key, key): value for key, value in entry.data.items()}
                words = self.label
                if data.get("from_status") != data.get("to_status"):
                    old, new = (
                        STATES.get(data.get(key), "") for key in ("from_status", "to_status")
                    )
                    words += f" ({old.lower()} → {new.lower()})"
                if data.get("conflict"):
                    words += ", but somebody else was faster"
                return f"{words}: {data['reason']}" if data.get("reason") else words
