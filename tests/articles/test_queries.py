"""Pages cost the same few queries however much stands on them."""

import pytest
from django.core.management import call_command
from wagtail.models import Site

from articles import pictures
from articles.models import ArticlePage, RelatedArticle
from home.models import FeaturedArticle
from tests import factories

pytestmark = pytest.mark.django_db

MOST = 25


@pytest.fixture
def count(reader, django_assert_max_num_queries):
    """Asks for an address with nothing cached, and tells how many queries it took."""

    def ask(address: str) -> int:
        reader.get(address)  # whatever is made at the first sight: settings, sizes of pictures
        Site.clear_site_root_paths_cache()
        with django_assert_max_num_queries(MOST) as captured:
            assert reader.get(address).status_code == 200
        return len(captured)

    return ask


def long_article(topic, sections: int):
    author = factories.author()
    linked = factories.article(topic, title=f"Why linked {sections}?")
    body = [
        factories.section(
            f"Section {number}",
            ("paragraph", f'<p><a linktype="page" id="{linked.pk}">there</a> {number}</p>'),
            (
                "image",
                {
                    "image": factories.picture(factories.image(width=80, height=50)),
                    "caption": "Caption",
                    "credit": "",
                },
            ),
            ("document", {"document": factories.document().pk, "title": "", "description": ""}),
        )
        for number in range(sections)
    ]
    page = factories.article(
        topic,
        title=f"Why {sections}?",
        body=body,
        lead_image=factories.image(width=80, height=50),
        authors=[author, factories.author("Second Author")],
        tags=["One", "Two"],
        reviewer=author,
    )
    pictures.prepare(page)
    return page


def test_an_article_of_fifty_sections_costs_what_one_of_five_costs(count, topic, site_settings):
    short, long = long_article(topic, 5), long_article(topic, 50)
    assert count(long.url) == count(short.url)


@pytest.mark.both_databases
def test_an_article_among_many_costs_what_one_among_few_costs(count, topic, site_settings):
    def add(number):
        made = [
            factories.article(topic, days_ago=one % 3, tags=["War", "Peace"])
            for one in range(number)
        ]
        page.related_articles = [RelatedArticle(article=one) for one in made[:4]]
        page.save_revision().publish()

    page = factories.article(topic, days_ago=1, tags=["War", "Peace"])
    add(6)
    few = count(page.url)
    add(14)
    assert count(page.url) == few


@pytest.mark.both_databases
@pytest.mark.parametrize("where", ["home", "topic", "author", "tag"])
def test_lists_cost_the_same_for_few_and_many_articles(count, home, topic, site_settings, where):
    author = factories.author(portrait=factories.image(width=80, height=80))
    picture = factories.image(width=80, height=50)

    def add(number):
        for _ in range(number):
            factories.article(topic, authors=[author], tags=["War"], lead_image=picture)

    address = {
        "home": "/",
        "topic": topic.url,
        "author": author.get_absolute_url(),
        "tag": "/tags/war/",
    }[where]
    add(6)
    home.featured = [FeaturedArticle(article=page) for page in ArticlePage.objects.all()[:4]]
    home.save_revision().publish()
    few = count(address)
    add(10)
    assert count(address) <= few


@pytest.mark.both_databases
def test_search_and_feeds_stay_within_bounds(
    reader, topic, site_settings, django_assert_max_num_queries
):
    for _ in range(12):
        factories.article(topic)
    call_command("update_index", verbosity=0)
    with django_assert_max_num_queries(14):
        assert reader.get("/search/?q=number").status_code == 200
