"""The rules of discussion, tried on their screen in a browser."""

from .test_quality import barriers


def test_the_lists_are_tried_without_saving_and_without_barriers(visit, live):
    page = visit("/admin/login/", width=390)
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", live.sign_ins["editor"])
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    for width, scheme in ((390, "light"), (820, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
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
        results = barriers(page, width, scheme)
        assert not results.response["violations"], results.generate_report()
    page.fill("#id_hold_phrases", "*")
    page.click("#try-lists button")
    page.get_by_text("would catch nearly every comment").wait_for()
    assert not [problem for problem in page.problems if "422" not in problem]
