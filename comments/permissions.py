"""Who may moderate what. Every view and every action of the desk asks here.

Two packages bring a permission called *can moderate*; neither is used. Moderators are those who may
change comments, as everywhere in Wagtail.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from .models import DiscussionSettings, ReaderComment

MODERATE = "comments.change_readercomment"
#: Editors have it: with it they moderate their own articles, where the settings let them.
LOOK = "comments.view_readercomment"


def staff() -> QuerySet:
    """People who may enter the admin. Where many others have accounts, ``with_perm`` takes long: it
    looks at the groups of each."""
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
    """Whether the discussions of their own articles are theirs to moderate."""
    if not (user.is_active and user.has_perms([LOOK, "wagtailadmin.access_admin"])):
        return False
    # Asked many times in a request: like its permissions, it is looked up once for a user object.
    if not hasattr(user, "_moderates_own"):
        user._moderates_own = DiscussionSettings.objects.filter(editors_moderate=True).exists()
    return user._moderates_own


def moderates(user) -> bool:
    """Whether there is anything at the desk for them."""
    return moderates_all(user) or moderates_own(user)


def moderated_by(user) -> QuerySet[ReaderComment]:
    """The comments that are theirs to decide."""
    comments = ReaderComment.objects.all()
    if moderates_all(user):
        return comments
    return comments.filter(page__owner=user) if moderates_own(user) else comments.none()


def may_moderate(user, comment: ReaderComment) -> bool:
    if moderates_all(user):
        return True
    return comment.page.owner_id == user.pk and moderates_own(user)
