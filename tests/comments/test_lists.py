"""The lists of words and people: mistakes in them, thousands of lines, anything at all."""

import time

import pytest
from hypothesis import given, settings, strategies
from hypothesis.extra.django import TestCase

from comments import markup
from comments.models import DiscussionSettings
from comments.rules import Submission, content, judge, people
from comments.rules.checking import check_people, check_words
from comments.rules.lists import Phrases


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("*", "nearly every comment"),
        ("**", "nearly every comment"),
        (".", "nearly every comment"),
        ("a", "single letter"),
        ("7", "single letter"),
        ("th*", "at least three letters"),
        ("*ed*", "at least three letters"),
        ("cas*no", "in the middle"),
    ],
)
def test_a_word_that_would_catch_nearly_everything_is_refused(entry, problem):
    (told,) = check_words(f"casino*\n\n{entry}  # hm\n赌\n🎰\nc++\n$$\n# *")
    assert told.startswith(f"Line 3: “{entry}” ")
    assert problem in told


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("203.0.113.0/99", "no network address"),
        ("300.1.1.1", "no network address"),
        ("203.0.113", "no network address"),
        ("2001:db8::/300", "no network address"),
        ("0.0.0.0/0", "half of the world"),
        ("::/0", "half of the world"),
        ("ann@", "no email address"),
        ("ann@localhost@", "no email address"),
        ("@", "no domain"),
        ("@example", "no domain"),
        ("*@example.org", "write @example.org"),
        ("...", "nothing in it"),
    ],
)
def test_a_person_that_nobody_can_be_is_refused(entry, problem):
    good = "ann@example.org\n@example.org\n203.0.113.7\n2001:db8::/32\nAnn Reader\nJ. R. Hartley"
    (told,) = check_people(f"{good}\n{entry}")
    assert told.startswith(f"Line 7: “{entry}” ")
    assert problem in told


def test_of_many_mistakes_the_first_are_told():
    assert check_words("*\n" * 40)[-1] == "And 35 more of the kind."


def test_lists_of_thousands_of_lines_cost_next_to_nothing():
    many = "\n".join(f"word{n}x\nphrase {n}\nprefix{n}*" for n in range(2000))
    folk = "\n".join(
        f"p{n}@example.com\n10.{n % 256}.{n // 256}.0/24\nName {n}" for n in range(2000)
    )
    rules = DiscussionSettings(hold_phrases=many, spam_people=folk)
    said = "Some perfectly usual words about the matter. " * 60
    judged = [
        Submission(f"{said}{n}", rules, ip="192.0.2.1", email="a@example.org") for n in range(20)
    ]
    content.listed(judged[0]), people.listed(judged[0])
    began = time.process_time()
    for one in judged:
        assert content.listed(one) is None
        assert people.listed(one) is None
    assert (time.process_time() - began) / len(judged) < 0.05


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("a" + " " * 30 + "b", "a" + " " * 3000 + "c"),
        ("a a a a a a a a b", "a " * 1500),
        ("*" * 50 + "aaa" + "*" * 50, "a" * 3000),
        ("a" * 1500 + "b", "a" * 3000),
        ("(a+)+$", "a" * 3000 + "!"),
    ],
)
def test_no_entry_makes_the_search_slow(entry, said):
    began = time.process_time()
    Phrases.of(entry).find(said)
    assert time.process_time() - began < 0.2


anything = strategies.text(max_size=200)


class TestAnything(TestCase):
    """Whatever stands on the lists, and whatever somebody writes."""

    @settings(max_examples=150, deadline=None)
    @given(lists=strategies.lists(anything, min_size=2, max_size=2), said=anything, name=anything)
    def test_no_list_and_no_comment_make_the_rules_stumble(self, lists, said, name):
        word_list, people_list = lists
        check_words(word_list)
        check_people(people_list)
        rules = DiscussionSettings(hold_phrases=word_list, spam_people=people_list)
        one = Submission(
            markup.normalise(said), rules, name=markup.one_line(name), email=name, ip=name
        )
        judge(one)

    @settings(max_examples=150, deadline=None)
    @given(word=strategies.text("abcdefghijklmnopqrstuvwxyzäñđα中", min_size=2, max_size=12))
    def test_a_word_on_the_list_is_always_found_between_spaces(self, word):
        assert Phrases.of(word).find(f"before {word.upper()} after") == [word]
