"""Tags that every template has without loading them: pictures, addresses, navigation, JSON-LD."""

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import get_text_list
from django.utils.translation import gettext
from wagtail.models import Page

from .. import characters, display, navigation, pictures, structured_data

register = template.Library()


@register.filter
def printable(text) -> str:
    """A text for an XML document, without the characters that XML forbids."""
    return characters.printable(str(text))


@register.simple_tag(takes_context=True)
def rich_text(context, value):
    """A rich text as HTML. If there is a page, its links are resolved already."""
    return mark_safe(display.expanded(value, context.get("page")))  # noqa: S308 Wagtail made it


@register.simple_tag
def prepare(page) -> str:
    """Loads the pictures and links of the page, all at once. It shows nothing."""
    display.prepare(page)
    return ""


@register.simple_tag
def figure_picture(image, alt="", sizes="(min-width: 46rem) 43rem, 92vw", **attributes):
    """A picture as wide as the text, or its space until it is made."""
    return pictures.figure(image, alt=alt, sizes=sizes, **attributes)


@register.simple_tag
def enlarged(image):
    """The address of a picture in its largest size, to zoom into on a small screen, or nothing."""
    widest = pictures.plain(image, pictures.FIGURE)
    return widest.url if widest else ""


@register.simple_tag
def card_picture(image, sizes="(min-width: 48rem) 22rem, 92vw", **attributes):
    """A picture on a card. The text of the card says what it shows, so it is decoration."""
    return pictures.picture_or_space(image, pictures.CARD, alt="", sizes=sizes, **attributes)


@register.simple_tag
def portrait(image, **attributes):
    """An author's portrait, beside their name. Until it is made there are their initials."""
    return pictures.picture(image, pictures.PORTRAIT, alt="", sizes="6rem", **attributes)


@register.simple_tag
def share_picture(image):
    """The picture of link previews, 1200 × 630 px if it is made, or None."""
    return pictures.plain(image, pictures.SHARE, pictures.FIGURE)


@register.simple_tag
def poster(image):
    """The still of a video with its size, or None."""
    return pictures.poster(image)


@register.simple_tag
def video_address(document):
    """The address that a page plays a video from.

    That of a file in a bucket is signed for some hours, and a page may be kept for longer. The site's
    address of the document asks who may see it, and leads there.
    """
    try:
        document.file.path  # noqa: B018 a bucket has none
    except NotImplementedError:
        return document.url
    return document.file.url


@register.simple_tag(takes_context=True)
def absolute(context, address):
    """An address of ours with scheme and host, for machines that read the page elsewhere."""
    return navigation.absolute_url(context.get("request"), address)


@register.simple_tag(takes_context=True)
def canonical(context):
    """The canonical address of the page: without its query, except for the number of a list's page."""
    request = context["request"]
    listed = context.get("articles") or context.get("authors")
    number = getattr(listed, "number", 1)
    query = f"?page={number}" if number > 1 else ""
    return navigation.absolute_url(request, request.path) + query


@register.simple_tag(takes_context=True)
def main_topics(context):
    """The topics of the site's menu."""
    return navigation.main_topics(context["request"])


@register.simple_tag(takes_context=True)
def topic_menu(context):
    """The topics of the menu, each with its value of ``aria-current`` on this page."""
    page = context.get("page")
    path = getattr(page, "path", None) or ""
    return [
        (topic, "page" if path == topic.path else "true" if path.startswith(topic.path) else "")
        for topic in navigation.main_topics(context["request"])
    ]


@register.simple_tag
def author_names(authors, linked):
    """The authors' names in one text, such as "A, B and C"; ``linked``: each with a link."""
    names = [
        format_html('<a href="{}" rel="author">{}</a>', author.get_absolute_url(), author.name)
        if linked
        else conditional_escape(author.name)
        for author in authors
    ]
    return mark_safe(get_text_list(names, gettext("and")))  # noqa: S308 each name is escaped


@register.simple_tag(takes_context=True)
def breadcrumbs(context):
    """The pages from the home page down to this one.

    A view of something that is no page of the tree gives its own breadcrumbs, as ``trail``.
    """
    page = context.get("page")
    if "trail" in context or not isinstance(page, Page):
        return context.get("trail", [])
    return navigation.breadcrumbs(context["request"], page)


@register.simple_tag(takes_context=True)
def subtopics(context, topic):
    """The published topics within a topic."""
    return navigation.subtopics(context["request"], topic)


@register.simple_tag(takes_context=True)
def page_address(context, page):
    """A page's address, without the query that Wagtail's own tag may need for it."""
    return page.get_url(context.get("request"))


@register.filter
def has_session(request) -> bool:
    """Whether the visitor has a session cookie. Only then does a page ask who is signed in."""
    return bool(request) and settings.SESSION_COOKIE_NAME in request.COOKIES


@register.simple_tag(takes_context=True)
def structured(context, kind, *args):
    """JSON-LD of the kind, as a script element that holds data alone."""
    data = getattr(structured_data, kind)(context, *args)
    return (
        format_html('<script type="application/ld+json">{}</script>', structured_data.as_json(data))
        if data
        else ""
    )
