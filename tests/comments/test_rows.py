"""What a row of the queue says of a comment's author, its score and its state."""

import re

import pytest
from django.urls import reverse

from comments.models import Finding, ReaderComment, Status

from .desk import QUEUE, act, listed
from .test_senders import owner  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
UNPROVEN = "address not confirmed"


def row(client, comment):
    return client.get(reverse("comments_row", args=[comment.pk])).content.decode()


def test_a_row_says_how_many_more_of_its_author_wait_and_leads_there(desk, held):
    comments = [held(f"Words {number}") for number in range(4)]
    held("Somebody else's", name="Bo", email="bo@example.org")
    html = row(desk, comments[0])
    assert "3 more of theirs wait" in html
    link = re.search(r'href="[^"?]*([^"]*)">3 more', html)[1].replace("&amp;", "&")
    assert len(listed(desk, link)) == 4
    act(desk, comments[0], "spam")
    assert "3 more of theirs wait" in row(desk, comments[0])
    for comment in comments[1:3]:
        act(desk, comment, "spam")
    assert "1 more of theirs waits" in row(desk, comments[0])
    assert "more of theirs" not in row(desk, comments[3])


def test_an_address_that_nobody_has_proved_is_called_not_confirmed(desk, held):
    comment = held()
    assert UNPROVEN in row(desk, comment)
    ReaderComment.objects.update(verified=True)
    assert UNPROVEN not in row(desk, comment)


def test_who_sees_no_address_is_not_told_whether_it_is_confirmed(client, held, owner):  # noqa: F811
    comment = held()
    client.force_login(owner)
    html = row(client, comment)
    assert "Their comments" in html
    assert UNPROVEN not in html


@pytest.mark.parametrize("score", [0.004, 0.5, 0.985, 0.994, 0.996, 1.0])
def test_a_score_is_one_figure(desk, held, score):
    comment = held()
    ReaderComment.objects.update(spam_score=score)
    message = "The filter takes this for spam: words “(50%) off”, “100% free”."
    Finding.objects.create(comment=comment, rule="learned", effect="hold", message=message)
    html = row(desk, comment)
    assert message in html
    (header,) = re.findall(r"Spam likely: (\d+)%", html)
    assert int(header) <= 99


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("The filter takes this for spam (93%): 100% free.", "for spam: 100% free."),
        ("The filter takes this for spam (93%).", "for spam."),
        ("Bộ lọc cho là thư rác (93%): (50%) off.", "thư rác: (50%) off."),
    ],
)
def test_a_reason_that_was_stored_with_a_figure_reads_without_it(desk, held, stored, read):
    comment = held()
    Finding.objects.filter(comment=comment).delete()
    Finding.objects.create(comment=comment, rule="learned", effect="hold", message=stored)
    for page in (row(desk, comment), desk.get("/admin/").content.decode()):
        assert read in page
        assert "93" not in page.split(read)[0][-60:]


def test_held_is_called_held_everywhere_at_the_desk(desk, held, text):
    comment = held()
    pages = [
        "/admin/",
        QUEUE,
        f"/admin/discussion/comment/{comment.pk}/",
        f"/admin/discussion/people/{comment.commenter_id}/",
        f"/admin/bulk/comments/readercomment/spam/?id={comment.pk}",
    ]
    for address in pages:
        words = text(desk.get(address)).lower()
        assert "held" in words, address
        assert not re.search(r"waiting for approval|comments? waits?\b", words), address
    assert Status.HELD.label == "Held"
