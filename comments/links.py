"""Links in mails. The signature in a link is proof that the reader got the mail."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from wagtail.models import Site

from .models import Commenter, Follow

#: Of mails until 2026, whose links to stop all mail must go on working.
_commenters = Signer(salt="comments.commenter")
_follows = Signer(salt="comments.follow")
_mutes = Signer(salt="comments.stop_all")
_refusals = Signer(salt="comments.never")


def absolute(path: str) -> str:
    """The address with scheme and host, for code without a request."""
    if path.startswith(("http://", "https://")):
        return path
    site = None if settings.SITE_URL else Site.objects.filter(is_default_site=True).first()
    return (settings.SITE_URL or (site.root_url if site else "")) + path


def unsubscribe(commenter: Commenter, follow: Follow | None) -> str:
    """The link that ends one follow, or all mail."""
    token = _follows.sign(follow.pk) if follow else _mutes.sign(commenter.pk)
    return absolute(reverse("unsubscribe", args=["follow" if follow else "all", token]))


def never_ask(commenter: Commenter) -> str:
    """The link with which somebody wants no mail that asks for a confirmation any more."""
    return absolute(reverse("unsubscribe", args=["never", _refusals.sign(commenter.pk)]))


def _id(signer: Signer, token: str) -> int | None:
    try:
        return int(signer.unsign(token))
    except (BadSignature, ValueError):
        return None


def commenter(token: str) -> Commenter | None:
    """The commenter whose mail a link ends."""
    pk = _id(_mutes, token) or _id(_commenters, token)
    return Commenter.objects.filter(pk=pk).first()


def asked(token: str) -> Commenter | None:
    """The commenter who is not to be asked any more."""
    return Commenter.objects.filter(pk=_id(_refusals, token)).first()


def follow_id(token: str) -> int | None:
    """The id of a link's follow. The follow itself may be gone by now."""
    return _id(_follows, token)
