"""Who may do what at the moderators' desk: every address, asked by everybody."""

import re
from datetime import timedelta
from operator import attrgetter
from types import SimpleNamespace

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

from comments.intake import posting
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
    Status,
)
from comments.moderation import deciding
from tests import factories

from .desk_table import ROLES, TABLE

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
        BulkTargets.objects.create(job=job, pairs=[[it.held.pk, it.held.version]])
        setattr(it, name, job)
    decision = deciding.decide(boss, say("fifth").pk, Action.SPAM, job=it.finished)
    BulkJob.objects.filter(pk=it.finished.pk).update(position=1)
    assert decision.job_id == it.finished.pk
    it.trust = deciding.decide(boss, say("seventh").pk, Action.TRUST)
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
        } | {"retention_days": 30, "try-site": rules.site_id}
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
    """The tables to which something was written since: most answers write nothing, few to many."""

    def __init__(self):
        self.tables = set()

    def __call__(self, execute, sql, *args):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.tables.add(re.search(r'\b(?:INTO|UPDATE|FROM) "?(\w+)', sql)[1])
        return execute(sql, *args)


def everything(tables=None) -> dict:
    """All that is stored about discussions; or what is in these tables of it."""
    return {
        model: list(model._base_manager.order_by("pk").values())
        for model in apps.get_app_config("comments").get_models()
        if tables is None
        # A child's row is read with its parents' columns.
        or tables & {each._meta.db_table for each in (model, *model._meta.all_parents)}
    }


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
    # An owner sees what belongs to their own article. What is published there, an editor sees too.
    if role in ("owner", "editor") and letter == "+":
        name, network = WORDS["own"]
        # Nobody but those who moderate the whole site sees who the senders are.
        secrets = [*WORDS["foreign"], f"{name}@example.org", network]
    if letter != "+" or role in ("owner", "editor"):
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
            after = before | everything(writes.tables)
            wrong += [f"{row}: {fault}" for fault in faults(role, row, it, answer, before, after)]
            transaction.set_rollback(True)
    assert not wrong, "\n".join(["", *wrong])
