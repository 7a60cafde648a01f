"""The settings screen, on which editors set the rules of discussion."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.log_actions import registry as logs

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
#: The screen shows this many changes; the site history has all.
LATEST = 5


class SettingsForm(WagtailAdminModelForm):
    """The rules, checked line by line before they are saved."""

    #: Whether the form asks Akismet about a new key. Trying the lists does not.
    checks_key = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        days = self.fields["close_after_days"]
        days.validators.append(MinValueValidator(1, _("At least 1. Left empty: never.")))
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
                message = _(
                    "Akismet does not know this key for %(site)s. Please copy it again from your "
                    "account at akismet.com."
                )
                raise ValidationError(message % {"site": site.root_url})
            self.instance.akismet_unchecked = known is None
        return key

    def save(self, commit=True):
        """Saves the form's fields alone: somebody may have switched raid protection meanwhile."""
        before = DiscussionSettings.objects.get(pk=self.instance.pk)
        self.instance.save(update_fields=self.changed_data)
        changes.record(before, self.instance)
        return self.instance


class TryPanel(Panel):
    """Tries the lists as they are in the form, saved or not."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "comments/desk/try.html"

        class Media:
            js = [forms.Script("js/comment-settings.js", type="module")]

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | {"site": self.instance.site_id}


@hooks.register("after_edit_setting")
def warn_of_the_key(request, instance):
    """Says that Akismet could not check the key. An outage of theirs does not stop the saving."""
    if getattr(instance, "akismet_unchecked", False):
        messages.warning(
            request,
            _("Akismet did not answer. The key is saved, but it is not checked yet."),
        )


class LearningPanel(Panel):
    """The state of the learning filter, beside its switch."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "comments/desk/_learning.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | {"learning": learning.state(self.instance)}


class LatestPanel(Panel):
    """The latest changes of these settings."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "comments/desk/latest.html"

        def get_context_data(self, parent_context=None):
            entries = logs.get_logs_for_instance(self.instance).filter(
                action=changes.ACTIONS[DiscussionSettings]
            )
            context = super().get_context_data(parent_context)
            return context | {
                "latest": [
                    (entry, [changes.describe(change) for change in entry.data["changes"]])
                    for entry in entries.select_related("user")[:LATEST]
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
            heading=gettext_lazy("Rules for new comments"),
            help_text=gettext_lazy(
                "For all articles. Each article’s discussion can be stricter or looser: “Discussion "
                "settings” in the menu of its page."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("max_links"),
                _list("hold_phrases"),
                _list("spam_phrases"),
                _list("hold_people"),
                _list("spam_people"),
            ],
            heading=gettext_lazy("Held comments and spam"),
            help_text=gettext_lazy(
                "Held comments wait for a moderator. Spam does not: it stays in a tab of its own, "
                "where moderators can look at it. People who sign in to this admin are never held."
            ),
        ),
        TryPanel(heading=gettext_lazy("Try the lists")),
        MultiFieldPanel(
            [FieldPanel("learning_filter"), LearningPanel(), FieldPanel("akismet_key")],
            heading=gettext_lazy("Help from programs"),
        ),
        MultiFieldPanel(
            [FieldPanel("reports"), FieldPanel("reports_to_hold"), FieldPanel("voting")],
            heading=gettext_lazy("What readers can do with a comment"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("order"),
                FieldPanel("page_size"),
                FieldPanel("max_depth"),
                FieldPanel("ask_website"),
            ],
            heading=gettext_lazy("How discussions look"),
        ),
        MultiFieldPanel(
            [
                choice("notify"),
                FieldPanel("notify_owners"),
                FieldPanel("editors_moderate"),
                FieldPanel("retention_days"),
                FieldPanel("spam_days"),
            ],
            heading=gettext_lazy("Moderators and privacy"),
        ),
        LatestPanel(heading=gettext_lazy("Latest changes")),
    ],
    base_form_class=SettingsForm,
)
