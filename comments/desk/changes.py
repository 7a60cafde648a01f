"""What was changed in the rules of discussion, on Wagtail's own log."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail import hooks
from wagtail.log_actions import LogFormatter, log

from ..models import Discussion, DiscussionSettings
from ..rules.lists import quoted

WORDS = {"hold_phrases", "spam_phrases"}
#: Who stands there is nobody's business who may read the log.
PEOPLE = {"hold_people", "spam_people"}
SECRET = {"akismet_key"}
ACTIONS = {DiscussionSettings: "comments.settings", Discussion: "comments.discussion"}


def between(before, after) -> list[dict]:
    """What differs, field by field, as the log keeps it."""
    found = []
    for field in after._meta.fields:
        was, became = getattr(before, field.name), getattr(after, field.name)
        if was == became or not field.editable:
            continue
        change = {"field": str(field.verbose_name)}
        if field.name in WORDS | PEOPLE:
            old, new = was.splitlines(), became.splitlines()
            added, removed = set(new) - set(old) - {""}, set(old) - set(new) - {""}
            if field.name in PEOPLE:
                change |= {"added": len(added), "removed": len(removed)}
            else:
                change |= {
                    "added": [line for line in new if line in added],
                    "removed": [line for line in old if line in removed],
                }
        elif field.name in SECRET:
            change["became"] = "changed" if was and became else "set" if became else "taken out"
        else:
            change |= {"was": _shown(before, field), "became": _shown(after, field)}
        found.append(change)
    return found


def _shown(instance, field) -> str:
    value = getattr(instance, field.name)
    if value in (None, ""):
        return "nothing"
    if value is True or value is False:
        return "yes" if value else "no"
    if field.choices:
        return str(getattr(instance, f"get_{field.name}_display")())
    if field.get_internal_type() == "DateTimeField":
        return date_format(localtime(value), "j F Y, H:i")
    return str(value)


def record(before, after, user=None) -> None:
    """Logs what was changed, if anything was."""
    found = between(before, after)
    if found:
        log(
            instance=after,
            action=ACTIONS[type(after)],
            user=user,
            title=str(after if isinstance(after, Discussion) else after._meta.verbose_name),
            data={"changes": found},
            content_changed=True,
        )


def in_words(change: dict) -> str:
    """One change as a sentence."""
    if "added" not in change:
        was = f"{change['was']} → " if "was" in change else ""
        return f"{change['field']}: {was}{change['became']}"
    parts = []
    for name in ("added", "removed"):
        lines = change[name]
        if isinstance(lines, int):
            parts += [f"{lines} line{'s' * (lines != 1)} {name}"] if lines else []
        elif lines:
            parts.append(f"{name} {quoted(lines)}")
    return f"{change['field']}: {'; '.join(parts) or 'put in another order'}"


@hooks.register("register_log_actions")
def register(actions):
    for action, name in (
        (ACTIONS[DiscussionSettings], "Discussion settings changed"),
        (ACTIONS[Discussion], "Discussion changed"),
    ):

        @actions.register_action(action)
        class Formatter(LogFormatter):
            label = name

            def format_message(self, entry):
                found = entry.data.get("changes", [])
                return f"{self.label}. {'. '.join(in_words(change) for change in found)}"
