"""A long article is saved with the few queries of a short one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from tests import editing, factories

pytestmark = pytest.mark.django_db

#: What a draft of 60 sections may cost more than one of 5.
MORE = 25


def sections(number: int, *pictures) -> dict:
    """A stream of sections of text, as the form sends it, with these pictures in the first ones."""

    def content(index: int):
        blocks = [("paragraph", editing.draftail(f"Words of section {index}."))]
        if index < len(pictures):
            image = {"image": str(pictures[index].pk), "alt_text": "A map", "decorative": ""}
            blocks.append(("image", {"image": image, "caption": "", "credit": ""}))
        return streamfield(blocks)

    return nested_form_data({
        "body": streamfield(
            [
                ("section", {"heading": f"Section {index}", "content": content(index), "anchor": ""})
                for index in range(number)
            ]
        )
    })  # fmt: skip


def cost(editor, topic, number: int, *pictures) -> int:
    page = factories.article(topic, title=f"Why {number}?", publish=False)
    streams = editing.article_streams() | sections(number, *pictures)
    address = f"/admin/pages/{page.pk}/edit/"
    data = querydict_from_html(editor.get(address).content.decode(), form_id="page-edit-form")
    data.update(streams)
    with CaptureQueriesContext(connection) as captured:
        assert editor.post(address, data).status_code == 302
    page.refresh_from_db()
    assert len(page.get_latest_revision_as_object().body) == number
    return len(captured)


def test_a_draft_of_sixty_sections_costs_few_queries_more_than_one_of_five(editor, topic):
    pictures = [factories.image() for _number in range(5)]
    assert cost(editor, topic, 60, *pictures) - cost(editor, topic, 5, *pictures) <= MORE
