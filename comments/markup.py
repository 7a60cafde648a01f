"""Makes readers' texts harmless, and turns them into HTML."""

import hashlib
import re
import unicodedata

import nh3
from markdown_it import MarkdownIt

#: Characters that reverse the text after them: a comment could disguise the page around it.
BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: Controls, soft hyphens and characters that XML forbids, except line ends. Joiners stay, because
#: emoji and Persian need them.
CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u2060-\u2064\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
#: Letters, marks and symbols by their category, but invisible: fillers and selectors.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
#: Format characters: joiners, marks of direction, spaces without width. They are invisible, and
#: words are compared without them.
FORMATS = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)

#: Cyrillic and Greek letters that look like Latin ones, and those.
LOOKALIKES = str.maketrans("авекмнорстухіјѕԁһԛԝӏαβεικνορτυχ", "abekmhopctyxijsdhqwlabeiknoptux")

TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
RULES = [
    "autolink", "backticks", "blockquote", "emphasis", "escape", "fence", "link", "linkify",
    "list", "newline",
]  # fmt: skip

_markdown = MarkdownIt("zero", {"breaks": True, "linkify": True, "html": False}).enable(RULES)


def normalise(text: str) -> str:
    """The text in one form (NFKC), without deceptive or invisible characters.

    A text of nothing but invisible characters is empty.
    """
    text = CONTROLS.sub("", BIDI_OVERRIDES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    # After the removal, because a removed character may have stood between a letter and its accent.
    text = unicodedata.normalize("NFKC", text).strip()
    # Z: spaces; C: controls, format characters, unassigned.
    visible = any(unicodedata.category(char)[0] not in "ZC" for char in UNSEEN.sub("", text))
    return text if visible else ""


def one_line(text: str) -> str:
    """A normalised text on one line, for names."""
    return " ".join(normalise(text).split())


def skeleton(name: str) -> str:
    """A name without differences that hardly show: case, accents, spaces, points, lookalikes."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(LOOKALIKES)
    return "".join(char for char in plain if char.isalnum())


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
    return nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    ).strip()


def links(text: str) -> list[str]:
    """The targets of the links in a text, as its HTML has them."""
    return re.findall(r'<a href="((?:https?|mailto):[^"]*)"', to_html(text))
