"""What the tests of the moderators’ desk share: a browser that is signed in, and what it does."""

from django.test import Client

from tests import factories

QUEUE = "/admin/discussion/queue/"


def signed_in(group="Moderators") -> Client:
    client = Client()
    client.user = factories.user(group)
    client.force_login(client.user)
    return client


def act(client, comment, action, **fields):
    return client.post(
        f"/admin/discussion/comment/{comment.pk}/act/",
        {"action": action, "version": comment.version, **fields},
        headers={"X-Requested-With": "fetch"},
    )


def undo(client, **fields):
    return client.post("/admin/discussion/undo/", fields, headers={"X-Requested-With": "fetch"})


def listed(client, query="") -> list[str]:
    """The names of those whose comments are listed, in order."""
    html = client.get(f"{QUEUE}{query}").content.decode()
    return [part.split("</h2>")[0].split(">")[-1] for part in html.split('class="desk-name"')[1:]]
