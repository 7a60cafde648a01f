"""Searches comments by their senders: name, website, email address and network address, in part."""

import re

from django.db.models import Q, QuerySet

from ..models import ReaderComment
from .fulltext import NEWEST, SHORTEST

#: What may be the beginning of a network address.
ADDRESS = re.compile(r"[0-9a-f]*[.:][0-9a-f.:]*", re.I)


def sent_by(
    comments: QuerySet, text: str, sees_senders: bool, all_of_them: bool = False
) -> tuple[Q, bool]:
    """The condition that a sender has this text, and whether the result is cut short.

    No index finds a part of a word, so the first ``NEWEST`` of the comments are searched, except
    with ``all_of_them``. Pass ``sees_senders`` for somebody who sees addresses: whoever may not see
    one may not find out either whether it has written.
    """
    nobody = Q(pk__in=[])
    text = text.replace("\0", "").strip()
    if len(text) < SHORTEST:
        return nobody, False
    wanted = Q(user_name__icontains=text) | Q(user_url__icontains=text)
    if sees_senders:
        wanted |= Q(user_email__icontains=text)
        if ADDRESS.fullmatch(text):
            wanted |= Q(ip_address__startswith=text.lower())
    if all_of_them:
        # Without a sender to find, the words are found by their index alone.
        return (wanted if comments.filter(wanted).exists() else nobody), False
    searched = comments.values("pk")[:NEWEST]
    found = list(
        ReaderComment.objects.filter(wanted, pk__in=searched)
        .order_by()
        .values_list("pk", flat=True)
    )
    more = comments.values("pk")[NEWEST : NEWEST + 1].exists()
    return Q(pk__in=found), more
