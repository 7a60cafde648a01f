"""Erases all that is stored about an address."""

import re
from collections import Counter

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_comments.models import CommentFlag
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from .. import locks
from ..models import (
    BulkJob,
    Commenter,
    Decision,
    Discussion,
    DiscussionSettings,
    Finding,
    Follow,
    Lesson,
    Mail,
    ReaderComment,
    Report,
    TrainedModel,
)
from .index import merge_index
from .person import LISTS, Person

#: So often everything is looked for again, because the same person may be writing meanwhile.
ROUNDS = 20
#: The name of the author of a comment that stays.
ANONYMOUS = _("Anonymous")
#: The replacement of the address in the texts of moderators.
BLOT = _("[erased]")
#: The fields of a decision that a log entry may keep.
OF_A_DECISION = ("moderator", "from_status", "to_status", "conflict")


class StillWriting(Exception):
    """The person writes faster than it can be erased. What was found is erased: call it again."""


def erase(email: str, keep_comments: bool, user=None, by: str = "") -> dict[str, int]:
    """Erases all that is stored about the address, and returns the counts.

    It works in short transactions, one page of comments after the other. After an interruption the
    same call continues. Wagtail's log names ``user`` and ``by``, and not the address.
    """
    done = Counter()
    attempts = (
        _erase_what_is_there(Person(email), keep_comments, user, by, done) for i in range(ROUNDS)
    )
    if not any(attempts):
        raise StillWriting
    if done:
        merge_index()
    return dict(done)


def _erase_what_is_there(person: Person, keep_comments: bool, user, by: str, done: Counter) -> bool:
    """Whether nothing is left. The last transaction lets nobody write under the address."""
    # Read first, because they follow from the comments.
    names, jobs = person.names, person.jobs
    for ids in person.batches():
        with transaction.atomic():
            _erase_comments(ids, keep_comments, done)
    _erase_mentions(person, names, jobs, done)
    with transaction.atomic():
        locks.discussions(person.decisions().values("page_id"))
        locks.commenters(person.rows(), to_delete=True)
        if Person(person.email).comments:
            return False
        _erase_the_rest(person, done)
        if done:
            if done["decisions"]:
                forget_learned()
            # No comment has the id 0: the entry refers to nobody.
            log(
                instance=ReaderComment(pk=0),
                action="comments.erase",
                user=user,
                title=gettext("Personal data"),
                data={**done, "kept": keep_comments, "by": by},
            )
    return True


@transaction.atomic
def withdraw(comment: ReaderComment) -> None:
    """Withdraws a comment for good. Nothing of its text and its author stays."""
    Discussion.objects.select_for_update().get(page_id=comment.page_id)
    done = Counter()
    comment.refresh_from_db()
    _strip([comment.pk], done)
    _withdraw([comment])
    if done["decisions"]:
        forget_learned()


def forget_learned() -> None:
    """Deletes the learned model. The next training learns from the decisions that are left."""
    TrainedModel.objects.all().delete()


def _erase_comments(ids: list[int], keep: bool, done: Counter) -> None:
    """Erases comments of one page, under its discussion's lock."""
    page_id = ReaderComment.objects.filter(pk__in=ids).values_list("page_id", flat=True).first()
    if page_id is None:
        return
    Discussion.objects.select_for_update().get(page_id=page_id)
    _strip(ids, done)
    comments = ReaderComment.objects.filter(pk__in=ids)
    if not keep:
        _withdraw(list(comments))
    done["comments"] += comments.update(nonce=None, token_hash="")
    if keep:
        _make_anonymous(comments)
        Discussion.objects.filter(page_id=page_id).update(changed_at=timezone.now())


def _make_anonymous(comments) -> None:
    """Empties the fields about the author and the sending; the text and the status stay."""
    comments.update(
        user=None,
        user_name=ANONYMOUS,
        user_email="",
        user_url="",
        ip_address=None,
        network="",
        user_agent="",
        form_seconds=None,
        spam_score=None,
        original="",
        original_name=None,
        original_website=None,
        note_to_author="",
        commenter=None,
        verified=False,
        by_author=False,
        version=F("version") + 1,
    )


def _withdraw(comments: list[ReaderComment]) -> None:
    ids = [comment.pk for comment in comments]
    mails = locks.mails(Mail.objects.filter(comment__in=ids))
    Mail.objects.filter(pk__in=mails).delete()
    Follow.objects.filter(comment__in=ids, commenter=F("comment__commenter")).delete()
    for comment in comments:
        comment.forget()
        comment.save()


def _strip(ids: list[int], done: Counter) -> None:
    """Erases rows about the comments that may quote them or their author."""
    done["findings"] += Finding.objects.filter(comment__in=ids).delete()[0]
    done["decisions"] += _empty(Decision.objects.filter(comment__in=ids))
    CommentFlag.objects.filter(comment__in=ids).delete()
    reports = Report.objects.filter(comment__in=ids)
    done["reports"] += reports.exclude(message="").update(message="")
    done["log_entries"] += strip_log(ids)


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


def _empty(decisions) -> int:
    """Empties decisions; the action, the time and the moderator stay."""
    Lesson.objects.filter(decision__in=decisions.order_by()).delete()
    return decisions.exclude(commenter=None, details={}, reason="").update(
        commenter=None, details={}, reason=""
    )


def _rewrite(entry: ModelLogEntry, label: str, data: dict) -> int:
    if (entry.label, entry.data) == (label, data):
        return 0
    return ModelLogEntry.objects.filter(pk=entry.pk).update(label=label, data=data)


def _erase_mentions(person: Person, names: set[str], jobs: set[int], done: Counter) -> None:
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


def _erase_the_rest(person: Person, done: Counter) -> None:
    commenters, decisions = person.commenters, person.decisions()
    locks.discussions(decisions.values("page_id"))
    locks.commenters(person.rows(), to_delete=True)
    done["decisions"] += _empty(decisions)
    mails = locks.mails(Mail.objects.filter(commenter__in=commenters))
    done["mails"] += Mail.objects.filter(pk__in=mails).delete()[0]
    done["follows"] += Follow.objects.filter(commenter__in=commenters).delete()[0]
    _clean_lists(person, done)
    done["commenters"] += len(commenters)
    for commenter in commenters:
        commenter.delete()
    for name in [name for name, count in done.items() if not count]:
        del done[name]


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


def _clean_lists(person: Person, done: Counter) -> None:
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
