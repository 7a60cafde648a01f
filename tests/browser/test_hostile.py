"""What hostile readers write neither runs nor breaks the page, in a real browser.

``HOSTILE_TEXTS=5000`` looks at so many comments, each of them different; in the suite it is 200.
They are made by ``tests/hostile.py`` and stored by ``plant.py`` in the site that the browser visits.
"""

import json
import os
import xml.etree.ElementTree as ET
from dataclasses import asdict
from math import ceil

import html5lib
import pytest
from playwright.sync_api import expect

from comments.markup import TAGS
from comments.models import DiscussionSettings
from comments.threads import FIRST_REPLIES, REPLIES_PER_PAGE
from tests.hostile import hostile

from .plant import SHORT_LENGTH, SHORT_THREADS
from .test_reading import sideways
from .watch import Watch, broken, strayed

TEXTS = int(os.environ.get("HOSTILE_TEXTS") or 200)
SHORT = SHORT_THREADS * SHORT_LENGTH
THREADS_PER_PAGE = DiscussionSettings().page_size
#: What is looked at one by one, like previews, is a sample.
SAMPLE = min(TEXTS // 60, 60)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def samples() -> list[dict]:
    return [asdict(sample) for sample in hostile(TEXTS)]


@pytest.fixture(scope="module")
def planted(live, samples):
    """The comments in the site, with what the form said of them."""
    planted = live.ask("plant", "plant", samples)
    refused = dict(planted["refused"])
    any_of_it = refused.pop("any", 0)
    print(
        f"\n{len(samples)} comments: the form took {len(samples) - any_of_it} and refused "
        f"{any_of_it} ({', '.join(f'{field} {count}' for field, count in refused.items())}); "
        f"slowest to make HTML of: {planted['slowest'][0] * 1000:.1f} ms of CPU"
    )
    yield planted
    live.ask("plant", "clear", planted)


@pytest.fixture(scope="module")
def tab(chromium, live):
    made = Watch(chromium, live.address)
    yield made
    made.close()


@pytest.fixture
def watch(tab):
    """A tab in which nothing has been noticed yet."""
    tab.harm()
    return tab


def chosen(stored: list[dict]) -> list[dict]:
    """A sample from the beginning to the end."""
    return stored[:: max(1, len(stored) // SAMPLE)][:SAMPLE]


def plain(name: str) -> str:
    """A name as it comes out of an HTML parser, which lets no NUL pass and knows one line end."""
    return name.replace("\r\n", "\n").replace("\r", "\n").translate({0: None, 0xFFFD: None})


def assert_in_order(watch, path: str, comments: dict[int, dict], pixels=True) -> list[int]:
    """Opens a page of comments, finds nothing wrong with it, and tells whose they were."""
    page = watch.open(path)
    faults, seen = broken(page)
    if pixels:
        faults += strayed(watch)
    for comment in seen:
        name = plain(comments[comment["id"]]["name"])
        if (plain(comment["name"]), plain(comment["label"])) != (name, f"Comment by {name}"):
            faults.append(f"c{comment['id']}: {comment} is not by {name!r}")
    assert not faults + watch.harm(), path
    return [comment["id"] for comment in seen]


def test_nothing_in_a_thread_runs_strays_or_breaks_out(watch, planted):
    comments = {comment["id"]: comment for comment in planted["stored"]}
    root = planted["root"]
    replies = {id for id, comment in comments.items() if comment["root"] == root} - {root}
    assert len(replies) == TEXTS - SHORT - 1
    seen = []
    pages = ceil(len(replies) / REPLIES_PER_PAGE)
    for number in range(1, pages + 1):
        ids = assert_in_order(watch, f"/discussion/thread/{root}/?page={number}", comments)
        assert ids[0] == root
        assert len(ids) == 1 + (
            REPLIES_PER_PAGE if number < pages else len(replies) - REPLIES_PER_PAGE * (pages - 1)
        )
        seen += ids[1:]
    assert len(seen) == len(replies)
    assert set(seen) == replies


def test_nor_in_the_discussion_of_an_article(watch, planted):
    comments = {comment["id"]: comment for comment in planted["stored"]}
    seen = []
    for number in range(1, ceil((SHORT_THREADS + 1) / THREADS_PER_PAGE) + 1):
        address = f"/discussion/{planted['page']}/?page={number}"
        seen += assert_in_order(watch, address, comments)
    first = [comment["id"] for comment in planted["stored"]]
    assert seen == first[: SHORT + 1 + FIRST_REPLIES]
    newest = f"/discussion/{planted['page']}/?sort=newest"
    assert assert_in_order(watch, newest, comments, pixels=False)[0] == planted["root"]


def test_nor_below_the_article_nor_in_its_structured_data(watch, planted):
    comments = {comment["id"]: comment for comment in planted["stored"]}
    ids = assert_in_order(watch, planted["path"], comments)
    assert ids == list(comments)[: THREADS_PER_PAGE * SHORT_LENGTH]
    data = watch.page.locator("#discussion script[type='application/ld+json']")
    (block,) = data.all_text_contents()
    described = json.loads(block)["comment"]
    assert [one["author"]["name"] for one in described] == [comments[id]["name"] for id in ids]
    expect(watch.page.locator("#discussion[data-ready]")).to_be_attached()
    assert not watch.harm()


def test_the_feed_is_xml_of_harmless_words(watch, planted):
    response = watch.context.request.get(f"/discussion/{planted['page']}/feed/")
    assert response.status == 200
    entries = ET.fromstring(response.body()).findall(f"{ATOM}entry")
    assert len(entries) == 30
    for entry in entries:
        tree = html5lib.parse(entry.find(f"{ATOM}summary").text or "", namespaceHTMLElements=False)
        assert {part.tag for part in tree.iter()} <= TAGS | {"html", "head", "body"}
    watch.open(f"/discussion/{planted['page']}/feed/")
    assert not watch.harm()


def test_a_preview_shows_it_just_as_harmless(watch, planted, samples):
    page = watch.open(planted["path"])
    page.locator("#discussion [data-reply]").first.click()
    for sample in chosen(samples):
        expect(page.locator("form.reply")).to_be_visible()
        # As JSON: half a character does not pass between the test and the browser otherwise.
        page.evaluate(
            """(json) => {
              const form = document.querySelector("form.reply"), {name, website, words} = JSON.parse(json);
              form.dataset.before = "";
              form.elements.name.value = name;
              form.elements.url.value = website;
              form.elements.comment.value = words;
            }""",
            json.dumps(sample),
        )
        page.get_by_role("button", name="Preview").click()
        said = page.locator("form.reply:not([data-before]) .preview .said")
        expect(said).to_be_attached()
        tags = said.evaluate(
            "(said) => [...said.querySelectorAll('*')].map((one) => one.localName)"
        )
        assert set(tags) <= TAGS
        assert sideways(page) == 0
        assert not watch.harm(), sample


@pytest.mark.parametrize(
    "path", ["/discussion/{page}/reply/?to={id}", "/discussion/comment/{id}/report/"]
)
def test_it_is_quoted_just_as_harmless(watch, planted, path):
    for comment in chosen(planted["stored"]):
        page = watch.open(path.format(page=planted["page"], id=comment["id"]))
        expect(page.locator(".answered b")).to_have_count(1)
        tags = page.locator(".answered").evaluate(
            "(quote) => [...quote.querySelectorAll('*')].map((one) => one.localName)"
        )
        assert set(tags) <= TAGS | {"b"}
        assert sideways(page) == 0
        assert not watch.harm(), comment


def test_a_moderator_reads_it_unharmed(chromium, live, planted):
    """In the admin, where inline scripts are allowed: there escaping alone stands between."""
    watch = Watch(chromium, live.address, viewport={"width": 1440, "height": 900})
    page = watch.open("/admin/")
    page.get_by_label("Username").fill("moderator")
    page.get_by_label("Password").fill(live.sign_ins["moderator"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Toggle sidebar")).to_be_attached()
    listing = "/admin/discussion/queue/?status=published"
    for query in ("", f"&p={ceil(TEXTS / 25)}", "&q=%3Cscript%3Ealert(1)%3C/script%3E"):
        watch.open(listing + query)
        assert not watch.harm(), query
    expect(page.get_by_role("textbox", name="Search term")).to_have_value(
        "<script>alert(1)</script>"
    )
    for comment in chosen(planted["stored"])[:: max(1, SAMPLE // 4)]:
        page = watch.open(f"/admin/discussion/comment/{comment['id']}/")
        expect(page.get_by_text("Decisions about it").first).to_be_attached()
        assert not watch.harm(), comment
    watch.close()


def short(planted) -> str:
    """A thread of a few comments."""
    return f"/discussion/thread/{planted['stored'][0]['root']}/"


FORGERIES = {
    "a link that runs": "said.innerHTML = '<a href=\"javascript:alert(1)\">x</a>'",
    "a forged comment": "said.innerHTML = '<article class=\"comment\"></article>'",
    "a wide word": "said.style.whiteSpace = 'pre'; said.textContent = 'W'.repeat(99)",
    "a wide page": "document.querySelector('footer').style.width = '999px'",
    "a broken-out comment": "article.parentElement.after(article)",
}


@pytest.mark.parametrize("script", FORGERIES.values(), ids=FORGERIES)
def test_the_measure_would_notice(watch, planted, script):
    page = watch.open(short(planted))
    assert not broken(page)[0]
    page.evaluate(
        f"""() => {{ const article = document.querySelectorAll('article.comment')[1],
        said = article.querySelector('.said'); {script} }}"""
    )
    assert broken(page)[0]


@pytest.mark.parametrize(
    ("style", "found"),
    [
        ("position: fixed; inset: 0; background: red", "is covered by"),
        ("text-shadow: 0 -80px red", "a neighbour paints over"),
        ("box-shadow: 0 0 0 30px red", "painted outside every box"),
    ],
)
def test_the_pictures_would_show(watch, planted, style, found):
    page = watch.open(short(planted))
    page.evaluate(
        """(style) => {
          const article = document.querySelectorAll("article.comment")[1];
          const said = article.querySelector(".said");
          article.querySelector("header").remove();
          article.style.overflow = "visible";
          said.textContent = "W";
          said.style.cssText = style;
        }""",
        style,
    )
    assert any(found in fault for fault in strayed(watch))


@pytest.mark.parametrize(
    ("bypass", "sign"), [(False, "policy: script-src"), (True, "a script ran")]
)
def test_the_watch_would_see(chromium, live, planted, bypass, sign):
    watch = Watch(chromium, live.address, bypass_csp=bypass)
    page = watch.open(short(planted))
    assert not watch.harm()
    page.evaluate(
        "document.querySelector('.said').innerHTML = '<img src=data: onerror=window.__ran=1>'"
    )
    noticed = []
    for _ in range(100):
        noticed += watch.harm()
        if any(found.startswith(sign) for found in noticed):
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail(f"{sign} was not noticed, only {noticed}")
    watch.close()
