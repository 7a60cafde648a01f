"""*New article*: a topic, an outline, and one stands in the editor."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.dispatch import receiver
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin.userbar import BaseItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.create import CreateView
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.signals import init_new_page

from articles.models import ArticleAuthor, ArticlePage, TopicPage

from .models import Outline
from .rights import writes


def topics(user) -> QuerySet[TopicPage]:
    """The topics in which the user may write, in the order of the site."""
    policy = policy_registry.get_by_type(Page)
    allowed = policy.instances_user_has_permission_for(user, "add")
    return TopicPage.objects.filter(pk__in=allowed.values("pk")).order_by("path")


class TopicField(forms.ModelChoiceField):
    """A topic. Sub-topics stand below theirs."""

    def label_from_instance(self, topic):
        return f"{'– ' * (topic.depth - self.top)}{topic.title}"

    @cached_property
    def top(self) -> int:
        return min((topic.depth for topic in self.queryset), default=0)


class StartForm(forms.Form):
    topic = TopicField(TopicPage.objects.none(), label=_("Topic"), empty_label=None)
    outline = forms.ModelChoiceField(Outline.objects.all(), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics(user)


class NewArticleView(WagtailAdminTemplateMixin, FormView):
    """Asks for the topic and the outline."""

    template_name = "newsroom/new_article.html"
    page_title = _("New article")
    header_icon = "doc-full-inverse"
    form_class = StartForm

    def dispatch(self, request, *args, **kwargs):
        if not writes(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "label_suffix": ""}

    def get_initial(self):
        """The topic that the link names, or else that of the article that the user began last."""
        if asked := self.request.GET.get("topic", ""):
            return {"topic": asked}
        latest = ArticlePage.objects.filter(owner=self.request.user).order_by("-pk").first()
        return {"topic": latest.get_parent().pk} if latest else {}

    def form_valid(self, form):
        parent = form.cleaned_data["topic"].pk
        if outline := form.cleaned_data["outline"]:
            return redirect("newsroom_from_outline", outline.pk, parent)
        return redirect("wagtailadmin_pages:add", "articles", "articlepage", parent)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"outlines": Outline.objects.all()}


class FromOutlineView(CreateView):
    """Wagtail's editor of a new article, with an outline filled in. Wagtail's view receives it."""

    def dispatch(self, request, outline_id, parent_page_id):
        self.outline = get_object_or_404(Outline, pk=outline_id)
        return super().dispatch(request, "articles", "articlepage", parent_page_id)

    def get(self, request):
        self.page.body, self.page.faq = self.outline.body, self.outline.faq
        return super().get(request)


@receiver(init_new_page)
def sign(sender, page, **kwargs):
    """A new article has the person who begins it in its byline, where they are an author."""
    if isinstance(page, ArticlePage) and (author := getattr(page.owner, "author", None)):
        page.article_authors = [ArticleAuthor(author=author)]


class NewArticleItem(BaseItem):
    """*New article* in the bar of a published page."""

    template_name = "newsroom/userbar_item.html"

    def __init__(self, page):
        super().__init__()
        topic = page if isinstance(page, TopicPage) else page.get_parent()
        self.url = f"{reverse('newsroom_new_article')}?topic={topic.pk}"


@hooks.register("construct_wagtail_userbar")
def add_item(request, items, page):
    may = isinstance(page, ArticlePage | TopicPage) and page.pk
    if may and writes(request.user):
        items.insert(1, NewArticleItem(page))


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("newsroom/new/", NewArticleView.as_view(), name="newsroom_new_article"),
        path(
            "newsroom/new/<int:outline_id>/<int:parent_page_id>/",
            FromOutlineView.as_view(),
            name="newsroom_from_outline",
        ),
    ]
