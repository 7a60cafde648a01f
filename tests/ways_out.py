"""A page with everything that a page can have, and every way by which its text leaves the site."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.core import mail as django_mail
from django.core.signing import get_cookie_signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page, Site

from articles import pictures
from articles.models import ArticlePage, Author, RelatedArticle, TopicPage
from comments import cookies, links
from comments.intake import posting
from comments.mailing import sending
from comments.models import (
    Action,
    Commenter,
    DiscussionSettings,
    FollowScope,
    Mail,
    MailKind,
    Policy,
    ReaderComment,
)
from comments.models.mail import token_of
from comments.moderation import deciding
from comments.notify import subscriptions
from home.models import FeaturedArticle, SiteSettings

from . import factories

#: Words that nothing else on the site has: the page's, and those of the comments on it.
MARK, SAID = "xylocarp", "quillwort"
ACCOUNT = "/discussion/yours/all/"
#: A word of the page's title by which the search finds it, and its neighbour.
SOUGHT = "lanterns"


def secret_article(parent, publish=True) -> ArticlePage:
    """An article that says its word in every place. Its address does not."""
    Tag.objects.get_or_create(name=f"{MARK} wood".title(), slug="wood")
    author = Author.objects.first() or factories.author()
    image = factories.image(title=MARK, width=60, height=40)
    pictures.make(image, pictures.SHARE)
    return factories.article(
        parent,
        title=f"Why does a {MARK} float on {SOUGHT}?",
        publish=publish,
        slug="floating",
        authors=[author],
        reviewer=author,
        tags=[f"{MARK} wood".title(), SOUGHT.title()],
        lead_image=image,
        lead_image_alt=MARK,
        lead_image_caption=MARK,
        search_description=f"A {MARK} floats.",
        short_answer=f"<p>A {MARK} is light.</p>",
        body=[factories.section(MARK, ("paragraph", f"<p>Each {MARK} has {SOUGHT}.</p>"))],
        conclusion=f"<p>So floats the {MARK}.</p>",
        faq=[factories.question(f"Is a {MARK} heavy?", f"<p>No {MARK} is.</p>")],
        sources=[{"type": "source", "value": f"<p>The {MARK} book.</p>"}],
    )


@dataclass
class Stage:
    """The page among others that point at it, its discussion, and the browsers that look."""

    home: Page
    topic: TopicPage
    neighbour: ArticlePage
    page: ArticlePage
    rules: DiscussionSettings
    comment: ReaderComment | None = None
    token: str = ""
    held: ReaderComment | None = None
    follower: Commenter | None = None
    seen: dict | None = None

    def get(self, address: str, **headers) -> str:
        """What a reader without any cookie is answered, wherever that leads."""
        response = Client().get(address, follow=True, headers=headers)
        body = b"".join(response) if response.streaming else response.content
        return body.decode()


def stage(home, topic, page) -> Stage:
    """Points at the page from everywhere, and lets readers talk about it."""
    neighbour = factories.article(
        topic,
        title=f"Why do {SOUGHT} glow?",
        tags=[SOUGHT.title()],
        authors=[Author.objects.first()],
    )
    neighbour.related_articles = [RelatedArticle(article=page)]
    factories.published_as_an_editor(neighbour)
    home.featured = [FeaturedArticle(article=page), FeaturedArticle(article=neighbour)]
    factories.published_as_an_editor(home)
    settings = SiteSettings.for_site(Site.objects.get())
    settings.footer_links = [("link", {"page": page, "address": "", "label": ""})]
    settings.save()
    query = Query.get("glowing")
    SearchPromotion.objects.create(query=query, page=page, description="", sort_order=0)
    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy, rules.voting, rules.reports = Policy.PUBLISH, True, True
    rules.save()
    made = Stage(home, topic, neighbour, page, rules)
    _talk(made)
    return made


def _talk(made: Stage) -> None:
    def confirmed(email):
        commenter = Commenter.objects.at(email)
        commenter.confirmed_at = timezone.now()
        commenter.save()
        return commenter

    def say(name, follow=""):
        email = f"{name}@example.org"
        words = f"I like the {SAID} of {name}."
        sender = posting.Sender(name.title(), email, ip="192.0.2.7", proven=True)
        return posting.post(made.page, words, sender, made.rules, None, None, follow)

    made.follower = confirmed("rita@example.org")
    subscriptions.follow(made.follower, made.page, FollowScope.PAGE, active=True)
    for name in ("ann", "ben"):
        confirmed(f"{name}@example.org")
    made.comment, made.token = say("ann")
    made.rules.policy = Policy.HOLD
    made.rules.save()
    made.held = say("ben")[0]
    ReaderComment.objects.update(verified=True)
    # Cora has not confirmed yet.
    wish = subscriptions.follow(
        Commenter.objects.at("cora@example.org"), made.page, FollowScope.PAGE
    )
    Mail.objects.create(
        kind=MailKind.CONFIRM, commenter=wish.commenter, follow=wish, comment=made.comment
    )


def _own(address, whose=None):
    """A page that repeats its commenter's own words: only the article's may be secret."""

    def told(made):
        browser = Client()
        if whose:
            signer = get_cookie_signer(salt=cookies.ACCOUNT + cookies.ACCOUNT)
            browser.cookies[cookies.ACCOUNT] = signer.sign(str(whose(made).pk))
        return browser.get(address(made)).content.decode().casefold().replace(SAID, "")

    return told


def _part(pattern):
    return lambda made: " ".join(re.findall(pattern, made.get(made.page.url), re.S))


def _mails_to(name):
    def sent(made):
        if made.held.status == "held":
            deciding.decide(factories.user("Moderators"), made.held.pk, Action.APPROVE)
            made.held.refresh_from_db()
        Mail.objects.filter(state="waiting").update(due_at=timezone.now())
        while sending.send_due():
            Mail.objects.filter(state="waiting").update(due_at=timezone.now())
        mine = [mail for mail in django_mail.outbox if mail.to == [f"{name}@example.org"]]
        return " ".join(f"{mail.subject} {mail.body} {mail.alternatives}" for mail in mine)

    return sent


def _asked_again(made):
    """What a cache hears that asks whether the page has changed since it was public."""
    validators = {
        "If-None-Match": made.seen.get("ETag", '"-"'),
        "If-Modified-Since": made.seen.get("Last-Modified", "Fri, 01 Jan 2100 00:00:00 GMT"),
    }
    response = Client().get(made.page.url, headers=validators)
    return MARK if response.status_code == 304 else response.content.decode()


def _from_the_form(made):
    return made.get(f"/discussion/{made.page.pk}/reply/?to={made.comment.pk}")


def _comment(path):
    return lambda made: made.get(f"/discussion/{path.format(made.comment.pk)}")


def _page(path):
    return lambda made: made.get(path.format(made.page.pk))


def _confirmation(made):
    return reverse("confirm", args=[token_of(Mail.objects.get(kind=MailKind.CONFIRM).seed)])


def _path(address: str) -> str:
    return re.sub(r"^https?://[^/]+", "", address)


WAYS = {
    "the page": lambda made: made.get(made.page.url),
    "the page, asked again by a cache": _asked_again,
    "link preview": _part(r"<meta [^>]*>"),
    "share picture": _part(r'<meta property="og:image" [^>]*>'),
    "structured data": _part(r'<script type="application/ld.json">.*?</script>'),
    "front page": lambda made: made.get("/"),
    "topic": lambda made: made.get(made.topic.url),
    "neighbour: related, previous, next": lambda made: made.get(made.neighbour.url),
    "RSS": lambda made: made.get("/feed/"),
    "Atom": lambda made: made.get("/feed/atom/"),
    "RSS of the topic": lambda made: made.get(f"{made.topic.url}feed/"),
    "Atom of the topic": lambda made: made.get(f"{made.topic.url}feed/atom/"),
    "tag that others have": lambda made: made.get(f"/tags/{SOUGHT}/"),
    "tag of its own": lambda made: made.get("/tags/wood/"),
    "author": lambda made: made.get(Author.objects.get().get_absolute_url()),
    "footer": lambda made: made.get("/authors/").partition("<footer")[2],
    "404 page": lambda made: made.get("/no/such/page/"),
    "sitemap": lambda made: made.get("/sitemap-pages.xml").replace(made.page.url, MARK),
    "search": lambda made: made.get(f"/search/?q={SOUGHT}"),
    "search, newest first": lambda made: made.get(f"/search/?q={SOUGHT}&sort=date"),
    "search, narrowed to its tag": lambda made: made.get(f"/search/?q={SOUGHT}&tag=wood"),
    "promoted result": lambda made: made.get("/search/?q=glowing"),
    "spelling": lambda made: made.get(f"/search/?q={MARK[:-1]}q"),
    "suggestions": lambda made: made.get(f"/search/suggest/?q={SOUGHT[:5]}"),
    "discussion": _page("/discussion/{}/"),
    "feed of the discussion": _page("/discussion/{}/feed/"),
    "form to follow": _page("/discussion/{}/follow/"),
    "form to reply": _from_the_form,
    "thread": _comment("thread/{}/"),
    "permalink": _comment("comment/{}/"),
    "form to report": _comment("comment/{}/report/"),
    "vote": _comment("comment/{}/useful/"),
    "page of one comment": lambda made: made.get(
        f"/discussion/comment/{made.comment.pk}/mine/{made.token}/"
    ),
    "page that confirms": _own(_confirmation),
    "page that ends a follow": _own(
        lambda made: _path(links.unsubscribe(made.follower, made.follower.follows.get()))
    ),
    "page of one's comments": _own(lambda made: ACCOUNT, lambda made: made.comment.commenter),
    "page of one's follows": _own(lambda made: ACCOUNT, lambda made: made.follower),
    "file about oneself": _own(
        lambda made: f"{ACCOUNT}?export=json", lambda made: made.comment.commenter
    ),
    "mail to a follower": _mails_to("rita"),
    "mail to the writer": _mails_to("ben"),
    "mail that confirms": _mails_to("cora"),
}


def told_by(made: Stage, names=WAYS) -> set[str]:
    """The ways by which words of the page or of its discussion come out."""
    marks = (MARK, SAID, quote(MARK))
    told = {name: WAYS[name](made).casefold() for name in names}
    return {name for name, words in told.items() if any(mark in words for mark in marks)}


def look(made: Stage) -> None:
    """Somebody has read all this before: whatever is kept for the next reader is kept now."""
    made.seen = dict(Client().get(made.page.url).headers)
    for name, way in WAYS.items():
        if "mail" not in name:
            way(made)
