"""The settings screen: the rules of discussion in an editor's words."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.log_actions import registry as logs
from wagtail.permissions import policy_registry

from ..models import DiscussionSettings
from ..rules.checking import check_people, check_words
from ..spam import akismet
from . import changes, learning

CHECKS = {
    "hold_phrases": check_words,
    "spam_phrases": check_words,
    "hold_people": check_people,
    "spam_people": check_people,
}
#: Changes that are shown on the screen; the site history has all.
LATEST = 5


def may_change(user, site) -> bool:
    policy = policy_registry.get_by_type(DiscussionSettings)
    return policy.user_has_permission_for_instance(user, "change", site)


class SettingsForm(WagtailAdminModelForm):
    """The rules, checked line by line before they are saved."""

    #: Whether Akismet is asked about a new key: not where the form is only tried.
    checks_key = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        days = self.fields["close_after_days"]
        days.validators.append(MinValueValidator(1, "At least 1. Left empty: never."))
        days.widget.attrs["min"] = 1

    def clean(self):
        data = super().clean()
        for name, check in CHECKS.items():
            if problems := check(data.get(name, "")):
                self.add_error(name, problems)
        return data

    def clean_akismet_key(self):
        key, site = self.cleaned_data["akismet_key"].strip(), self.instance.site
        if key and self.checks_key and "akismet_key" in self.changed_data:
            known = akismet.verify(key, site)
            if known is False:
                raise ValidationError(
                    f"Akismet does not know this key for {site.root_url}. Please copy it again "
                    "from your account at akismet.com."
                )
            self.instance.akismet_unchecked = known is None
        return key

    def save(self, commit=True):
        """Saves what the form shows: raid protection may have been switched meanwhile."""
        before = DiscussionSettings.objects.get(pk=self.instance.pk)
        self.instance.save(update_fields=self.changed_data)
        changes.record(before, self.instance)
        return self.instance


class TryPanel(Panel):
    """Tries the lists as they stand in the form."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "comments/desk/try.html"

        class Media:
            js = [forms.Script("js/comment-settings.js", type="module")]

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | {"site": self.instance.site_id}


@hooks.register("after_edit_setting")
def warn_of_the_key(request, instance):
    """An outage of Akismet keeps nobody from saving the settings."""
    if getattr(instance, "akismet_unchecked", False):
        messages.warning(
            request,
            "Akismet did not answer: the key is saved, but nobody knows yet whether it is right.",
        )


class LearningPanel(Panel):
    """What the learning filter would do, beside its switch."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "comments/desk/_learning.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | {"learning": learning.state(self.instance)}


class LatestPanel(Panel):
    """Who changed what lately."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "comments/desk/latest.html"

        def get_context_data(self, parent_context=None):
            found = logs.get_logs_for_instance(self.instance).filter(
                action=changes.ACTIONS[DiscussionSettings]
            )
            context = super().get_context_data(parent_context)
            return context | {
                "latest": [
                    (entry, [changes.in_words(change) for change in entry.data["changes"]])
                    for entry in found.select_related("user")[:LATEST]
                ]
            }


def choice(name: str) -> FieldPanel:
    """A select that stays within a narrow screen, however long its choices are."""
    return FieldPanel(name, widget=forms.Select(attrs={"style": "width: 100%"}))


def _list(name: str) -> FieldPanel:
    return FieldPanel(name, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}))


DiscussionSettings.edit_handler = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("open"),
                choice("who_can_comment"),
                choice("policy"),
                choice("confirm"),
                FieldPanel("close_after_days"),
            ],
            heading="Who may comment, and what becomes of it",
            help_text="For all articles. Each article’s discussion can be stricter or looser: "
            "“Discussion settings” in the menu of its page.",
        ),
        MultiFieldPanel(
            [
                FieldPanel("max_links"),
                _list("hold_phrases"),
                _list("spam_phrases"),
                _list("hold_people"),
                _list("spam_people"),
            ],
            heading="What is held, and what is spam",
            help_text="What is held waits for a moderator. Spam does not: it stays in a tab of its own "
            "for whoever looks there. People who sign in to this admin are never held.",
        ),
        TryPanel(heading="Try the lists"),
        MultiFieldPanel(
            [FieldPanel("learning_filter"), LearningPanel(), FieldPanel("akismet_key")],
            heading="Help from programs",
        ),
        MultiFieldPanel(
            [FieldPanel("reports"), FieldPanel("reports_to_hold"), FieldPanel("voting")],
            heading="What readers can do with a comment",
        ),
        MultiFieldPanel(
            [
                FieldPanel("order"),
                FieldPanel("page_size"),
                FieldPanel("max_depth"),
                FieldPanel("ask_website"),
            ],
            heading="How discussions look",
        ),
        MultiFieldPanel(
            [
                choice("notify"),
                FieldPanel("notify_owners"),
                FieldPanel("editors_moderate"),
                FieldPanel("retention_days"),
            ],
            heading="Moderators and privacy",
        ),
        LatestPanel(heading="Latest changes"),
    ],
    base_form_class=SettingsForm,
)
