"""Whatever a reader types is stored, shown, changed and taken along as it was typed.

It goes through the real forms. ``TYPED_TEXTS=20000`` tries more texts than the suite does.
"""

import os
import random
import re
import string
import unicodedata
from collections import Counter
from html import unescape
from urllib.parse import unquote
from uuid import uuid4

import html5lib
import pytest
from django.core import signing
from django.core.signing import get_cookie_signer
from django.test import Client
from django.urls import reverse

from comments import cookies
from comments.intake.forms import SALT
from comments.models import Commenter, DiscussionSettings, ReaderComment
from tests import factories

from .conftest import hidden

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

TEXTS = int(os.environ.get("TYPED_TEXTS") or 60)
ON_A_PAGE = 12
#: So many texts make one comment, with blank lines between them. Alone each begins its comment.
TOGETHER = (1, 1, 10, 30)
#: Fewer characters than a comment may have, because NFC makes three of some.
MOST = 1500
EMAIL = "ann@example.org"
#: Signs of Markdown, and what is easily broken: marks, directions, emoji, links, line ends, controls.
PIECES = [
    *"*_`>-+#[]()<>!&\\/.:1234567890\"'~|{}=^$%@;,?", "\n", "\n\n", "\r\n", "\r", "\t", " ", "  ", "    ", "\u00a0",
    "1. ", "12) ", "007. ", "- ", "+ ", "> ", "# ", "```", "~~~", "```py\n", "---", "===", "| a | b |\n|---|---|\n",
    "http://", "https://", "HTTPS://", "//", "www.", "ftp:", "mailto:", "a.example", "xn--nxasmq6b.example", "/%D0%BF",
    "main.py", "a@b.example", "](", "[x](https://a.example \"title\")", "<https://a.example/ü>", "[x](https://ü.example)",
    "![x](https://a.example/b.png)", "[ref]: https://a.example", "<b>", "</p>", "<!--", "]]>", "&amp;", "&#65;", "&lt;",
    "10⁶", "½", "mc²", "№", "…", "（テスト）", "𝕬", "ﬁ", "ﷺ", "ß", "İ", "ǅ", "e\u0301", "\u0301", "Ọbáfẹ́mi", "한국어", "\u1112\u1161\u11ab",
    "שָׁלוֹם", "مُحَمَّد", "नमस्ते", "ไทย", "می\u200cخواهم", "👩\u200d👩\u200d👧", "🇫🇷", "👍🏽", "1️⃣", "❤️", "🏴\U000e0067\U000e0062\U000e007f",
    "\u200b", "\u200e", "\u200f", "\u202e", "\u2066", "\u00ad", "\u2028", "\u2060", "\ufeff", "\x01", "\x0b", "\x85", "\ufffe", "\U0001fffe",
    "\ue000", "\U0010fffd", "words ", "Some words. ", "and so on",
]  # fmt: skip
#: Taken out by the rules: what reverses the text after it, controls, and what Unicode keeps for programs.
TAKEN_OUT = set("\u00ad\ufeff") | {
    chr(code)
    for first, last in (
        (0x202A, 0x202E),
        (0x2066, 0x2069),
        (0x2060, 0x2064),
        (0xFFF9, 0xFFFB),
        (0xFDD0, 0xFDEF),
        *((end + 0xFFFE, end + 0xFFFF) for end in range(0, 0x110000, 0x10000)),
    )
    for code in range(first, last + 1)
}
#: What Markdown reads as signs. Everything else that can be seen is compared, in its order.
SIGNS = set(string.punctuation)


def a_text(chance: random.Random) -> str:
    """Pieces, with letters of all planes between them. A form cannot send NUL or half a pair."""
    parts = []
    for _ in range(chance.randint(1, 14)):
        if chance.random() < 0.6:
            parts.append(chance.choice(PIECES))
        else:
            plane = chance.choice([0x80, 0x800, 0x3000, 0x10000, 0x20000, 0x110000])
            codes = [chance.randrange(1, plane) for _ in range(chance.randint(1, 6))]
            parts += [chr(code) for code in codes if not 0xD800 <= code < 0xE000]
    return "".join(parts)


def comments_of(chance: random.Random) -> tuple[list[str], int]:
    """What is typed into the forms of one page, and of how many texts it is made."""
    comments, number = [], 0
    while len(comments) < ON_A_PAGE:
        texts = [a_text(chance) for _ in range(chance.choice(TOGETHER))]
        while len("\n\n".join(texts)) > MOST:
            texts.pop()
        comments.append("\n\n".join(texts))
        number += len(texts)
    return comments, number


def as_the_rules_say(typed: str) -> str:
    """NFC of what was typed, less what the rules name."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    kept = [
        c for c in text if c in "\n\t" or (c not in TAKEN_OUT and unicodedata.category(c) != "Cc")
    ]
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def is_nothing_to_see(words: str) -> bool:
    """Whether a text has nothing but spaces, marks and what is invisible."""
    return not any(unicodedata.category(char)[0] in "LNPS" for char in words)


def seen(text: str) -> list[str]:
    return [char for char in text if not char.isspace() and char not in SIGNS]


def shown(html: str) -> tuple[str, str]:
    """The text of some HTML with the numbers of its lists, and what its links hold besides."""
    said, behind = [], []

    def walk(element, number=None):
        if element.tag == "li" and number is not None:
            said.append(f"{number} ")
        if element.tag == "a":
            address = re.sub(r"xn--([\w-]+)", _decoded, unquote(element.get("href")))
            behind.append(address + element.get("title", ""))
        said.append(element.text or "")
        count = int(element.get("start", 1))
        for child in element:
            count = int(child.get("value", count)) if element.tag == "ol" else count
            walk(child, count if element.tag == "ol" else None)
            count += 1
            said.append(child.tail or "")

    walk(html5lib.parseFragment(html, namespaceHTMLElements=False))
    return "".join(said), "".join(behind)


def _decoded(label) -> str:
    try:
        return label[1].encode().decode("punycode")
    except UnicodeError:
        return label[0]


def differs(stored: str, html: str) -> str:
    """The difference between what is stored and what is shown, in words; empty if there is none."""
    said, behind = shown(html)
    rest = iter(seen(stored))
    for char in seen(said):
        if char not in rest:
            return f"shows {char!r}, which was not typed there"
    hidden_away = Counter(seen(stored)) - Counter(seen(said)) - Counter(seen(behind))
    hidden_away.pop("0", None)  # of 007.
    return f"hides {dict(hidden_away)}" if hidden_away else ""


class Reader:
    """Somebody who types texts into the forms of one page, and keeps track of what should be stored."""

    def __init__(self, topic):
        self.client, self.page = Client(), factories.article(topic)
        self.address = f"/discussion/{self.page.pk}/reply/"
        self.form = hidden(self.client.get(self.address).content.decode())
        #: Of each comment: its secret address, and the words that should be stored.
        self.comments: dict[int, tuple[str, str]] = {}
        self.wrong: list[str] = []

    def check(self, typed: str, what: str, is_right: object) -> None:
        if not is_right:
            self.wrong.append(f"{what}: {typed!r}")

    def type(self, typed: str) -> None:
        # The form's number is a new one each time: a form that is fetched has nothing else of its own.
        fields = self.form | {"nonce": signing.dumps(uuid4().hex, salt=SALT)}
        fields |= {"name": "Ann", "email": EMAIL, "comment": typed, "honeypot": ""}
        answer, words = self.client.post(self.address, fields), as_the_rules_say(typed)
        if answer.status_code == 302:
            pk = int(re.search(r"/comment/(\d+)/", answer["Location"])[1])
            self.comments[pk] = (answer["Location"], words)
            self.check(typed, "nothing to see was taken", words.strip())
        else:
            known = words in [other for _, other in self.comments.values()]
            why = f"refused with {answer.status_code}"
            self.check(typed, why, known or is_nothing_to_see(words))

    def change(self, pk: int, typed: str) -> None:
        (address, _), words = self.comments[pk], as_the_rules_say(typed)
        answer = self.client.post(address, {"action": "edit", "comment": typed})
        if answer.status_code == 302:
            self.comments[pk] = (address, words)
        else:
            why = f"change refused with {answer.status_code}"
            self.check(typed, why, is_nothing_to_see(words))

    def look(self, whole: bool = False) -> None:
        """Compares what is stored, shown on the page, offered to be changed, and exported."""
        stored = dict(ReaderComment.objects.filter(page=self.page).values_list("pk", "comment"))
        html = self.client.get(f"/discussion/{self.page.pk}/").content.decode()
        for pk, (address, words) in self.comments.items():
            self.check(words, f"stored as {stored[pk]!r}", stored[pk] == words)
            _, found, part = html.partition(f'id="c{pk}"')
            own = "" if found and not whole else self.client.get(address).content.decode()
            for place in filter(None, (part, own)):
                said = re.search(r'<div class="said[^>]*>(.*?)</div>', place, re.DOTALL)[1]
                self.check(words, difference := differs(words, said), not difference)
            for offered in re.findall(r"<textarea[^>]*>(.*?)</textarea>", own, re.DOTALL):
                self.check(words, f"offered as {offered!r}", unescape(offered) == words)
        signer = get_cookie_signer(salt=cookies.ACCOUNT + cookies.ACCOUNT)
        commenter = Commenter.objects.get(email=EMAIL)
        self.client.cookies[cookies.ACCOUNT] = signer.sign(str(commenter.pk))
        taken = self.client.get(reverse("yours"), {"export": "json"}).json()["comments"]
        exported = {comment["text"] for comment in taken}
        for words in {words for _, words in self.comments.values()} - exported:
            self.check(words, "missing in the export", False)


def test_what_is_typed_is_what_is_stored_shown_changed_and_exported(topic, rules, settings):
    limits = dict.fromkeys(["network", "address", "page"], 10 * TEXTS)
    settings.COMMENT_LIMITS = limits
    DiscussionSettings.objects.update(max_links=None, page_size=50)
    seed = int(os.environ.get("TYPED_SEED") or random.randrange(2**32))
    chance, tried, wrong = random.Random(seed), 0, []
    while tried < TEXTS:
        reader = Reader(topic)
        texts, number = comments_of(chance)
        tried += number
        for typed in texts[::2]:
            reader.type(typed)
        reader.look()
        # A browser sends the line ends of a text area in this way.
        for pk, typed in zip(reader.comments, texts[1::2], strict=False):
            reader.change(pk, typed.replace("\r\n", "\n").replace("\n", "\r\n"))
        reader.look(whole=True)
        wrong += reader.wrong
        reader.page.delete()
        Commenter.objects.all().delete()
    assert not wrong, f"{len(wrong)} of {tried} (TYPED_SEED={seed}):\n" + "\n".join(wrong[:20])
