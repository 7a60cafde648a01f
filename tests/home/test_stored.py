"""The privacy page lists what the software stores, and cannot go stale."""

import re

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from comments.intake import forms
from comments.models import Commenter, DiscussionSettings, Mail, MailKind, Policy, ReaderComment
from comments.models.mail import token_of
from home.models import StandardPage
from tests import factories
from tests.comments.conftest import send

pytestmark = pytest.mark.django_db

#: Where each table's data about visitors stands in the list. None: it has none.
SPOKEN_FOR = {
    "accounts.Attempts": "How often a password",
    "accounts.Session": "Where somebody who works here is signed in",
    "accounts.SignInRules": None,
    "accounts.PasswordRequest": "An address for which a new password",
    "comments.ReaderComment": "A comment with",
    "comments.Commenter": "The email address of a comment",
    "comments.Finding": "Why a comment was held",
    "comments.Decision": "what moderators decided",
    "comments.Vote": "That you found a comment useful",
    "comments.Report": "A report of a comment",
    "comments.Follow": "Which discussions an email address follows",
    "comments.Mail": "That, and when, a mail was sent to you",
    "comments.NetworkBan": "The ban of a network",
    "comments.DiscussionSettings": "on the moderators’ lists",
    "comments.Lesson": "What the filter keeps of deleted spam",
    "comments.TrainedModel": "What the filter has learned",
    "comments.Discussion": None,
    "comments.DecisionReason": None,
    "comments.BulkJob": None,
    "comments.BulkTargets": None,
    "search.DailyQuery": "What was searched for and opened",
    "search.ClickedResult": "What was searched for and opened",
    "search.Document": None,
    "search.SynonymGroup": None,
    "search.Word": None,
}


@pytest.fixture
def rules(home):
    settings = DiscussionSettings.for_site(Site.objects.get())
    settings.policy = Policy.PUBLISH
    settings.save()
    return settings


@pytest.fixture
def privacy(home):
    page = StandardPage(title="Privacy", slug="privacy", lists_stored_data=True)
    return factories.live(home, page)


@pytest.fixture
def listed(privacy, text):
    """The words of the page, as a reader sees it now."""
    return lambda: text(Client().get(privacy.url))


def change(rules, **values):
    for name, value in values.items():
        setattr(rules, name, value)
    rules.save()


@pytest.mark.parametrize("app", ["accounts", "comments", "search"])
def test_every_table_with_something_about_visitors_is_spoken_for(listed, rules, app):
    there = {model._meta.label for model in apps.get_app_config(app).get_models()}
    known = {label for label in SPOKEN_FOR if label.startswith(f"{app}.")}
    assert there == known
    page = listed()
    assert [SPOKEN_FOR[label] for label in known if (SPOKEN_FOR[label] or "") not in page] == []


def test_the_list_follows_the_settings(listed, rules):
    change(rules, retention_days=7, voting=True, reports=True, ask_website=True, akismet_key="key")
    page = listed()
    assert "the form was open. It serves to keep out spam 7 days" in page
    assert "found a comment useful" in page
    assert "A report of a comment" in page
    assert "name and website" in page
    assert "to akismet.com" in page
    change(rules, retention_days=45, voting=False, reports=False, ask_website=False, akismet_key="")
    page = listed()
    assert "the form was open. It serves to keep out spam 45 days" in page
    for gone in ("found a comment useful", "A report of", "name and website", "akismet", "a vote"):
        assert gone not in page


def test_exactly_the_cookies_that_are_set_are_listed(privacy, rules, home, article, monkeypatch):
    monkeypatch.setattr(forms, "TOO_QUICK", -1)
    reader = Client()
    for address in ("/", article.url, privacy.url, "/search/?q=why", "/feed/"):
        reader.get(address)
        assert not reader.cookies, address
    send(reader, article)
    comment = ReaderComment.objects.get()
    reader.post(f"/discussion/comment/{comment.pk}/useful/", {"vote": "yes"})
    asked = Mail.objects.create(
        kind=MailKind.CONFIRM, commenter=Commenter.objects.get(), comment=comment
    )
    reader.post(f"/discussion/confirm/{token_of(asked.seed)}/")
    closed = factories.article(article.get_parent())
    restriction = PageViewRestriction.objects.create(
        page=closed, restriction_type="password", password="sesame"
    )
    reader.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{closed.pk}/",
        {"password": "sesame", "return_url": closed.url},
    )
    staff = Client()
    form = {"username": factories.user().username, "password": "correct horse battery"}
    staff.post("/admin/login/", form)
    staff.get("/admin/discussion/news/")
    staff.post(f"/admin/discussion/comment/{comment.pk}/act/", {"action": "remove"})
    seen = {*reader.cookies, *staff.cookies}
    page = Client().get(privacy.url).content.decode()
    assert set(re.findall(r'<th scope="row" translate="no">(\w+)</th>', page)) == seen


def test_readers_find_the_way_to_their_data(reader, privacy, rules, article):
    for address in (privacy.url, article.url, f"/discussion/{article.pk}/follow/"):
        assert 'href="/discussion/yours/"' in reader.get(address).content.decode()


def test_other_pages_list_nothing(reader, home):
    page = factories.live(home, StandardPage(title="About", slug="about"))
    assert "Cookies" not in reader.get(page.url).content.decode()


def test_the_list_costs_the_same_whatever_is_stored(
    reader, privacy, rules, article, django_assert_max_num_queries
):
    reader.get(privacy.url)
    factories.comments(article, 20, status="published")
    Commenter.objects.create(email="ann@example.org", first_seen_at=timezone.now())
    with django_assert_max_num_queries(25):
        reader.get(privacy.url)
