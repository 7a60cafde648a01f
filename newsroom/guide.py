"""The guides for editors and moderators, in the admin's help menu."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from markdown_it import MarkdownIt
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

DOCS = Path(settings.ROOT) / "docs"
#: The guides that are served, each with its title.
GUIDES = {"editors": _("Guide for editors"), "moderators": _("Guide for moderators")}
LINK = re.compile(r"(\w+)\.md(#.*)?")


def _address(link: str) -> str:
    """A link of the document as one of the admin. What is not served here stays as it is."""
    if (found := LINK.fullmatch(link)) and found[1] in GUIDES:
        return reverse("newsroom_guide", args=[found[1]]) + (found[2] or "")
    if link.startswith("pictures/"):
        return reverse("newsroom_guide_picture", args=[link.removeprefix("pictures/")])
    return link


@cache
def document(name: str) -> tuple[str, list[tuple[str, str]]]:
    """The text of a guide as HTML, and the anchors and titles of its sections."""
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse((DOCS / f"{name}.md").read_text())
    sections = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and token.tag != "h1":
            anchor = slugify(following.content)
            token.attrSet("id", anchor)
            if token.tag == "h2":
                sections.append((anchor, following.content))
        for child in token.children or []:
            for attribute in ("href", "src"):
                if value := child.attrGet(attribute):
                    child.attrSet(attribute, _address(str(value)))
    # The title stands in the head of the page.
    return markdown.renderer.render(tokens[3:], markdown.options, {}), sections


class GuideView(WagtailAdminTemplateMixin, TemplateView):
    """A guide."""

    template_name = "newsroom/guide.html"
    header_icon = "help"

    def get_page_title(self):
        return GUIDES[self.kwargs["name"]]

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def dispatch(self, request, name):
        if name not in GUIDES:
            raise Http404
        return super().dispatch(request, name)

    def get_context_data(self, **kwargs):
        html, sections = document(self.kwargs["name"])
        # The document is part of the software.
        text = mark_safe(html)  # noqa: S308
        return super().get_context_data(**kwargs) | {"text": text, "sections": sections}


def picture(request, name: str):
    """A picture of a guide."""
    file = DOCS / "pictures" / name
    if file.parent != DOCS / "pictures" or not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"))


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("guide/<slug:name>/", GuideView.as_view(), name="newsroom_guide"),
        path("guide/pictures/<str:name>", picture, name="newsroom_guide_picture"),
    ]


@hooks.register("construct_help_menu")
def guides(request, items):
    """Our guides take the place of Wagtail's, which know nothing of questions and discussions."""
    items[:] = [
        item for item in items if not item.name.startswith(("whats-new-in-wagtail", "editor-guide"))
    ]
    items += [
        MenuItem(
            title,
            reverse("newsroom_guide", args=[name]),
            name=f"guide-{name}",
            icon_name="help",
            order=order,
        )
        for order, (name, title) in enumerate(GUIDES.items(), start=100)
    ]
