"""The page explorer begins at the site."""

from wagtail.models import AbstractPage
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy


class FromTheFrontPage(PagePermissionPolicy):
    """Above a site's front page there is nothing to do, and Wagtail says that it has no address.

    Where a person may open several sites, the explorer begins above them, as Wagtail has it.
    """

    def explorable_root_instance(self, user):
        name = self._explorable_root_instance_cache_name
        if hasattr(user, name):
            return getattr(user, name)
        page = super().explorable_root_instance(user)
        if page and page.depth == 1 and page.numchild == 1:
            page = page.get_first_child()
            setattr(user, name, page)
        return page


def connect() -> None:
    register_permission_policy(AbstractPage, FromTheFrontPage())
