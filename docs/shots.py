"""Takes the pictures of the guides for moderators and editors: ``make shots``.

A scratch site with the demo's content gets some more comments, sent as readers send them, so that
there is something to see; a real Chromium then looks at it. The pictures go to ``docs/pictures/``.
"""

import io
import shutil
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from bench.scratch import scratch_site
from docs import shots_of_writing

PICTURES = Path(__file__).with_name("pictures")
ALLIES = "why-did-the-soviet-union-join-the-allies-in-world-war-ii"
WALL, SLEEP, SKY = "why-did-the-berlin-wall-fall", "why-do-we-sleep", "why-is-the-sky-blue"
CHROMIUM = ("chromium", "chromium-browser", "chromium-headless-shell")
SIZE = {"width": 1200, "height": 800}
LISTS = {
    "hold_phrases": "casino*\nidiot*   # we look at insults first\nmiracle cure",
    "spam_phrases": "replica watch*",
    "hold_people": "@mail-drop.example\n203.0.113.0/24   # a row in spring",
}
#: Article, name, network address, how many hours ago, words, and what made it suspicious.
COMMENTS = [
    (SLEEP, "Maud Iyer", "192.0.2.14", 30,
     "I work nights, and nobody has ever told me why the second night is worse than the first. "
     "Is that the pressure that you describe, or the clock?", ""),
    (SLEEP, "Lucky Kevin", "203.0.113.80", 7,
     "Cannot sleep either? Play where the winners play: https://win.example/casino and "
     "https://win.example/bonus and https://win.example/free", ""),
    (SKY, "Lucky Kevin", "203.0.113.80", 7,
     "Cannot sleep either? Play where the winners play: https://win.example/casino and "
     "https://win.example/bonus and https://win.example/free",
     "Sent within 3 seconds of opening the form."),
    (WALL, "Dr. Feelgood", "198.51.100.7", 10,
     "My grandmother swears by this miracle cure. Ask me how!", ""),
    (SKY, "Tom Abara", "192.0.2.77", 6,
     "Then why is it not violet? Violet is scattered even more than blue.", ""),
    (ALLIES, "Wen Li", "192.0.2.90", 5,
     "The map of the routes is very good. Could it say which of them froze in winter?", ""),
]  # fmt: skip
INSULT = "Only an idiot believes that. You have read one book in your life, and it was a timetable."
REPORTS = [
    ("abuse", "He has said this to three people now."),
    ("abuse", ""),
    ("other", "Please look at the whole thread, it went wrong further up."),
]


def plant() -> None:
    """Sends the comments, reports and decisions that the pictures show."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.utils import timezone
    from wagtail.models import Site

    shots_of_writing.plant()
    from articles.models import ArticlePage
    from comments.intake import posting
    from comments.models import (
        Action,
        Commenter,
        Decision,
        DecisionReason,
        DiscussionSettings,
        Policy,
        ReaderComment,
    )
    from comments.moderation import deciding, reporting

    rules = DiscussionSettings.for_site(Site.objects.get(is_default_site=True))
    for name, lines in LISTS.items():
        setattr(rules, name, lines)
    rules.save()
    now = timezone.now()
    # The demo's own articles are new each day: what waits there has waited as long each time.
    old = ReaderComment.objects.order_by("pk")
    for number, comment in enumerate(old):
        sent = now - timedelta(days=12) + timedelta(hours=number)
        old.filter(pk=comment.pk).update(posted_at=sent, submit_date=sent)
    Commenter.objects.update(first_seen_at=now - timedelta(days=12))

    def send(slug, name, ip, hours, words, suspicion="", answered=None):
        email = f"{name.lower().replace(' ', '.').replace('..', '.')}@readers.example"
        sender = posting.Sender(name, email, ip=ip, suspicion=suspicion)
        page = ArticlePage.objects.get(slug=slug)
        made, _ = posting.post(page, words, sender, rules, answered)
        sent = now - timedelta(hours=hours, minutes=5)
        ReaderComment.objects.filter(pk=made.pk).update(posted_at=sent, submit_date=sent)
        return made

    made = [send(*comment) for comment in COMMENTS]
    # An insult that was published, in a thread, until readers reported it.
    answered = ReaderComment.objects.get(user_name="Ivana Kolář", page__slug=ALLIES, level=1)
    rules.policy, rules.hold_phrases = Policy.PUBLISH, ""  # for this one alone: nothing is saved
    insult = send(ALLIES, "Historian1941", "192.0.2.200", 20, INSULT, "", answered.pk)
    send(ALLIES, "Ivana Kolář", "192.0.2.31", 19, "I have, and it was on time.", "", insult.pk)
    users = get_user_model().objects
    mo, alex = users.get(username="moderator"), users.get(username="admin")
    advertising = DecisionReason.objects.get(text="Advertising")
    insulting = DecisionReason.objects.get(text="Insults somebody")

    def decide(who, comment, action, hours, reason=None):
        decision = deciding.decide(
            who,
            comment.pk,
            action,
            reason=reason.text if reason else "",
            note_to_author=reason.note_to_author if reason else "",
        )
        set_back(decision, hours)
        return decision

    def set_back(decision, hours):
        decided = now - timedelta(hours=hours)
        changes = {"decided_at": decided}
        if decision.waited_seconds is not None:
            sent = ReaderComment.objects.get(pk=decision.comment_id).posted_at
            changes["waited_seconds"] = int((decided - sent).total_seconds())
        Decision.objects.filter(pk=decision.pk).update(**changes)

    decide(mo, made[0], Action.APPROVE, 28)
    decide(alex, ReaderComment.objects.get(user_name="ArchiveHunter"), Action.SPAM, 26, advertising)
    decide(alex, insult, Action.HOLD, 18)
    set_back(deciding.undo(alex, deciding.last_of(alex).pk), 18)
    decide(alex, made[5], Action.TRUST, 4)
    stroud = ReaderComment.objects.get(user_name="R. Stroud")
    decide(mo, stroud, Action.REMOVE, 3, insulting)
    set_back(deciding.undo(mo, deciding.last_of(mo).pk), 3)
    for number, (reason, words) in enumerate(REPORTS):
        fields = {"reason": reason, "message": words}
        reporting.report(insult, f"shots-{number}", fields, rules)


def save(name: str, png: bytes, guide: str = "moderators") -> None:
    """As WebP, which is a third of the size."""
    path = PICTURES / f"{guide}-{name}.webp"
    Image.open(io.BytesIO(png)).convert("RGB").save(path, quality=82, method=6)
    print(f"{path.name}: {path.stat().st_size // 1024} KB", flush=True)


def sign_in(page, name: str, password: str) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.locator("#main").wait_for()


def of_the_desk(page) -> None:
    """The queue, a comment's row, the keys, a conversation."""
    page.goto("/admin/discussion/queue/?order=newest")
    page.locator("#desk[data-ready]").wait_for(state="attached")
    page.locator("#desk-raid details").wait_for(state="attached")
    save("queue", page.screenshot())
    page.keyboard.press("?")
    save("keys", page.locator("#desk-keys").screenshot())
    page.keyboard.press("Escape")
    row = page.locator(".desk-row", has_text="one book in your life")
    row.locator(".desk-menu summary").click()
    row.scroll_into_view_if_needed()
    box, menu = row.bounding_box(), row.locator(".desk-menu > div").bounding_box()
    bottom = max(box["y"] + box["height"], menu["y"] + menu["height"]) + 12
    clip = {"x": box["x"] - 8, "y": box["y"] - 8, "width": box["width"] + 16}
    save("row", page.screenshot(clip={**clip, "height": bottom - clip["y"]}))
    row.locator(".desk-when").click()
    page.locator("#desk[data-ready]").wait_for(state="attached")
    page.get_by_role("heading", name="Decisions about it").scroll_into_view_if_needed()
    page.locator(".desk-looked-at").evaluate("row => row.scrollIntoView({block: 'start'})")
    page.mouse.wheel(0, -90)
    page.wait_for_timeout(300)
    save("conversation", page.screenshot())


def of_the_settings(page) -> None:
    """The lists, tried on a sample."""
    page.goto("/admin/settings/comments/discussionsettings/")
    tried = page.locator("#try-lists")
    tried.get_by_label("Text of a comment").fill(
        "Visit our CASINO and get a míracle cure for free."
    )
    tried.get_by_label("Name").fill("Ann")
    tried.get_by_label("Email").fill("ann@mail-drop.example")
    tried.get_by_role("button", name="Try the lists").click()
    page.locator("#try-answer h3").first.wait_for()
    # Tall enough that the bar with the button to save lies below it.
    page.set_viewport_size({"width": 1200, "height": 1400})
    tried.evaluate("panel => panel.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(300)
    box = tried.bounding_box()
    clip = {"x": box["x"] - 16, "y": box["y"] - 12, "width": box["width"] + 32}
    save("settings", page.screenshot(clip={**clip, "height": box["height"] + 24}))
    page.set_viewport_size(SIZE)


def of_the_record(page) -> None:
    page.goto("/admin/discussion/record/")
    page.locator("table.desk-record").wait_for()
    save("record", page.screenshot())


def of_the_page(page) -> None:
    """A discussion as a moderator sees it on the public page."""
    page.goto(f"/history/{ALLIES}/#discussion")
    page.locator(".moderate").first.wait_for()
    page.locator("#discussion").evaluate("section => section.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(300)
    save("page", page.screenshot())


def main() -> None:
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        sys.exit("Chromium is needed for this.")
    PICTURES.mkdir(exist_ok=True)
    with scratch_site() as site, sync_playwright() as playwright:
        site.run("manage.py", "prepare", "--demo")
        site.run("-m", "docs.shots", "plant")
        site.start("web")
        lines = (site.folder / "demo-sign-ins.txt").read_text().splitlines()
        passwords = dict(line.split() for line in lines)
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        options = {"viewport": SIZE, "color_scheme": "light", "reduced_motion": "reduce"}

        def signed_in(name: str):
            context = browser.new_context(base_url=f"http://127.0.0.1:{site.port}", **options)
            page = context.new_page()
            sign_in(page, name, passwords[name])
            return page

        page = signed_in("editor")
        for take in shots_of_writing.TAKES:
            take(page, partial(save, guide="editors"))
        page = signed_in("moderator")
        for take in (of_the_desk, of_the_settings, of_the_record, of_the_page):
            take(page)
        browser.close()


if __name__ == "__main__":
    plant() if sys.argv[1:] == ["plant"] else main()
