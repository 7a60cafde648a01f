"""The last part of a tag's address, made from its name in any script."""

import unicodedata

from taggit.models import Tag

FALLBACK = "tag"
MAX_LENGTH = Tag._meta.get_field("slug").max_length

#: Signs that tell names apart: C, C++ and C#.
SPOKEN = str.maketrans({"+": " plus ", "#": " sharp ", "đ": "d", "Đ": "D"})


def slug_for(name: str) -> str:
    """A slug of the name's letters; of a name without any letter, of what its signs are called."""
    called = " ".join(unicodedata.name(char, "") for char in name)
    return _words(name.translate(SPOKEN)) or _words(called) or FALLBACK


def unused_slug(name: str) -> str:
    """The name's slug, with a number if another tag has it."""
    base = slug_for(name)
    taken = set(
        Tag.objects.filter(slug__startswith=base[: MAX_LENGTH - 6]).values_list("slug", flat=True)
    )
    slug, number = base, 2
    while slug in taken:
        ending = f"-{number}"
        slug, number = base[: MAX_LENGTH - len(ending)] + ending, number + 1
    return slug


def set_slug(sender, instance, raw=False, **kwargs):
    """Gives a new tag its slug, unless somebody chose one: taggit's own knows Latin letters alone."""
    made_by_taggit = instance.slug in ("", instance.slugify(instance.name))
    if made_by_taggit and instance._state.adding and not raw:
        instance.slug = unused_slug(instance.name)


def _words(text: str) -> str:
    """The words of a text, joined by hyphens: Latin letters without accents, others with their marks."""
    letters = []
    for char in unicodedata.normalize("NFKC", text).lower():
        base = unicodedata.normalize("NFKD", char)[0]
        if base.isascii() and base.isalnum():
            letters.append(base)
        elif char.isalnum() or (unicodedata.category(char)[0] == "M" and letters):
            letters.append(char)
        else:
            letters.append("-")
    words = [word for word in "".join(letters).split("-") if word]
    return "-".join(words)[:MAX_LENGTH].rstrip("-")
