"""Links to sections and questions go on working."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.anchors import MAX_LENGTH, RESERVED, anchor_for, assign_anchors
from tests import factories


def test_an_anchor_is_readable():
    assert anchor_for("The Molotov–Ribbentrop Pact") == "the-molotovribbentrop-pact"
    assert anchor_for("Chữ quốc ngữ và Đắc Lộ") == "chu-quoc-ngu-va-dac-lo"
    assert anchor_for("لماذا") == "لماذا"


@given(st.lists(st.text(max_size=200), max_size=12))
def test_anchors_are_unique_short_and_never_the_pages_own(headings):
    values = [{"heading": heading} for heading in headings]
    assign_anchors(values, "heading", "section", set(RESERVED))
    anchors = [value["anchor"] for value in values]
    assert len(set(anchors)) == len(anchors)
    assert not RESERVED & set(anchors)
    assert all(anchor and len(anchor) <= MAX_LENGTH + 4 for anchor in anchors)
    assert not any(char.isspace() for anchor in anchors for char in anchor)


@pytest.mark.django_db
def test_anchors_survive_a_new_heading_and_a_new_order(topic):
    page = factories.article(topic, body=[factories.section("First"), factories.section("Second")])
    page.body[0].value["heading"] = "Changed"
    page.body = list(reversed([(block.block_type, block.value) for block in page.body]))
    page.save()
    assert [block.value["anchor"] for block in page.body] == ["second", "first"]


@pytest.mark.django_db
def test_a_duplicated_section_gets_an_anchor_of_its_own(topic):
    page = factories.article(topic, body=[factories.section("Same"), factories.section("Same")])
    assert [block.value["anchor"] for block in page.body] == ["same", "same-2"]
