"""What is said about a page, as a whole: how many, since when, and whether more may be said."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


class Policy(models.TextChoices):
    """What becomes of a new comment."""

    PUBLISH = "publish", "Publish at once"
    HOLD_FIRST = "hold_first", "Hold a person’s first comment"
    HOLD = "hold", "Hold everything"


class Confirm(models.TextChoices):
    """When somebody has to show that an email address is theirs, before their comment counts."""

    NEVER = "never", "Never"
    FIRST = "first", "For the first comment from an address"
    ALWAYS = "always", "For every comment"


class Openness(models.TextChoices):
    """Whether a page takes comments."""

    DEFAULT = "default", "As the site"
    OPEN = "open", "Open"
    HOLD = "hold", "Open, but hold everything"
    CLOSED = "closed", "Closed: what was said stays readable"


class Discussion(models.Model):
    """The discussion of one page. Its row is the lock under which the page's comments change."""

    page = models.OneToOneField(
        "wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="discussion"
    )
    openness = models.CharField(
        "comments", max_length=10, choices=Openness, default=Openness.DEFAULT
    )
    closes_after_days = models.PositiveSmallIntegerField(
        "close after",
        null=True,
        blank=True,
        help_text="Days after publication. Left empty: as the site.",
    )
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    panels = [FieldPanel("openness"), FieldPanel("closes_after_days")]

    class Meta:
        verbose_name = "discussion"

    def __str__(self):
        return f"Discussion of “{self.page.title}”"

    def is_open(self, settings: "DiscussionSettings", now=None) -> bool:
        """Whether a new comment may be written now."""
        if self.openness == Openness.CLOSED or not settings.open:
            return False
        days = self.closes_after_days or settings.close_after_days
        published = self.page.first_published_at
        if not days or published is None:
            return True
        return (now or timezone.now()) < published + timedelta(days=days)

    def policy(self, settings: "DiscussionSettings") -> str:
        return Policy.HOLD if self.openness == Openness.HOLD else settings.policy


@register_setting(icon="comment", order=10)
class DiscussionSettings(BaseSiteSetting):
    """The rules of discussion on the site."""

    open = models.BooleanField(
        "articles take comments",
        default=True,
        help_text="Unticked, every discussion is closed; what was said stays readable.",
    )
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
    depth = models.PositiveSmallIntegerField(
        "levels of replies",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text="1 to 10. A reply to the deepest level stands beside it.",
    )
    ask_website = models.BooleanField("ask for a website", default=False)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("open"),
                FieldPanel("policy"),
                FieldPanel("confirm"),
                FieldPanel("close_after_days"),
            ],
            heading="Who may say what",
        ),
        MultiFieldPanel([FieldPanel("depth"), FieldPanel("ask_website")], heading="Form"),
    ]

    class Meta:
        verbose_name = "discussion settings"
