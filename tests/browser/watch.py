"""Looks in Chromium whether a page of comments is as harmless as it should be.

``Watch`` notices whatever ran or was about to; ``broken`` measures the comments' layout;
``strayed`` looks at the pixels. Each answers with sentences, none where all is well.
"""

import base64
import io
from math import ceil, floor
from urllib.parse import urlsplit

from PIL import Image, ImageChops, ImageDraw

from comments.markup import TAGS

PHONE = {"width": 390, "height": 844}
#: As high as a screenshot can be made in one go without trouble.
SLICE = 4000
#: What Chromium may leave at the rim of a round mark when it draws the page again: a few of 255
#: levels in one pixel. Ink is many times as strong.
FAINT = 24

#: Runs before anything of the page: keeps what the policy reports, and whether a marker was set.
LISTEN = """
window.__seen = [];
addEventListener("securitypolicyviolation", (event) =>
  __seen.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`), true);
let ran;
Object.defineProperty(window, "__ran", {get: () => ran, set: () => { ran = 1; __seen.push("a script ran"); }});
"""

#: What stands in each comment, and what of it sticks out.
MEASURE = """
(tags) => {
  const faults = [], seen = [];
  const visible = (element) => !element.closest(".visually-hidden");
  const clipped = (rect, element, article) => {
    // What scrolls inside its own box, like code, is seen there only.
    let {left, right, top, bottom} = rect;
    for (let box = element; box !== article; box = box.parentElement) {
      const style = getComputedStyle(box);
      const within = box.getBoundingClientRect();
      if (style.overflowX !== "visible") { left = Math.max(left, within.left); right = Math.min(right, within.right); }
      if (style.overflowY !== "visible") { top = Math.max(top, within.top); bottom = Math.min(bottom, within.bottom); }
    }
    return {left, right, top, bottom};
  };
  const graphemes = new Intl.Segmenter();
  const unbreakable = (text) => [...graphemes.segment(text)].some((one) => one.segment.length > 12);
  const inside = (article, rect, element, what) => {
    const box = article.getBoundingClientRect();
    const {left, right, top, bottom} = clipped(rect, element, article);
    if (right <= left || bottom <= top) return;
    const over = Math.max(box.left - left, right - box.right, box.top - top, bottom - box.bottom);
    if (over > 0.6) faults.push(`${article.id}: ${what} sticks out by ${over.toFixed(1)} px`);
  };
  for (const thread of document.querySelectorAll(".thread"))
    for (const child of thread.children)
      if (!child.matches("article.comment, p.more")) faults.push(`${child.tagName} in a thread`);
  for (const article of document.querySelectorAll("article.comment")) {
    const id = article.id, parts = [...article.children].map((part) => part.tagName + "." + part.className);
    if (!article.parentElement.matches("#discussion > .thread")) faults.push(`${id}: stands in the wrong place`);
    if (parts.join() !== "HEADER.,DIV.said,P.answer-link") { faults.push(`${id}: has the parts ${parts}`); continue; }
    const said = article.querySelector(".said"), name = article.querySelector("header b");
    for (const element of said.querySelectorAll("*")) {
      const names = element.getAttributeNames().filter((one) => !(element.tagName === "A" && ["href", "rel", "title"].includes(one)));
      if (!tags.includes(element.localName) || names.length) faults.push(`${id}: <${element.localName} ${names}>`);
    }
    for (const link of article.querySelectorAll("a[href]"))
      // “:” is an address that the browser cannot make sense of, and does not follow.
      if (!["http:", "https:", "mailto:", ":"].includes(link.protocol)) faults.push(`${id}: link to ${link.href.slice(0, 80)}`);
    for (const element of article.querySelectorAll("*"))
      if (visible(element) && !unbreakable(element.textContent)) for (const rect of element.getClientRects()) inside(article, rect, element.parentElement === article ? article : element.parentElement, element.localName);
    const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (!node.data.trim() || !visible(node.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      // One letter with hundreds of accents may be wider than the page: cut off, it does no harm.
      if (!unbreakable(node.data)) for (const rect of range.getClientRects()) inside(article, rect, node.parentElement, "text");
    }
    seen.push({id: Number(id.slice(1)), name: name.textContent, label: article.getAttribute("aria-label")});
  }
  const across = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (across) faults.push(`the page scrolls ${across} px sideways`);
  const body = [...document.body.children].map((part) => part.localName).join();
  const inline = [...document.scripts].filter((one) => !one.src && one.type !== "application/ld+json").length;
  if (inline) faults.push(`${inline} inline scripts`);
  if (document.querySelectorAll("style, iframe, object, embed, base").length) faults.push("foreign elements");
  return {faults, seen, body, height: document.documentElement.scrollHeight};
}
"""

#: Hides what stands in every second comment. A style of the page itself:
#: those that scripts construct are no business of the content security policy.
HIDE = """
(which) => {
  window.__hidden ??= new CSSStyleSheet();
  const rule = {none: "", odd: ".comment[data-n='1']", even: ".comment[data-n='0']"}[which];
  __hidden.replaceSync(rule ? `${rule} * {visibility: hidden !important}` : "");
  document.adoptedStyleSheets = [__hidden];
}
"""
BOXES = """
() => [...document.querySelectorAll("article.comment")].map((article, number) => {
  article.dataset.n = number % 2;
  const {left, right, top, bottom} = article.getBoundingClientRect();
  return [left, top, right, bottom];
})
"""
#: Whether the links below each comment can be clicked where they stand, of those in sight.
COVERED = """
() => [...document.querySelectorAll(".answer-link a, .comment time")].flatMap((link) => {
  const {left, right, top, bottom} = link.getBoundingClientRect();
  const x = (left + right) / 2, y = (top + bottom) / 2;
  if (y < 0 || y > innerHeight - 1) return [];
  const found = document.elementFromPoint(x, y);
  return link === found || link.contains(found) || found?.contains(link) && found.localName === "a"
    ? [] : [`${link.closest("article").id}: “${link.textContent}” is covered by ${found?.outerHTML.slice(0, 80)}`];
})
"""


class Watch:
    """A browser's tab whose every sign of a running script is noticed."""

    def __init__(self, chromium, address: str, **options):
        self.host = urlsplit(address).netloc
        self.context = chromium.new_context(
            **{"viewport": PHONE, "base_url": address, "reduced_motion": "reduce"} | options
        )
        self.context.add_init_script(LISTEN)
        self.page = self.context.new_page()
        self.devtools = self.context.new_cdp_session(self.page)
        self.signs: list[str] = []
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self.signs.append(f"error: {error}"))
        self.page.on("console", self._console)
        self.page.on("popup", lambda popup: self.signs.append(f"popup: {popup.url}"))
        self.context.on("request", self._request)

    def _dialog(self, dialog):
        self.signs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.signs.append(f"console: {message.text}")

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.signs.append(f"request: {request.url}")

    def open(self, path: str):
        """Goes there; what happened so far is not forgotten."""
        response = self.page.goto(path, wait_until="load")
        assert response.status == 200, f"{path}: {response.status}"
        return self.page

    def harm(self) -> list[str]:
        """Everything noticed since it was last asked."""
        found = [*self.signs, *self.page.evaluate("window.__seen.splice(0)")]
        found += [f"frame: {frame.url}" for frame in self.page.frames[1:]]
        self.signs = []
        return found

    def close(self):
        self.context.close()


def broken(page) -> tuple[list[str], list[dict]]:
    """What is wrong with the page's elements, and the comments that stand on it."""
    measured = page.evaluate(MEASURE, sorted(TAGS))
    faults = measured["faults"]
    if measured["body"] != "a,header,main,footer":
        faults.append(f"the body has the parts {measured['body']}")
    return faults, measured["seen"]


def _picture(watch: Watch, hidden: str) -> Image.Image:
    """What is seen now, by the shorter way: Playwright's own pictures take twice as long."""
    watch.page.evaluate(HIDE, hidden)
    shot = watch.devtools.send("Page.captureScreenshot", {"optimizeForSpeed": True})
    return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("L")


def strayed(watch: Watch) -> list[str]:
    """Whether a comment paints outside its box, or lies over something of the page.

    Two pictures, each with the contents of every second comment. Where a comment's contents are
    hidden its box is plain paper; and outside the boxes the pictures are the same.
    """
    faults, page = [], watch.page
    page.set_viewport_size({"width": PHONE["width"], "height": SLICE})
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, SLICE):
        page.evaluate("(top) => scrollTo(0, top)", top)
        page.evaluate(HIDE, "none")
        boxes = page.evaluate(BOXES)
        faults += page.evaluate(COVERED)
        if any(upper <= 0 and lower >= SLICE for _, upper, _, lower in boxes):
            continue  # the middle of one very long comment
        pictures = [_picture(watch, "even"), _picture(watch, "odd")]
        around = ImageChops.difference(*pictures)
        draw = ImageDraw.Draw(around)
        for number, (left, upper, right, lower) in enumerate(boxes):
            if lower <= 0 or upper >= SLICE:
                continue
            draw.rectangle((floor(left), floor(upper), ceil(right) - 1, ceil(lower) - 1), fill=0)
            inner = (ceil(left), max(0, ceil(upper)), floor(right), min(SLICE, floor(lower)))
            hidden = pictures[number % 2].crop(inner)
            lightest, darkest = hidden.getextrema()[::-1] if all(hidden.size) else (0, 0)
            if lightest - darkest > FAINT:
                faults.append(f"a neighbour paints over comment {number} of the page")
        if stain := around.point(lambda level: level * (level > FAINT)).getbbox():
            faults.append(f"painted outside every box at {stain}, scrolled {top} px down")
    page.evaluate(HIDE, "none")
    page.set_viewport_size(PHONE)
    return faults
