"""Explains the score of a comment in phrases that a moderator reads."""

import re
from collections.abc import Callable

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .example import Example
from .features import features

#: By the letter of the feature's family.
REASONS = {
    "w": _("word “%(name)s”"),
    "p": _("words “%(name)s”"),
    "m": _("sign “%(name)s”"),
    "d": _("link to %(name)s"),
    "t": _("address ending in .%(name)s"),
    "u": _("“%(name)s” in a link"),
    "a": _("address at %(name)s in the text"),
    "o": _("disguised word “%(name)s”"),
    "n": _("“%(name)s” in the name"),
    "e": _("writer’s address at %(name)s"),
}
#: What ``features`` says of the shape of a comment and of its sending, as a moderator reads it.
SHAPES = {
    "little but a link": _("little but a link"),
    "no link": _("no link"),
    "an e-mail address in the text": _("an e-mail address in the text"),
    "a link in markup": _("a link in markup"),
    "a sum of money": _("a sum of money"),
    "a telephone number": _("a telephone number"),
    "a question mark": _("a question mark"),
    "signs or letters many times in a row": _("signs or letters many times in a row"),
    "begins with a small letter": _("begins with a small letter"),
    "a name with @": _("a name with @"),
    "two alphabets in one text": _("two alphabets in one text"),
    "hidden characters": _("hidden characters"),
    "letters of a fancy type": _("letters of a fancy type"),
    "letters of two alphabets in one word": _("letters of two alphabets in one word"),
    "hidden characters of the name": _("hidden characters of the name"),
    "letters of a fancy type of the name": _("letters of a fancy type of the name"),
    "letters of two alphabets in one word of the name": _(
        "letters of two alphabets in one word of the name"
    ),
    "a link for a name": _("a link for a name"),
    "a name of many words": _("a name of many words"),
    "figures in the name": _("figures in the name"),
    "many points in the address": _("many points in the address"),
    "a website is given": _("a website is given"),
    "no capitals": _("no capitals"),
    "few capitals": _("few capitals"),
    "some capitals": _("some capitals"),
    "many capitals": _("many capitals"),
    "very many capitals": _("very many capitals"),
    "hardly anything but capitals": _("hardly anything but capitals"),
    "no figures": _("no figures"),
    "few figures": _("few figures"),
    "some figures": _("some figures"),
    "many figures": _("many figures"),
    "very many figures": _("very many figures"),
    "hardly anything but figures": _("hardly anything but figures"),
}
#: The same, where a range of numbers stands in it.
RANGES = {
    "a text of {} characters": _("a text of %(range)s characters"),
    "words: {}": _("words: %(range)s"),
    "links: {}": _("links: %(range)s"),
    "words all in capitals: {}": _("words all in capitals: %(range)s"),
    "exclamation marks: {}": _("exclamation marks: %(range)s"),
    "{} lines": _("%(range)s lines"),
    "disguised words: {}": _("disguised words: %(range)s"),
    "emoji: {}": _("emoji: %(range)s"),
    "{} of 100 words differ": _("%(range)s of 100 words differ"),
    "an address of {} characters before the @": _(
        "an address of %(range)s characters before the @"
    ),
    "{} figures in the address": _("%(range)s figures in the address"),
    "form open for {} seconds": _("form open for %(range)s seconds"),
    "others from this network within the hour: {}": _(
        "others from this network within the hour: %(range)s"
    ),
}
RANGE = re.compile(r"(?P<bound>up to |more than )?(?P<number>\d[\d.]*)")


def by_reason(example: Example, weight: Callable[[str], float]) -> dict[str, float]:
    """The weight of each reason."""
    reasons: dict[str, float] = {}
    for feature in features(example):
        if weighs := weight(feature):
            kind, _, what = feature.partition(":")
            # Features have a nought for every figure: only their number counts.
            number = kind == "w" and not what.strip("0")
            if number:
                message = ngettext(
                    "number of %(count)s figure", "number of %(count)s figures", len(what)
                )
                reason = message % {"count": len(what)}
            else:
                reason = shape(what) if kind == "s" else REASONS[kind] % {"name": what}
            reasons[reason] = reasons.get(reason, 0.0) + weighs
    return reasons


def shape(name: str) -> str:
    """The shape that a feature names, in the moderator's language."""
    if name in SHAPES:
        return str(SHAPES[name])
    match = RANGE.search(name)
    if match is None:
        # An alphabet: there are too many to list.
        return gettext("%(alphabet)s letters") % {"alphabet": name.removesuffix(" letters")}
    number = match["number"]
    if match["bound"] == "up to ":
        number = gettext("up to %(number)s") % {"number": number}
    elif match["bound"]:
        number = gettext("more than %(number)s") % {"number": number}
    template = RANGES.get(RANGE.sub("{}", name, count=1))
    return template % {"range": number} if template else name
