"""Pages, pictures and people for the tests."""

import io
import itertools
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db.models import F
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import GroupPagePermission

from articles.models import ArticleAuthor, ArticlePage, Author, TopicPage
from search import indexing

numbers = itertools.count(1)


def live(parent, page):
    """Stores a page as a published one, in one step: without check, revision or signal."""
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = timezone.now()
    page.locale_id = parent.locale_id

    def save():
        page._set_core_field_defaults()
        type(page).save(page, clean=False)

    page.save = save  # for the tree, which knows of no such choice
    parent.add_child(instance=page)
    del page.save
    indexing.refresh(pages=[page.pk])
    return page


def published_as_an_editor(page):
    """Publishes a page as the admin does: a revision, the signal, an entry in the log."""
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def topic(parent, title="History", **fields):
    return live(parent, TopicPage(title=title, show_in_menus=True, **fields))


def png(width=160, height=100) -> bytes:
    """The file of a picture that looks like no other."""
    data = io.BytesIO()
    Pillow.new("RGB", (width, height), (154, 52, next(numbers) % 255)).save(data, "PNG")
    return data.getvalue()


def as_file(data: bytes, name="a.png") -> ImageFile:
    return ImageFile(io.BytesIO(data), name=name)


def image(title="A map", width=160, height=100):
    file = as_file(png(width, height), f"{title.lower().replace(' ', '-')}.png")
    return get_image_model().objects.create(title=title, file=file)


def document(title="A sheet", name="sheet.pdf", content=b"%PDF-1.4"):
    made = get_document_model().objects.create(title=title, file=ContentFile(content, name=name))
    made.get_file_size()  # as the admin does on upload
    return made


def author(name="Helen Marchetti", **fields):
    return Author.objects.create(
        name=name, slug=f"{name.lower().replace(' ', '-')}-{next(numbers)}", **fields
    )


def user(group=None, username=None):
    made = get_user_model().objects.create_user(
        username or f"user{next(numbers)}", "someone@example.org", "correct horse battery"
    )
    if group:
        made.groups.add(Group.objects.get(name=group))
    else:
        made.is_superuser = made.is_staff = True
        made.save()
    return made


def only_below(page, group="Editors"):
    """Takes from a group its rights to all pages but those below this one."""
    GroupPagePermission.objects.filter(group__name=group).update(page=page)


def picture(image, alt="What it shows"):
    """An ImageBlock's stored value."""
    return {"image": image.pk, "alt_text": alt, "decorative": False}


def section(heading="A heading", *content, anchor=""):
    """A section's stored value."""
    blocks = [{"type": kind, "value": value} for kind, value in content]
    return {
        "type": "section",
        "value": {
            "heading": heading,
            "anchor": anchor,
            "content": blocks or [{"type": "paragraph", "value": "<p>Some words.</p>"}],
        },
    }


def question(words="Really?", answer="<p>Yes.</p>"):
    return {"type": "question", "value": {"question": words, "answer": answer, "anchor": ""}}


def every_block(image, document):
    """One section for each kind of block."""
    return [
        section("Words", ("paragraph", "<p>Plain <b>bold</b> words.</p>")),
        section("Terms", ("term_list", {"terms": [{"term": "Pact", "explanation": "A treaty."}]})),
        section("Quote", ("quote", {"text": "So it was.", "source": "Someone", "work": "A book"})),
        section("Fact", ("key_fact", {"figure": "27 million", "text": "people died."})),
        section(
            "Picture",
            ("image", {"image": picture(image), "caption": "The front", "credit": "Drawn"}),
        ),
        section(
            "Video",
            (
                "video",
                {
                    "title": "A film",
                    "file": None,
                    "address": "https://www.youtube.com/watch?v=abcdefghijk",
                    "poster": image.pk,
                    "caption": "Seen from above",
                    "transcript": "<p>Nobody speaks.</p>",
                },
            ),
        ),
        section(
            "Table",
            (
                "table",
                {
                    "table": {
                        "caption": "Tanks",
                        "columns": [
                            {"type": "text", "heading": "Year"},
                            {"type": "number", "heading": "Number"},
                        ],
                        "rows": [{"values": ["1941", "6,590"]}],
                    },
                    "note": "Rounded.",
                },
            ),
        ),
        section(
            "Timeline",
            (
                "timeline",
                {"title": "1941", "events": [{"date": "22 June", "text": "The invasion."}]},
            ),
        ),
        section(
            "Download",
            ("document", {"document": document.pk, "title": "A sheet", "description": "One page"}),
        ),
    ]


def article(parent, title=None, publish=True, days_ago=0, authors=(), tags=(), **fields):
    """An article; its sections are raw values, see ``section``."""
    number = next(numbers)
    page = ArticlePage(
        title=title or f"Why number {number}?",
        **{
            "short_answer": "<p>Because of <b>that</b>.</p>",
            "body": [section()],
            "conclusion": "<p>So it is.</p>",
            "faq": [question()],
            "sources": [{"type": "source", "value": "<p>A. Writer, <i>A Book</i>, 1999.</p>"}],
            "published_on": date(2026, 6, 1) - timedelta(days=days_ago),
            **fields,
        },
    )
    page.article_authors = [ArticleAuthor(author=author) for author in authors]
    page.tags.add(*tags)
    if publish:
        live(parent, page)
        page.refresh_from_db()
    else:
        page.live = False
        parent.add_child(instance=page)
        page.save_revision(clean=False)  # as the admin: a draft may be unfinished
    return page


def comments(page, count, status="held", said="Buy pills, number {}.", batch=500):
    """First comments of threads, stored in bulk: past every rule, and fast. Returns their ids."""
    from django.contrib.contenttypes.models import ContentType
    from django_comments.models import Comment
    from django_comments_xtd.models import XtdComment

    from comments import markup
    from comments.models import Discussion, ReaderComment, Status

    def insert(model, objects):
        model._base_manager._insert(
            objects, fields=model._meta.local_concrete_fields, using=model.objects.db
        )

    Discussion.objects.get_or_create(page=page)
    kind, now, made = ContentType.objects.get_for_model(type(page)), timezone.now(), []
    shown = status in (Status.PUBLISHED, Status.REMOVED)
    for start in range(0, count, batch):
        base = {"content_type": kind, "object_pk": str(page.pk), "site_id": 1}
        base |= {"submit_date": now, "is_public": shown, "is_removed": status == Status.REMOVED}
        rows = Comment.objects.bulk_create(
            Comment(user_name=f"Seller {number}", comment=said.format(number), **base)
            for number in range(start, min(start + batch, count))
        )
        whole = [
            ReaderComment(
                pk=row.pk,
                comment_ptr_id=row.pk,
                xtdcomment_ptr_id=row.pk,
                thread_id=row.pk,
                parent_id=row.pk,
                page=page,
                status=status,
                html=markup.to_html(row.comment),
                posted_at=now,
                published_at=now if status == Status.PUBLISHED else None,
                fingerprint=markup.fingerprint(row.comment),
            )
            for row in rows
        ]
        insert(XtdComment, whole)
        insert(ReaderComment, whole)
        made += [row.pk for row in rows]
    if status == Status.PUBLISHED:
        Discussion.objects.filter(page=page).update(comment_count=F("comment_count") + count)
    return made
