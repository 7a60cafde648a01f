"""Makes readers' texts harmless, and turns them into HTML."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from html import escape

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel

#: Characters that reverse the text after them: a comment could disguise the page around it.
BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: Controls, soft hyphens and characters that XML forbids, except line ends. Joiners stay, because
#: emoji and Persian need them.
CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u2060-\u2064\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
#: Letters, marks and symbols by their category, but invisible: fillers and selectors.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
#: Format characters: joiners, marks of direction, spaces without width. They are invisible, and
#: words are compared without them.
FORMATS = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)

#: Cyrillic and Greek letters that look like Latin ones, and those.
LOOKALIKES = str.maketrans("авекмнорстухіјѕԁһԛԝӏαβεικνορτυχ", "abekmhopctyxijsdhqwlabeiknoptux")

#: The same of Cherokee, Armenian and others, and figures: for names alone, which are looked at.
ALIKE = {
    char: letter
    for letter, chars in {
        "a": "Ꭺɑ", "b": "Ᏼ", "c": "Ꮯ", "d": "ᎠᏧ", "e": "Ꭼ3", "g": "ᏀᏻցᏳ", "h": "ᎻᏂհ", "i": "Ꭵⅰ",
        "j": "Ꭻյ", "k": "Ꮶ", "l": "Ꮮ1ⅼ", "m": "Ꮇ", "n": "ո", "o": "0օ", "p": "Ꮲ", "q": "զ", "r": "ᎡᏒг",
        "s": "Ꮪ5", "t": "Ꭲ", "u": "ս", "v": "Ꮩⅴ", "w": "ᎳᏔ", "x": "ⅹ", "y": "Ꭹ", "z": "Ꮓ",
    }.items()
    for char in chars
}  # fmt: skip
SMALL = re.compile(
    r"LATIN (?:SMALL LETTER (?:DOTLESS |SCRIPT |OPEN |TURNED )?|LETTER SMALL CAPITAL )([A-Z])"
    r"(?: WITH .*)?"
)

TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "li": {"value"}}
RULES = [
    "autolink", "backticks", "blockquote", "emphasis", "escape", "fence", "link", "linkify",
    "list", "newline",
]  # fmt: skip

#: A link leads to another site or to a mailbox, and says so.
LINK = re.compile(r"(https?://[^/\\]|mailto:.)", re.I)
NOWHERE = re.compile(r"\]\(\s*\)")
SCHEME = re.compile(r"[\w.+-]*://")
#: The stars in 5*4*3, and the name __init__: strong words have stars around them.
TIMES = re.compile(r"(?<=[0-9A-Za-z])\*+(?=[0-9A-Za-z])")
UNDERSCORES = re.compile(r"_{2,}")
QUOTED = re.compile(r" {0,3}>")
ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
FENCE = re.compile(r" {0,3}(```+|~~~+)")


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


def _www(linkify, text: str, position: int) -> int:
    """The length of the address that begins with “www.” before this position."""
    if SCHEME.match(text, position):
        return 0  # "www.https://": the address is what follows
    before = "//www."
    length = linkify.test_schema_at(before + text[position:], "http:", 0)
    return max(0, length - len(before))


def _with_scheme(linkify, match) -> None:
    match.url = f"http://{match.url}"


def _is_link(url: str) -> bool:
    """Whether a target stays when the HTML is cleaned: what is no address there becomes no link."""
    return bool(LINK.match(url.strip())) and "href=" in _clean(f'<a href="{escape(url)}">x</a>')


def _as_typed(pattern: re.Pattern) -> Callable:
    """A rule that leaves what is marked by nothing but chance as it is."""

    def rule(state, silent: bool) -> bool:
        found = pattern.match(state.src, state.pos)
        if not found or found.end() > state.posMax:
            return False
        if not silent:
            state.pending += found[0]
        state.pos = found.end()
        return True

    return rule


def _end_with_the_mark(state) -> None:
    """Ends a quote with the last line that has its mark, and a list with its last item.

    Markdown counts the next line to them. An answer right below a quote would be another person's words.
    """
    lines, fence, inside = [], "", None
    for line in state.src.split("\n"):
        starts = FENCE.match(line)
        if fence:
            fence = "" if starts and starts[1].startswith(fence) else fence
        elif starts:
            fence, inside = starts[1], None
        else:
            mark = next((one for one in (QUOTED, ITEM) if one.match(line)), None)
            if mark is None and line.strip() and (inside is QUOTED or not line[0].isspace()):
                if inside:
                    lines.append("")
                inside = None
            elif mark or not line.strip():
                inside = mark
        lines.append(line)
    state.src = "\n".join(lines)


def _nowhere(state, silent: bool) -> bool:
    """Leaves [x]() alone: a link without a target would lead to the page itself."""
    if state.src[state.pos] != "[":
        return False
    if not NOWHERE.match(state.src, max(0, parseLinkLabel(state, state.pos))):
        return False
    if not silent:
        state.pending += "["
    state.pos += 1
    return True


def _keep_numbers(state) -> None:
    """Gives each item of a list the number that was typed: HTML would count on by itself."""
    expected: list[int] = []
    for token in state.tokens:
        if token.type == "ordered_list_open":
            expected.append(int(token.attrs.get("start", 1)))
        elif token.type == "ordered_list_close":
            expected.pop()
        elif token.type == "list_item_open" and token.info:
            if int(token.info) != expected[-1]:
                token.attrs["value"] = token.info
            expected[-1] = int(token.info) + 1


class Markdown(MarkdownIt):
    """Light Markdown, in which a link is what ``_is_link`` takes for one."""

    def validateLink(self, url: str) -> bool:
        return _is_link(url)

    def normalizeLinkText(self, link: str) -> str:
        """An address is shown as it was typed, not decoded to other letters."""
        return link


def _fence(renderer, tokens, index: int, options, env) -> str:
    """Code between fences. What stands beside the first fence is shown too: it may be a sentence."""
    token = tokens[index]
    first = f"{token.info}\n" if token.info.strip() else ""
    return f"<pre><code>{escape(first + token.content)}</code></pre>\n"


def _make_markdown() -> Markdown:
    markdown = Markdown("zero", {"breaks": True, "linkify": True, "html": False})
    markdown.enable(RULES)
    # "this.It", "main.py" and "README.md" are no addresses.
    linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False})
    linkify.add("ftp:", None).add("//", None)
    markdown.linkify = linkify.add("www.", {"validate": _www, "normalize": _with_scheme})
    markdown.inline.ruler.before("emphasis", "times", _as_typed(TIMES))
    markdown.inline.ruler.before("emphasis", "underscores", _as_typed(UNDERSCORES))
    markdown.inline.ruler.before("link", "nowhere", _nowhere)
    markdown.add_render_rule("fence", _fence)
    markdown.core.ruler.after("normalize", "end_with_the_mark", _end_with_the_mark)
    markdown.core.ruler.after("block", "keep_numbers", _keep_numbers)
    return markdown


_markdown = _make_markdown()


def normalise(text: str) -> str:
    """The text in one form (NFC), without deceptive or invisible characters.

    It says what was typed: NFKC would make 106 of 10⁶. Texts are folded where they are compared.
    A text of nothing but invisible characters is empty.
    """
    text = CONTROLS.sub("", BIDI_OVERRIDES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    # After the removal, because a removed character may have stood between a letter and its accent.
    text = unicodedata.normalize("NFC", text).strip()
    # Z: spaces; C: controls, format characters, unassigned.
    visible = any(unicodedata.category(char)[0] not in "ZC" for char in UNSEEN.sub("", text))
    return text if visible else ""


def one_line(text: str) -> str:
    """A normalised text on one line, for names."""
    return " ".join(normalise(text).split())


def skeleton(name: str) -> str:
    """A name without differences that hardly show: case, accents, spaces, points, lookalikes."""
    # Twice: 𝕰 becomes a capital letter, and some capital letters become two small ones.
    plain = unicodedata.normalize("NFKD", name.casefold()).casefold().translate(LOOKALIKES)
    return "".join(char for char in plain if char.isalnum())


def name_skeleton(name: str) -> str:
    """A name as it looks at a glance, letters of any alphabet and figures that pass for Latin ones."""
    return "".join(map(_seen, skeleton(name)))


@cache
def _seen(char: str) -> str:
    """The small Latin letter that a character passes for, or the character."""
    if char in ALIKE:
        return ALIKE[char]
    # ᴇ is a LATIN LETTER SMALL CAPITAL E, ı a LATIN SMALL LETTER DOTLESS I, ɑ an ALPHA.
    found = SMALL.fullmatch(unicodedata.name(char, ""))
    return found[1].lower() if found else char


def fold(text: str) -> str:
    """A text as it is compared: without case, and with lookalikes as the letters they imitate."""
    plain = unicodedata.normalize("NFKC", FORMATS.sub("", UNSEEN.sub("", text))).casefold()
    return plain.translate(LOOKALIKES)


def without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.replace("đ", "d"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def fingerprint(text: str) -> str:
    """A short code that is equal for texts with the same letters and figures."""
    plain = skeleton(text)
    return hashlib.sha256(plain.encode()).hexdigest()[:16] if plain else ""


def to_html(text: str) -> str:
    """Light Markdown as HTML of a few harmless elements."""
    return _clean(_markdown.render(text)).strip()


def links(text: str) -> list[str]:
    """The targets of all links that the HTML of a text has."""
    return re.findall(r'<a href="([^"]*)"', to_html(text))
