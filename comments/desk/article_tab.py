"""The tab “Discussion” of an article’s form: how its discussion stands, and the way to its settings."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, Panel

from ..pages import COMMENTABLE, discussion_of, settings_for
from .pages import CHANGE

#: After the tabs “Article” and “FAQ and sources”.
POSITION = 2


class DiscussionPanel(Panel):
    """Says whether the article takes comments. Its settings have a form of their own."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "comments/desk/article_tab.html"

        def is_shown(self):
            return super().is_shown() and self.request.user.has_perm(CHANGE)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            page = self.instance
            if page.pk:
                discussion = discussion_of(page)
                context |= {
                    "discussion": discussion,
                    "is_open": discussion.is_open(settings_for(self.request)),
                    "address": reverse("comments_discussion", args=[page.pk]),
                }
            return context


for model in COMMENTABLE:
    tab = ObjectList([DiscussionPanel()], heading=_("Discussion"))
    model.edit_handler.children.insert(POSITION, tab)
