"""The articles that ``make bench-search`` plants are such as an editor could have written."""

import re
from statistics import mean

import pytest
from wagtail.models import Page

from articles.models import ArticlePage
from bench.asked import COUNT, KINDS, asked
from bench.library import Library
from bench.vocabulary import Vocabulary
from bench.writing import Writer

SIZE = 30


@pytest.mark.django_db
def test_planted_articles_are_sound_pages(client):
    Library(SIZE).plant()
    assert not any(Page.find_problems())
    pages = ArticlePage.objects.published()
    assert pages.count() == SIZE
    for page in pages[:3]:
        assert page.title in client.get(page.url).content.decode()
        stored = ArticlePage.body.field.get_prep_value(page.body)
        minutes = page.reading_minutes
        page.full_clean()
        page.save_revision().publish()
        page.refresh_from_db()
        assert ArticlePage.body.field.get_prep_value(page.body) == stored
        assert page.reading_minutes == minutes


def test_queries_suit_the_texts():
    size = 300
    writer = Writer(Vocabulary(size))
    texts = [
        f" {' '.join(re.findall(r'[a-z]+', writer.article(number).plain.lower()))} "
        for number in range(size)
    ]
    assert 850 < mean(len(text.split()) for text in texts) < 1_000

    def share(words):
        return sum(all(f" {word} " in text for word in words) for text in texts) / size

    queries = asked(size)
    assert list(queries) == KINDS
    for kind, asked_for in queries.items():
        assert len(set(asked_for)) == COUNT, kind
    assert all(0.15 < share([query]) < 0.85 for query in queries["common word"])
    assert all(1 <= share([query.lower()]) * size <= 30 for query in queries["rare word"])
    assert all(share([query.strip('"')]) for query in queries["phrase"])
    assert not any(share([query]) for query in queries["nothing found"])
