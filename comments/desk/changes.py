"""Changes of the rules of discussion, on Wagtail's own log."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.log_actions import LogFormatter, log

from ..models import Discussion, DiscussionSettings
from ..rules.lists import quoted

PHRASES = {"hold_phrases", "spam_phrases"}
#: Names on these lists are personal data, and many may read the log: it says only how many.
PEOPLE = {"hold_people", "spam_people"}
SECRET = {"akismet_key"}
ACTIONS = {DiscussionSettings: "comments.settings", Discussion: "comments.discussion"}


def between(before, after) -> list[dict]:
    """The differences, field by field, as the log keeps them."""
    changes = []
    for field in after._meta.fields:
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new or not field.editable:
            continue
        change = {"field": str(field.verbose_name)}
        if field.name in PHRASES | PEOPLE:
            old_lines, new_lines = old.splitlines(), new.splitlines()
            added = set(new_lines) - set(old_lines) - {""}
            removed = set(old_lines) - set(new_lines) - {""}
            if field.name in PEOPLE:
                change |= {"added": len(added), "removed": len(removed)}
            else:
                change |= {
                    "added": [line for line in new_lines if line in added],
                    "removed": [line for line in old_lines if line in removed],
                }
        elif field.name in SECRET:
            change["became"] = _("changed") if old and new else _("set") if new else _("taken out")
        else:
            change |= {"was": _shown(before, field), "became": _shown(after, field)}
        changes.append(change)
    return changes


def _shown(instance, field) -> str:
    value = getattr(instance, field.name)
    if value in (None, ""):
        return _("nothing")
    if value is True or value is False:
        return _("yes") if value else _("no")
    if field.choices:
        return str(getattr(instance, f"get_{field.name}_display")())
    if field.get_internal_type() == "DateTimeField":
        return date_format(localtime(value), "j F Y, H:i")
    return str(value)


def record(before, after, user=None) -> None:
    """Logs the changes, if there are any."""
    changes = between(before, after)
    if changes:
        log(
            instance=after,
            action=ACTIONS[type(after)],
            user=user,
            title=str(after if isinstance(after, Discussion) else after._meta.verbose_name),
            data={"changes": changes},
            content_changed=True,
        )


def describe(change: dict) -> str:
    """One change as a sentence without its full stop."""
    if "added" not in change:
        was = f"{change['was']} → " if "was" in change else ""
        return f"{change['field']}: {was}{change['became']}"
    parts = []
    if added := change["added"]:
        parts.append(
            ngettext("%(number)s line added", "%(number)s lines added", added) % {"number": added}
            if isinstance(added, int)
            else _("added %(lines)s") % {"lines": quoted(added)}
        )
    if removed := change["removed"]:
        parts.append(
            ngettext("%(number)s line removed", "%(number)s lines removed", removed)
            % {"number": removed}
            if isinstance(removed, int)
            else _("removed %(lines)s") % {"lines": quoted(removed)}
        )
    return f"{change['field']}: {'; '.join(parts) or _('put in another order')}"


@hooks.register("register_log_actions")
def register(actions):
    for action, name in (
        (ACTIONS[DiscussionSettings], gettext_lazy("Discussion settings changed")),
        (ACTIONS[Discussion], gettext_lazy("Discussion changed")),
    ):

        @actions.register_action(action)
        class Formatter(LogFormatter):
            label = name

            def format_message(self, entry):
                changes = entry.data.get("changes", [])
                return f"{self.label}. {'. '.join(describe(change) for change in changes)}"
