"""What somebody who means harm would write: texts, names and websites, made by a grammar.

``hostile(n)`` returns exactly n different samples, the same ones on every run: first those of
``hostile_known`` that a person wrote down, then what Hypothesis composes from the parts below.
Whatever tries to run something calls a marker (``window.__ran``), a dialog or another host, so that
a browser can tell whether it did.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from . import hostile_known as known

#: What the form takes: longer texts are refused before anything looks at them.
MOST = 3000
NAME_MOST = 50
ADDRESS_MOST = 2000


@dataclass(frozen=True)
class Hostile:
    """What one hostile reader types into the form."""

    kind: str
    name: str
    website: str
    words: str


def pick(*values) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


def towers(most: int) -> st.SearchStrategy[str]:
    """Letters under piles of combining marks."""
    marks = st.lists(st.characters(categories=["Mn", "Me"]), min_size=1, max_size=12)
    piles = st.tuples(pick("Z", "a", "л", "ע", "あ"), marks, st.integers(1, most)).map(
        lambda part: part[0] + "".join(part[1]) * part[2]
    )
    return st.lists(piles, min_size=1, max_size=6).map(_row)


def _row(pieces: list[str]) -> str:
    """Pieces beside each other, with a space now and then so that lines can break."""
    return "".join(piece + " " * (number % 3 == 2) for number, piece in enumerate(pieces))


# --- Ways of writing the same thing so that a filter does not know it --------------------------
ENCODINGS: list[Callable[[str], str]] = [
    str,
    str.upper,
    lambda text: "".join(c.upper() if n % 2 else c for n, c in enumerate(text)),
    lambda text: "".join(f"&#{ord(c)};" for c in text),
    lambda text: "".join(f"&#x{ord(c):x};" for c in text),
    lambda text: "".join(f"&#{ord(c):07d}" for c in text),  # without the semicolon
    lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    lambda text: "".join(f"\\x{ord(c) % 256:02x}" for c in text),
    lambda text: "".join(f"%{ord(c) % 256:02x}" for c in text),
    lambda text: quote(quote(text)),
    # Full-width letters: NFKC makes the plain ones of them, after a filter that came first.
    lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    lambda text: text.replace(":", "&colon;").replace("(", "&lpar;").replace(")", "&rpar;"),
    lambda text: text[:3] + "\t" + text[3:6] + "\n" + text[6:],
    lambda text: text[:3] + "&Tab;" + text[3:6] + "&NewLine;" + text[6:],
    lambda text: "\x01" + text[:4] + "\0" + text[4:],
    lambda text: text[:2] + "\u200b\u00ad\u2060" + text[2:],
    lambda text: text.replace("<", "\u2039").replace(">", "\u203a"),
    lambda text: text.encode().hex(" "),
    escape,
    lambda text: "\\".join(text),
    lambda text: "\u200d".join(text),
]

calls = st.sampled_from(known.CALLS)
encoded = st.builds(
    lambda encode, text: encode(text), st.sampled_from(ENCODINGS), st.sampled_from(known.SCHEMES)
)
addresses = st.builds(
    lambda encode, address, call: encode(address) + call,
    st.sampled_from(ENCODINGS),
    st.sampled_from(known.SCHEMES),
    calls,
)


def filled(templates: list[str]) -> st.SearchStrategy[str]:
    """Templates with a call in the place of «call», after something that may break out."""
    return st.builds(
        lambda before, template, call, encode: before + encode(template).replace("«call»", call),
        st.sampled_from(known.BREAKOUTS),
        st.sampled_from(templates),
        calls,
        st.sampled_from([str] * 6 + ENCODINGS),
    )


links = st.builds(
    lambda frame, address, words: frame.replace("«to»", address).replace("«words»", words),
    st.sampled_from(known.LINK_FRAMES),
    st.one_of(addresses, st.sampled_from(known.ADDRESSES)),
    pick("x", "", "**x**", "<b>x</b>", "![i](y)", "`x`", "\u202ex", "x" * 90),
)


def _nest(unit: str, count: int, end: str, indent: int) -> str:
    if indent:
        return "".join(f"{' ' * (indent * step)}{unit}\n" for step in range(min(count, 70))) + end
    return unit * count + end


nests = st.builds(
    _nest,
    st.sampled_from(known.NEST_UNITS),
    st.sampled_from([8, 21, 60, 400, MOST]),
    pick("", "x", "\n\nx", "]" * 50, ")" * 50, "*" * 50, "</b>" * 20),
    pick(0, 0, 0, 2, 3, 4),
)
unclosed = st.lists(st.sampled_from(known.OPENERS), min_size=1, max_size=12).map("".join)
long_words = st.builds(
    lambda unit, count, end: unit * count + end,
    pick("W", "a", "_", "1", "\u00a0", "й", "ש", "語", "-", "a&shy;", "a\u00ad", "\u2060a", "👩\u200d",
         "http://a.example/", "%41", "w\u035f", "\u0e01", "\ufdfd", "𒐫", "〱", "a\u202f", "`"),
    st.sampled_from([60, 300, 1200, MOST]),
    pick("", " end", "\n\nend"),
)  # fmt: skip
scripts = st.text(
    st.one_of(
        st.characters(min_codepoint=0x590, max_codepoint=0x8FF, exclude_categories=["Cn"]),
        st.characters(min_codepoint=0x3000, max_codepoint=0x9FFF, exclude_categories=["Cn"]),
        st.characters(min_codepoint=0xE00, max_codepoint=0x109F, exclude_categories=["Cn"]),
        pick(" ", "1", "(", "a", "\u200f", "\u200e"),
    ),
    min_size=1,
    max_size=120,
)
emoji = st.lists(st.sampled_from(known.EMOJI), min_size=1, max_size=60).map("".join)
bidi = st.lists(
    st.one_of(st.sampled_from(known.BIDI), pick("abc ", "שלום ", "1,5 ", "<b>", "evil.exe", "\n")),
    min_size=2,
    max_size=80,
).map("".join)
invisible = st.lists(
    st.one_of(st.sampled_from(known.INVISIBLE), pick(" ", "\n", "x")), min_size=1, max_size=120
).map("".join)
controls = st.lists(
    st.one_of(
        st.integers(0, 31).map(chr),
        st.integers(0x7F, 0x9F).map(chr),
        st.integers(0xD800, 0xDFFF).map(chr),  # half a character: the browser sends bytes
        pick("\ufffe", "\uffff", "\U0001ffff", "\ufdd0", "\u2028", "\u2029", "\ue000", "x", "<b>"),
    ),
    min_size=1,
    max_size=60,
).map("".join)
expanding = st.builds(
    lambda unit, count, end: unit * count + end,
    pick("\ufdfa", "\ufdfb", "\u3316", "://- \ufdfa\ufdfa[", "\u2a74//\ufdfa", "\u2100"),
    st.sampled_from([10, 50, 700, MOST]),
    pick("", "x"),
)
free = st.text(st.characters(codec="utf-8"), min_size=1, max_size=200)

KINDS: dict[str, st.SearchStrategy[str]] = {
    "markup": filled(known.MARKUP),
    "mutation": filled(known.MUTATIONS),
    "link": st.lists(links, min_size=1, max_size=4).map("\n\n".join),
    "template": filled(known.TEMPLATES),
    "style": filled(known.STYLES),
    "ending": filled(known.ENDINGS),
    "nest": nests,
    "unclosed": unclosed,
    "bidi": bidi,
    "tower": towers(40),
    "invisible": invisible,
    "long word": long_words,
    "script": scripts,
    "emoji": emoji,
    "control": controls,
    "expanding": expanding,
    "free": free,
}
pieces = st.one_of(*KINDS.values())
KINDS["mixed"] = st.builds(
    lambda parts, between: between.join(part[:700] for part in parts),
    st.lists(pieces, min_size=2, max_size=5),
    pick(
        "", " ", "\n", "\n\n", "\n> ", "\n- ", "\n1. ", "\n    ", "`", "\n```\n", "](", "\0", "<p>"
    ),
)
names = st.one_of(
    pieces,
    towers(6),
    long_words,
    st.sampled_from(known.NAMES),
    st.sampled_from(known.MARKUP).map(lambda text: text.replace("«call»", "alert(1)")),
)
websites = st.one_of(
    st.sampled_from(["", *known.WEBSITES]),
    st.sampled_from(["", *known.WEBSITES]),
    st.sampled_from(["", *known.WEBSITES]),
    st.sampled_from(known.ADDRESSES),
    addresses,
    st.builds(lambda host, tail: f"http://{host}{tail}", st.sampled_from(known.HOSTS), pieces),
    joined(pick("http://", "https://", "ftp://"), st.sampled_from(known.HOSTS),
           st.sampled_from(known.TAILS)),
)  # fmt: skip
samples = st.sampled_from(sorted(KINDS)).flatmap(
    lambda kind: st.builds(Hostile, st.just(kind), names, websites, KINDS[kind])
)


def hostile(count: int) -> list[Hostile]:
    """Exactly so many samples, no text twice: the known ones first, then by the grammar."""
    found = {
        words[:MOST]: Hostile("known", name[:NAME_MOST], website[:ADDRESS_MOST], words[:MOST])
        for name, website, words in known.samples()
    }

    # Derandomised, Hypothesis draws the same examples on every run; nothing is shrunk or kept. Some
    # it draws twice, with little changes: hence more draws than samples.
    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=max(1, 2 * (count - len(found)) + 50),
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(samples)
    def collect(sample: Hostile):
        words = sample.words[:MOST]
        found.setdefault(
            words,
            Hostile(sample.kind, sample.name[:NAME_MOST], sample.website[:ADDRESS_MOST], words),
        )

    collect()
    assert len(found) >= count, f"the grammar made {len(found)} different samples only"
    return list(found.values())[:count]
