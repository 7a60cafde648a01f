"""What moderators think of a commenter, apart from single comments."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from wagtail.log_actions import log

from ..models import Commenter
from .deciding import name_of

ACTION = "comments.standing"


@transaction.atomic
def set_standing(moderator, commenter_id: int, standing: str, why: str = "") -> bool:
    """Says what becomes of this person's comments from now on; False if it was so already.

    Comments that are there stay as they are: each has its own decision.
    """
    commenter = get_object_or_404(Commenter.objects.select_for_update(), pk=commenter_id)
    was = commenter.standing
    if was == standing:
        return False
    commenter.standing = standing
    commenter.save(update_fields=["standing"])
    log(
        instance=commenter,
        action=ACTION,
        user=moderator,
        # The log outlives an erased address.
        title=f"Commenter {commenter.pk}",
        data={
            "moderator": name_of(moderator),
            "was": was,
            "became": standing,
            "why": why.strip()[:300],
        },
    )
    return True
