"""What somebody may do with pages, anywhere and with each."""

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry


def pages_policy():
    return policy_registry.get_by_type(Page)


def writes(user) -> bool:
    """Whether the user may add a page somewhere."""
    return pages_policy().user_has_permission(user, "add")


def publishes(user) -> bool:
    """Whether the user may publish some page. Which ones, ``publishable`` says."""
    return pages_policy().user_has_permission(user, "publish")


def publishable(user) -> QuerySet:
    """The numbers of the pages that the user may publish, for a subquery."""
    # Without it, PostgreSQL compares the path of each article with those of all sections.
    return pages_policy().instances_user_has_permission_for(user, "publish").values("pk")
