"""The page of results: passages, ways to narrow them, help where nothing is found."""

import html
import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from search import limits
from tests import factories
from tests.factories import question, section


@pytest.fixture
def search(reader):
    def page(query, **params):
        answer = reader.get("/search/", {"q": query, **params})
        assert answer.status_code == 200
        return answer

    return page


@pytest.fixture
def lend_lease(topic):
    return factories.article(
        topic,
        title="Why did the Soviet Union join?",
        body=[
            section("The pact", ("paragraph", "<p>Nothing about it here.</p>")),
            section("Lend-Lease", ("paragraph", "<p>First. <b>Trucks</b> &amp; boots came.</p>")),
        ],
        faq=[question("Did tanks matter?", "<p>Some of the tanks did, early on.</p>")],
    )


def test_the_passage_that_matches_is_shown_with_its_words_marked(search, lend_lease):
    content = search("truck").content.decode()
    assert "<mark>Trucks</mark> &amp; boots came." in content


def test_a_passage_links_to_its_section_by_number_and_name(search, lend_lease):
    content = search("trucks").content.decode()
    assert f'href="{lend_lease.get_url()}#lend-lease"' in content
    assert "In section 2: Lend-Lease" in content


def test_a_passage_of_the_faq_links_to_its_question(search, lend_lease):
    content = search("tanks early").content.decode()
    assert f'href="{lend_lease.get_url()}#did-tanks-matter"' in content
    assert "In the FAQ: Did tanks matter?" in content


def test_topic_and_date_are_shown(search, lend_lease, text):
    words = text(search("trucks"))
    assert "History" in words
    assert "1 Jun 2026" in words


def test_nothing_that_an_article_or_a_reader_wrote_becomes_markup(search, topic):
    factories.article(
        topic,
        title="Why <script>alert(1)</script>?",
        short_answer="<p>Because of &lt;img src=x onerror=alert(2)&gt; script.</p>",
    )
    content = search('script <img src=x onerror=alert(3)> "').content.decode()
    body = content[content.index("<main") :]
    assert "alert(1)" in html.unescape(re.sub(r"</?mark>", "", body))
    assert "<script>" not in body
    assert "<img src=x" not in re.sub(r"</?mark>", "", body)


def test_a_question_of_ours_shows_its_answer_on_top(search, lend_lease):
    content = search("did the tanks matter?").content.decode()
    box = content[content.index('<aside class="answer"') : content.index("</aside>")]
    assert "Some of the tanks did, early on." in box
    assert f"{lend_lease.get_url()}#did-tanks-matter" in box


@pytest.fixture
def shelf(home, topic):
    """Five articles about comets: three of history and two of science, in two years."""
    science = factories.topic(home, title="Science")
    ada, ben = factories.author("Ada Quill"), factories.author("Ben Ink")
    for number in range(3):
        factories.article(topic, title=f"Why comet {number}?", authors=[ada], tags=["Ice", "Sky"],
                          published_on=date(2024, 5, number + 1))  # fmt: skip
    for number in range(2):
        factories.article(science, title=f"Why comets so {number}?", authors=[ben], tags=["Sky"],
                          published_on=date(2025, 5, number + 1))  # fmt: skip
    return [ada, ben]


def choices(answer) -> dict:
    return {
        heading: {choice.name: (choice.count, choice.address) for choice in offered}
        for heading, offered in answer.context["choices"]
    }


@pytest.mark.both_databases
def test_results_can_be_narrowed_by_topic_author_tag_and_year_with_counts(search, shelf):
    offered = choices(search("comet"))
    assert {name: count for name, (count, _) in offered["Topic"].items()} == {
        "History": 3,
        "Science": 2,
    }
    assert {name: count for name, (count, _) in offered["Author"].items()} == {
        "Ada Quill": 3,
        "Ben Ink": 2,
    }
    assert {name: count for name, (count, _) in offered["Year"].items()} == {"2024": 3, "2025": 2}
    # What all of them have is no choice.
    assert {name: count for name, (count, _) in offered["Tag"].items()} == {"Ice": 3}


@pytest.mark.both_databases
def test_each_link_that_narrows_leads_to_as_many_as_it_says_and_can_be_taken_back(
    reader, search, shelf
):
    for offered in choices(search("comet")).values():
        for name, (count, address) in offered.items():
            narrowed = reader.get(f"/search/{address}")
            assert narrowed.context["page"].paginator.count == count, name
            (chosen,) = narrowed.context["narrowed"]
            assert reader.get(f"/search/{chosen.address}").context["page"].paginator.count == 5


@pytest.mark.both_databases
def test_two_ways_to_narrow_are_taken_together(search, shelf):
    assert search("comet", topic="history", year="2025").context["page"].paginator.count == 0
    assert search("comet", topic="history", year="2024").context["page"].paginator.count == 3


@pytest.mark.parametrize("value", ["nowhere", "\0", "9" * 400, "%", "é"])
@pytest.mark.parametrize("kind", ["topic", "author", "tag", "year", "sort", "page"])
def test_an_address_with_nonsense_is_answered(search, article, kind, value):
    search(article.title, **{kind: value})


@pytest.mark.both_databases
def test_newest_first_goes_by_the_date(search, shelf):
    titles = [result.document.title for result in search("comet", sort="date").context["results"]]
    assert titles == [
        "Why comets so 1?",
        "Why comets so 0?",
        "Why comet 2?",
        "Why comet 1?",
        "Why comet 0?",
    ]


@pytest.mark.both_databases
def test_results_stand_on_pages_with_addresses_of_their_own(search, topic):
    for number in range(12):
        factories.article(topic, title=f"Why walrus {number}?")
    first, second = search("walrus"), search("walrus", page=2)
    assert len(first.context["results"]) == 10
    assert 'href="?q=walrus&amp;page=2"' in first.content.decode()
    assert len(second.context["results"]) == 2
    assert '<ol class="hits" start="11">' in second.content.decode()
    assert len(search("walrus", page=99).context["results"]) == 2


def test_nothing_found_helps_with_topics_newest_and_the_editors(search, article, text):
    answer = search("gebastel historian")
    words = text(answer)
    assert "Nothing was found" in words
    assert "History" in [topic.title for topic in answer.context["help"]["near"]]
    assert article.title in words
    assert reverse("search_wanted") in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    ["insomnia", "aliens", "dementia", "nothingatallxyz", "nonsense", "hysteria", "lumber", "mist"],
)
def test_topics_that_only_share_letters_are_not_called_similar(search, home, topic, text, query):
    for title in ("The ancient world", "Earth and sky", "Words and numbers", "Body and mind"):
        factories.topic(home, title=title)
    words = text(search(query))
    assert "Similar topics" not in words
    assert "Our topics" in words
    assert "Words and numbers" in words


@pytest.mark.parametrize("query", ["historian", "histroy xyzzy"])
def test_a_topic_whose_name_was_nearly_typed_is_called_similar(search, home, topic, query):
    factories.topic(home, title="Science")
    assert [near.title for near in search(query).context["help"]["near"]] == ["History"]


@pytest.mark.both_databases
def test_a_slip_of_the_pen_shows_what_was_meant_at_once(search, topic, text):
    page = factories.article(topic, title="Why is Vietnamese written so?")
    words = text(search("vienamese"))
    assert "Nothing was found for “vienamese”" in words
    assert "results for vietnamese" in words
    assert page.title in words


def test_what_was_meant_can_be_narrowed(reader, search, shelf):
    answer = search("comeets")
    assert answer.context["instead"] == "comets"
    for offered in choices(answer).values():
        for count, address in offered.values():
            assert reader.get(f"/search/{address}").context["page"].paginator.count == count


@pytest.mark.both_databases
def test_a_word_that_no_page_has_is_told_and_can_be_asked_for(search, topic, text):
    factories.article(topic, title="Why does a boat work?")
    answer = search("how does photosynthesis work")
    assert "No page on this site contains the word “photosynthesis”." in text(answer)
    assert reverse("search_wanted") in answer.content.decode()
    assert reverse("search_wanted") not in search("boat").content.decode()
    assert reverse("search_wanted") not in search("boat", year="1999").content.decode()


@pytest.mark.both_databases
def test_pages_with_either_word_are_found_where_none_has_both(search, topic):
    factories.article(topic, title="Why do we sleep?", days_ago=1)
    factories.article(topic, title="Why does ice float?")
    for query in ("sleep ice", 'sleep "ice"', "sleep AND ice"):
        titles = {result.document.title for result in search(query).context["results"]}
        assert "Why does ice float?" in titles, query
    assert len(search("sleep ice").context["results"]) == 2


@pytest.mark.parametrize(
    "query", ["why is grass green", "tại sao glaas", "why do cats purr", "colder"]
)
def test_good_words_are_not_put_right(search, topic, query):
    factories.article(
        topic, title="Why is glass clear, older and pure?", short_answer="<p>Cuts.</p>"
    )
    factories.article(topic, title="Why is the sea green?")
    answer = search(query)
    assert not answer.context["corrected"]
    assert not answer.context["instead"]


@pytest.mark.parametrize("query", ["Why do we sleep?", "why do we sleep"])
def test_the_exact_question_of_an_article_shows_its_answer(search, topic, query):
    factories.article(topic, title="Why do we sleep?", short_answer="<p>To rest.</p>")
    assert search(query).context["answer"].text == "To rest."


def test_an_empty_search_says_how_to_ask(reader, home, text):
    words = text(reader.get("/search/"))
    assert "Ask as you would ask a person" in words
    assert "results for" not in words


def test_result_pages_are_not_for_search_engines(reader, article):
    answer = reader.get("/search/", {"q": article.title})
    assert answer["X-Robots-Tag"] == "noindex"
    assert 'name="robots" content="noindex' in answer.content.decode()
    assert "Disallow: /search/" in reader.get("/robots.txt").content.decode()


def test_browsers_learn_how_to_search_the_site(reader, site_settings):
    front = reader.get("/").content.decode()
    link = re.search(r'<link rel="search"[^>]+>', front)[0]
    address = re.search(r'href="([^"]+)"', link)[1]
    description = reader.get(address)
    assert description["Content-Type"] == "application/opensearchdescription+xml"
    xml = description.content.decode()
    assert xml.startswith("<?xml")
    assert 'template="http://testserver/search/?q={searchTerms}"' in xml
    assert 'template="http://testserver/search/suggest/?q={searchTerms}&amp;form=opensearch"' in xml


def test_browsers_are_told_the_language_that_the_site_is_in(reader, settings, site_settings):
    settings.LANGUAGE_CODE = "de"
    assert "<Language>de</Language>" in reader.get("/opensearch.xml").content.decode()


def test_browsers_are_suggested_titles_in_the_form_they_know(reader, article):
    data = reader.get("/search/suggest/", {"q": article.title[:7], "form": "opensearch"}).json()
    assert data[1] == [article.title]


def test_who_searches_too_often_is_slowed(reader, settings, article, text):
    settings.SEARCH_LIMITS = {"results": 2, "suggestions": 1}
    for _ in range(2):
        assert reader.get("/search/", {"q": "ice"}).status_code == 200
    refused = reader.get("/search/", {"q": "ice"})
    assert refused.status_code == 429
    assert refused["Retry-After"] == str(limits.WINDOW_SECONDS)
    assert "Wait a minute" in text(refused)
    # Somebody else's network, and the empty page, are as before.
    assert reader.get("/search/", {"q": "ice"}, REMOTE_ADDR="203.0.113.9").status_code == 200
    assert reader.get("/search/").status_code == 200
    assert reader.get("/search/suggest/", {"q": "ice"}).status_code == 200
    slowed = reader.get("/search/suggest/", {"q": "ice"})
    assert slowed.status_code == 429
    assert slowed["Cache-Control"] == "no-store"
    cache.clear()
    assert reader.get("/search/", {"q": "ice"}).status_code == 200


@pytest.mark.both_databases
def test_a_results_page_takes_ten_queries_however_much_is_found(
    search, home, topic, django_assert_max_num_queries
):
    ada = factories.author("Ada")
    for number in range(12):
        factories.article(
            topic, title=f"Why comet {number}?", authors=[ada], tags=["Ice", f"t{number}"]
        )
    narrowed = {"topic": "history", "author": ada.slug, "tag": "ice", "year": "2026"}
    search("warm")  # the sites' root addresses and the synonyms, kept in the cache
    for query in (
        "why", "comet", '"why comet" -"so 9"', "coment soveit", "cometts", "gebastel", "ice comett",
    ):  # fmt: skip
        for params in ({}, {"sort": "date"}, narrowed, {"page": 2}):
            with django_assert_max_num_queries(10):
                search(query, **params)
