"""The styles by which word processors say what is bold, raised, a heading or an item of a list."""

import re
from dataclasses import dataclass, replace

from bs4 import Tag

#: A rule of a style sheet for one class, as the text programs of Apple and Word write it.
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CLASS = re.compile(r"(?:\w+)?\.([\w-]+)")
LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(pt|px|%|em)?")
SIZE = re.compile(r"(\d*\.?\d+)(pt|px)")
MARGINS = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
#: Word writes small ones to line up scripts of different heights.
LEAST_RAISE = 2.0


@dataclass(frozen=True)
class Look:
    """How letters are set. ``size`` is in points, or None where nothing says it."""

    bold: bool = False
    italic: bool = False
    script: str = ""
    href: str = ""
    size: float | None = None
    pre: bool = False


def declarations(style: str) -> dict[str, str]:
    """The declarations of a ``style`` attribute."""
    found = {}
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = value.strip().lower()
    return found


def class_rules(sheets: list[str]) -> dict[str, dict[str, str]]:
    """What the style sheets of a pasted text say of single classes."""
    rules: dict[str, dict[str, str]] = {}
    for sheet in sheets:
        for selectors, body in RULE.findall(MARGINS.sub("", sheet)):
            for selector in selectors.split(","):
                if match := CLASS.fullmatch(selector.strip()):
                    rules.setdefault(match[1], {}).update(declarations(body))
    return rules


def style_of(tag: Tag, rules: dict[str, dict[str, str]]) -> dict[str, str]:
    """The declarations for an element: those of its classes, then its own."""
    style: dict[str, str] = {}
    for name in tag.get_attribute_list("class"):
        style |= rules.get(name or "", {})
    return style | declarations(str(tag.get("style") or ""))


def is_hidden(tag: Tag, style: dict[str, str]) -> bool:
    """Whether a browser, or Word, shows nothing of an element."""
    return (
        style.get("display", "").startswith("none")
        or style.get("mso-hide") == "all"
        or tag.has_attr("hidden")
    )


def _script(style: dict[str, str], inline: bool) -> str | None:
    """Whether a style raises ("sup") or lowers ("sub") letters, or sets them on the line ("")."""
    align = style.get("vertical-align", "")
    if align.startswith("sup"):
        return "sup"
    if align.startswith("sub"):
        return "sub"
    raised = LENGTH.match(style.get("mso-text-raise", ""))
    if raised and abs(float(raised[1])) >= LEAST_RAISE:
        return "sup" if float(raised[1]) > 0 else "sub"
    moved = LENGTH.match(align)
    if inline and moved and float(moved[1]):
        return "sup" if float(moved[1]) > 0 else "sub"
    return "" if align == "baseline" else None


def _size(style: dict[str, str]) -> float | None:
    match = SIZE.search(style.get("font-size", "")) or SIZE.search(style.get("font", ""))
    if not match:
        return None
    return float(match[1]) * (0.75 if match[2] == "px" else 1)


def look_of(tag: Tag, style: dict[str, str], look: Look) -> Look:
    """How the letters in an element are set, if those around it are set like ``look``."""
    name = tag.name
    if name in ("b", "strong", "th"):
        look = replace(look, bold=True)
    elif name in ("i", "em", "cite", "dfn", "var") and "citation" not in tag.get_attribute_list(
        "class"
    ):
        look = replace(look, italic=True)
    elif name in ("sub", "sup"):
        look = replace(look, script=name)
    elif name == "pre":
        look = replace(look, pre=True)
    weight = style.get("font-weight", "")
    if weight:
        bold = int(weight) >= 600 if weight.isdecimal() else weight.startswith("bold")
        look = replace(look, bold=bold)
    slant = style.get("font-style", "")
    if slant:
        look = replace(look, italic=slant.startswith(("italic", "oblique")))
    script = _script(style, inline=name in ("span", "font", "a", "b", "i", "em", "strong"))
    if script or (script == "" and name not in ("sub", "sup")):
        look = replace(look, script=script)
    if style.get("white-space", "").startswith("pre") and "mso-spacerun" not in style:
        look = replace(look, pre=look.pre or name == "pre")
    return replace(look, size=_size(style) or look.size)
