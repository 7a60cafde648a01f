"""Pages of the admin about how the site runs, for its administrators."""

from django.core.exceptions import PermissionDenied
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class ForAdministrators(WagtailAdminTemplateMixin):
    """Mixin for a view that superusers alone may see. It has a ``page_title`` and a ``header_icon``."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
