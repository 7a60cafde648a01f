"""What a reader finds, and what nobody may."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles.models import Author
from search import housekeeping, rebuilding
from search import words as search_words
from search.models import Document, Word
from tests import factories
from tests.factories import question, section

pytestmark = pytest.mark.both_databases


@pytest.fixture
def ice(topic):
    return factories.article(
        topic,
        title="Why does ice float?",
        short_answer="<p>Because of <b>hydrogen</b> bonds.</p>",
        authors=[factories.author("Nguyễn Đình Thi")],
        tags=["Physics of the Arctic"],
        lead_image_caption="A berg off Labrador",
        conclusion="<p>Lakes freeze from the top.</p>",
        faq=[question("Does sea water behave alike?", "<p>It is denser, being briny.</p>")],
        sources=[{"type": "source", "value": "<p>Philip Ball, <i>Biography of Water</i>.</p>"}],
    )


def test_a_page_has_the_date_of_the_sites_own_day(topic, ho_chi_minh_city):
    night = datetime(2026, 6, 2, 1, 30, tzinfo=ho_chi_minh_city)
    topic.first_published_at = night
    topic.save_revision().publish()
    assert Document.objects.get(page=topic).date == night.date()


def test_a_reader_finds_an_article_by_its_words(reader, ice, text):
    words = text(reader.get("/search/", {"q": "hydrogen"}))
    assert "1 result for" in words
    assert "Why does ice float?" in words


@pytest.mark.parametrize(
    "words",
    ["hydrogen", "Nguyễn", "nguyen dinh", "arctic", "Labrador", "lakes", "briny", "behave", "Ball"],
)
def test_every_text_of_an_article_counts(ice, found, words):
    assert found(words)[:1] == ["Why does ice float?"] or found(words)[1:2] == [ice.title]


def test_every_block_of_a_section_counts(topic, image, found):
    blocks = factories.every_block(image, factories.document())
    page = factories.article(topic, body=blocks)
    for words in (
        "plain", "pact", "treaty", "someone", "27 million", "front", "drawn", "speaks", "above",
        "tanks", "6,590", "rounded", "invasion", "sheet",
    ):  # fmt: skip
        assert found(words) == [page.title], words
    # The kind of a block is no text of it.
    assert found("paragraph") == []


@pytest.mark.parametrize(
    "query", ["soviet", "Sôviet", "SOVIET", "soviets", "Soviet’s", "sovi\u00ea\u0323t"]
)
def test_case_accents_and_endings_do_not_matter(topic, found, query):
    factories.article(topic, title="Why did the Soviet Union join?")
    assert found(query) == ["Why did the Soviet Union join?"]


@pytest.mark.parametrize(
    ("written", "query"),
    [("Đổi mới", "doi moi"), ("doi moi", "Đổi Mới"), ("Łódź", "lodz"), ("smørrebrød", "smorrebrod"),
     ("Straße", "strasse"), ("H₂O", "h2o"), ("lend-lease", "lend lease"), ("1,000", "1,000"),
     ("дом", "ДОМ"), ("freezing", "freezes")],
)  # fmt: skip
def test_words_are_found_as_readers_type_them(topic, found, written, query):
    page = factories.article(topic, short_answer=f"<p>It says {written} here.</p>")
    assert found(query) == [page.title]


def test_quotation_marks_find_words_that_stand_together(topic, found):
    factories.article(topic, title="Why one?", short_answer="<p>The lend lease act.</p>")
    factories.article(topic, title="Why two?", short_answer="<p>To lease is not to lend.</p>")
    assert found('"lend lease"') == found("“Lend Leasing”") == ["Why one?"]
    assert found('"lend lease" -act') == []
    assert set(found("lend lease")) == {"Why one?", "Why two?"}


def test_a_phrase_does_not_reach_from_one_part_into_the_next(topic, found):
    factories.article(topic, body=[section("On bread", ("paragraph", "<p>wine</p>"))])
    factories.article(topic, title="Why bread?", body=[section("Wine")])
    assert found('"bread wine"') == []


def test_a_minus_leaves_out(topic, found):
    factories.article(topic, title="Why did the Berlin Wall fall?")
    factories.article(topic, title="Why is Berlin the capital?")
    assert found("berlin -wall") == ["Why is Berlin the capital?"]
    assert found('berlin -"wall fall"') == ["Why is Berlin the capital?"]
    assert len(found('berlin -"fall wall"')) == 2


def test_only_leaving_out_says_what_is_missing(reader, article, text):
    assert "Please also enter a word to look for" in text(reader.get("/search/", {"q": "-wall"}))


def test_a_word_in_the_title_weighs_most_then_answer_then_heading_then_the_rest(topic, found):
    rest = [section("A heading", ("paragraph", "<p>Here is a comet.</p>"))]
    factories.article(topic, title="Why the rest?", body=rest)
    factories.article(topic, title="Why a heading?", body=[section("The comet")])
    factories.article(topic, title="Why a question?", faq=[question("What of the comet?")])
    factories.article(topic, title="Why a comet?", days_ago=99)
    order = found("comet")
    assert order[0] == "Why a comet?"
    assert order.index("Why a heading?") < order.index("Why the rest?")
    assert order.index("Why a question?") < order.index("Why a heading?")


def test_topics_authors_and_standing_pages_are_found(home, topic, found):
    from home.models import StandardPage

    page = home.add_child(instance=StandardPage(title="Imprint", introduction="<p>Zeppelin.</p>"))
    page.save_revision().publish()
    factories.author("Ada Quill", role="Astronomer", biography="<p>Writes of quasars.</p>")
    assert found("history") == ["History"]
    assert found("zeppelin") == ["Imprint"]
    assert found("astronomer") == found("quasars") == ["Ada Quill"]


def test_drafts_are_not_found(topic, found):
    factories.article(topic, title="Why secretdraft?", publish=False)
    assert found("secretdraft") == []


def test_the_text_of_a_draft_or_of_an_older_revision_is_not_found(article, found):
    article.title = "Why firstwords?"
    article.save_revision().publish()
    article.title = "Why laterwords?"
    article.save_revision()
    assert found("firstwords")
    assert not found("laterwords")
    article.latest_revision.publish()
    assert found("laterwords")
    assert not found("firstwords")
    assert not Word.objects.filter(word="firstwords").exists()


def test_unpublishing_deleting_and_publishing_again_are_followed_at_once(article, found):
    assert found(article.title) == [article.title]
    article.unpublish()
    assert found(article.title) == []
    article.save_revision().publish()
    assert found(article.title) == [article.title]
    article.delete()
    assert found(article.title) == []
    assert not Document.objects.filter(page=article.pk).exists()


def test_a_deleted_topic_takes_its_articles_along(topic, article, found):
    topic.delete()
    assert found(article.title) == found("history") == []


def test_private_pages_are_not_found_from_that_moment(topic, article, found, reader):
    restriction = PageViewRestriction.objects.create(
        page=topic, restriction_type=PageViewRestriction.LOGIN
    )
    assert found(article.title) == found("history") == []
    assert reader.get("/search/suggest/", {"q": article.title[:8]}).json()["suggestions"] == []
    restriction.delete()
    assert article.title in found(article.title)


def test_what_the_index_still_has_of_a_private_page_is_not_shown(article, found, reader):
    # As if the worker had not come round to it yet.
    type(article).objects.filter(pk=article.pk).update(live=False)
    assert found(article.title) == []
    assert reader.get("/search/suggest/", {"q": article.title}).json()["suggestions"] == []


def test_an_article_past_its_time_is_not_found(article, found):
    type(article).objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    assert found(article.title) == []


def test_a_moved_article_is_found_in_its_new_topic(home, article, found):
    science = factories.topic(home, title="Science")
    assert found(article.title, topic="history") == [article.title]
    article.move(science, pos="last-child")
    assert found(article.title, topic="science") == [article.title]
    assert found(article.title, topic="history") == []


def test_a_renamed_author_and_tag_are_followed(topic, found):
    writer = factories.author("Old Name")
    page = factories.article(topic, authors=[writer], tags=["oldtag"])
    writer.name = "Jane Quillfeather"
    writer.save()
    tag = page.tags.get()
    tag.name = "newtagword"
    tag.save()
    assert page.title in found("quillfeather")
    assert found("newtagword") == [page.title]
    assert found("oldtag") == []
    writer.delete()
    assert found("quillfeather") == []
    tag.delete()
    assert found("newtagword") == []


def test_importing_in_bulk_indexes_once_at_the_end(topic, found):
    from search import indexing

    with indexing.in_bulk():
        page = factories.article(topic, title="Why importedword?")
        assert found("importedword") == []
    assert found("importedword") == [page.title]


def test_rebuilding_mends_whatever_is_wrong(topic, article, found, capsys):
    other = factories.article(topic, title="Why elsewhere?")
    Document.objects.filter(page=article.pk).update(title="Why wrong?")
    type(article).objects.filter(pk=other.pk).update(live=False)
    Word.objects.filter(word="elsewhere").update(document_count=7)
    Word.objects.create(
        word="ghost", spelling="ghost", stem="ghost", document_count=3, title_count=0
    )
    call_command("rebuild_search")
    assert "100 %" in capsys.readouterr().out
    assert found(article.title) == [article.title]
    assert found("elsewhere") == []
    assert not Word.objects.filter(word__in=["ghost", "elsewhere"]).exists()


def test_after_an_upgrade_that_reads_words_otherwise_the_worker_reads_every_page_again(
    topic, found, monkeypatch, settings
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with monkeypatch.context() as before:
        # As it was: marks that are no part of a letter cut a word to pieces.
        before.setattr(search_words, "WORD", re.compile(r"[^\W_]+"))
        page = factories.article(topic, title="Who was Ọbáfẹ́mi Awólọ́wọ̀?")
    Word.objects.filter(word="").update(spelling="")
    assert found("obafemi awolowo") == []
    housekeeping.run()
    assert found("obafemi awolowo") == [page.title]
    assert not Word.objects.filter(word="obaf").exists()
    assert Word.objects.get(word="obafemi").document_count == 1
    assert not rebuilding.is_outdated()


def test_rebuilding_afresh_gives_the_same(ice, found):
    before = dict(Word.objects.values_list("word", "document_count"))
    call_command("rebuild_search", afresh=True, verbosity=0)
    assert dict(Word.objects.values_list("word", "document_count")) == before
    assert found("hydrogen") == [ice.title]


def test_the_words_are_counted_as_the_documents_have_them(ice, topic):
    factories.article(topic, title="Why ice again?").delete()
    counted = dict(Word.objects.values_list("word", "document_count"))
    Author.objects.all().delete()
    ice.delete()
    topic.delete()
    assert counted["ice"] == 1
    assert Document.objects.count() == 0
    assert not Word.objects.filter(document_count__gt=0).exists()


def test_a_search_that_cannot_be_written_keeps_nobody_from_publishing(
    article, found, monkeypatch, caplog
):
    from search import documents

    with monkeypatch.context() as patch:
        patch.setattr(documents, "of_page", lambda *args: 1 / 0)
        article.title = "Why laterword?"
        article.save_revision().publish()
    assert "could not follow" in caplog.text
    article.refresh_from_db()
    assert article.title == "Why laterword?"
    call_command("rebuild_search", verbosity=0)
    assert found("laterword") == ["Why laterword?"]
