"""A publisher's site of ten years: ``python -m bench.scale_plant`` inside a scratch site.

10,000 articles, six in ten of them in one topic; 300 authors, one of 800 articles; 3,000 tags, one
on 3,000 articles; 5,000 pictures, one of them the lead of 1,000 articles; 2,000 documents; 100,000
comments; 5,000 redirects, 30 editors, 20,000 decisions, 200,000 counted searches, 50,000 entries in
the log, 20,000 revisions. ``python -m bench.scale_plant 10`` plants a tenth of each.
"""

import itertools
import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta

import django

#: One part of so many is planted.
PART = int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdigit() else 1
ARTICLES, COMMENTS, AUTHORS, BUSY, TAGS, COMMON = (
    number // PART for number in (10_000, 100_000, 300, 800, 3_000, 3_000)
)
PICTURES, DOCUMENTS, REDIRECTS, EDITORS = (
    max(1, number // PART) for number in (5_000, 2_000, 5_000, 30)
)
LEADS, DECISIONS, SEARCHES, ENTRIES, REVISIONS = (
    number // PART for number in (1_000, 20_000, 200_000, 50_000, 20_000)
)
BATCH = 2_000
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
COMMON_TAG, BUSY_AUTHOR = "The common one", "The busy one"


def batches(made):
    made = iter(made)
    while batch := list(itertools.islice(made, BATCH)):
        yield batch


def insert(model, made) -> None:
    for batch in batches(made):
        model._base_manager.bulk_create(batch)


def plant_articles() -> None:
    from taggit.models import Tag

    from articles.models import Author

    from .library import Library

    class Large(Library):
        """The same articles, in one large topic, by one busy author, with one common tag."""

        def __init__(self, size):
            super().__init__(size)
            self.many = random.Random(7)
            insert(Author, (Author(name=f"Writer {n}", slug=f"writer-{n}") for n in range(AUTHORS)))
            insert(Tag, (Tag(name=f"tag {n}", slug=f"tag-{n}") for n in range(TAGS)))
            self.authors = list(Author.objects.filter(slug__startswith="writer-"))
            self.tags = list(Tag.objects.filter(slug__startswith="tag-"))
            self.busy = Author.objects.create(name=BUSY_AUTHOR, slug="busy")
            self.common = Tag.objects.create(name=COMMON_TAG, slug="common")

        def authors_of(self, number):
            busy = self.many.random() < BUSY / ARTICLES
            return [self.busy] if busy else self.many.sample(self.authors, 1)

        def tags_of(self, number):
            common = [self.common] if self.many.random() < COMMON / ARTICLES else []
            return self.many.sample(self.tags, 2) + common

        def topic(self):
            return self.topics[0] if self.many.random() < 0.6 else self.many.choice(self.topics)

    Large(ARTICLES).plant()


def plant_files() -> None:
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model
    from wagtail.models import Collection

    from articles.models import ArticlePage
    from tests import factories

    folder = Collection.get_first_root_node()
    picture, sheet = factories.image("A picture used"), factories.document()
    image, document = get_image_model(), get_document_model()
    insert(
        image,
        (
            image(title=f"A picture {n}", file=picture.file.name, width=160, height=100,
                  collection=folder, file_size=1_000, file_hash=f"{n:040}")
            for n in range(PICTURES)
        ),
    )  # fmt: skip
    insert(
        document,
        (
            document(title=f"A sheet {n}", file=sheet.file.name, collection=folder, file_size=9)
            for n in range(DOCUMENTS)
        ),
    )
    chosen = ArticlePage.objects.order_by("pk").values("pk")[:LEADS]
    ArticlePage.objects.filter(pk__in=list(chosen.values_list("pk", flat=True))).update(
        lead_image=picture
    )


def plant_comments() -> None:
    """The demo's own make room for these, which have fixed numbers."""
    from comments.models import Commenter, Discussion, ReaderComment

    from . import many

    for model in (ReaderComment, Commenter, Discussion):
        model.objects.all().delete()
    many.plant(COMMENTS)


def plant_the_rest() -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.contenttypes.models import ContentType
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.models import Page, PageLogEntry, Revision, Site

    from articles.models import ArticlePage
    from comments.models import Decision, ReaderComment
    from search.models import DailyQuery
    from tests import factories

    site = Site.objects.get()
    articles = list(ArticlePage.objects.order_by("pk").values_list("pk", flat=True))
    kind = ContentType.objects.get_for_model(ArticlePage)
    base = ContentType.objects.get_for_model(Page)
    editors = [factories.user("Editors", f"editor{n}") for n in range(EDITORS)]
    assert get_user_model().objects.count() >= EDITORS
    insert(
        Redirect,
        (
            Redirect(old_path=f"/old/{n}", site=site, redirect_page_id=articles[n % len(articles)])
            for n in range(REDIRECTS)
        ),
    )
    insert(
        PageLogEntry,
        (
            PageLogEntry(page_id=articles[n % len(articles)], content_type=kind, label=f"Why {n}?",
                         action="wagtail.edit", user=editors[n % EDITORS], data={},
                         timestamp=BEGUN + timedelta(minutes=n))
            for n in range(ENTRIES)
        ),
    )  # fmt: skip
    contents = {
        page.pk: page.serializable_data() for page in ArticlePage.objects.order_by("pk")[:200]
    }
    some = list(contents)
    insert(
        Revision,
        (
            Revision(content_type=kind, base_content_type=base, object_id=str(some[n % len(some)]),
                     object_str="Why?", content=contents[some[n % len(some)]],
                     user=editors[n % EDITORS], created_at=BEGUN + timedelta(minutes=n))
            for n in range(REVISIONS)
        ),
    )  # fmt: skip
    insert(
        DailyQuery,
        (
            DailyQuery(query=f"why {n % 9_000}", day=(BEGUN + timedelta(days=n // 9_000 * 14)).date(),
                       searches=1 + n % 7, result_count=n % 50)
            for n in range(SEARCHES)
        ),
    )  # fmt: skip
    comments = ReaderComment.objects.order_by("pk").values_list("pk", "page_id", "commenter_id")
    insert(
        Decision,
        (
            Decision(comment_id=pk, page_id=page, commenter_id=commenter, moderator=editors[0],
                     moderator_name="editor0", action="approve", from_status="held",
                     to_status="published", decided_at=BEGUN + timedelta(minutes=n))
            for n, (pk, page, commenter) in enumerate(comments[:DECISIONS])
        ),
    )  # fmt: skip


def main() -> None:
    from django.core.management import call_command

    from . import library

    for act in (plant_articles, plant_files, plant_comments, plant_the_rest):
        begun = time.perf_counter()
        act()
        print(json.dumps({"planted": act.__name__, "s": time.perf_counter() - begun}),
              flush=True)  # fmt: skip
    begun = time.perf_counter()
    call_command("rebuild_search", verbosity=0)
    print(json.dumps({"rebuild_search": time.perf_counter() - begun}), flush=True)
    begun = time.perf_counter()
    call_command("rebuild_references_index", verbosity=0)
    print(json.dumps({"references": time.perf_counter() - begun}), flush=True)
    library.tidy()


def analyze() -> None:
    """Gathers statistics, as an operator does by hand and PostgreSQL by itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    django.setup()
    analyze() if sys.argv[1:] == ["analyze"] else main()
