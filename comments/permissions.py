"""The permissions to moderate. Every view and every action of the desk asks here.

Two packages have a permission called *can moderate*; neither is used. Moderators are users with the
permission to change comments, as everywhere in Wagtail.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from .models import DiscussionSettings, ReaderComment

MODERATE = "comments.change_readercomment"
#: Editors have it. With it they moderate their own articles, if the settings allow that.
LOOK = "comments.view_readercomment"


def staff() -> QuerySet:
    """Users who may enter the admin.

    ``with_perm`` is slow when many other people have accounts: it reads the groups of each.
    """
    User = get_user_model()
    enter = Permission.objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    by_group = User.objects.filter(groups__permissions__in=enter).values("pk")
    by_name = User.objects.filter(user_permissions__in=enter).values("pk")
    may = Q(is_superuser=True) | Q(pk__in=by_group) | Q(pk__in=by_name)
    return User.objects.filter(may, is_active=True)


def moderates_all(user) -> bool:
    return user.is_active and user.has_perms([MODERATE, "wagtailadmin.access_admin"])


def moderates_own(user) -> bool:
    """Whether the user moderates the discussions of their own articles."""
    if not (user.is_active and user.has_perms([LOOK, "wagtailadmin.access_admin"])):
        return False
    # A request asks many times. Like permissions, the answer is looked up once for a user object.
    if not hasattr(user, "_moderates_own"):
        user._moderates_own = DiscussionSettings.objects.filter(editors_moderate=True).exists()
    return user._moderates_own


def name_of(user) -> str:
    """The user's name in the record of decisions."""
    return (user.get_full_name() or user.get_username())[:150]


def moderates(user) -> bool:
    """Whether the user moderates any discussion."""
    return moderates_all(user) or moderates_own(user)


def moderated_by(user) -> QuerySet[ReaderComment]:
    """The comments that the user may decide."""
    comments = ReaderComment.objects.all()
    if moderates_all(user):
        return comments
    return comments.filter(page__owner=user) if moderates_own(user) else comments.none()


def may_moderate(user, comment: ReaderComment) -> bool:
    if moderates_all(user):
        return True
    return comment.page.owner_id == user.pk and moderates_own(user)
