"""What differs between two versions of a page, and nothing that does not."""

from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, Tag
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from taggit.managers import TaggableManager
from wagtail.admin.compare import TagsFieldComparison, register_comparison_class


class Tags(TagsFieldComparison):
    """Tags have no order: a form sends them in another one than the database."""

    def get_items(self):
        return tuple(sorted(tags, key=str) for tags in super().get_items())


register_comparison_class(TaggableManager, comparison_class=Tags)

DIFFERENCE = ".addition, .deletion"
#: A block of a stream or list, in the HTML of Wagtail's comparisons.
BLOCK = "comparison__child-object"


def _differs(tag) -> bool:
    return {"addition", "deletion"} & set(tag.get("class", [])) or tag.select_one(DIFFERENCE)


def _join_lines(soup) -> None:
    """Takes a space for a line break out of the differences: no reader sees it."""
    for tag in soup.select(".deletion"):
        other = tag.next_sibling
        is_pair = isinstance(other, Tag) and "addition" in other.get("class", [])
        if is_pair and tag.get_text().split() == other.get_text().split() and not tag.find(True):
            tag.decompose()
            other.unwrap()
    for tag in soup.select(DIFFERENCE):
        if not (tag.get_text(strip=True) or tag.find(True)):
            tag.unwrap()


def only_changes(html: str) -> str:
    """The HTML of a comparison without the blocks and fields in which nothing differs.

    The first field of a block that differs stays: it is the heading, the term or the question.
    """
    soup = BeautifulSoup(html, "html.parser")
    _join_lines(soup)
    if not soup.select_one(DIFFERENCE):
        return ""
    for tag in [*soup.find_all("div", class_=BLOCK), *soup.find_all("dd")]:
        if tag.decomposed or tag.find_parent(class_=["addition", "deletion"]) or _differs(tag):
            continue
        if tag.name == "dd":
            if not tag.find_previous_sibling("dd"):
                continue
            tag.find_previous_sibling("dt").decompose()
        tag.decompose()
    # Wagtail's comparisons are escaped, and nothing is added here.
    return mark_safe(str(soup))  # noqa: S308


def _moved(places: int | None) -> str:
    if not places:
        return ""
    down = ngettext("Moved down %(number)s place.", "Moved down %(number)s places.", abs(places))
    up = ngettext("Moved up %(number)s place.", "Moved up %(number)s places.", abs(places))
    return (down if places > 0 else up) % {"number": abs(places)}


def _child(child) -> str:
    """An author, a related article and the like, if it came, went, moved or was changed."""
    if child.is_addition():
        kind, word = "addition", _("Added")
    elif child.is_deletion():
        kind, word = "deletion", _("Taken out")
    else:
        kind, word = "", _moved(child.get_position_change())
    fields = [
        (one.field_label(), html)
        for one in child.get_field_comparisons()
        if (html := one.htmldiff() if kind else only_changes(one.htmldiff()))
    ]
    if not fields and not word:
        return ""
    listed = format_html_join("", "<dt>{}</dt><dd>{}</dd>", fields)
    said = format_html("<p>{}</p>", word) if word else ""
    return format_html('<div class="{} {}">{}<dl>{}</dl></div>', BLOCK, kind, said, listed)


def changes(comparison: Iterable) -> Iterator[tuple[str, str]]:
    """The label of each field that differs, with what differs in it."""
    for one in comparison:
        if one.is_field:
            html = only_changes(one.htmldiff())
        else:
            html = format_html_join(
                "", "{}", ((_child(child),) for child in one.get_child_comparisons())
            )
        if html:
            yield one.field_label(), html
