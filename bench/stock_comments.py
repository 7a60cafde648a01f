"""django-comments-xtd as it comes, in a project of its own: ``python -m bench.stock_comments 2000``.

``STOCK_DATABASE`` is the address of a PostgreSQL database, or the path of an SQLite file.
"""

import json
import os
import sys
from functools import partial

import environ
from django.conf import settings

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": os.environ["STOCK_DATABASE"],
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
        ),
    },
}
address = os.environ["STOCK_DATABASE"]
settings.configure(
    SECRET_KEY="for the benchmark alone",
    SITE_ID=1,
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=[
        "django_comments_xtd",
        "django_comments",
        *[
            f"django.contrib.{app}"
            for app in ("sites", "auth", "contenttypes", "sessions", "messages")
        ],
    ],
    DATABASES={
        "default": environ.Env.db_url_config(address) if address.startswith("postgres") else SQLITE
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    COMMENTS_APP="django_comments_xtd",
    COMMENTS_XTD_MAX_THREAD_LEVEL=4,
    COMMENTS_XTD_CONFIRM_EMAIL=False,
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                ]
            },
        }
    ],
)

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import AnonymousUser, Group  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_comments_xtd.models import XtdComment  # noqa: E402

from .cost import each_seconds, rows, seconds  # noqa: E402
from .own_comments import WORDS  # noqa: E402

urlpatterns = [path("comments/", include("django_comments_xtd.urls"))]


def write(page: Group, to: int = 0) -> XtdComment:
    """As the package's own view does, without its form."""
    return XtdComment.objects.create(
        content_type=ContentType.objects.get_for_model(Group),
        object_pk=str(page.pk),
        site_id=1,
        user_name="Reader",
        user_email="reader@example.org",
        comment=WORDS,
        submit_date=timezone.now(),
        **({"parent_id": to} if to else {}),
    )


def discuss(name: str, size: int) -> tuple[Group, XtdComment]:
    """A page with one thread: its first comment, and replies to that, inserted as they would be.

    The package's own save would take quadratic time to come to the same rows.
    """
    page = Group.objects.create(name=name)
    root = write(page)
    kind = ContentType.objects.get_for_model(Group)
    first = XtdComment.objects.order_by("-pk").first().pk + 1
    from django_comments.models import Comment

    plain = [
        Comment(
            pk=first + number,
            content_type=kind,
            object_pk=str(page.pk),
            site_id=1,
            user_name="Reader",
            user_email="reader@example.org",
            comment=WORDS,
            submit_date=timezone.now(),
        )
        for number in range(size - 1)
    ]
    Comment.objects.bulk_create(plain)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO django_comments_xtd_xtdcomment (comment_ptr_id, thread_id, parent_id, "
            'level, "order", followup, nested_count) VALUES (%s, %s, %s, 1, %s, %s, 0)',
            [(it.pk, root.pk, root.pk, order, False) for order, it in enumerate(plain, 2)],
        )
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('django_comments', 'id'), max(id)) "
                "FROM django_comments"
            )
    XtdComment.norel_objects.filter(pk=root.pk).update(nested_count=size - 1)
    return page, XtdComment.objects.get(pk=root.pk)


def write_cost(page: Group, root: XtdComment, repeat: int) -> dict:
    def hide(hidden: bool):
        root.is_public = not hidden
        root.save()

    below = XtdComment.norel_objects.filter(thread_id=root.pk).exclude(pk=root.pk)
    first = below.order_by("order").first()
    acts = {
        "reply to its root": (None, lambda: write(page, root.pk)),
        "reply to its first reply": (None, lambda: write(page, first.pk)),
        "save its root": (None, root.save),
        "hide its root": (partial(hide, False), partial(hide, True)),
        "show its root": (partial(hide, True), partial(hide, False)),
    }
    costs = {}
    for name, (before, act) in acts.items():
        if before:
            before()
        times = repeat * 5 if name.startswith("reply") else repeat
        costs[name] = {"rows": rows(act), "ms": each_seconds(act, times, before) * 1000}
    return costs


def page_cost(page: Group) -> dict:
    """The discussion alone, rendered by the package's own tag."""
    template = Template(
        "{% load comments_xtd %}{% render_xtdcomment_tree for page allow_feedback %}"
    )
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    context = {"page": page, "request": request, "user": request.user}
    render = lambda: template.render(Context(context))  # noqa: E731
    size = len(render().encode())
    return {"ms": seconds(render) * 1000, "bytes": size}


def main(most: int) -> dict:
    call_command("migrate", verbosity=0)
    short_page, short = discuss("short", 10)
    small_page, _ = discuss("small", 50)
    long_page, long = discuss("long", most)
    return {
        "page": {50: page_cost(small_page), most: page_cost(long_page)},
        "writes": {
            "10": write_cost(short_page, short, 15),
            str(most): write_cost(long_page, long, 1 if most > 3000 else 3),
        },
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
