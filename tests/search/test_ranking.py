"""Which page comes first, which is not shown at all, and which passage of it is."""

import pytest

from tests import factories
from tests.factories import question, section

pytestmark = pytest.mark.both_databases


def text(*paragraphs):
    return [section("Text", *(("paragraph", f"<p>{words}</p>") for words in paragraphs))]


def sources(*titles):
    return [{"type": "source", "value": f"<p>{title}</p>"} for title in titles]


def test_a_sources_title_never_beats_the_text(topic, found, reader):
    by_title = "The Comet, the Comet Again, Comet Letters, Comet Songs."
    factories.article(topic, title="Why a source?", sources=sources(*[by_title] * 5))
    factories.article(topic, title="Why a text?", body=text("A comet was seen."), days_ago=9)
    assert found("comet") == ["Why a text?", "Why a source?"]
    assert found("comet songs")[0] == "Why a source?"


def test_the_passage_is_from_the_text_where_it_has_the_words_too(topic, reader):
    factories.article(
        topic,
        body=text("The great comet came twice.", "It came, and the comet went."),
        sources=sources("Great Comet, Great Comet: the Great Comet. 1999."),
    )
    content = reader.get("/search/", {"q": "great comet"}).content.decode()
    assert "The <mark>great</mark> <mark>comet</mark> came twice." in content
    assert "In the sources" not in content


def test_a_source_is_found_by_its_title(topic, reader):
    factories.article(topic, body=text("Other."), sources=sources("When Titans Clashed. 1995."))
    content = reader.get("/search/", {"q": "when titans clashed"}).content.decode()
    assert "When <mark>Titans</mark> <mark>Clashed</mark>" in content
    assert "In the sources" in content


def test_where_only_a_tag_matches_the_short_answer_is_shown(reader, topic, text):
    factories.article(topic, short_answer="It was the weather.", tags=["Quillwort", "Other"])
    shown = text(reader.get("/search/", {"q": "quillwort"}))
    assert "It was the weather." in shown
    assert "Quillwort; Other" not in shown


@pytest.mark.parametrize(
    ("written", "query"),
    [("X-rays", "x-ray"), ("xrays", "X-ray"), ("the U.S. Navy", "U.S. navy"), ("email", "e-mail"),
     ("9/11", "9/11"), ("version 3.14", "3.14"), ("H.G. Wells", "h.g. wells")],
)  # fmt: skip
def test_compounds_are_found_as_they_are_written(topic, found, written, query):
    factories.article(
        topic, title="Why apart?", body=text("An x and 9 g, h and u, rays, 3 e mails. 14 s.")
    )
    factories.article(
        topic, title="Why so?", body=text(f"Here it says {written} once."), days_ago=5
    )
    assert found(query)[0] == "Why so?"


def test_the_us_is_not_us(topic, found):
    factories.article(topic, title="Why us?", body=text("It is for us."))
    page = factories.article(topic, title="Why ships?", body=text("The U.S. Navy."))
    assert found("u.s. navy") == found("the U.S.") == [page.title]


def test_a_long_text_does_not_win_by_its_length(topic, found):
    long = (
        "Snow fell, and many other things were told of it at length. " + "Of other things. " * 1500
    )
    factories.article(topic, title="Why long?", body=text(long * 2))
    factories.article(topic, title="Why short?", body=text("Snow fell; snow."), days_ago=5)
    assert found("snow") == ["Why short?", "Why long?"]


# --- What a passage reads like ----------------------------------------------------------------


def passage(reader, query):
    (result,) = reader.get("/search/", {"q": query}).context["results"]
    return result.passage.text.replace("<mark>", "").replace("</mark>", "")


def table(*rows):
    heading, *others = rows
    return (
        "table",
        {
            "columns": [{"type": "text", "heading": cell} for cell in heading],
            "rows": [{"values": list(cells)} for cells in others],
            "caption": "Losses by country",
        },
    )


def test_a_passage_from_a_table_reads_as_one(topic, reader):
    value = {
        "table": {
            **table(("Country", "Dead"), ("Soviet Union", "27 million"), ("Norway", "10,000"))[1],
        },
        "note": "",
    }
    factories.article(topic, body=[section("Cost", ("table", value))])
    assert passage(reader, "norway") == (
        "Losses by country; Country · Dead; Soviet Union · 27 million; Norway · 10,000"
    )


def test_a_passage_from_lists_and_terms_reads_as_one(topic, reader):
    terms = {
        "terms": [
            {"term": "Ice", "explanation": "frozen water"},
            {"term": "Snow", "explanation": "The same."},
            {"term": "Hail", "explanation": "Lumps"},
        ]
    }
    body = [
        section(
            "Kinds",
            (
                "paragraph",
                "<h3>Kinds</h3><p>They are:</p><ul><li>rain</li><li>sleet</li></ul><p>Also</p>",
            ),
            ("term_list", terms),
        )
    ]
    factories.article(topic, body=body)
    assert passage(reader, "sleet") == (
        "Kinds; They are: rain; sleet; Also; Ice: frozen water; Snow: The same. Hail: Lumps"
    )


def test_an_answer_of_several_lines_reads_as_one(topic, reader):
    faq = [question("What does help here?", "<p>These</p><ul><li>milk</li><li>bread</li></ul>")]
    factories.article(topic, faq=faq)
    answer = reader.get("/search/", {"q": "what does help here"}).context["answer"]
    assert answer.text == "These; milk; bread"


@pytest.mark.parametrize("typed", ["tiếng", "Ọbáfẹ́mi", "O’Neill’s", "ISPARTA", "Straße", "naïve"])
def test_an_unknown_word_is_quoted_back_as_it_was_typed(topic, reader, typed):
    factories.article(topic, title="Why quartz?")
    page = reader.get("/search/", {"q": f"quartz {typed}"})
    assert page.context["missing"] == [typed]
    assert f"No page on this site contains the word “{typed}”." in page.content.decode()
