"""The field's own names: ``version``, ``lease``, ``reason``, ``from_status``, ``to_status`` …

Columns are renamed, which every database does without a look at the rows. What the record keeps of
a decision is JSON: its keys are renamed in one statement.
"""

from django.db import migrations, models
from django.db.models import Q

RENAMED = {
    "bulkjob": {
        "beat_at": "lease",
        "chosen": "selection",
        "told": "note_to_author",
        "why": "reason",
    },
    "decision": {
        "at": "decided_at",
        "became": "to_status",
        "overtaken": "conflict",
        "waited": "waited_seconds",
        "was": "from_status",
        "why": "reason",
    },
    "decisionreason": {"told": "note_to_author", "words": "text"},
    "discussion": {"closes_after_days": "close_after_days", "openness": "mode"},
    "discussionsettings": {
        "depth": "max_depth",
        "hold_words": "hold_phrases",
        "keep_days": "retention_days",
        "learning": "learning_filter",
        "links": "max_links",
        "reports_hold": "reports_to_hold",
        "spam_words": "spam_phrases",
        "who": "who_can_comment",
    },
    "finding": {"words": "message"},
    "readercomment": {
        "kept_at": "approved_at",
        "score": "spam_score",
        "seconds": "form_seconds",
        "told": "note_to_author",
        "turn": "version",
    },
    "report": {"words": "message"},
    "trainedmodel": {"up_to": "last_decision_id"},
}
#: Old and new keys of what a decision keeps, by the path to them.
KEYS = {
    (): {"turn": "version", "turn_before": "version_before"},
    ("before",): {"told": "note_to_author", "kept_at": "approved_at"},
    ("standing",): {"was": "from", "became": "to"},
}

#: The databases renamed the columns in their indexes; Django's picture of them has to follow.
INDEXES = [
    migrations.RemoveIndex("decision", "decision_at"),
    migrations.RemoveIndex("decision", "decision_of_action"),
    migrations.RemoveIndex("readercomment", "comment_queue_by_score"),
    migrations.RemoveIndex("readercomment", "comment_traces"),
    migrations.AddIndex("decision", models.Index(fields=["decided_at"], name="decision_at")),
    migrations.AddIndex(
        "decision", models.Index(fields=["action", "decided_at"], name="decision_of_action")
    ),
    migrations.AddIndex(
        "readercomment",
        models.Index(fields=["status", "withdrawn", "spam_score"], name="comment_queue_by_score"),
    ),
    migrations.AddIndex(
        "readercomment",
        models.Index(
            fields=["posted_at"],
            condition=~Q(network="") | ~Q(user_agent="") | Q(form_seconds__isnull=False),
            name="comment_traces",
        ),
    ),
]


def rename_keys(apps, schema_editor, keys=KEYS):
    """Renames the keys where they are; one UPDATE for each of the three objects."""
    for path, names in keys.items():
        if schema_editor.connection.vendor == "postgresql":
            inner = "".join(f"->'{part}'" for part in path)
            value = f"(details{inner})"
            for old, new in names.items():
                value = (
                    f"(CASE WHEN {value} ? '{old}' THEN ({value} - '{old}') || "
                    f"jsonb_build_object('{new}', {value}->'{old}') ELSE {value} END)"
                )
            changed = f"jsonb_set(details, '{{{path[0]}}}', {value})" if path else value
            where = f"details{inner} ?| array[{', '.join(repr(name) for name in names)}]"
        else:
            place = "$" + "".join(f".{part}" for part in path)
            changed, found = "details", []
            for old, new in names.items():
                kind = f"json_type(details, '{place}.{old}')"
                # JSON's true, false and null are not what SQLite makes of them.
                value = f"json(details -> '{place}.{old}')"
                changed = (
                    f"CASE WHEN {kind} IS NULL THEN {changed} ELSE "
                    f"json_remove(json_set({changed}, '{place}.{new}', {value}), '{place}.{old}') END"
                )
                found.append(f"{kind} IS NOT NULL")
            where = " OR ".join(found)
        schema_editor.execute(f"UPDATE comments_decision SET details = {changed} WHERE {where}")


def rename_keys_back(apps, schema_editor):
    back = {path: {new: old for old, new in names.items()} for path, names in KEYS.items()}
    rename_keys(apps, schema_editor, back)


def rename_kinds(apps, schema_editor):
    Mail = apps.get_model("comments", "Mail")
    Mail.objects.filter(kind="announce").update(kind="fan_out")
    Mail.objects.filter(kind="waiting").update(kind="digest")


def rename_kinds_back(apps, schema_editor):
    Mail = apps.get_model("comments", "Mail")
    Mail.objects.filter(kind="fan_out").update(kind="announce")
    Mail.objects.filter(kind="digest").update(kind="waiting")


class Migration(migrations.Migration):
    dependencies = [("comments", "0015_comments_without_order")]

    operations = [
        migrations.RenameModel("Learned", "TrainedModel"),
        *(
            migrations.RenameField(model, old, new)
            for model, names in RENAMED.items()
            for old, new in names.items()
        ),
        migrations.SeparateDatabaseAndState(state_operations=INDEXES),
        migrations.AlterModelOptions("decisionreason", {"ordering": ["text"]}),
        migrations.AlterField(
            "mail",
            "kind",
            models.CharField(
                choices=[
                    ("confirm", "Please confirm"),
                    ("fan_out", "Find the followers"),
                    ("notice", "A new comment"),
                    ("outcome", "What became of a comment"),
                    ("digest", "Comments wait for a moderator"),
                ],
                max_length=8,
            ),
        ),
        migrations.RunPython(rename_keys, rename_keys_back),
        migrations.RunPython(rename_kinds, rename_kinds_back),
    ]
