"""What a word is: letters of any script, with their marks and apostrophes."""

import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search import words
from tests import factories

MARKS = [
    char for code in range(sys.maxunicode + 1) if unicodedata.category(char := chr(code))[0] == "M"
]
letters = st.sampled_from("abcdeghiklmnoprstuyבגדמשאבتحدعمлпдн")
bare_words = st.lists(letters, min_size=2, max_size=8).map("".join)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("written", "query"),
    [
        ("Ọbáfẹ́mi Awólọ́wọ̀", "obafemi awolowo"),
        ("obafemi awolowo", "Ọbáfẹ́mi Awólọ́wọ̀"),
        ("בְּרֵאשִׁית", "בראשית"),
        ("בראשית", "בְּרֵאשִׁית"),
        ("مُحَمَّد", "محمد"),
        ("محمد", "مُحَمَّد"),
        ("كتـــاب", "كتاب"),
        ("أحمد", "احمد"),
        ("Tiếng Việt", "tieng viet"),
        ("tiếng việt", "Tie\u0302\u0301ng Vie\u0323\u0302t"),
        ("Diyarbakır", "DIYARBAKIR"),
        ("İstanbul", "istanbul"),
        ("ISPARTA", "ısparta"),
        ("Große Straße", "GROSSE STRASSE"),
        ("ﬁne ﬂour", "fine flour"),
        ("Ǽlfric Ǿrsted", "aelfric orsted"),
        ("Ħamrun", "hamrun"),
        ("Haʻapai", "haapai"),
        ("rock ’n’ roll’s", "rolls"),
        ("five\u00adfold", "fivefold"),
        ("می\u200cخواهم", "میخواهم"),
        ("हिन्दी", "हिन्दी"),
        ("2\u20e3", "2"),
    ],
)
def test_a_word_is_found_with_and_without_its_marks(topic, found, written, query):
    factories.article(topic, title="Why other?")
    page = factories.article(topic, title="Why so?", short_answer=f"<p>It says {written} here.</p>")
    assert found(query) == [page.title]


@pytest.mark.parametrize("apostrophe", "'’‘`´′ʼʻ＇‛")
def test_apostrophes_of_every_kind_are_the_same(topic, found, apostrophe):
    page = factories.article(topic, title=f"Why is O{apostrophe}Neill{apostrophe}s play long?")
    for query in ("oneills", "O'Neill’s", "O`Neill´s"):
        assert found(query) == [page.title]


def test_the_whole_word_is_marked(reader, topic):
    factories.article(topic, title="Who was Ọbáfẹ́mi Awólọ́wọ̀?")
    content = reader.get("/search/", {"q": "awolowo"}).content.decode()
    assert "<mark>Awólọ́wọ̀</mark>?" in content


def test_every_mark_of_unicode_belongs_to_its_word():
    assert [
        mark for mark in MARKS if words.found_in(f"a{mark}b") != [words.composed(f"a{mark}b")]
    ] == []


@settings(max_examples=40)
@example("aaaaaa", ["\u0345"] * 8)
@given(bare_words, st.lists(st.sampled_from(MARKS), min_size=8, max_size=8))
def test_a_word_with_any_marks_is_the_bare_word(word, marks):
    marked = "".join(letter + mark for letter, mark in zip(word, marks, strict=False))
    kept = [mark for mark in marks if any(map(str.isalnum, unicodedata.normalize("NFKD", mark)))]
    if not kept:
        assert words.stems(marked) == words.stems(word)


@settings(max_examples=40)
@given(st.text())
def test_a_folded_word_stays_as_it_is(text):
    for word in words.folded(text):
        assert words.fold(word) == word
        assert list(words.folded(word)) == [word]
