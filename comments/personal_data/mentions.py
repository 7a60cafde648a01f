"""Takes an address out of texts that name it: moderators' notes, lists, and Wagtail's log."""

import re
from collections import Counter

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from ..models import (
    BulkJob,
    Commenter,
    Decision,
    DiscussionSettings,
    Finding,
    ReaderComment,
    Report,
)
from .person import LISTS, Person

#: The replacement of the address in the texts of moderators.
BLOT = _("[erased]")
#: The fields of a decision that a log entry may keep.
OF_A_DECISION = ("moderator", "from_status", "to_status", "conflict")


def blot_out(person: Person, names: set[str], jobs: set[int], done: Counter) -> None:
    """Replaces the address in texts, one row after the other and outside of a transaction, because
    the rows are in many tables and in no order."""
    _clean_logs(person, names, done)
    for model, name in (
        (Decision, "reason"),
        (Finding, "message"),
        (Report, "message"),
        (ReaderComment, "note_to_author"),
        (BulkJob, "reason"),
        (BulkJob, "note_to_author"),
        (BulkJob, "selection"),
    ):
        for row in model.objects.filter(person.mentioned_in(name)).order_by():
            text = person.mention.sub(str(BLOT), getattr(row, name))
            done["mentions"] += text != getattr(row, name)
            limit = model._meta.get_field(name).max_length
            model.objects.filter(pk=row.pk).update(**{name: text[:limit]})
    _clean_jobs(jobs, names, done)


def strip_log(ids: list[int]) -> int:
    """Empties the log's entries about comments, which quote them if they are old."""
    changed = 0
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(ReaderComment),
        object_id__in=[str(pk) for pk in ids],
    )
    for entry in entries.iterator():
        data = {name: entry.data[name] for name in OF_A_DECISION if name in entry.data}
        changed += _rewrite(
            entry, gettext("Comment %(number)s") % {"number": entry.object_id}, data
        )
    return changed


def _rewrite(entry: ModelLogEntry, label: str, data: dict) -> int:
    if (entry.label, entry.data) == (label, data):
        return 0
    return ModelLogEntry.objects.filter(pk=entry.pk).update(label=label, data=data)


def _clean_jobs(jobs: set[int], names: set[str], done: Counter) -> None:
    """Empties the selections of jobs in bulk that name the person."""
    for job in BulkJob.objects.filter(pk__in=jobs).exclude(selection=""):
        if any(
            re.search(rf"(?<!\w){re.escape(name)}(?!\w)", job.selection, re.I) for name in names
        ):
            BulkJob.objects.filter(pk=job.pk).update(selection="")
            done["mentions"] += 1


def _clean_logs(person: Person, names: set[str], done: Counter) -> None:
    """Cleans entries that name the address, and old ones with the text of deleted comments."""
    entries = ModelLogEntry.objects.order_by()
    for entry in entries.filter(person.mentioned_in("label", "data")):
        label = person.mention.sub(str(BLOT), entry.label)
        done["log_entries"] += _rewrite(entry, label, _blotted(entry.data, person.mention))
    about = entries.filter(
        content_type=ContentType.objects.get_for_model(Commenter),
        object_id__in=[str(commenter.pk) for commenter in person.commenters],
    )
    for entry in about:
        data = {name: entry.data[name] for name in OF_A_DECISION if name in entry.data}
        done["log_entries"] += _rewrite(entry, gettext("Commenter"), data)
    starts = tuple(f"{name}: " for name in names)
    of_comments = entries.filter(content_type=ContentType.objects.get_for_model(ReaderComment))
    for entry in of_comments.filter(label__contains=": ").iterator():
        if entry.label.startswith(starts):
            done["log_entries"] += _rewrite(
                entry, gettext("Comment %(number)s") % {"number": entry.object_id}, {}
            )


def _blotted(value, mention: re.Pattern):
    """The data with the address replaced."""
    if isinstance(value, str):
        return mention.sub(str(BLOT), value)
    if isinstance(value, list):
        return [_blotted(item, mention) for item in value]
    if isinstance(value, dict):
        return {_blotted(key, mention): _blotted(item, mention) for key, item in value.items()}
    return value


def clean_lists(person: Person, done: Counter) -> None:
    """Deletes entries and remarks that name the address."""
    for settings in DiscussionSettings.objects.select_for_update().order_by("pk"):
        for name in LISTS:
            before = getattr(settings, name).splitlines()
            kept = []
            for line in before:
                entry, _, remark = line.partition("#")
                if person.mention.search(entry):
                    done["lines"] += 1
                elif person.mention.search(remark):
                    done["lines"] += 1
                    kept += [entry.rstrip()] if entry.strip() else []
                else:
                    kept.append(line)
            if kept != before:
                DiscussionSettings.objects.filter(pk=settings.pk).update(**{name: "\n".join(kept)})
