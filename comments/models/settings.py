"""The rules of discussion, as editors set them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


class Who(models.TextChoices):
    """Who may comment."""

    EVERYBODY = "everybody", "Everybody"
    KNOWN = "known", "Only people of whom a comment was published before"
    STAFF = "staff", "Only people who sign in to this site’s admin"


class Policy(models.TextChoices):
    """What becomes of a new comment."""

    PUBLISH = "publish", "Publish at once"
    HOLD_FIRST = "hold_first", "Hold a person’s comments until one of them was approved"
    HOLD = "hold", "Hold everything"


class Confirm(models.TextChoices):
    """When somebody has to show that an email address is theirs, before their comment counts."""

    NEVER = "never", "Never"
    FIRST = "first", "For the first comment from an address"
    ALWAYS = "always", "For every comment"


class Order(models.TextChoices):
    """In which order threads stand."""

    OLDEST = "oldest", "Oldest first"
    NEWEST = "newest", "Newest first"
    USEFUL = "useful", "Most useful first"


class Notify(models.TextChoices):
    """When moderators are told that comments wait."""

    NEVER = "never", "Never"
    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "Once a day, where something waits"


@register_setting(icon="comment", order=10)
class DiscussionSettings(BaseSiteSetting):
    """The rules of discussion on the site."""

    open = models.BooleanField(
        "articles take comments",
        default=True,
        help_text="Unticked, every discussion is closed; what was said stays readable.",
    )
    who = models.CharField("who may comment", max_length=9, choices=Who, default=Who.EVERYBODY)
    policy = models.CharField(
        "new comments", max_length=12, choices=Policy, default=Policy.HOLD_FIRST
    )
    confirm = models.CharField(
        "confirmation by email",
        max_length=6,
        choices=Confirm,
        default=Confirm.NEVER,
        help_text="The comment is stored at once, and goes on when its author has pressed a button "
        "that a mail leads to. For this, the site must be able to send mail.",
    )
    close_after_days = models.PositiveSmallIntegerField(
        "close discussions after",
        null=True,
        blank=True,
        help_text="Days after an article was published. Left empty: never.",
    )
    links = models.PositiveSmallIntegerField(
        "links in a comment",
        null=True,
        blank=True,
        default=2,
        help_text="A comment with more links than this is held. Left empty: as many as they like.",
    )
    hold_words = models.TextField("words and phrases that hold a comment", blank=True)
    spam_words = models.TextField("words and phrases that make it spam", blank=True)
    hold_people = models.TextField("people who are held", blank=True)
    spam_people = models.TextField("people whose comments are spam", blank=True)
    learning = models.BooleanField(
        "the filter that learns from your decisions may hold comments", default=False
    )
    akismet_key = models.CharField(
        "Akismet key",
        max_length=64,
        blank=True,
        help_text="With a key, every comment of a reader is sent to akismet.com, with its author’s "
        "name, email and network address. Say so in your privacy policy. Left empty: nothing is sent.",
    )
    raid_until = models.DateTimeField("raid protection until", null=True, blank=True)
    reports = models.BooleanField("readers can report comments", default=True)
    reports_hold = models.PositiveSmallIntegerField(
        "reports that hold a comment",
        null=True,
        blank=True,
        default=3,
        validators=[MinValueValidator(1)],
        help_text="So many readers have to report a comment until it is taken off the page and "
        "waits for you. Somebody who was often right counts for more, somebody who was often wrong "
        "for less. Left empty: reports only tell you.",
    )
    voting = models.BooleanField("readers can mark comments as useful", default=True)
    depth = models.PositiveSmallIntegerField(
        "levels of replies",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text="1 to 10. A reply to the deepest level stands beside it.",
    )
    page_size = models.PositiveSmallIntegerField(
        "threads on a page",
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text="1 to 50: how many come with the article; the others are a link away.",
    )
    order = models.CharField("threads stand", max_length=6, choices=Order, default=Order.OLDEST)
    ask_website = models.BooleanField("ask for a website", default=False)
    notify = models.CharField(
        "tell moderators of held comments by email",
        max_length=7,
        choices=Notify,
        default=Notify.NEVER,
    )
    notify_owners = models.BooleanField(
        "tell an article’s owner, too", default=False, help_text="Who made the article’s page."
    )
    editors_moderate = models.BooleanField(
        "editors moderate discussions of their own articles", default=False
    )
    keep_days = models.PositiveSmallIntegerField(
        "keep network addresses and browsers for",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text="Days, 1 to 730. After that they are deleted; the comments stay.",
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("open"),
                FieldPanel("who"),
                FieldPanel("policy"),
                FieldPanel("confirm"),
                FieldPanel("close_after_days"),
            ],
            heading="Who may say what",
        ),
        MultiFieldPanel(
            [
                FieldPanel("links"),
                FieldPanel("hold_words"),
                FieldPanel("spam_words"),
                FieldPanel("hold_people"),
                FieldPanel("spam_people"),
                FieldPanel("learning"),
                FieldPanel("akismet_key"),
            ],
            heading="What is held, and what is spam",
        ),
        MultiFieldPanel([FieldPanel("raid_until")], heading="Raid protection"),
        MultiFieldPanel(
            [
                FieldPanel("reports"),
                FieldPanel("reports_hold"),
                FieldPanel("voting"),
            ],
            heading="What readers can do with a comment",
        ),
        MultiFieldPanel(
            [
                FieldPanel("depth"),
                FieldPanel("page_size"),
                FieldPanel("order"),
                FieldPanel("ask_website"),
            ],
            heading="How discussions look",
        ),
        MultiFieldPanel(
            [
                FieldPanel("notify"),
                FieldPanel("notify_owners"),
                FieldPanel("editors_moderate"),
                FieldPanel("keep_days"),
            ],
            heading="Moderators and privacy",
        ),
    ]

    class Meta:
        verbose_name = "discussion settings"

    def is_raided(self, now=None) -> bool:
        """Whether raid protection is on at this moment: it ends by itself."""
        return self.raid_until is not None and (now or timezone.now()) < self.raid_until
