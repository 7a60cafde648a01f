"""Access to the moderators' screens."""

from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from .. import permissions


class ModeratorsOnly(PermissionCheckedMixin):
    """Wagtail's check, with rights that depend on the discussion settings as well.

    ``permission_required`` is *moderate*, or *moderate_all* on screens about the whole site.
    """

    permission_required = "moderate"
    any_permission_required = None
    checks = {"moderate": permissions.moderates, "moderate_all": permissions.moderates_all}

    def user_has_permission(self, permission):
        if permission in self.checks:
            return self.checks[permission](self.request.user)
        return super().user_has_permission(permission)
