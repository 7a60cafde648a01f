"""What moderators decide is done, recorded, and can be taken back."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from django_comments.models import CommentFlag
from wagtail.models import ModelLogEntry

from comments import personal_data
from comments.models import (
    Action,
    Commenter,
    Decision,
    NetworkBan,
    ReaderComment,
    ReportOutcome,
    Standing,
    Status,
)
from comments.moderation import deciding
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

DECIDES = [
    (Action.APPROVE, Status.HELD, Status.PUBLISHED),
    (Action.TRUST, Status.HELD, Status.PUBLISHED),
    (Action.SPAM, Status.PUBLISHED, Status.SPAM),
    (Action.REMOVE, Status.PUBLISHED, Status.REMOVED),
    (Action.REMOVE, Status.UNCONFIRMED, Status.REMOVED),
    (Action.HOLD, Status.PUBLISHED, Status.HELD),
    (Action.KEEP, Status.PUBLISHED, Status.PUBLISHED),
    (Action.EDIT, Status.PUBLISHED, Status.PUBLISHED),
    (Action.REPLY, Status.PUBLISHED, Status.PUBLISHED),
    (Action.REPLY, Status.HELD, Status.PUBLISHED),
    (Action.CLOSE, Status.PUBLISHED, Status.PUBLISHED),
    (Action.BAN, Status.PUBLISHED, Status.SPAM),
    (Action.BAN_NETWORK, Status.PUBLISHED, Status.SPAM),
]
#: What of a comment comes back when a decision is taken back.
STATE = (
    "status",
    "note_to_author",
    "comment",
    "original",
    "reported_at",
    "approved_at",
    "closed",
    "is_public",
)


@pytest.fixture
def moderator():
    return factories.user("Moderators", "Mona")


@pytest.fixture
def as_it_is(say):
    """A comment with this status."""

    def make(status, words="Well said.", **who):
        comment = say(words, **who)
        comment.status = status
        comment.save()
        return comment

    return make


def state(comment) -> dict:
    return ReaderComment.objects.filter(pk=comment.pk).values(*STATE).get()


def logged(comment) -> list[str]:
    entries = ModelLogEntry.objects.filter(object_id=str(comment.pk)).order_by("pk")
    return [entry.action for entry in entries]


@pytest.mark.parametrize(("action", "from_status", "to_status"), DECIDES)
def test_every_decision_is_done_recorded_and_can_be_taken_back(
    as_it_is, moderator, action, from_status, to_status
):
    comment = as_it_is(from_status)
    before = state(comment)
    standing = comment.commenter.standing
    made = deciding.decide(
        moderator,
        comment.pk,
        action,
        version=comment.version,
        reason="Because.",
        text="Other words.",
    )
    record = Decision.objects.get()
    assert (record.action, record.from_status, record.to_status) == (action, from_status, to_status)
    assert (record.moderator_name, record.reason) == ("Mona", "Because.")
    assert (record.page_id, record.commenter_id) == (comment.page_id, comment.commenter_id)
    assert (record.waited_seconds is not None) == (from_status == Status.HELD)
    assert state(comment)["status"] == to_status
    if action != Action.REPLY or from_status == Status.HELD:
        assert state(comment) != before or action == Action.CLOSE
    assert logged(comment) == [f"comments.{action}"]

    undone = deciding.undo(moderator, made.pk)
    assert state(comment) == before
    comment.commenter.refresh_from_db()
    assert comment.commenter.standing == standing
    assert not NetworkBan.objects.exists()
    assert (undone.action, undone.from_status, undone.to_status) == (
        Action.UNDO,
        to_status,
        from_status,
    )
    assert undone.undoes == made
    assert logged(comment) == [f"comments.{action}", "comments.undo"]
    assert not ReaderComment.objects.exclude(pk=comment.pk).filter(status="published").exists()
    with pytest.raises(deciding.Impossible):
        deciding.undo(moderator, made.pk)


@pytest.mark.parametrize(
    ("action", "standing"), [(Action.TRUST, Standing.TRUSTED), (Action.BAN, Standing.BANNED)]
)
def test_a_trusted_commenter_is_published_and_a_banned_one_is_spam(
    say, moderator, rules, action, standing
):
    rules.policy = "hold"
    rules.save()
    made = deciding.decide(moderator, say("One").pk, action)
    assert Commenter.objects.get().standing == standing
    after = {"trust": Status.PUBLISHED, "ban": Status.SPAM}[action]
    assert say("Two", known=True).status == after
    deciding.undo(moderator, made.pk)
    assert say("Three", known=True).status == Status.HELD


def test_an_undone_ban_of_a_network_leaves_an_earlier_one_standing(as_it_is, moderator):
    comment = as_it_is(Status.HELD)
    until = timezone.now().replace(microsecond=0) + timedelta(days=90)
    earlier = NetworkBan.objects.create(
        network=comment.network, until=until, made_by="Otto", effect="hold"
    )
    made = deciding.decide(moderator, comment.pk, Action.BAN_NETWORK)
    earlier.refresh_from_db()
    assert (earlier.made_by, earlier.effect) == ("Mona", "spam")
    deciding.undo(moderator, made.pk)
    earlier.refresh_from_db()
    assert (earlier.made_by, earlier.effect, earlier.until) == ("Otto", "hold", until)


def test_a_moderators_change_keeps_the_first_words_and_the_first_words_end_the_mark(say, moderator):
    comment = say("You fool, 1941.")
    deciding.decide(moderator, comment.pk, Action.EDIT, text="In 1941.")
    deciding.decide(moderator, comment.pk, Action.EDIT, text="In June 1941.")
    comment.refresh_from_db()
    assert (comment.comment, comment.original) == ("In June 1941.", "You fool, 1941.")
    for words in ("", "  ", "x" * 3001, "In June 1941."):
        with pytest.raises(deciding.Impossible):
            deciding.decide(moderator, comment.pk, Action.EDIT, text=words)
    deciding.decide(moderator, comment.pk, Action.EDIT, text="You fool, 1941.")
    comment.refresh_from_db()
    assert not comment.edited_by_moderator


def test_a_reply_from_the_desk_is_the_moderators_and_goes_when_it_is_undone(say, moderator):
    comment = say("Is that so?")
    made = deciding.decide(moderator, comment.pk, Action.REPLY, text="It is.")
    reply = ReaderComment.objects.get(comment="It is.")
    assert (reply.parent_id, reply.user, reply.user_name) == (comment.pk, moderator, "Mona")
    deciding.undo(moderator, made.pk)
    reply.refresh_from_db()
    assert reply.status == Status.REMOVED


def test_who_comes_second_changes_nothing_and_both_are_recorded(say, moderator):
    comment, other = say(), factories.user("Moderators")
    seen = comment.version
    deciding.decide(moderator, comment.pk, Action.SPAM, version=seen)
    late = deciding.decide(other, comment.pk, Action.REMOVE, version=seen)
    assert late.conflict
    assert state(comment)["status"] == Status.SPAM
    assert Decision.objects.filter(conflict=False).get().moderator == moderator
    assert logged(comment) == ["comments.spam", "comments.remove"]
    with pytest.raises(deciding.Impossible):
        deciding.undo(other, late.pk)


def test_nothing_is_undone_over_what_happened_since(say, moderator):
    comment, other = say(), factories.user("Moderators")
    made = deciding.decide(moderator, comment.pk, Action.HOLD)
    deciding.decide(other, comment.pk, Action.APPROVE)
    with pytest.raises(deciding.Impossible, match="since"):
        deciding.undo(moderator, made.pk)
    assert state(comment)["status"] == Status.PUBLISHED


def test_one_decision_after_the_other_can_be_taken_back(say, moderator):
    comment = say("First words")
    before = state(comment)
    decisions = [
        deciding.decide(moderator, comment.pk, Action.HOLD),
        deciding.decide(moderator, comment.pk, Action.CLOSE),
        deciding.decide(moderator, comment.pk, Action.EDIT, text="Other words"),
        deciding.decide(moderator, comment.pk, Action.APPROVE),
    ]
    for decision in reversed(decisions):
        assert deciding.last_of(moderator) == decision
        deciding.undo(moderator, decision.pk)
    assert deciding.last_of(moderator) is None
    assert state(comment) == before


@pytest.mark.parametrize(("days", "possible"), [(29, True), (31, False)])
def test_a_decision_can_be_taken_back_for_thirty_days(say, moderator, days, possible):
    made = deciding.decide(moderator, say().pk, Action.REMOVE)
    Decision.objects.update(decided_at=timezone.now() - timedelta(days=days))
    assert deciding.undoable(Decision.objects.get()) == possible
    assert (deciding.last_of(moderator) is not None) == possible
    if possible:
        assert deciding.undo(moderator, made.pk).to_status == Status.PUBLISHED
    else:
        with pytest.raises(deciding.Impossible):
            deciding.undo(moderator, made.pk)


def test_what_its_author_took_back_is_nobodys_to_decide_or_bring_back(say, moderator):
    comment = say("Secret words")
    made = deciding.decide(moderator, comment.pk, Action.REMOVE)
    comment.refresh_from_db()
    personal_data.withdraw(comment)
    with pytest.raises(deciding.Impossible):
        deciding.undo(moderator, made.pk)
    for action in set(Action) - {Action.UNDO}:
        with pytest.raises(deciding.Impossible):
            deciding.decide(moderator, comment.pk, action, text="Words")
    assert state(comment)["comment"] == ""


def test_a_decision_whose_details_were_erased_cannot_be_undone(say, moderator):
    comment = say()
    made = deciding.decide(moderator, comment.pk, Action.REMOVE)
    Decision.objects.update(details={})
    with pytest.raises(deciding.Impossible):
        deciding.undo(moderator, made.pk)
    assert state(comment)["status"] == Status.REMOVED


def test_what_waits_for_its_authors_confirmation_can_only_be_removed(as_it_is, moderator):
    comment = as_it_is(Status.UNCONFIRMED)
    for action in set(Action) - {Action.REMOVE, Action.UNDO}:
        with pytest.raises(deciding.Impossible):
            deciding.decide(moderator, comment.pk, action, text="Words")
    assert not Decision.objects.exists()
    assert not NetworkBan.objects.exists()


def test_the_record_outlives_the_moderators_account_and_the_comment(say, moderator):
    """Where the package keeps its flags, they go with the account."""
    comment = say()
    CommentFlag.objects.create(user=moderator, comment=comment, flag=CommentFlag.MODERATOR_DELETION)
    deciding.decide(moderator, comment.pk, Action.REMOVE)
    moderator.delete()
    assert not CommentFlag.objects.exists()
    assert Decision.objects.get().moderator_name == "Mona"
    assert ModelLogEntry.objects.get().data["moderator"] == "Mona"
    comment.delete()
    assert Decision.objects.get().moderator_name == "Mona"


@pytest.mark.parametrize("app", ["django_comments", "django_comments_xtd"])
def test_the_packages_own_permissions_give_no_right_at_the_desk(say, app):
    """Both call one *can moderate*, and neither is asked."""
    comment, user = say(), factories.user("Editors")
    group = Group.objects.create(name="Package moderators")
    group.permissions.set(Permission.objects.filter(content_type__app_label=app))
    assert group.permissions.filter(codename="can_moderate").exists()
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    address = f"/admin/discussion/comment/{comment.pk}/act/"
    client.post(address, {"action": "remove"}, headers={"X-Requested-With": "fetch"})
    with pytest.raises(PermissionDenied):
        deciding.decide(user, comment.pk, Action.REMOVE)
    assert state(comment)["status"] == Status.PUBLISHED
    assert client.get(f"/discussion/{comment.page_id}/moderate/").status_code == 403


def test_an_editor_decides_only_of_their_own_articles(say, rules, topic):
    editor, article = factories.user("Editors"), factories.article(topic)
    article.owner = editor
    article.save()
    mine, other = say("On mine", page=article), say("On another")
    with pytest.raises(PermissionDenied):
        deciding.decide(editor, mine.pk, Action.REMOVE)
    rules.editors_moderate = True
    rules.save()
    editor = get_user_model().objects.get(pk=editor.pk)
    made = deciding.decide(editor, mine.pk, Action.REMOVE)
    assert made.to_status == Status.REMOVED
    with pytest.raises(PermissionDenied):
        deciding.decide(editor, other.pk, Action.REMOVE)


def test_several_reports_answered_one_way_and_then_the_other(say, moderator):
    """The last word counts, and undoing it brings back the one before."""
    comment = say()
    for network in ("a", "b"):
        comment.reports.create(reason="spam", network_hash=network)
    outcomes = lambda: set(comment.reports.values_list("outcome", flat=True))  # noqa: E731
    deciding.decide(moderator, comment.pk, Action.SPAM)
    assert outcomes() == {ReportOutcome.RIGHT}
    restored = deciding.decide(moderator, comment.pk, Action.APPROVE)
    assert outcomes() == {ReportOutcome.WRONG}
    deciding.undo(moderator, restored.pk)
    assert outcomes() == {ReportOutcome.RIGHT}
    deciding.undo(moderator, deciding.last_of(moderator).pk)
    assert outcomes() == {ReportOutcome.OPEN}


def test_undoing_that_fails_midway_changes_nothing(moderator, say, monkeypatch):
    comment = say()
    made = deciding.decide(moderator, comment.pk, Action.SPAM)

    def fails(*_args):
        raise RuntimeError

    monkeypatch.setattr(deciding, "_log", fails)
    with pytest.raises(RuntimeError):
        deciding.undo(moderator, made.pk)
    comment.refresh_from_db()
    assert comment.status == Status.SPAM
