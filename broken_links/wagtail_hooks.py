"""The report of broken links, under Reports."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import views


class BrokenLinksMenuItem(MenuItem):
    def is_shown(self, request):
        return views.may_see(request.user)


@hooks.register("register_reports_menu_item")
def menu_item():
    return BrokenLinksMenuItem(
        views.BrokenLinksView.page_title,
        reverse("broken_links"),
        name="broken_links",
        icon_name="link",
        order=1050,
    )


@hooks.register("register_admin_urls")
def addresses():
    results = views.BrokenLinksView.as_view(results_only=True)
    return [
        path("broken-links/", views.BrokenLinksView.as_view(), name="broken_links"),
        path("broken-links/results/", results, name="broken_links_results"),
    ]
