"""What readers see follows the discussion settings, and what moderators closed or changed."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Order, ReaderComment, Report, Vote, WhoCanComment
from comments.moderation import deciding
from tests import factories

from .conftest import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_of_the_site(rules):
    def change(**fields):
        for name, value in fields.items():
            setattr(rules, name, value)
        rules.save()

    return change


@pytest.fixture
def moderator():
    return factories.user("Moderators")


def order_of(html: str, comments) -> list[ReaderComment]:
    """Those of the comments that stand in a page, in its order."""
    places = {comment: html.find(f'id="c{comment.pk}"') for comment in comments}
    return sorted((one for one in comments if places[one] >= 0), key=places.get)


@pytest.mark.parametrize("size", [1, 3])
def test_an_article_shows_as_many_threads_as_the_settings_say(
    reader, article, say, settings_of_the_site, size
):
    said = [say(str(number)) for number in range(4)]
    settings_of_the_site(page_size=size)
    html = reader.get(article.url).content.decode()
    assert order_of(html, said) == said[:size]
    assert f"/discussion/{article.pk}/?page=2" in html
    following = reader.get(f"/discussion/{article.pk}/?page=2").content.decode()
    assert order_of(following, said) == said[size : 2 * size]


@pytest.mark.parametrize("order", Order.values)
def test_threads_stand_in_the_order_of_the_settings_and_the_others_are_a_link_away(
    reader, article, say, settings_of_the_site, order
):
    said = [say(str(number)) for number in range(3)]
    ReaderComment.objects.filter(pk=said[1].pk).update(useful=2)
    settings_of_the_site(order=order)
    wanted = {
        "oldest": said,
        "newest": said[::-1],
        "useful": [said[1], said[0], said[2]],
    }
    html = reader.get(article.url).content.decode()
    assert order_of(html, said) == wanted[order]
    for other in set(Order.values) - {order}:
        address = f"/discussion/{article.pk}/?sort={other}"
        assert f'href="{address}"' in html
        assert order_of(reader.get(address).content.decode(), said) == wanted[other]
    assert f"?sort={order}" not in html
    plain = reader.get(f"/discussion/{article.pk}/").content.decode()
    assert order_of(plain, said) == wanted[order]


@pytest.mark.parametrize("order", Order.values)
def test_a_permalink_leads_to_the_right_page_in_every_order(
    reader, article, say, settings_of_the_site, order
):
    said = [say(str(number)) for number in range(5)]
    said += [say(f"r{number}", to=said[2]) for number in range(6)]
    ReaderComment.objects.filter(pk=said[3].pk).update(useful=1)
    settings_of_the_site(order=order, page_size=2)
    for comment in said:
        response = reader.get(comment.get_absolute_url(), follow=True)
        assert f'id="c{comment.pk}"' in response.content.decode()


def test_without_voting_nothing_is_said_of_votes_and_none_is_taken(
    reader, article, say, settings_of_the_site, text
):
    first, second = say("One"), say("Two")
    ReaderComment.objects.filter(pk=second.pk).update(useful=3)
    settings_of_the_site(voting=False, order=Order.USEFUL)
    html = reader.get(article.url).content.decode()
    assert "seful" not in html.split('id="discussion"')[1]
    assert "upvoteCount" not in html
    assert order_of(html, [first, second]) == [first, second]
    response = reader.post(reverse("useful", args=[first.pk]), {"vote": "yes"})
    assert response.status_code == 403
    assert "cannot be marked as useful here at the moment" in text(response)
    assert not Vote.objects.exists()


def test_without_reports_there_is_no_link_and_none_is_taken(
    reader, article, say, settings_of_the_site, text
):
    comment = say()
    address = reverse("report", args=[comment.pk])
    assert address in reader.get(article.url).content.decode()
    settings_of_the_site(reports=False)
    assert address not in reader.get(article.url).content.decode()
    response = reader.post(address, {"reason": "spam"})
    assert response.status_code == 403
    assert "cannot be reported here at the moment" in text(response)
    assert not Report.objects.exists()


def test_where_only_staff_may_comment_readers_read_so_instead_of_a_form(
    reader, article, say, settings_of_the_site, text, editor
):
    comment = say()
    settings_of_the_site(who_can_comment=WhoCanComment.STAFF)
    page = reader.get(article.url)
    assert "Only people who work on this site can comment" in text(page)
    assert "data-reply" not in page.content.decode()
    assert reverse("follow", args=[article.pk]) in page.content.decode()
    address = f"/discussion/{article.pk}/reply/"
    for where in (address, f"{address}?to={comment.pk}"):
        answer = reader.get(where)
        assert "Only people who work on this site" in text(answer)
        assert "<textarea" not in answer.content.decode()
        assert reader.get(where, headers={"x-requested-with": "fetch"}).status_code == 409
    assert "<textarea" in editor.get(address).content.decode()
    send(editor, article, "From the desk")
    assert "From the desk" in text(reader.get(article.url))


def test_where_only_known_people_may_comment_the_form_says_so(
    reader, article, say, settings_of_the_site, text
):
    settings_of_the_site(who_can_comment=WhoCanComment.KNOWN)
    address = f"/discussion/{article.pk}/reply/"
    words = "Only people who have had a comment published here can comment"
    assert words in text(reader.get(address))
    response, _ = send(reader, article, "Let me in")
    assert response.status_code == 422
    settings_of_the_site(who_can_comment=WhoCanComment.EVERYBODY)
    assert words not in text(reader.get(address))
    send(reader, article, "Known now")
    settings_of_the_site(who_can_comment=WhoCanComment.KNOWN)
    stranger, _ = send(Client(), article, "Under their address")
    assert stranger.status_code == 422
    send(reader, article, "And once more")
    assert "And once more" in text(reader.get(article.url))


def test_a_closed_thread_says_so_and_takes_no_more_replies(reader, article, say, text, moderator):
    root, other = say("Root"), say("Other")
    reply = say("Reply", to=root)
    form, data = send(reader, article, "I was quick", to=reply)
    deciding.decide(moderator, reply.pk, "close")
    for address in (article.url, f"/discussion/{article.pk}/", f"/discussion/thread/{root.pk}/"):
        page = reader.get(address)
        assert text(page).count("A moderator has closed this thread.") == 1
        html = page.content.decode()
        assert f"?to={root.pk}" not in html
        assert f"?to={reply.pk}" not in html
        assert (f"?to={other.pk}" in html) == ("thread" not in address)
    address = f"/discussion/{article.pk}/reply/?to={reply.pk}"
    assert "A moderator has closed this thread." in text(reader.get(address))
    assert "<textarea" not in reader.get(address).content.decode()
    assert reader.get(address, headers={"x-requested-with": "fetch"}).status_code == 409
    late = reader.post(address, data | {"comment": "Too late", "nonce": ""})
    assert late.status_code == 422
    assert "A moderator has closed this thread." in text(late)
    assert "Too late" in late.content.decode()
    deciding.decide(moderator, root.pk, "open")
    assert f"?to={reply.pk}" in reader.get(article.url).content.decode()


def test_readers_see_what_a_moderator_changed(reader, article, say, text, moderator):
    comment, own = say("You fool, it was 1941."), say("Mine")
    ReaderComment.objects.filter(pk=own.pk).update(edited_at=timezone.now())
    decision = deciding.decide(moderator, comment.pk, "edit", text="It was 1941.")
    words = text(reader.get(article.url))
    assert words.count("· edited") == 2
    assert words.count("· edited by a moderator") == 1
    assert "You fool" not in words
    deciding.undo(moderator, decision.pk)
    words = text(reader.get(article.url))
    assert "You fool" in words
    assert "edited by a moderator" not in words


def test_pages_are_the_same_for_moderators_and_readers(reader, article, say, moderator):
    """Their controls come apart; Wagtail's own button alone stands on the page of who is signed in."""
    comment = say("One")
    say("Two", to=comment)
    marked, signed_in = Client(), Client()
    marked.cookies["moderator"] = "1"
    signed_in.cookies["moderator"] = "1"
    signed_in.force_login(moderator)
    for address in (
        article.url,
        f"/discussion/{article.pk}/",
        f"/discussion/thread/{comment.pk}/",
    ):
        page = reader.get(address)
        assert "Cookie" not in page.get("Vary", "")
        same = marked.get(address)
        assert same.content == page.content
        assert "Cookie" not in same.get("Vary", "")
        own = signed_in.get(address)
        shared, button = own.content.decode().split("<!-- Wagtail user bar embed code -->")
        after = button.split("<!-- end Wagtail user bar embed code -->")[1]
        assert (shared + after).split() == page.content.decode().split()
        assert "Cookie" in own["Vary"]
        assert "private" in own["Cache-Control"]
