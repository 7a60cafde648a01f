"""Checks a list before it is saved: a sentence for each line with a mistake."""

import ipaddress
import re

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..markup import fold, skeleton
from .lists import UNSPACED, Phrase, kind_of, lines_of

#: A star beside fewer letters matches half of the language.
LETTERS_WITH_STAR = 3
#: Wider networks than these are whole countries.
WIDEST = {4: 8, 6: 19}
LIKE_A_NETWORK = re.compile(r"\d+(\.\d+){2,}(\.|/|$)|[\da-f]*:[\da-f]*:[\da-f:.]*(/.*)?$", re.I)
MOST_SHOWN = 5

is_domain = DomainNameValidator(accept_idna=True)


def check_words(lines: str) -> list[str]:
    """The mistakes in a list of words and phrases."""
    return _mistakes(lines, _check_phrase)


def check_people(lines: str) -> list[str]:
    """The mistakes in a list of people and networks."""
    return _mistakes(lines, _check_person)


def _mistakes(lines: str, check) -> list[str]:
    mistakes = [
        _("Line %(number)s: %(mistake)s")
        % {"number": number, "mistake": message % {"entry": entry[:60]}}
        for number, entry in lines_of(lines)
        if (message := check(entry))
    ]
    more = len(mistakes) - MOST_SHOWN
    if more <= 0:
        return mistakes
    rest = ngettext("And %(count)s more of the kind.", "And %(count)s more of the kind.", more)
    return [*mistakes[:MOST_SHOWN], rest % {"count": more}]


def _check_phrase(entry: str) -> str:
    phrase = Phrase.of(0, entry)
    star = fold(entry).strip()[:1] == "*" or fold(entry).strip()[-1:] == "*"
    letters = sum(char.isalnum() for char in phrase.body)
    if not phrase.body or (not letters and len(phrase.body) == 1 and phrase.body.isascii()):
        return _("“%(entry)s” would catch nearly every comment.")
    if "*" in phrase.body:
        return _("“%(entry)s” has a * in the middle. It can stand only before or after a word.")
    if UNSPACED.search(phrase.body) or not letters:
        return ""
    if letters == 1 and len(phrase.body) == 1:
        return _("“%(entry)s” is a single letter or figure, and would catch nearly every comment.")
    if star and letters < LETTERS_WITH_STAR:
        return _(
            "“%(entry)s” would catch nearly every comment. Beside a *, write at least three letters."
        )
    return ""


def _check_person(entry: str) -> str:
    kind = kind_of(entry)
    if "*" in entry:
        return _(
            "“%(entry)s” has a *. People are compared as a whole; for a domain, write @example.org."
        )
    if kind == "email":
        try:
            validate_email(entry)
        except ValidationError:
            return _(
                "“%(entry)s” is no email address. Write it as ann@example.org, or @example.org for "
                "a domain."
            )
    elif kind == "domain":
        try:
            is_domain(entry[1:])
        except ValidationError:
            return _("“%(entry)s” is no domain. Write it as @example.org.")
    elif kind == "network":
        return _check_network(entry)
    elif LIKE_A_NETWORK.match(entry):
        return (
            _(
                "“%(entry)s” is no network address. Write it as 203.0.113.7, or 203.0.113.0/24 for "
                "a network: each number goes to 255, the last one to 32."
            )
            if ":" not in entry
            else _(
                "“%(entry)s” is no network address. Write it as 2001:db8::1, or 2001:db8::/32 for "
                "a network."
            )
        )
    elif not skeleton(entry):
        return _("“%(entry)s” has nothing in it that a name could be compared with.")
    return ""


def _check_network(entry: str) -> str:
    network = ipaddress.ip_network(entry, strict=False)
    if network.prefixlen < WIDEST[network.version]:
        message = _(
            "“%(entry)s” would catch half of the world. The number after the / has to be at least "
            "%(least)s."
        )
        return message % {"entry": "%(entry)s", "least": WIDEST[network.version]}
    return ""
