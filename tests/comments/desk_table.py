"""The moderators' desk as a table: every address, and what each role gets there."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from comments.models import Action, Standing
from comments.moderation import deciding

#: Who asks, in the order of the table's letters. An owner is an editor who made the article “own”,
#: a stranger one who made none, both while the settings let editors moderate their own articles.
#: An editor made it, too, but the settings let editors moderate nothing.
ROLES = ["nobody", "reader", "editor", "owner", "stranger", "moderator", "inactive", "superuser"]
#: What many lines say.
NO_ONE, MODERATORS, RULERS = "--------", "-----+-+", "--++++-+"
OWNERS, AT_DESK = "---+-+-+", "---+o+-+"


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
    Action.STANDING: "held",
    Action.UNDO: "held",
    Action.EMPTY: "held",
}


def one_by_one():
    """Comments, decisions, jobs and people of one article."""
    for whose, letters in (("own", OWNERS), ("foreign", MODERATORS)):
        held = [f"@{whose}.held"]
        for name in ("comments_context", "comments_row"):
            yield from looks(name, letters, held)
        for action in Action:
            data = {"action": action.value, "text": "Something else."}
            of_no_comment = action in (Action.UNDO, Action.STANDING, Action.EMPTY)
            may = "---ooo-o" if of_no_comment else letters
            if whose == "own" and action in deciding.EVERYWHERE:
                may = MODERATORS
            yield Row("comments_act", "POST", may, [f"@{whose}.{ON[action]}"], data)
        yield Row("comments_act", "GET", NO_ONE, held)
        # A decision is undone by whoever may decide, and explained by who made it alone.
        decision = f"@{whose}.decision"
        yield Row("comments_undo", "POST", letters, data={"decision": decision})
        # Trust counts on the whole site.
        trust = f"@{whose}.trust"
        yield Row("comments_undo", "POST", MODERATORS, data={"decision": trust})
        yield Row("comments_explain", "POST", "---ooo-o", [decision], {"reason": "So."})
        yield Row("comments_explain", "GET", NO_ONE, [decision])
        person = [f"@{whose}.person"]
        yield Row("comments_commenter", "GET", letters, person)
        yield Row("comments_commenter", "POST", MODERATORS, person, {"standing": Standing.WATCHED})
        yield from looks("comments_ban_form", MODERATORS, held)
        yield Row("comments_ban", "GET", MODERATORS, person)
        yield Row("comments_ban", "POST", MODERATORS, person, {"others": "remove", "ends": "7"})
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
    yield Row("comments_explain", "POST", AT_DESK, ["@mine"], {"reason": "So."})


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
    yield from looks("comments_badge", AT_DESK)
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
    yield Row("comments_filter_dismiss", "POST", MODERATORS)
    yield Row("comments_empty_spam", "GET", MODERATORS)
    yield Row("comments_empty_spam", "POST", MODERATORS)
    yield Row("comments_raid", "POST", MODERATORS, data={"hours": "3"})
    yield Row("comments_raid", "GET", NO_ONE)
    yield Row("comments_try", "ASK", RULERS, data="@settings")
    yield Row("comments_try", "GET", NO_ONE)
    args = ["comments", "discussionsettings"]
    yield Row("wagtailsettings:edit", "GET", RULERS, args)
    yield Row("wagtailsettings:edit", "GET", RULERS, [*args, "@rules.site"])
    yield Row("wagtailsettings:edit", "POST", RULERS, [*args, "@rules.site"], "@settings")
    yield Row("wagtailadmin_home", "GET", "--++o+-+")


def lists():
    """Wagtail's lists: who looks, who changes, who adds and deletes, and what is sent."""
    until = timezone.now() + timedelta(days=5)
    for model, look, change, add, data in (
        ("discussion", RULERS, RULERS, NO_ONE, {"mode": "closed", "close_after_days": "3"}),
        ("decisionreason", MODERATORS, MODERATORS, MODERATORS, {"text": "New"}),
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
