"""The rules of discussion, tried on their screen in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .test_quality import RULES

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(("width", "dark"), [(390, False), (820, True)])
def test_the_lists_are_tried_without_saving_and_without_barriers(visit, live, width, dark):
    page = visit("/admin/login/", width=width, dark=dark)
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", live.sign_ins["editor"])
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    page.goto("/admin/settings/comments/discussionsettings/")
    page.fill("#id_hold_phrases", "casino*")
    page.fill("#id_try-words", "The best casinos")
    page.press("#id_try-name", "Enter")  # which saves nothing
    answer = page.get_by_role("status").filter(has_text="The sample")
    answer.get_by_text("On the list of words: “casino*”.").wait_for()
    assert answer.get_by_text("these lists would have caught").is_visible()
    for field in page.locator("form select, form textarea").all():
        box = field.bounding_box()
        assert box["x"] + box["width"] <= width
    assert page.locator("#id_who_can_comment").bounding_box()["width"] >= 300
    results = Axe().run(page, options=RULES)
    assert not results.response["violations"], results.generate_report()
    page.fill("#id_hold_phrases", "*")
    page.click("#try-lists button")
    page.get_by_text("would catch nearly every comment").wait_for()
    assert not [problem for problem in page.problems if "422" not in problem]
