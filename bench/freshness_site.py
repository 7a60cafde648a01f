"""The site with which ``bench.freshness`` begins."""

from wagtail.models import Site

from articles.models import ArticlePage
from comments.intake import posting
from comments.models import DiscussionSettings
from home.models import HomePage, StandardPage
from tests import factories

from .freshness_world import SLUGS, TAGS


def make() -> None:
    """A small site of which every page is known."""
    home = HomePage.objects.get()
    topics = [factories.topic(home, title, slug=title.lower()) for title in ("History", "Nature")]
    factories.live(home, StandardPage(title="About us", slug="about"))
    authors = [factories.author(f"Writer {name}") for name in ("Ann", "Bob", "Eve")]
    images = [factories.image(title) for title in ("A map", "A plan")]
    for number in range(24):
        factories.article(
            topics[number > 15], f"Why number {number}?", slug=SLUGS[number], days_ago=number * 2,
            authors=[authors[number % 3]], tags=[TAGS[number % 4], TAGS[number % 3]],
            lead_image=images[number % 2] if number % 3 else None,
        )  # fmt: skip
    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = "publish"
    rules.save()
    sender = posting.Sender("Ann Reader", "ann@example.org", ip="192.0.2.7")
    for page in ArticlePage.objects.all()[:6]:
        first = posting.post(page, "A first word.", sender, rules)[0]
        posting.post(page, "A reply to it.", sender, rules, first.pk)
    factories.user(username="editor")
