"""Readers comment and reply; what they write is safe and stands where it belongs."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.sites.models import Site as DjangoSite
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from comments import threads
from comments.models import Discussion, DiscussionMode, Policy, ReaderComment, Status
from tests import factories

from .conftest import send

pytestmark = pytest.mark.django_db


def test_a_reader_comments_without_an_account(reader, article, rules, text):
    response, _ = send(reader, article, "I *agree* with https://example.org/a.")
    assert "Your comment is published" in text(response)
    html = reader.get(article.url).content.decode()
    assert "1 comment" in html
    assert "<em>agree</em>" in html
    assert 'rel="nofollow ugc noopener"' in html
    assert "ann@example.org" not in html


@pytest.mark.both_databases
def test_a_reply_stands_under_what_it_answers_and_order_is_by_time(reader, article, say):
    first, second = say("First"), say("Second")
    answer = say("Answer to first", to=first)
    deeper = say("Deeper", to=answer)
    late = say("Late answer to first", to=first)
    found = list(ReaderComment.objects.visible().in_reading_order())
    assert found == [first, answer, deeper, late, second]
    assert [comment.level for comment in found] == [0, 1, 2, 1, 0]
    html = reader.get(article.url).content.decode()
    positions = [html.index(f'id="c{comment.pk}"') for comment in found]
    assert positions == sorted(positions)


def test_a_reply_to_the_deepest_stands_beside_it_and_says_what_it_answers(article, say, rules):
    comment = say("0")
    for number in range(1, 8):
        comment = say(str(number), to=comment)
    assert max(ReaderComment.objects.values_list("level", flat=True)) == rules.max_depth - 1
    assert comment.in_reply_to.comment == "6"


def test_an_empty_discussion_invites_and_a_closed_one_says_so(reader, article, rules, text):
    assert "Why don’t you start the discussion?" in text(reader.get(article.url))
    Discussion.objects.create(page=article, mode=DiscussionMode.CLOSED)
    words = text(reader.get(article.url))
    assert "This discussion is closed." in words
    assert "Leave a reply" not in words


def test_old_discussions_close_by_themselves(article, rules):
    discussion = Discussion.objects.create(page=article, close_after_days=30)
    article.first_published_at = timezone.now() - timedelta(days=31)
    discussion.page = article
    assert not discussion.is_open(rules)
    article.first_published_at = timezone.now() - timedelta(days=29)
    assert discussion.is_open(rules)


def test_a_moderator_publishes_a_held_comment_in_the_admin(article, say, reader, text, rules):
    rules.policy = Policy.HOLD
    rules.save()
    held = say("Please let me in")
    moderator = Client()
    moderator.force_login(factories.user("Moderators"))
    listing = moderator.get("/admin/discussion/queue/")
    assert "Please let me in" in text(listing)
    address = f"/admin/discussion/comment/{held.pk}/"
    assert f'href="{address}"' in listing.content.decode()
    assert "ann@example.org" in text(moderator.get(address))
    moderator.post(f"{address}act/", {"action": "approve"})
    assert "Please let me in" in text(reader.get(article.url))
    assert Discussion.objects.get().comment_count == 1


def test_correcting_a_comment_publishes_no_held_reply(say, article, reader, text):
    root = say("Root")
    held = say("Held reply", to=root)
    held.status = Status.HELD
    held.save()
    root.comment = "Root, corrected"
    root.save()
    held.refresh_from_db()
    assert held.status == Status.HELD
    assert not held.is_public
    assert "Held reply" not in text(reader.get(article.url))


def test_hiding_one_comment_hides_that_one(say, article, reader, text):
    root = say("Root words")
    say("Reply words", to=root)
    root.status = Status.REMOVED
    root.save()  # an object from before the reply: it must not write its old count back
    words = text(reader.get(article.url))
    assert "Root words" not in words
    assert "Removed by a moderator." in words
    assert "Reply words" in words
    root.refresh_from_db()
    root.status = Status.PUBLISHED
    root.save()
    assert "Root words" in text(reader.get(article.url))


@pytest.mark.both_databases
def test_a_removed_comment_without_replies_leaves_no_trace(say, article, reader, text):
    gone = say("Gone words")
    gone.status = Status.REMOVED
    gone.save()
    assert "Why don’t you start the discussion?" in text(reader.get(article.url))


@pytest.mark.both_databases
def test_a_permalink_leads_to_the_page_that_holds_the_comment(reader, article, say, rules):
    first = say("0")
    others = [say(str(number)) for number in range(1, rules.page_size + 2)]
    replies = [say(f"r{number}", to=first) for number in range(threads.FIRST_REPLIES + 2)]
    for comment in (first, others[-1], replies[0], replies[-1]):
        response = reader.get(comment.get_absolute_url(), follow=True)
        assert f'id="c{comment.pk}"' in response.content.decode()
        assert response.redirect_chain[-1][0].endswith(f"#c{comment.pk}")


@pytest.mark.both_databases
def test_more_threads_and_replies_are_a_link_away(reader, article, say, text):
    first = say("0")
    for number in range(threads.FIRST_REPLIES + 3):
        say(f"r{number}", to=first)
    response = reader.get(article.url)
    assert "3 more replies in this thread" in text(response)
    words = text(reader.get(f"/discussion/thread/{first.pk}/"))
    assert f"r{threads.FIRST_REPLIES + 2}" in words


@pytest.mark.both_databases
def test_replies_after_spam_are_shown_with_their_thread(reader, article, say, text):
    first = say("0")
    replies = [say(f"reply {number}", to=first) for number in range(threads.FIRST_REPLIES + 6)]
    below = say("below", to=replies[-6])
    for reply in replies[: threads.FIRST_REPLIES]:
        reply.status = Status.SPAM
        reply.save()
    words = text(reader.get(article.url))
    for number in range(threads.FIRST_REPLIES, 2 * threads.FIRST_REPLIES):
        assert f"reply {number}" in words
    assert "3 more replies in this thread" in words
    assert below.comment in text(reader.get(f"/discussion/thread/{first.pk}/"))


@pytest.mark.both_databases
def test_a_single_reply_more_is_shown_in_its_place(reader, article, say, text):
    first = say("0")
    replies = [say(f"reply {number}", to=first) for number in range(threads.FIRST_REPLIES)]
    last = say("the last one", to=replies[0])
    html = reader.get(article.url).content.decode()
    assert "more repl" not in html
    assert html.index(f'id="c{last.pk}"') < html.index(f'id="c{replies[1].pk}"')


@pytest.mark.both_databases
@pytest.mark.parametrize("sort", ["oldest", "newest", "useful", "rubbish"])
def test_a_discussion_has_a_page_of_its_own_in_either_order(reader, article, say, sort):
    one, two = say("one"), say("two")
    html = reader.get(f"/discussion/{article.pk}/?sort={sort}&page=999").content.decode()
    newest_first = html.index(f'id="c{one.pk}"') > html.index(f'id="c{two.pk}"')
    assert newest_first == (sort == "newest")


def test_a_discussion_has_a_feed(reader, article, say):
    comment = say("In the feed & more")
    feed = reader.get(f"/discussion/{article.pk}/feed/").content.decode()
    assert "In the feed &amp;amp; more" in feed
    assert comment.get_absolute_url() in feed
    assert "ann@example.org" not in feed


def test_a_discussions_feed_tells_the_language_that_the_site_is_in(reader, say, settings):
    comment = say()
    settings.LANGUAGE_CODE = "de"
    feed = reader.get(f"/discussion/{comment.page_id}/feed/").content.decode()
    assert 'xml:lang="de"' in feed


def test_pages_that_are_not_public_take_no_comments(reader, article, topic, home, rules):
    draft = factories.article(topic, publish=False)
    private = factories.article(topic)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for page in (draft, private, topic, home):
        for path in ("reply/", "", "feed/"):
            assert reader.get(f"/discussion/{page.pk}/{path}").status_code == 404


@pytest.mark.both_databases
def test_deleting_a_page_deletes_its_discussion(say, article):
    say(to=say())
    article.delete()
    assert not ReaderComment.objects.exists()
    assert not Discussion.objects.exists()


@pytest.mark.parametrize("which", ["page", "topic above", "several"])
def test_who_deletes_a_page_is_told_of_its_discussion_before(reader, article, say, text, which):
    reader.force_login(factories.user())
    say(to=say())
    address = {
        "page": f"/admin/pages/{article.pk}/delete/",
        "topic above": f"/admin/pages/{article.get_parent().pk}/delete/",
        "several": f"/admin/bulk/wagtailcore/page/delete/?id={article.pk}",
    }[which]
    assert "Readers have written 2 comments here." in text(reader.get(address))
    Discussion.objects.update(comment_count=0)
    assert "Readers have written" not in text(reader.get(address))


def test_article_pages_stay_free_of_cookies_and_tokens(reader, article, say):
    say()
    response = reader.get(article.url)
    assert not response.cookies
    assert "csrf" not in response.content.decode().lower()
    assert "nonce" not in response.content.decode()


def test_djangos_site_follows_wagtails(home):
    site = Site.objects.get()
    site.hostname = "why.example"
    site.save()
    assert DjangoSite.objects.get().domain == "why.example"


@pytest.mark.both_databases
def test_an_article_costs_the_same_queries_however_long_its_discussion(reader, article, say):
    """``make bench-comments`` shows it for 10,000."""
    roots, counts = [], {}
    for size in (0, 50, 1000):
        while (number := ReaderComment.objects.count()) < min(size, 50):
            if number % 3 or not roots:
                roots.append(say(f"c{number}"))
            else:
                say(f"r{number}", to=roots[number % len(roots)])
        factories.comments(article, size - ReaderComment.objects.count(), "published")
        reader.get(article.url)
        with CaptureQueriesContext(connection) as queries:
            reader.get(article.url)
        counts[size] = len(queries)
    assert max(counts.values()) <= 25
    assert counts[50] == counts[1000] >= counts[0]


def test_search_engines_are_told_of_the_comments(reader, article, say):
    comment = say("For *machines* </script>")
    html = reader.get(article.url).content.decode()
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    data = json.loads(scripts[-1])
    assert data["commentCount"] == 1
    assert data["comment"][0]["author"]["name"] == "Ann Reader"
    assert data["comment"][0]["url"].endswith(comment.get_absolute_url())
    assert data["@id"] == json.loads(scripts[0])["@id"]


def test_a_page_is_as_new_as_its_discussion(reader, article, say):
    before = reader.get(article.url)
    say()
    Discussion.objects.update(changed_at=timezone.now() + timedelta(hours=1))
    headers = {"if-modified-since": before["Last-Modified"]}
    after = reader.get(article.url, headers=headers)
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
