"""The screens of deleted pages in the Wagtail admin, under Reports."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from . import views
from .models import DeletedPage


class DeletedPagesMenuItem(MenuItem):
    def is_shown(self, request):
        return views.may_see(request.user)


@hooks.register("register_reports_menu_item")
def menu_item():
    return DeletedPagesMenuItem(
        views.DeletedPagesView.page_title,
        reverse("deleted_pages"),
        name="deleted_pages",
        icon_name="bin",
        order=1100,
    )


@hooks.register("register_admin_urls")
def addresses():
    results = views.DeletedPagesView.as_view(results_only=True)
    return [
        path("deleted-pages/results/", results, name="deleted_pages_results"),
        path("deleted-pages/", views.DeletedPagesView.as_view(), name="deleted_pages"),
        path("deleted-pages/<int:pk>/", views.RestoreView.as_view(), name="deleted_page"),
    ]


@hooks.register("register_permissions")
def permissions():
    """To delete for good what could be brought back."""
    kind = {"content_type__app_label": "restoring", "codename": "delete_deletedpage"}
    return Permission.objects.filter(**kind)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("restoring.restore", _("Restore"), _("Restored after it was deleted"))


@hooks.register("after_delete_page")
def say_how_it_comes_back(request, page):
    """Says where the deleted page is kept, beside Wagtail's sentence that it is deleted."""
    if kept := DeletedPage.objects.filter(page_id=page.pk).first():
        button = messages.button(reverse("deleted_page", args=[kept.pk]), _("Restore"))
        messages.info(request, _("It was a mistake? Bring the page back:"), buttons=[button])
