"""What tables, columns and values of the saved database are called now.

The tests read the migrated database in plain SQL, under the names that it was saved with: they know
nothing of today's modules and fields. Where a name has changed since, ``NOW`` says so.
"""

import json
from collections import Counter
from collections.abc import Callable

from tests.upgrade.saved import Rows, as_json

#: What the kinds of mail are called now.
KINDS = {"announce": "fan_out", "waiting": "digest"}
#: What keys of a decision's details are called now, by the object that they are in.
KEYS = {
    "": {"turn": "version", "turn_before": "version_before"},
    "before": {"told": "note_to_author", "kept_at": "approved_at"},
    "standing": {"was": "from", "became": "to"},
}


#: What models are called now, in their content types.
MODELS = {"asked": "dailyquery", "clicked": "clickedresult", "learned": "trainedmodel"}
#: Those of them that a group may be permitted to see: their permissions are renamed too.
PERMITTED = {"asked", "clicked"}


def _renamed_permission(codename: str) -> str:
    action, _, model = codename.partition("_")
    return f"{action}_{MODELS[model]}" if model in PERMITTED else codename


def _renamed_keys(saved):
    """A decision's details, with today's keys."""
    details = dict(as_json(saved))
    for name, keys in KEYS.items():
        if isinstance(details.get(name), dict):
            details[name] = {keys.get(key, key): value for key, value in details[name].items()}
    return {KEYS[""].get(key, key): value for key, value in details.items()}


#: What is called otherwise now than in the saved database. Whoever renames a field adds a line:
#:
#:     "comments_report.words": "comments_report.details"    a column
#:     "comments_learned": "comments_filter"                 a table
#:     "comments_vote.browser": ("comments_vote.browser", f) of a saved value v, f(v) stands there now
#:     "comments_vote.browser": None                         is gone deliberately: say why
#:
#: What stands in a JSON column comes to f as lists and dictionaries.
NOW: dict[str, str | tuple[str, Callable] | None] = {
    "comments_bulkjob.beat_at": "comments_bulkjob.lease",
    "comments_bulkjob.chosen": "comments_bulkjob.selection",
    "comments_bulkjob.told": "comments_bulkjob.note_to_author",
    "comments_bulkjob.why": "comments_bulkjob.reason",
    "comments_decision.at": "comments_decision.decided_at",
    "comments_decision.became": "comments_decision.to_status",
    "comments_decision.overtaken": "comments_decision.conflict",
    "comments_decision.waited": "comments_decision.waited_seconds",
    "comments_decision.was": "comments_decision.from_status",
    "comments_decision.why": "comments_decision.reason",
    "comments_decisionreason.told": "comments_decisionreason.note_to_author",
    "comments_decisionreason.words": "comments_decisionreason.text",
    "comments_discussion.closes_after_days": "comments_discussion.close_after_days",
    "comments_discussion.openness": "comments_discussion.mode",
    "comments_discussionsettings.depth": "comments_discussionsettings.max_depth",
    "comments_discussionsettings.hold_words": "comments_discussionsettings.hold_phrases",
    "comments_discussionsettings.keep_days": "comments_discussionsettings.retention_days",
    "comments_discussionsettings.learning": "comments_discussionsettings.learning_filter",
    "comments_discussionsettings.links": "comments_discussionsettings.max_links",
    "comments_discussionsettings.reports_hold": "comments_discussionsettings.reports_to_hold",
    "comments_discussionsettings.spam_words": "comments_discussionsettings.spam_phrases",
    "comments_discussionsettings.who": "comments_discussionsettings.who_can_comment",
    "comments_finding.words": "comments_finding.message",
    "comments_learned": "comments_trainedmodel",
    "comments_learned.up_to": "comments_trainedmodel.last_decision_id",
    "comments_readercomment.kept_at": "comments_readercomment.approved_at",
    "comments_readercomment.score": "comments_readercomment.spam_score",
    "comments_readercomment.seconds": "comments_readercomment.form_seconds",
    "comments_readercomment.told": "comments_readercomment.note_to_author",
    "comments_readercomment.turn": "comments_readercomment.version",
    "comments_report.words": "comments_report.message",
    "auth_permission.codename": ("auth_permission.codename", _renamed_permission),
    "django_content_type.model": (
        "django_content_type.model",
        lambda model: MODELS.get(model, model),
    ),
    "search_asked": "search_dailyquery",
    "search_asked.found": "search_dailyquery.result_count",
    "search_asked.wanted": "search_dailyquery.answer_requests",
    "search_clicked": "search_clickedresult",
    "search_clicked.asked_id": "search_clickedresult.daily_query_id",
    "search_word.documents": "search_word.document_count",
    "search_word.shown": "search_word.spelling",
    "search_word.titles": "search_word.title_count",
    "comments_decision.details": ("comments_decision.details", _renamed_keys),
    # Wagtail's workflow for moderators, which nobody used, is switched off.
    "wagtailcore_task.active": ("wagtailcore_task.active", lambda active: type(active)(0)),
    "wagtailcore_workflow.active": ("wagtailcore_workflow.active", lambda active: type(active)(0)),
    "comments_mail.kind": ("comments_mail.kind", lambda kind: KINDS.get(kind, kind)),
    "wagtailimages_image": "pictures_picture",
    "wagtailimages_rendition": "pictures_rendition",
}


def _of_pictures(row: dict, after: Rows) -> dict:
    """The content type of Wagtail's pictures became that of ours, which tags and log entries name."""
    is_it = (row["app_label"], row["model"]) == ("wagtailimages", "image")
    return row | {"app_label": "pictures", "model": "picture"} if is_it else row


def _permission(row: dict, after: Rows) -> dict:
    """Permissions stayed with Wagtail's model, which has another content type now."""
    models = {row["id"]: (row["app_label"], row["model"]) for row in after["django_content_type"]}
    numbers = {model: number for number, model in models.items()}
    if models[row["content_type_id"]] != ("pictures", "picture"):
        return row
    return row | {"content_type_id": numbers["wagtailimages", "image"]}


def _task(row: dict, after: Rows) -> dict:
    """A task that waits looks for its picture where it is now."""
    arguments = as_json(row["args_kwargs"])
    waits = row["status"] in ("READY", "RUNNING")
    if waits and arguments["args"][:2] == ["wagtailimages", "image"]:
        arguments["args"][:2] = ["pictures", "picture"]
        return row | {"args_kwargs": arguments}
    return row


#: Rows of which a migration changes single ones, by their saved table: what became of each.
CHANGED: dict[str, Callable[[dict, Rows], dict]] = {
    "auth_permission": _permission,
    "django_content_type": _of_pictures,
    "django_tasks_database_dbtaskresult": _task,
}

#: Rows that a migration adds on purpose, by the table that they are in now.
ADDED: dict[str, Callable[[dict], bool]] = {
    # The roles that are new have the ids 3 and 4; editors got one right more.
    "auth_group": lambda row: row["name"] in ("Editors-in-chief", "Contributors"),
    "wagtailcore_groupcollectionpermission": lambda row: row["group_id"] in (3, 4),
    "wagtailcore_grouppagepermission": lambda row: row["group_id"] in (3, 4) or row["id"] == 15,
    "wagtailcore_task": lambda row: row["name"] == "Review",
    "wagtailcore_workflow": lambda row: row["name"] == "Review",
    "wagtailcore_workflowtask": lambda row: row["id"] == 2,
    # A change of somebody's standing stood on Wagtail's log alone; it is a decision like others now.
    "comments_decision": lambda row: row["action"] == "standing",
}

#: What moderators may do no more: pictures, documents, and the report of searches.
NO_MORE = {1, 2, 3, 5, 225, 242, 243, 244, 245}
#: Rows that a migration deletes on purpose, by the table that they were saved in: moderators, whose group has
#: the id 1, may write no pages any more.
DELETED: dict[str, Callable[[dict], bool]] = {
    "auth_group_permissions": lambda row: row["group_id"] == 1 and row["permission_id"] in NO_MORE,
    "wagtailcore_grouppagepermission": lambda row: row["group_id"] == 1,
    "wagtailcore_groupcollectionpermission": lambda row: row["group_id"] == 1,
}

#: Tables in which Django writes after every migration: what was there is there still.
GROWING = {"django_migrations", "django_content_type", "auth_permission", "auth_group_permissions"}


def _now(name: str) -> tuple[str | None, Callable]:
    found = NOW.get(name, name)
    return found if isinstance(found, tuple) else (found, lambda value: value)


def _column(table: str, column: str) -> tuple[str | None, Callable]:
    name, became = _now(f"{table}.{column}")
    return name and name.rpartition(".")[2], became


def _columns(table: str, rows: list[dict]) -> dict[str, str]:
    """Where each column of a saved table is now, those left out that are gone."""
    found = {column: _column(table, column)[0] for row in rows[:1] for column in row}
    return {column: current for column, current in found.items() if current}


def as_saved(before: Rows, after: Rows) -> Rows:
    """Today's rows, under the names and with the values that they were saved with."""
    found = {}
    for table, rows in before.items():
        back = {}
        for column in _columns(table, rows):
            became = _column(table, column)[1]
            back[column] = {_text(became(as_json(row[column]))): row[column] for row in rows}
        found[table] = [
            {column: back[column].get(_text(value), value) for column, value in row.items()}
            for row in _renamed(table, rows, after)
        ]
    return found


def differences(before: Rows, after: Rows) -> list[str]:
    """What of the saved rows is no longer there, and what is there that was never saved."""
    found = []
    for table, rows in before.items():
        columns = _columns(table, rows)
        rows = [row for row in rows if not DELETED.get(table, lambda row: False)(row)]
        wanted = Counter(
            _plain({column: _column(table, column)[1](as_json(row[column])) for column in columns})
            for row in (CHANGED[table](row, after) if table in CHANGED else row for row in rows)
        )
        there = Counter(_plain(row) for row in _renamed(table, rows, _not_added(table, after)))
        found += [f"{table} has lost {row}" for row in wanted - there]
        if rows and table not in GROWING:
            found += [f"{table} has got {row}" for row in there - wanted]
    return found


def _not_added(table: str, after: Rows) -> Rows:
    now = _now(table)[0]
    added = ADDED.get(now, lambda row: False)
    return {now: [row for row in after.get(now, []) if not added(row)]}


def _renamed(table: str, rows: list[dict], after: Rows) -> list[dict]:
    columns = _columns(table, rows)
    return [
        {column: row[current] for column, current in columns.items() if current in row}
        for row in after.get(_now(table)[0], [])
    ]


def _plain(row: dict) -> str:
    """A row as text, to be compared."""
    return ", ".join(f"{column} {_text(row[column])}" for column in sorted(row))


def _text(value) -> str:
    """A value as text; what stands in JSON may be in any order."""
    value = as_json(value)
    is_json = isinstance(value, dict | list)
    return json.dumps(value, sort_keys=True, ensure_ascii=False) if is_json else repr(value)
