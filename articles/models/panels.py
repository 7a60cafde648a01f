"""The forms of pages, tab by tab in the order of the work, with labels in the words of a newsroom."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.models import Page

from ..checks.wording import ANSWER_WORDS, DESCRIPTION_CHARACTERS, TITLE_CHARACTERS

ADDRESS_HELP = _(
    "The last part of the page’s address: small letters, numbers and hyphens. The site makes it "
    "from the title. If it changes later, the old address leads to the new one."
)


def guide(unit: str, most: int) -> dict:
    """Attributes of a panel whose field is counted, for ``static/js/guides.js``."""
    if unit == "words":
        text, over = (
            _("Words: {count} of about {most}"),
            _("Words: {count}, of which {most} are enough"),
        )
    else:
        text, over = (
            _("Characters: {count} of about {most}"),
            _("Characters: {count}, of which about {most} are shown"),
        )
    return {
        "data-guide": unit,
        "data-guide-most": str(most),
        "data-guide-text": text,
        "data-guide-over": over,
    }


def search_panels(title_help, description_help) -> list:
    """How a page is found: its address, and the words that search engines show."""
    return [
        FieldPanel("slug", heading=_("Address"), help_text=ADDRESS_HELP),
        FieldPanel(
            "seo_title",
            heading=_("Title in search results"),
            help_text=title_help,
            attrs=guide("characters", TITLE_CHARACTERS),
        ),
        FieldPanel(
            "search_description",
            heading=_("Description"),
            help_text=description_help,
            attrs=guide("characters", DESCRIPTION_CHARACTERS),
        ),
    ]


def page_tabs(content: list, heading, title_help, menu_help=None) -> TabbedInterface:
    """The form of a page that is no article, and has an introduction."""
    introduced = _("If empty, the beginning of the introduction is shown.")
    found_by = search_panels(title_help, introduced)
    settings = list(Page.settings_panels)
    if menu_help:
        menu = FieldPanel("show_in_menus", heading=_("Show in the menu"), help_text=menu_help)
        settings = [menu, *settings]
    return TabbedInterface(
        [
            ObjectList(content, heading=heading),
            ObjectList(found_by, heading=_("Search and sharing")),
            ObjectList(settings, heading=_("Settings"), permission=None),
        ]
    )


def title_panel(placeholder, help_text) -> TitleFieldPanel:
    """The title of a page that is no article."""
    return TitleFieldPanel("title", placeholder=placeholder, help_text=help_text)


def article_tabs() -> TabbedInterface:
    """The form of an article."""
    writing = [
        TitleFieldPanel(
            "title",
            placeholder=_("Question*"),
            help_text=_("The question that the article answers, with its question mark."),
            attrs=guide("characters", TITLE_CHARACTERS),
        ),
        FieldPanel("short_answer", attrs=guide("words", ANSWER_WORDS)),
        MultiFieldPanel(
            [
                FieldPanel("lead_image"),
                FieldPanel("lead_image_alt"),
                FieldPanel("lead_image_caption"),
                FieldPanel("lead_image_credit"),
            ],
            heading=_("Lead picture"),
            classname="collapsed",
        ),
        FieldPanel("body", classname="numbered-sections"),
        FieldPanel("conclusion"),
        InlinePanel("article_authors", heading=_("Authors"), label=_("Author")),
    ]
    settings = [
        FieldPanel("tags", help_text=_("Words that articles on the same matter share.")),
        FieldPanel("reviewer"),
        MultiFieldPanel(
            [FieldPanel("published_on"), FieldPanel("reviewed_on")], heading=_("Dates")
        ),
        InlinePanel(
            "related_articles",
            heading=_("Read next"),
            label=_("Article"),
            max_num=6,
            help_text=_("The site fills the free places with articles of the same topic and tags."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("show_call_to_action"),
                FieldPanel("call_to_action_heading"),
                FieldPanel("call_to_action_text"),
            ],
            heading=_("Call to action"),
        ),
        *Page.settings_panels,
    ]
    search = search_panels(
        _("If empty, the question is shown."),
        _("If empty, the beginning of the short answer is shown."),
    )
    return TabbedInterface(
        [
            ObjectList(writing, heading=_("Article")),
            ObjectList([FieldPanel("faq"), FieldPanel("sources")], heading=_("FAQ and sources")),
            ObjectList(search, heading=_("Search and sharing")),
            ObjectList(settings, heading=_("Settings"), permission=None),
        ]
    )
