"""Who may do what at the moderators' desk: every address, asked by everybody."""

from datetime import timedelta
from operator import attrgetter
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Model
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from comments import deciding, posting
from comments.models import (
    Action,
    BulkJob,
    BulkTargets,
    DecisionReason,
    Discussion,
    JobState,
    Mail,
    NetworkBan,
    ReaderComment,
    Standing,
    Status,
)
from tests import factories

#: Who asks, in the order of the table's letters. An owner is an editor who made the article “own”,
#: a stranger one who made none, both while the settings let editors moderate their own articles.
#: An editor made it, too, but the settings let editors moderate nothing.
ROLES = ["nobody", "reader", "editor", "owner", "stranger", "moderator", "inactive", "superuser"]
#: What many lines say.
NO_ONE, MODERATORS, RULERS = "--------", "-----+-+", "--++++-+"
OWNERS, AT_DESK = "---+-+-+", "---+o+-+"
#: Words and networks of the comments on either article: they stand nowhere else.
WORDS = {"own": ("wallaby", "198.51.100."), "foreign": ("quokka", "192.0.2.")}
#: Where the addresses of the desk begin.
DESK = (
    "admin/discussion/",
    "admin/snippets/comments/",
    "admin/snippets/choose/comments/",
    "admin/settings/comments/",
)
REFUSALS = (403, 404, 405)
DOORS = ("/admin/", "/admin/login/", "/accounts/login/")


class Row(NamedTuple):
    """One line of the table.

    A letter for each role: ``+`` may, ``-`` is refused, ``o`` is answered without a word of any
    comment. A POST changes something where it is allowed, and nothing else ever does: an ASK is a
    POST that only shows something. What begins with @ is looked up among what the test made.
    """

    name: str
    method: str
    letters: str
    args: list = ()
    data: dict = {}
    query: dict = {}

    def __str__(self):
        sent = [*map(str, self.args), *(f"{key}={value}" for key, value in self.query.items())]
        sent += [f"{self.data['action']}"] if "action" in self.data else []
        return " ".join([self.method, self.name, *sent])


def looks(name, letters, args=(), **queries):
    """A screen without any form of its own."""
    return [Row(name, "GET", letters, args, query=queries), Row(name, "ASK", NO_ONE, args)]


#: The comment on which each action is possible.
ON = {
    Action.APPROVE: "held",
    Action.TRUST: "held",
    Action.SPAM: "held",
    Action.REMOVE: "held",
    Action.BAN: "held",
    Action.BAN_NETWORK: "held",
    Action.OPEN: "closed",
    Action.HOLD: "shown",
    Action.KEEP: "shown",
    Action.EDIT: "shown",
    Action.REPLY: "shown",
    Action.CLOSE: "shown",
    Action.UNDO: "held",
}


def one_by_one():
    """Comments, decisions, jobs and people of one article."""
    for whose, letters in (("own", OWNERS), ("foreign", MODERATORS)):
        held = [f"@{whose}.held"]
        for name in ("comments_context", "comments_row"):
            yield from looks(name, letters, held)
        for action in Action:
            data = {"action": action.value, "words": "Something else."}
            may = letters if action != Action.UNDO else "---ooo-o"
            yield Row("comments_act", "POST", may, [f"@{whose}.{ON[action]}"], data)
        yield Row("comments_act", "GET", NO_ONE, held)
        # A decision is undone by whoever may decide, and explained by who made it alone.
        decision = f"@{whose}.decision"
        yield Row("comments_undo", "POST", letters, data={"decision": decision})
        yield Row("comments_explain", "POST", "---ooo-o", [decision], {"why": "So."})
        yield Row("comments_explain", "GET", NO_ONE, [decision])
        person = [f"@{whose}.person"]
        yield Row("comments_commenter", "GET", letters, person)
        yield Row("comments_commenter", "POST", MODERATORS, person, {"standing": Standing.BANNED})
        yield Row("comments_discussion", "GET", RULERS, [f"@{whose}.article"])
        yield Row(
            "moderate", "GET", AT_DESK if whose == "own" else "---oo+-+", [f"@{whose}.article"]
        )
        # One's own jobs, and everybody's for those who moderate everything.
        for name in ("comments_job", "comments_job_progress", "comments_job_undo"):
            yield Row(name, "GET", letters, [f"@{whose}.finished"])
        yield Row("comments_job_undo", "POST", letters, [f"@{whose}.finished"])
        for name, job in (("stop", "running"), ("resume", "stopped")):
            yield Row(f"comments_job_{name}", "POST", letters, [f"@{whose}.{job}"])
            yield Row(f"comments_job_{name}", "GET", NO_ONE, [f"@{whose}.{job}"])
    yield Row("comments_undo", "GET", NO_ONE)
    # Only they themselves explain what they decided.
    yield Row("comments_undo", "POST", AT_DESK)
    yield Row("comments_explain", "POST", AT_DESK, ["@mine"], {"why": "So."})


def many_at_once():
    """Wagtail's bulk actions."""
    agreed = {"seen": timezone.now() + timedelta(days=1), "count": 1}
    for action in ("approve", "spam", "remove", "hold"):
        args, state = ["comments", "readercomment", action], ON[Action(action)]
        for letters, query in (
            (AT_DESK, {"id": f"@own.{state}"}),
            ("---oo+-+", {"id": f"@foreign.{state}"}),
            (AT_DESK, {"id": "all", "status": "published" if state == "shown" else "held"}),
        ):
            yield Row("wagtail_bulk_action", "GET", letters, args, query=query)
            yield Row("wagtail_bulk_action", "POST", letters, args, agreed, query)
    # Nobody deletes a comment.
    args, query = ["comments", "readercomment", "delete"], {"id": "@own.held"}
    yield Row("wagtail_bulk_action", "GET", NO_ONE, args, query=query)
    yield Row("wagtail_bulk_action", "ASK", NO_ONE, args, query=query)


def screens():
    """What is not about one comment."""
    for name in ("comments_queue", "comments_queue_results"):
        yield from looks(name, AT_DESK)
        yield from looks(name, AT_DESK, focus="@foreign.held")
    yield from looks("comments_news", AT_DESK)
    yield from looks("comments_news", AT_DESK, since="1")
    yield from looks("comments_jobs", AT_DESK)
    for name in ("comments_figures", "comments_record", "comments_record_results"):
        yield from looks(name, MODERATORS)
    for kind in ("csv", "xlsx"):
        yield from looks("comments_record", MODERATORS, export=kind)
    yield Row("comments_personal_data", "GET", MODERATORS)
    yield Row("comments_personal_data", "GET", MODERATORS, query={"commenter": "@own.person"})
    about = {"email": "@own.person.email", "typed": "@own.person.email", "keep": "no"}
    for action in ("show", "export", "confirm"):
        yield Row("comments_personal_data", "ASK", MODERATORS, data=about | {"action": action})
    yield Row("comments_personal_data", "POST", MODERATORS, data=about | {"action": "erase"})
    yield Row("comments_raid", "POST", MODERATORS, data={"hours": "3"})
    yield Row("comments_raid", "GET", NO_ONE)
    yield Row("comments_try", "ASK", RULERS, data="@settings")
    yield Row("comments_try", "GET", NO_ONE)
    args = ["comments", "discussionsettings"]
    yield Row("wagtailsettings:edit", "GET", RULERS, args)
    yield Row("wagtailsettings:edit", "GET", RULERS, [*args, "@rules.site"])
    yield Row("wagtailsettings:edit", "POST", RULERS, [*args, "@rules.site"], "@settings")
    yield Row("wagtailadmin_home", "GET", "--o+o+-+")


def lists():
    """Wagtail's lists: who looks, who changes, who adds and deletes, and what is sent."""
    until = timezone.now() + timedelta(days=5)
    for model, look, change, add, data in (
        ("discussion", RULERS, RULERS, NO_ONE, {"openness": "closed", "closes_after_days": "3"}),
        ("decisionreason", MODERATORS, MODERATORS, MODERATORS, {"words": "New"}),
        (
            "networkban",
            MODERATORS,
            MODERATORS,
            MODERATORS,
            {"network": "100.64.1.0/24", "effect": "hold", "until": until},
        ),
        ("mail", MODERATORS, NO_ONE, NO_ONE, {"state": "failed"}),
    ):
        views, one = f"wagtailsnippets_comments_{model}:", [f"@{model}"]
        for view in ("list", "list_results"):
            yield from looks(views + view, look)
        for view, letters, args in (
            ("add", add, []),
            ("edit", change, one),
            ("delete", add, one),
            ("copy", add, one),
        ):
            yield Row(views + view, "GET", letters, args)
            yield Row(views + view, "POST", letters, args, data)
        for view in ("history", "history_results", "usage"):
            yield from looks(views + view, change, one)
        args, query = ["comments", model, "delete"], {"id": f"@{model}"}
        yield Row("wagtail_bulk_action", "GET", add, args, query=query)
        yield Row("wagtail_bulk_action", "POST", add, args, query=query)
    yield from looks("wagtailsnippets_comments_mail:inspect", MODERATORS, ["@mail"])


TABLE = [*one_by_one(), *many_at_once(), *screens(), *lists()]


def addresses(patterns, route="", space=""):
    """Every address of the desk that there is, by its name."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, here, inner)
        elif here.startswith(DESK) or (pattern.name or "").startswith("comments_"):
            yield f"{space}{pattern.name}"


def test_every_address_of_the_desk_is_in_the_table():
    there = set(addresses(get_resolver().url_patterns))
    assert {"comments_queue", "wagtailsnippets_comments_mail:list"} <= there
    assert sorted(there - {row.name for row in TABLE}) == []


def test_every_bulk_action_is_in_the_table():
    asked = {tuple(row.args) for row in TABLE if row.name == "wagtail_bulk_action"}
    there = {
        ("comments", model._meta.model_name, action.action_type)
        for model in apps.get_app_config("comments").get_models()
        for action in bulk_action_registry.get_bulk_actions_for_model(
            "comments", model._meta.model_name
        )
    }
    assert ("comments", "readercomment", "approve") in there
    assert sorted(there - asked) == []


def side(whose, article, owner, boss, rules):
    """What there is about one article."""
    word, net = WORDS[whose]
    it = SimpleNamespace(article=article)

    def say(words):
        sender = posting.Sender(f"{word} name", f"{word}@example.org", ip=f"{net}7")
        return posting.post(article, f"{word} says {words}", sender, rules)[0]

    def become(comment, status):
        comment.status = status
        comment.save()
        return comment

    it.held, it.shown, it.closed = (say(words) for words in ("first", "second", "third"))
    become(it.held, Status.HELD)
    become(it.shown, Status.PUBLISHED)
    become(it.closed, Status.PUBLISHED)
    deciding.decide(boss, it.closed.pk, Action.CLOSE)
    it.decision = deciding.decide(boss, say("fourth").pk, Action.REMOVE)
    it.other = say("sixth")
    it.person = it.held.commenter
    by = {"moderator": owner, "moderator_name": "Somebody", "action": Action.SPAM, "total": 1}
    for name, state in (("running", "waiting"), ("stopped", "stopped"), ("finished", "finished")):
        job = BulkJob.objects.create(state=JobState(state), **by)
        BulkTargets.objects.create(job=job, pairs=[[it.held.pk, it.held.turn]])
        setattr(it, name, job)
    decision = deciding.decide(boss, say("fifth").pk, Action.SPAM, job=it.finished)
    BulkJob.objects.filter(pk=it.finished.pk).update(position=1)
    assert decision.job_id == it.finished.pk
    return it


def person(role):
    """Somebody in this role, as the admin makes them; None where nobody is signed in."""
    if role == "nobody":
        return None
    if role == "reader":
        return get_user_model().objects.create_user("reader", "reader@example.org", "password")
    group = {"superuser": None, "moderator": "Moderators", "inactive": "Moderators"}
    return factories.user(group.get(role, "Editors"), role)


@pytest.fixture
def world(topic, rules, monkeypatch):
    """An article of one's own and a foreign one, each with a discussion and what belongs to it."""

    def make(role):
        user, boss = person(role), factories.user(None, "boss")
        articles = [factories.article(topic, title=title) for title in ("Mine?", "Foreign?")]
        owner = boss if role in ("nobody", "stranger") else user
        articles[0].owner = owner
        articles[0].save()
        rules.editors_moderate = True
        rules.save()
        own = side("own", articles[0], owner, boss, rules)
        foreign = side("foreign", articles[1], boss, boss, rules)
        it = SimpleNamespace(user=user, own=own, foreign=foreign, rules=rules, mine=own.decision)
        if role not in ("nobody", "reader", "stranger"):
            it.mine = deciding.decide(user, own.other.pk, Action.SPAM)
        rules.editors_moderate = role != "editor"
        rules.save()
        it.settings = {
            name: value
            for name, value in model_to_dict(rules).items()
            if value is not None and value is not False
        } | {"keep_days": 30, "try-site": rules.site_id}
        it.discussion = Discussion.objects.get(page=articles[1])
        it.decisionreason = DecisionReason.objects.first()
        it.networkban = NetworkBan.objects.create(
            network=f"{WORDS['foreign'][1]}0/24",
            until=timezone.now() + timedelta(days=3),
            made_by="Boss",
        )
        it.mail = Mail.objects.create(kind="notice", commenter=foreign.person, state="sent")
        if role == "inactive":
            # Signed in while the account was not yet closed.
            get_user_model().objects.filter(pk=user.pk).update(is_active=False)
        return it

    return make


class Writes:
    """Whether anything was written since: most answers write nothing, and then nothing is compared."""

    def __init__(self):
        self.seen = False

    def __call__(self, execute, sql, *args):
        self.seen |= sql.startswith(("INSERT", "UPDATE", "DELETE"))
        return execute(sql, *args)


def everything() -> dict:
    """All that is stored about discussions."""
    models = apps.get_app_config("comments").get_models()
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


def found(it, value):
    if isinstance(value, dict):
        return {key: found(it, inner) for key, inner in value.items()}
    if not (isinstance(value, str) and value.startswith("@")):
        return value
    made = attrgetter(value[1:])(it)
    return made.pk if isinstance(made, Model) else made


def ask(client, it, row):
    address = reverse(row.name, args=[found(it, value) for value in row.args])
    query, data = found(it, row.query), found(it, row.data)
    if row.name == "moderate":
        side = it.own if row.args == ["@own.article"] else it.foreign
        query = {"ids": f"{side.held.pk},{side.shown.pk}"}
    headers = {"X-Requested-With": "fetch"}
    if row.method == "GET":
        return client.get(address, query, headers=headers)
    return client.post(address, data, query_params=query, headers=headers)


def refused(answer) -> bool:
    if answer.status_code in REFUSALS:
        return True
    return answer.status_code == 302 and answer["Location"].split("?")[0] in DOORS


def faults(role, row, it, answer, before, after):
    """What is not as the line of the table says, in words."""
    letter = row.letters[ROLES.index(role)]
    body = b"".join(answer) if answer.streaming else answer.content
    said = body.decode(errors="replace").lower() + answer.get("Location", "")
    changed = [model.__name__ for model in before if before[model] != after[model]]
    secrets = [part for whose in WORDS for part in WORDS[whose]]
    # An owner sees what belongs to their own article.
    if role == "owner" and letter == "+":
        secrets = list(WORDS["foreign"])
    if letter != "+" or role == "owner":
        yield from (f"tells “{secret}”" for secret in secrets if secret in said)
    if refused(answer) != (letter == "-"):
        yield f"{'refused' if refused(answer) else 'let in'}: {answer.status_code}"
    if letter == "+" and answer.status_code not in (200, 302):
        yield f"answered {answer.status_code}"
    if (letter == "+" and row.method == "POST") != bool(changed):
        yield f"changed {', '.join(changed) or 'nothing'}"
    if role in ("owner", "editor", "stranger") and row.name != "wagtailsettings:edit":
        mine = it.foreign.article.pk
        kept = [
            [one for one in all_[ReaderComment] if one["page_id"] == mine]
            for all_ in (before, after)
        ]
        if kept[0] != kept[1]:
            yield "changed a foreign comment"


@pytest.mark.parametrize("role", ROLES)
def test_everybody_can_do_what_the_table_says_and_nothing_else(role, world):
    it, client, wrong = world(role), Client(), []
    if it.user:
        client.force_login(it.user)
    before = everything()
    for row in TABLE:
        writes = Writes()
        with transaction.atomic():
            with connection.execute_wrapper(writes):
                answer = ask(client, it, row)
            after = everything() if writes.seen else before
            wrong += [f"{row}: {fault}" for fault in faults(role, row, it, answer, before, after)]
            transaction.set_rollback(True)
    assert not wrong, "\n".join(["", *wrong])
