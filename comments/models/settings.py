"""The rules of discussion, as editors set them; the screen is ``comments/desk/settings.py``."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


class WhoCanComment(models.TextChoices):
    """Who may comment."""

    EVERYBODY = "everybody", _("Everybody")
    KNOWN = "known", _("Only people who have had a comment published")
    STAFF = "staff", _("Only people who sign in to this site’s admin")


class Policy(models.TextChoices):
    """The treatment of new comments."""

    PUBLISH = "publish", _("Publish at once")
    HOLD_FIRST = "hold_first", _("Hold a person’s comments until one of them has been approved")
    HOLD = "hold", _("Hold everything")


class Confirm(models.TextChoices):
    """When a commenter has to confirm the email address before the comment is judged."""

    NEVER = "never", _("Never")
    FIRST = "first", _("For the first comment from an address")
    ALWAYS = "always", _("For every comment")


class Order(models.TextChoices):
    """The order of threads."""

    OLDEST = "oldest", _("Oldest first")
    NEWEST = "newest", _("Newest first")
    USEFUL = "useful", _("Most useful first")


class Notify(models.TextChoices):
    """When moderators get a mail about held comments."""

    NEVER = "never", _("Never")
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, if comments wait")


@register_setting(icon="comment", order=10)
class DiscussionSettings(BaseSiteSetting):
    """The rules of discussion on the site."""

    open = models.BooleanField(
        _("articles take comments"),
        default=True,
        help_text=_("Unticked, every discussion is closed; existing comments stay readable."),
    )
    who_can_comment = models.CharField(
        _("who may comment"), max_length=9, choices=WhoCanComment, default=WhoCanComment.EVERYBODY
    )
    policy = models.CharField(
        _("new comments"),
        max_length=12,
        choices=Policy,
        default=Policy.HOLD_FIRST,
        help_text=_("Only its author and moderators see a comment that waits."),
    )
    confirm = models.CharField(
        _("confirmation by email"),
        max_length=6,
        choices=Confirm,
        default=Confirm.NEVER,
        help_text=_(
            "The comment is stored at once, and is judged when its author has pressed a button "
            "that a mail links to. For this, the site must be able to send mail. Without it anybody "
            "may type any address: trust and earlier comments count only in the browser in which "
            "somebody wrote them."
        ),
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("close discussions after"),
        null=True,
        blank=True,
        help_text=_("Days after an article was published. Left empty: never."),
    )
    max_links = models.PositiveSmallIntegerField(
        _("links in a comment"),
        null=True,
        blank=True,
        default=2,
        help_text=_("A comment with more links than this is held. Left empty: any number."),
    )
    hold_phrases = models.TextField(
        _("words and phrases that hold a comment"),
        blank=True,
        help_text=_(
            "One a line. They match whole words in the text, the name and the website, in "
            "capitals or not. An entry without accents also matches the word with them. casino* also "
            "matches “casinos”. The text after a # is a remark to yourselves."
        ),
    )
    spam_phrases = models.TextField(
        _("words and phrases that make it spam"),
        blank=True,
        help_text=_("One a line, written like those above."),
    )
    hold_people = models.TextField(
        _("people who are held"),
        blank=True,
        help_text=_(
            "One a line: an email address; all addresses of a domain as @example.org; a "
            "network address as 203.0.113.7, or a whole network as 203.0.113.0/24; or a name. The "
            "text after a # is a remark to yourselves."
        ),
    )
    spam_people = models.TextField(
        _("people whose comments are spam"),
        blank=True,
        help_text=_("One a line, written like those above."),
    )
    learning_filter = models.BooleanField(
        _("the filter that learns from your decisions may hold comments"),
        default=False,
        help_text=_("It learns on this site alone, and sends nothing anywhere."),
    )
    filter_quiet_until = models.DateTimeField(
        _("the queue says nothing of the learning filter until"),
        null=True,
        blank=True,
        editable=False,
    )
    akismet_key = models.CharField(
        _("Akismet key"),
        max_length=64,
        blank=True,
        help_text=_(
            "With a key, every comment of a reader is sent to akismet.com, with its author’s "
            "name, email and network address. Say so in your privacy policy. Left empty: nothing is sent."
        ),
    )
    raid_until = models.DateTimeField(_("raid protection until"), null=True, blank=True)
    reports = models.BooleanField(_("readers can report comments"), default=True)
    reports_to_hold = models.PositiveSmallIntegerField(
        _("reports that hold a comment"),
        null=True,
        blank=True,
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_(
            "When this many readers have reported a comment, it is taken off the page and "
            "waits for you. A reader whose reports were often right counts for more, one whose reports "
            "were often wrong for less. Left empty: reports only tell you."
        ),
    )
    voting = models.BooleanField(_("readers can mark comments as useful"), default=True)
    max_depth = models.PositiveSmallIntegerField(
        _("levels of replies"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("1 to 10. A reply to the deepest level stands at the same level."),
    )
    page_size = models.PositiveSmallIntegerField(
        _("threads on a page"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("1 to 50. They come with the article; the others are a link away."),
    )
    order = models.CharField(
        _("order of threads"), max_length=6, choices=Order, default=Order.OLDEST
    )
    ask_website = models.BooleanField(
        _("ask for a website"),
        default=False,
        help_text=_("The commenter’s name then links to it, which invites advertising."),
    )
    notify = models.CharField(
        _("tell moderators of held comments by email"),
        max_length=7,
        choices=Notify,
        default=Notify.NEVER,
    )
    notify_owners = models.BooleanField(
        _("tell an article’s owner, too"),
        default=False,
        help_text=_("The owner is the user who created the article’s page."),
    )
    editors_moderate = models.BooleanField(
        _("editors moderate discussions of their own articles"),
        default=False,
        help_text=_("Their own articles are those whose pages they created."),
    )
    retention_days = models.PositiveSmallIntegerField(
        _("keep network addresses and browsers for"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_("Days, 1 to 730. After that they are deleted; the comments stay."),
    )

    spam_days = models.PositiveSmallIntegerField(
        _("delete spam and removed comments after"),
        null=True,
        blank=True,
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_(
            "Days without a decision about them, 1 to 730. A deleted comment cannot be brought "
            "back. The record of decisions stays, and the learning filter keeps what it learned, "
            "both without words. Left empty: they are kept."
        ),
    )

    class Meta:
        verbose_name = _("discussion settings")

    def is_raided(self, now=None) -> bool:
        """Whether raid protection is on at this moment. It ends by itself."""
        return self.raid_until is not None and (now or timezone.now()) < self.raid_until
