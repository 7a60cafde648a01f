"""The report of broken links in the admin."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .models import BrokenLink, Reason


def may_see(user) -> bool:
    return policy_registry.get_by_type(Page).user_has_any_permission(user, {"change"})


def in_words(link: BrokenLink) -> str:
    """The words of the link, if it has any, and where it leads."""
    values = {"words": link.words, "target": link.target}
    return str(_("“%(words)s” → %(target)s") % values) if link.words else link.target


class BrokenLinkFilterSet(WagtailFilterSet):
    reason = django_filters.ChoiceFilter(choices=Reason, label=_("Why"))

    class Meta:
        model = BrokenLink
        fields = ["reason"]


class BrokenLinksView(generic.IndexView):
    """The links of the pages that somebody may change."""

    model = BrokenLink
    page_title = _("Broken links")
    header_icon = "link"
    index_url_name = "broken_links"
    index_results_url_name = "broken_links_results"
    default_ordering = ("page__title", "pk")
    paginate_by = 50
    search_fields = ["page__title", "words", "target"]
    filterset_class = BrokenLinkFilterSet
    any_permission_required = None
    template_name = "broken_links/index.html"
    columns = [
        TitleColumn(
            "page",
            label=_("Page"),
            width="35%",
            accessor=lambda link: link.page.get_admin_display_title(),
            get_url=lambda link: reverse("wagtailadmin_pages:edit", args=[link.page_id]),
        ),
        Column("place", label=_("Where")),
        Column("link", label=_("Link"), accessor=in_words),
        Column("reason", label=_("Why"), accessor="get_reason_display"),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        policy = policy_registry.get_by_type(Page)
        theirs = policy.instances_user_has_any_permission_for(self.request.user, {"change"})
        return BrokenLink.objects.filter(
            page__live=True, page__in=theirs.order_by().values("pk")
        ).select_related("page")

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
