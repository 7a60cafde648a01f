"""The redirects of renamed and moved topics, to be looked at and deleted."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from .models import SectionRedirect
from .section_redirects import present_addresses


class LikeRedirects(ModelPermissionPolicy):
    """Whoever may delete redirects may delete these. The site alone makes them."""

    def user_has_permission(self, user, action):
        policy = policy_registry.get_by_type(Redirect)
        return action in ("delete", "view") and policy.user_has_permission(user, "delete")

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(SectionRedirect, LikeRedirects(SectionRedirect))


class SectionRedirectDeleteView(DeleteView):
    @property
    def confirmation_message(self):
        return _(
            "Links from elsewhere to pages below %(old)s end with “Page not found” from then on, also those "
            "in the results of search engines. Delete it all the same?"
        ) % {"old": self.object.old_path}


class SectionRedirectIndexView(IndexView):
    """The changes, with the address at which a reader of each old one ends."""

    def get_table(self, object_list):
        by_site: dict[Site, list[SectionRedirect]] = {}
        for row in object_list:
            by_site.setdefault(row.site, []).append(row)
        for site, rows in by_site.items():
            found = present_addresses(self.request, site, [row.old_path for row in rows])
            for row in rows:
                row.ends_at = found.get(row.old_path, "")
        return super().get_table(object_list)

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("site__root_page")


class EndColumn(Column):
    cell_template_name = "articles/section_redirects/end_cell.html"


class SectionRedirectViewSet(ModelViewSet):
    model = SectionRedirect
    name = "section_redirects"
    icon = "redirect"
    menu_label = gettext_lazy("Redirects of topics")
    menu_order = 801  # after Wagtail's “Redirects”
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    template_prefix = "articles/section_redirects/"
    index_view_class = SectionRedirectIndexView
    delete_view_class = SectionRedirectDeleteView
    form_fields = ["old_path", "new_path"]
    list_display = [
        "old_path",
        "new_path",
        EndColumn("ends_at", label=gettext_lazy("Readers end at")),
        DateColumn("changed_at", label=gettext_lazy("Changed")),
    ]
    search_fields = ["old_path", "new_path"]
    list_per_page = 50


@hooks.register("register_admin_viewset")
def section_redirects():
    return SectionRedirectViewSet()
