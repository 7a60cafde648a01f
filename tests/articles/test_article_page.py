"""What a reader finds on an article's page."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape

from articles import pictures, querysets
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(topic, image):
    """An article with every block and everything else that an article can have."""
    author = factories.author(role="Historian")
    reviewer = factories.author("Owen Reviewer")
    return factories.article(
        topic,
        title="Why did the Soviet Union join the Allies?",
        body=factories.every_block(image, factories.document()),
        lead_image=image,
        lead_image_caption="Europe in 1941",
        reviewer=reviewer,
        reviewed_on=date(2026, 7, 2),
        authors=[author],
        tags=["World War II"],
    )


def test_the_question_is_the_only_main_heading(reader, full):
    html = reader.get(full.url).content.decode()
    assert html.count("<h1") == 1
    assert '<h1 dir="auto">Why did the Soviet Union join the Allies?</h1>' in html


def test_it_shows_everything_that_the_editor_wrote(reader, full, text):
    words = text(reader.get(full.url))
    for expected in [
        "By Helen Marchetti",
        "Published 1 June 2026",
        "Reviewed 2 July 2026 by Owen Reviewer",
        "1 min read",
        "The short answer",
        "Because of that .",
        "Europe in 1941",
        "Pact. A treaty.",
        "So it was.",
        "27 million",
        "The front",
        "Watch “A film” on YouTube",
        "Nobody speaks.",
        "Tanks",
        "6,590",
        "22 June The invasion.",
        "A sheet PDF",
        "Conclusion So it is.",
        "Really? Yes.",
        "A. Writer, A Book , 1999.",
        "World War II",
    ]:
        assert expected in words


@pytest.mark.parametrize(
    ("names", "byline"),
    [
        (["Ann & Co"], "By Ann &amp; Co"),
        (["Ann & Co", "Bo"], "By Ann &amp; Co and Bo"),
        (["Ann & Co", "Bo", "Cy"], "By Ann &amp; Co, Bo and Cy"),
    ],
)
def test_the_byline_names_every_author_and_leads_to_their_pages(reader, topic, names, byline):
    authors = [factories.author(name) for name in names]
    article = factories.article(topic, authors=authors)
    assert byline in reader.get(topic.url).content.decode()
    html = reader.get(article.url).content.decode()
    assert byline in re.sub(r"</?a[^>]*>", "", html)
    for author in authors:
        assert f'<a href="{escape(author.get_absolute_url())}" rel="author">' in html


def test_sections_are_numbered_and_listed_in_the_contents(reader, full):
    html = reader.get(full.url).content.decode()
    assert '<a href="#terms"><span class="number">2</span> <span>Terms</span></a>' in html
    assert '<section id="terms" aria-labelledby="terms-title">' in html
    for end in ("conclusion", "faq", "sources"):
        assert f'<a href="#{end}">' in html
        assert f'<section id="{end}"' in html


def test_structure_stays_structure(reader, full):
    html = reader.get(full.url).content.decode()
    assert "<li><strong>Pact.</strong> A treaty.</li>" in html
    assert "<figcaption>The front · <cite>Drawn</cite></figcaption>" in html
    assert "<blockquote><p>So it was.</p></blockquote>" in html
    assert "<caption>Tanks</caption>" in html
    assert '<th scope="col" class="numeric">Number</th>' in html
    assert '<th scope="row">1941</th>' in html
    assert "<details" in html
    assert "<summary><h3>Really?</h3></summary>" in html


def test_the_numbers_of_a_first_column_stand_below_their_heading(reader, topic):
    table = {
        "caption": "",
        "columns": [{"type": "number", "heading": "A"}, {"type": "text", "heading": "B"}],
        "rows": [{"values": ["1", "one"]}],
    }
    body = [factories.section("Table", ("table", {"table": table, "note": ""}))]
    html = reader.get(factories.article(topic, body=body).url).content.decode()
    assert '<th scope="col" class="numeric">A</th>' in html
    assert '<th scope="row" class="numeric">1</th>' in html
    assert "<td>one</td>" in html


def test_pictures_come_in_a_modern_format_with_a_fallback_and_sizes(reader, full):
    pictures.prepare(full)
    html = reader.get(full.url).content.decode()
    assert html.count('type="image/avif"') >= 2
    assert re.search(r'type="image/avif"><img [^>]*src="[^"]+\.jpg"', html)
    assert 'sizes="(min-width: 46rem) 43rem, 92vw"' in html
    assert html.count('fetchpriority="high"') == 1
    assert 'loading="lazy"' in html


def test_the_lead_picture_is_not_lazy_and_states_its_size(reader, full):
    html = reader.get(full.url).content.decode()
    lead = html.split('<figure class="lead-picture">')[1].split("</figure>")[0]
    assert "lazy" not in lead
    assert 'width="' in lead
    assert 'height="' in lead


def test_the_call_to_action_has_the_publishers_contact_details(reader, full, site_settings, text):
    response = reader.get(full.url)
    assert "101 Curiosity Lane" in text(response)
    assert "https://wa.me/12135550101" in response.content.decode()


def test_an_article_can_have_its_own_call_to_action_or_none(reader, topic, site_settings, text):
    own = factories.article(topic, call_to_action_heading="Come to our evening")
    none = factories.article(topic, show_call_to_action=False)
    assert "Come to our evening" in text(reader.get(own.url))
    assert 'class="call"' not in reader.get(none.url).content.decode()


def test_breadcrumbs_lead_back_to_the_topic_and_the_front(reader, full, topic):
    html = reader.get(full.url).content.decode()
    crumbs = html.split('aria-label="Breadcrumbs"')[1].split("</nav>")[0]
    assert 'href="/"' in crumbs
    assert f'href="{topic.url}"' in crumbs


@pytest.mark.both_databases
def test_previous_and_next_go_by_date_within_the_topic(reader, topic, home):
    oldest, middle, newest = (
        factories.article(topic, title=title, days_ago=days)
        for title, days in [("Why old?", 30), ("Why middle?", 20), ("Why new?", 10)]
    )
    factories.article(factories.topic(home, "Other"), title="Why elsewhere?", days_ago=19)
    html = reader.get(middle.url).content.decode()
    beside = html.split('class="beside"')[1].split("</nav>")[0]
    assert f'rel="prev" href="{oldest.url}"' in beside
    assert f'rel="next" href="{newest.url}"' in beside
    assert "elsewhere" not in beside


@pytest.mark.both_databases
def test_related_articles_are_the_editors_choice_then_tags_then_the_topic(reader, home, topic):
    other = factories.topic(home, "Other")
    tagged = factories.article(other, title="Why tagged?", tags=["War"])
    chosen = factories.article(other, title="Why chosen?")
    sibling = factories.article(topic, title="Why sibling?")
    page = factories.article(topic, title="Why this?", tags=["War"])
    page.related_articles = [page.related_articles.model(article=chosen)]
    page.save_revision().publish()
    related = reader.get(page.url).content.decode().split('id="related"')[1].split("</ul>")[0]
    positions = [related.index(article.url) for article in (chosen, tagged, sibling)]
    assert positions == sorted(positions)


@pytest.mark.both_databases
@pytest.mark.parametrize("large", [querysets.LARGE, 0])
def test_the_articles_before_and_after_it_in_a_topic_small_or_large(
    reader, home, topic, monkeypatch, large
):
    monkeypatch.setattr(querysets, "LARGE", large)
    *earlier, page, later, _ = (factories.article(topic, days_ago=ago) for ago in (3, 2, 2, 2, 1))
    factories.article(factories.topic(home, title="Science"), days_ago=2)
    context = reader.get(page.url).context_data
    assert context["previous_article"] == earlier[-1]
    assert context["next_article"] == later
    assert not reader.get(earlier[0].url).context_data["previous_article"]


def test_no_related_heading_stands_over_nothing(reader, article):
    assert 'id="related"' not in reader.get(article.url).content.decode()


def test_sharing_needs_no_third_party(reader, full):
    html = reader.get(full.url).content.decode()
    assert "mailto:?subject=Why%20did%20the%20Soviet%20Union" in html
    for stranger in ("facebook.com", "twitter.com", "x.com/", "linkedin.com"):
        assert stranger not in html


def test_nothing_is_loaded_from_elsewhere_and_no_cookie_is_set(reader, full):
    response = reader.get(full.url)
    html = response.content.decode()
    assert 'src="http' not in html.replace('src="http://testserver', "")
    assert not response.cookies
    assert "csrf" not in html.lower()
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


def test_the_scripts_on_a_page_are_deferred_and_small(reader, full):
    html = reader.get(full.url).content.decode()
    # Browsers defer modules by themselves.
    assert html.count("<script") - html.count("application/ld+json") == 1
    assert html.count('<script type="module" src=') == 1


def test_a_draft_is_not_shown(reader, topic):
    draft = factories.article(topic, publish=False)
    assert reader.get(draft.url).status_code == 404


def test_an_empty_draft_can_be_previewed(editor, topic):
    page = factories.article(
        topic, publish=False, short_answer="", body=[], conclusion="", faq=[], sources=[]
    )
    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200


def test_what_an_editor_types_is_escaped(reader, topic):
    page = factories.article(
        topic,
        title="Why <script>alert(1)</script>?",
        body=[
            factories.section(
                "<img src=x onerror=alert(1)>",
                ("term_list", {"terms": [{"term": "<b>x</b>", "explanation": "</li><script>"}]}),
            )
        ],
        faq=[factories.question("</script><script>alert(2)</script>")],
    )
    html = reader.get(page.url).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "</li><script>" not in html


@pytest.mark.parametrize(
    "title",
    [
        "Vì sao tiếng Việt dùng chữ La-tinh?",
        "لماذا السماء زرقاء؟",
        "Why 🧊 floats 🌊?",
        "Why " + "extraordinarily" * 15 + "?",
    ],
)
def test_any_script_makes_a_proper_page(reader, topic, title):
    page = factories.article(topic, title=title, body=[factories.section(title[:160])])
    response = reader.get(page.url)
    assert response.status_code == 200
    assert title in response.content.decode()
    assert page.slug


def test_a_reader_is_told_how_long_reading_takes(topic):
    words = "<p>" + "word " * 2380 + "</p>"
    page = factories.article(
        topic, body=[factories.section("Long", ("paragraph", words))], conclusion="", faq=[]
    )
    assert page.reading_minutes == 11


def test_moving_an_article_leaves_a_redirect(reader, home, article):
    old = article.url
    article.move(factories.topic(home, "Science"), pos="last-child")
    article.refresh_from_db()
    response = reader.get(old)
    assert response.status_code == 301
    assert response["Location"].endswith(article.url)
