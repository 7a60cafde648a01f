"""Saves drafts of long pages in a process of its own, and prints what each cost: ``bench.saving`` runs it.

``ours`` saves articles of the site, ``stock`` pages of ``bench.stock_pages``. Both have the same sections.
"""

import json
import sys
import time

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from wagtail.models import Page  # noqa: E402
from wagtail.test.utils.form_data import (  # noqa: E402
    inline_formset,
    nested_form_data,
    querydict_from_html,
    streamfield,
)

FORM = "page-edit-form"


def words(text: str) -> str:
    block = {"key": "abcde", "text": text, "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def sections(number: int, time_of_day: str):
    return streamfield(
        [
            (
                "section",
                {
                    "heading": f"Section {index}",
                    "anchor": "",
                    "content": streamfield(
                        [("paragraph", words(f"Words of {index}, {time_of_day}. " * 20))] * 2
                    ),
                },
            )
            for index in range(number)
        ]
    )


def page_of(kind: str, number: int) -> Page:
    if kind == "stock":
        from .stock_pages.models import StockPage

        made, parent = StockPage, Page.objects.get(depth=2)
    else:
        from articles.models import ArticlePage, TopicPage

        made, parent = ArticlePage, TopicPage.objects.first()
        if parent is None:
            parent = TopicPage(title="Topic")
            Page.objects.get(depth=2).add_child(instance=parent)
    page = made(title=f"Why {number}?", short_answer="<p>So.</p>", live=False)
    parent.add_child(instance=page)
    page.save_revision(clean=False)
    return page


def main(kind: str, number: int, times: int) -> None:
    people = get_user_model().objects
    if kind == "stock":
        call_command("migrate", verbosity=0)
    user = people.filter(username="bench").first() or people.create_superuser("bench", "", "x")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    page = page_of(kind, number)
    address = f"/admin/pages/{page.pk}/edit/"
    spent, queries = [], 0
    for turn in range(times + 2):
        html = client.get(address).content.decode()
        data = querydict_from_html(html, form_id=FORM)
        data.update(nested_form_data({"body": sections(number, str(turn))}))
        if kind == "ours":
            empty = {"faq": streamfield([]), "sources": streamfield([])}
            data.update(nested_form_data(empty))
        data.update(nested_form_data({"comments": inline_formset([])}))
        if turn == 0:
            with CaptureQueriesContext(connection) as captured:
                answer = client.post(address, data)
            queries = len(captured)
        else:
            begun = time.process_time()
            answer = client.post(address, data)
            spent.append(time.process_time() - begun)
        assert answer.status_code == 302, answer.status_code
    page.refresh_from_db()
    saved = page.get_latest_revision_as_object()
    assert len(saved.body) == number
    print(json.dumps({"milliseconds": [1000 * each for each in spent[1:]], "queries": queries}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
