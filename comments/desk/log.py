"""How decisions read on Wagtail's own log."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from ..models import Action
from ..moderation.standing import BAN_OVER
from . import spelling

LABELS = {
    Action.APPROVE: gettext_lazy("Comment: approve"),
    Action.TRUST: gettext_lazy("Comment: approve and trust"),
    Action.SPAM: gettext_lazy("Comment: spam"),
    Action.REMOVE: gettext_lazy("Comment: remove"),
    Action.HOLD: gettext_lazy("Comment: hold"),
    Action.KEEP: gettext_lazy("Comment: keep as it is"),
    Action.EDIT: gettext_lazy("Comment: edit"),
    Action.REPLY: gettext_lazy("Comment: reply"),
    Action.CLOSE: gettext_lazy("Comment: close the thread"),
    Action.OPEN: gettext_lazy("Comment: open the thread"),
    Action.BAN: gettext_lazy("Comment: ban the commenter"),
    Action.BAN_NETWORK: gettext_lazy("Comment: ban the network"),
    Action.STANDING: gettext_lazy("Commenter: change the standing"),
    Action.UNDO: gettext_lazy("Comment: undo"),
    Action.EMPTY: gettext_lazy("Comments: empty spam"),
}
#: The names of the same values in entries from before December 2026.
NAMES = {
    "was": "from_status",
    "became": "to_status",
    "why": "reason",
    "overtaken": "conflict",
}


@hooks.register("register_log_actions")
def register(actions):
    for action in Action:

        @actions.register_action(f"comments.{action.value}")
        class Formatter(LogFormatter):
            label = LABELS[action]

            def format_message(self, entry):
                return _message(self.label, entry.data)

    @actions.register_action(BAN_OVER)
    class BanOver(LogFormatter):
        label = gettext_lazy("Commenter: the ban is over")

        def format_message(self, entry):
            return str(self.label)


def _message(label: str, data: dict) -> str:
    data = {NAMES.get(key, key): value for key, value in data.items()}
    values = {"label": label}
    values |= {key: spelling.STATUS.get(data.get(key), "") for key in ("from_status", "to_status")}
    changed = data.get("from_status") != data.get("to_status")
    if data.get("conflict"):
        message = _("%(label)s, but somebody else was faster") % values
    elif changed:
        message = _("%(label)s (%(from_status)s → %(to_status)s)") % values
    else:
        message = str(label)
    return f"{message}: {data['reason']}" if data.get("reason") else message
