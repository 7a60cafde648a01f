"""What discussions store about visitors, as the settings are."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from visitors.stored import HOOK, Place, Stored, days

from . import cookies, pages
from .housekeeping import EXPIRED_BAN_DAYS, UNCONFIRMED_DAYS
from .mailing.sending import KEEP_DAYS
from .models.decision import UNDO_DAYS
from .personal_data.expiry import spam_days
from .personal_data.retention import retention_days

DAY = 24 * 3600


@hooks.register(HOOK)
def of_discussions(request) -> Iterator[Stored]:
    rules = pages.settings_for(request)
    yield from _of_a_comment(rules)
    if rules.voting:
        yield Stored(
            Place.SITE,
            _(
                "That you found a comment useful: a code of the browser and one of the network, "
                "from which nobody can read either"
            ),
            _("as long as the comment"),
        )
    if rules.reports:
        yield Stored(
            Place.SITE,
            _("A report of a comment: the reason, your words, and a code of the network"),
            _("as long as the comment"),
        )
    yield from _of_mail()
    yield from _of_moderators()
    if rules.akismet_key:
        yield Stored(
            Place.ELSEWHERE,
            _(
                "A comment with the name, email address, website, network address and browser of "
                "its author, to akismet.com, which says whether it is spam"
            ),
            _("as Akismet’s own terms say"),
        )
    yield from _cookies(rules)
    yield from _in_the_browser(rules)


def _of_a_comment(rules) -> Iterator[Stored]:
    yield Stored(
        Place.SITE,
        _("A comment with name and website, for everybody to read")
        if rules.ask_website
        else _("A comment with its name, for everybody to read"),
        _("until you withdraw it"),
    )
    yield Stored(
        Place.SITE,
        _(
            "The email address of a comment, and when it was confirmed: seen by moderators alone, to "
            "know you again and to answer you"
        ),
        _("until you withdraw the comment, or erase the address"),
    )
    yield Stored(
        Place.SITE,
        _(
            "Where a comment came from: network address, network, the name of the browser, and how many "
            "seconds the form was open. It serves to keep out spam"
        ),
        days(retention_days()),
    )
    yield Stored(
        Place.SITE,
        _("Why a comment was held, how likely it is spam, and what moderators decided"),
        _("as long as the comment; decisions stay, without anything personal"),
    )
    if kept := spam_days():
        yield Stored(
            Place.SITE,
            _("A comment that is spam, or that a moderator removed"),
            _("%(days)s after the last decision about it") % {"days": days(kept)},
        )
    yield Stored(
        Place.SITE,
        _("The words of a comment before a moderator changed them"),
        _("as long as the comment"),
    )
    yield Stored(
        Place.SITE,
        _("A comment that nobody confirmed, and an email address that led to nothing"),
        days(UNCONFIRMED_DAYS),
    )


def _of_mail() -> Iterator[Stored]:
    yield Stored(
        Place.SITE,
        _(
            "Which discussions an email address follows, that it wants no mail, and that it does not "
            "want to be asked"
        ),
        _("until you end it, or erase the address"),
    )
    yield Stored(Place.SITE, _("That, and when, a mail was sent to you"), days(KEEP_DAYS))


def _of_moderators() -> Iterator[Stored]:
    yield Stored(
        Place.SITE,
        _("That moderators trust, watch or ban an email address"),
        _("until a moderator ends it, a ban’s time is over, or you erase the address"),
    )
    yield Stored(
        Place.SITE,
        _("Names, email addresses and networks on the moderators’ lists"),
        _("until they take them off; erasing takes an address off"),
    )
    yield Stored(
        Place.SITE,
        _("The ban of a network"),
        _("until it ends, and %(days)s longer") % {"days": days(EXPIRED_BAN_DAYS)},
    )
    yield Stored(
        Place.SITE,
        _("What a moderator’s decision replaced, so that it can be undone"),
        days(UNDO_DAYS),
    )
    yield Stored(
        Place.SITE,
        _("How many comments, mails and searches came from a network, as a code"),
        _("for a day at most"),
    )
    yield Stored(
        Place.SITE,
        _(
            "What the filter has learned from moderators’ decisions: how often words go with spam, "
            "without any comment"
        ),
        _("until it learns anew, at least once a day"),
    )
    yield Stored(
        Place.SITE,
        _("What the filter keeps of deleted spam: codes of its words, in no order"),
        _("until newer lessons take its place, or you erase the address"),
    )


def _cookies(rules) -> Iterator[Stored]:
    year = days(cookies.YEAR // DAY)
    yield Stored(
        Place.COOKIES,
        _("Protects forms against forgery: a random number. Set when you open one"),
        days(settings.CSRF_COOKIE_AGE // DAY),
        settings.CSRF_COOKIE_NAME,
    )
    yield Stored(
        Place.COOKIES,
        _("Knows you again when you write. Set when you confirm your email address"),
        year,
        cookies.READER,
    )
    yield Stored(
        Place.COOKIES,
        _("Opens the page with everything that you wrote. Set by a link from an email"),
        ngettext("%(count)s minute", "%(count)s minutes", cookies.ACCOUNT_MINUTES)
        % {"count": cookies.ACCOUNT_MINUTES},
        cookies.ACCOUNT,
    )
    yield Stored(
        Place.COOKIES,
        _(
            "Knows the comments that came from this browser, by their numbers. Set when you send one"
        ),
        year,
        cookies.WRITER,
    )
    if rules.voting:
        yield Stored(
            Place.COOKIES,
            _("Counts one vote for each browser: a random number. Set when you vote"),
            year,
            cookies.BROWSER,
        )
    yield Stored(
        Place.COOKIES,
        _("Shows moderators their buttons. Set for those who sign in to moderate"),
        _("until the browser is closed"),
        cookies.MODERATOR,
    )


def _in_the_browser(rules) -> Iterator[Stored]:
    yield Stored(Place.BROWSER, _("What you are typing into a form"), _("until it is sent"))
    yield Stored(
        Place.BROWSER,
        _("The addresses of your own comments’ pages, so that you see them where they stand"),
        _("until they are decided, or you clear the browser’s data"),
    )
    if rules.voting:
        yield Stored(
            Place.BROWSER,
            _("Which comments you found useful"),
            _("until you take it back, or clear the browser’s data"),
        )
    yield Stored(
        Place.BROWSER,
        _("Your name and email address, if you tick that this browser is to remember them"),
        _("until you untick it, or clear the browser’s data"),
    )
