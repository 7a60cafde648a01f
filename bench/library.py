"""A site with very many articles: for measuring what finding them costs.

They are whole articles in the real tables, but without revisions, which no reader's page reads.
The signals that follow a save are not sent: whoever measures an index builds it.
"""

import random
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils.text import slugify
from taggit.models import Tag
from wagtail.models import Locale, Page

from articles import reading
from articles.models import ArticleAuthor, ArticlePage, ArticleTag, Author, TopicPage

from .vocabulary import SEED, Vocabulary
from .writing import Text, Writer

AUTHORS, TAGS, BATCH = 50, 200, 1_000
NEWEST, DAYS = date(2026, 6, 1), 3_650
#: The topics, and the sub-topics of the first six of them.
TOPICS = [
    "Empires", "Seas", "Inventions", "Medicine", "Languages", "Numbers", "Animals", "Weather",
    "Money", "Laws", "Cities", "Machines", "Arts", "Food",
]  # fmt: skip
SUB_TOPICS = ["Ancient empires", "Deep seas", "Steam", "Surgery", "Alphabets", "Primes"]


def make_topics() -> list[TopicPage]:
    """Twenty topics below the front page."""
    from home.models import HomePage

    home = HomePage.objects.get()
    topics = [home.add_child(instance=TopicPage(title=title)) for title in TOPICS]
    return topics + [
        topics[place].add_child(instance=TopicPage(title=title))
        for place, title in enumerate(SUB_TOPICS)
    ]


def make_authors(vocabulary: Vocabulary) -> list[Author]:
    names = [
        f"{vocabulary.words[3_000 + number]} {vocabulary.words[9_000 + number]}".title()
        for number in range(AUTHORS)
    ]
    return [Author.objects.create(name=name, slug=slugify(name)) for name in names]


def make_tags(vocabulary: Vocabulary) -> list[Tag]:
    names = vocabulary.ranked(100, 2_100, TAGS)
    return [Tag.objects.get_or_create(name=name, defaults={"slug": name})[0] for name in names]


def insert(model, rows: list[dict]) -> None:
    """Rows of one table alone, as Django would write them; what is not named has its default.

    ``bulk_create`` refuses a model whose rows stand in two tables.
    """
    fields = model._meta.local_concrete_fields
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    defaults = {field.attname: field.get_default() for field in fields}
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})",
            [
                [
                    field.get_db_prep_save(
                        row.get(field.attname, defaults[field.attname]), connection
                    )
                    for field in fields
                ]
                for row in rows
            ],
        )


class Library:
    """Plants articles, a batch at a time."""

    def __init__(self, size: int):
        self.size, self.vocabulary = size, Vocabulary(size)
        self.writer, self.rng = Writer(self.vocabulary), random.Random(SEED)
        self.topics = make_topics()
        for topic in self.topics:
            topic.refresh_from_db()
        self.authors, self.tags = make_authors(self.vocabulary), make_tags(self.vocabulary)
        self.kind = ContentType.objects.get_for_model(ArticlePage).pk
        self.locale = Locale.get_default().pk

    def plant(self) -> None:
        for start in range(0, self.size, BATCH):
            with transaction.atomic():
                self._plant_batch(range(start, min(start + BATCH, self.size)))

    def _plant_batch(self, numbers: range) -> None:
        texts = [self.writer.article(number) for number in numbers]
        days = [NEWEST - timedelta(days=self.rng.randrange(DAYS)) for _ in numbers]
        pages = Page.objects.bulk_create(
            self._page(*entry) for entry in zip(numbers, texts, days, strict=True)
        )
        TopicPage.objects.bulk_update(self.topics, ["numchild"])
        insert(
            ArticlePage,
            [
                {
                    "page_ptr_id": page.pk,
                    "short_answer": text.short_answer,
                    "body": text.body,
                    "conclusion": text.conclusion,
                    "faq": text.faq,
                    "sources": text.sources,
                    "published_on": day,
                    "reading_minutes": reading.minutes(text.plain),
                }
                for page, text, day in zip(pages, texts, days, strict=True)
            ],
        )
        ArticleAuthor.objects.bulk_create(
            ArticleAuthor(page_id=page.pk, author=author, sort_order=place)
            for page in pages
            for place, author in enumerate(self.authors_of(page.pk))
        )
        ArticleTag.objects.bulk_create(
            ArticleTag(content_object_id=page.pk, tag=tag)
            for page in pages
            for tag in self.tags_of(page.pk)
        )

    def authors_of(self, number: int) -> list[Author]:
        return self.rng.sample(self.authors, 1 + (number % 3 == 0))

    def tags_of(self, number: int) -> list[Tag]:
        return self.rng.sample(self.tags, 2 + number % 2)

    def topic(self) -> TopicPage:
        """Some topics are larger than others."""
        return self.topics[int(self.rng.random() ** 1.5 * len(self.topics))]

    def _page(self, number: int, text: Text, day: date) -> Page:
        topic = self.topic()
        topic.numchild += 1
        slug = f"{slugify(text.title)}-{number}"
        moment = datetime.combine(day, time(9), UTC)
        return Page(
            title=text.title,
            draft_title=text.title,
            slug=slug,
            path=Page._get_path(topic.path, topic.depth + 1, topic.numchild),
            depth=topic.depth + 1,
            url_path=f"{topic.url_path}{slug}/",
            content_type_id=self.kind,
            locale_id=self.locale,
            live=True,
            first_published_at=moment,
            last_published_at=moment,
            latest_revision_created_at=moment,
        )


def plant(size: int) -> None:
    """So many articles."""
    Library(size).plant()
    tidy()


def tidy() -> None:
    """What PostgreSQL's own housekeeping does after a while."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
