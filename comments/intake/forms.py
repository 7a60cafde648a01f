"""The forms for readers: to reply, follow, ask for a link and report."""

import re
import time
import uuid

from django import forms
from django.core import signing
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_comments_xtd.forms import XtdCommentForm
from wagtail.models import Site

from articles.models import Author

from .. import markup, permissions
from ..models import Commenter, Effect, FollowScope, ReaderComment, Report, ReportReason
from ..models.comment import MAX_LENGTH

#: A person needs longer than this to write a comment; a program does not. Seconds.
TOO_QUICK = 3
SALT = "comments.form"
TELL = [
    ("", _("nothing")),
    (FollowScope.REPLIES, _("replies to this comment")),
    (FollowScope.THREAD, _("everything in this thread")),
    (FollowScope.PAGE, _("everything in this discussion")),
]


def too_long(text: str, most: int) -> str:
    """The sentence for a text of more characters than fit, or an empty one."""
    if len(text) <= most:
        return ""
    message = ngettext(
        "At most %(most)s character, please: this is %(count)s.",
        "At most %(most)s characters, please: this is %(count)s.",
        most,
    )
    return message % {"most": f"{most:,}", "count": f"{len(text):,}"}


def within(text: str, most: int) -> str:
    """Checks the length of a normalised text: one character may have become three."""
    if sentence := too_long(text, most):
        raise forms.ValidationError(sentence)
    return text


def lengths_our_way(*fields: forms.CharField) -> None:
    """Leaves the length to ``within``: Django's own check speaks first, and in its own words."""
    for field in fields:
        field.validators = [
            one for one in field.validators if not isinstance(one, MaxLengthValidator)
        ]


class ReplyForm(XtdCommentForm):
    """django-comments-xtd's form without its traps.

    The package's security hash expires after two hours, and the reader loses the text. Here a
    signed nonce tells when the form was made and makes it count once. An old form is accepted.
    """

    follow = forms.ChoiceField(label=_("Email me about"), choices=TELL, required=False)
    nonce = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, staff=None, ask_website=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.staff = staff
        for name in ("timestamp", "security_hash", "content_type", "object_pk", "followup"):
            del self.fields[name]
        self.fields["reply_to"].required = False
        self.fields["nonce"].initial = signing.dumps(uuid.uuid4().hex, salt=SALT)
        self.fields["name"].widget = forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
        self.fields["email"].widget = forms.EmailInput(attrs={"autocomplete": "email"})
        self.fields["email"].label = _("Email")
        self.fields["email"].help_text = _("It will not be published.")
        self.fields["comment"].widget = forms.Textarea(
            attrs={"rows": 7, "dir": "auto", "data-most": MAX_LENGTH}
        )
        lengths_our_way(self.fields["name"], self.fields["comment"])
        self.fields["comment"].help_text = _(
            "*emphasis*, **strong**, > quote, - list, `code`; addresses become links."
        )
        self.fields["honeypot"].widget = forms.TextInput(
            attrs={"autocomplete": "off", "tabindex": "-1"}
        )
        self.fields["url"].label = _("Website")
        self.fields["url"].widget = forms.URLInput(attrs={"autocomplete": "url"})
        for name, column in (("email", "user_email"), ("url", "user_url")):
            most = ReaderComment._meta.get_field(column).max_length
            self.fields[name].validators.append(MaxLengthValidator(most))
        if not ask_website:
            del self.fields["url"]
        if staff:
            del self.fields["name"], self.fields["email"]
            if not staff.email:
                del self.fields["follow"]
        self.label_suffix = ""

    def focus_first(self) -> None:
        """Starts a page that holds nothing but this form where the reader writes first."""
        first = "name" if "name" in self.fields else "comment"
        self.fields[first].widget.attrs["autofocus"] = True

    def get_comment_model(self):
        return ReaderComment

    def clean_name(self):
        name = within(markup.one_line(self.cleaned_data["name"]), self.fields["name"].max_length)
        if not name:
            raise forms.ValidationError(_("Please tell us what to call you."))
        if self._is_staff_name(name):
            raise forms.ValidationError(
                _(
                    "That is the name of somebody who works on this site. Please choose another, "
                    "or sign in first."
                )
            )
        return name

    def clean_comment(self):
        text = markup.normalise(self.cleaned_data["comment"])
        within(text, self.fields["comment"].max_length)
        if not text:
            raise forms.ValidationError(_("There is nothing to read in this yet."))
        return text

    def clean_honeypot(self):
        return self.cleaned_data["honeypot"]

    def clean_nonce(self):
        """The form's own number; None if the signature is wrong."""
        try:
            return uuid.UUID(signing.loads(self.cleaned_data["nonce"], salt=SALT))
        except (signing.BadSignature, ValueError, TypeError):
            return None

    def suspicion(self) -> tuple[str, str]:
        """The sentence that suspects a program, and its effect; an empty sentence if there is
        none."""
        if self.cleaned_data.get("honeypot"):
            return gettext("Filled in a field that people do not see."), Effect.SPAM
        seconds = self.seconds()
        if seconds is None:
            return gettext("Did not come from the site’s own form."), Effect.HOLD
        if seconds > TOO_QUICK:
            return "", Effect.HOLD
        message = ngettext(
            "Sent within %(count)s second of opening the form.",
            "Sent within %(count)s seconds of opening the form.",
            TOO_QUICK,
        )
        return message % {"count": TOO_QUICK}, Effect.HOLD

    def seconds(self) -> float | None:
        """The seconds that the form was open, as its nonce tells; None if the signature is
        wrong."""
        signer = signing.TimestampSigner(salt=SALT)
        nonce = self.data.get("nonce", "")
        try:
            signing.loads(nonce, salt=SALT)
            made = signing.b62_decode(nonce.rsplit(signer.sep, 2)[1])
        except (signing.BadSignature, ValueError, IndexError):
            return None
        return max(0.0, time.time() - made)

    @staticmethod
    def _is_staff_name(name: str) -> bool:
        """Whether a name is that of somebody on the site, or looks like it: “Editor (staff)” too."""
        taken = set(Author.objects.values_list("name", flat=True))
        people = permissions.staff().values_list("first_name", "last_name", "username")
        for first, last, username in people:
            taken |= {f"{first} {last}", username}
        for names in Site.objects.values_list("site_name", "hostname"):
            taken.update(names)
        # A name without letters and figures matches nobody.
        known = {markup.name_skeleton(other) for other in taken} - {""}
        bare = re.sub(r"[(\[{<].*?[)\]}>]", " ", name)
        return not known.isdisjoint({markup.name_skeleton(name), markup.name_skeleton(bare)})


class FollowForm(forms.Form):
    """Asks for the address that follows a discussion."""

    email = forms.EmailField(
        label=_("Email"),
        max_length=Commenter._meta.get_field("email").max_length,
        help_text=_("We use it for these emails alone."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class AskForm(FollowForm):
    """Asks for the address of a commenter."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("The one that you gave when you wrote or followed.")


class ReportForm(forms.ModelForm):
    """Asks for the reason of a report."""

    class Meta:
        model = Report
        fields = ["reason", "message"]
        widgets = {
            "reason": forms.RadioSelect,
            "message": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["reason"].choices = ReportReason.choices
        self.fields["reason"].error_messages["required"] = _("Choose a reason.")
        self.fields["message"].label = _("What a moderator should know")
        lengths_our_way(self.fields["message"])

    def clean_message(self):
        return within(
            markup.normalise(self.cleaned_data["message"]), self.fields["message"].max_length
        )
