"""The pictures of the editors' guide, which ``docs.shots`` takes."""

import re


def plant() -> None:
    """A draft, a scheduled article, and what the worker finds in the others."""
    from datetime import timedelta

    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from articles.models import ArticlePage
    from newsroom import live_checks

    editor = get_user_model().objects.get(username="editor")
    topic = ArticlePage.objects.first().get_parent()
    for title, days in (("Why do cats purr?", 0), ("Why is glass transparent?", 2)):
        page = ArticlePage(title=title, short_answer="<p>So.</p>", owner=editor, live=False)
        topic.add_child(instance=page)
        page.go_live_at = timezone.now() + timedelta(days=days) if days else None
        revision = page.save_revision(user=editor, clean=False)
        if days:
            revision.publish()
    live_checks.run()


def of_the_dashboard(page, save) -> None:
    page.goto("/admin/")
    page.locator(".newsroom-panel").first.wait_for()
    save("dashboard", page.screenshot())


def _form(page) -> str:
    """Opens an article in which the checks find something."""
    page.goto("/admin/reports/failing-checks/")
    address = page.locator("td.title a").first.get_attribute("href")
    page.goto(address)
    page.locator("[data-draftail-input]").first.wait_for(state="attached")
    page.wait_for_timeout(1500)
    return address


def of_the_form(page, save) -> None:
    """An article with the panel of its checks, the blocks, and the question when it is taken down."""
    address = _form(page)
    page.get_by_role("button", name="Toggle checks").click()
    page.wait_for_timeout(6000)
    save("checks", page.screenshot())
    page.get_by_role("button", name="Toggle checks").click()
    section = page.locator("#panel-child-article-body-section, [data-streamfield-child]").first
    add = section.locator("[data-streamfield-stream-container] .c-sf-add-button").last
    add.scroll_into_view_if_needed()
    page.mouse.wheel(0, 250)
    add.click()  # another section, in which one chooses the first block
    page.wait_for_timeout(500)
    page.locator("[data-contentpath=content] .c-sf-add-button").last.click()
    page.wait_for_timeout(800)
    save("blocks", page.screenshot())
    page.keyboard.press("Escape")
    number = re.search(r"/(\d+)/", address)[1]
    page.goto(f"/admin/pages/{number}/unpublish/")
    page.locator("#main").wait_for()
    page.wait_for_timeout(500)
    save("retiring", page.screenshot())


TAKES = [of_the_dashboard, of_the_form]
