"""The form in which a colleague opens a file as a new draft."""

from pathlib import PurePath
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies.pages import PagePermissionPolicy

from ..models import ArticlePage, TopicPage

MOST_BYTES = 10 * 1024 * 1024
WORD = ".docx"
MARKDOWN = (".md", ".markdown", ".mdown", ".txt")


class TopicField(forms.ModelChoiceField):
    """A choice of topics, by their titles as readers see them."""

    def label_from_instance(self, topic) -> str:
        return topic.get_admin_display_title()


class ImportForm(forms.Form):
    """A topic and a file."""

    topic = TopicField(queryset=TopicPage.objects.none(), label=_("Topic"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_(
            "A Word document (.docx) or a Markdown file (.md), up to 10 MB. From Google Docs, "
            "LibreOffice or Pages, save it as a Word document first."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join((WORD, *MARKDOWN))}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        may = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
        field = cast(TopicField, self.fields["topic"])
        field.queryset = TopicPage.objects.filter(pk__in=may.values("pk")).order_by("title")
        self.user = user

    def clean_topic(self):
        topic = self.cleaned_data["topic"]
        if not (
            topic.permissions_for_user(self.user).can_add_subpage()
            and ArticlePage.can_create_at(topic)
        ):
            raise ValidationError(_("You cannot add articles to this topic."))
        return topic

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((WORD, *MARKDOWN)):
            raise ValidationError(
                _("Choose a Word document (.docx) or a Markdown file (.md). This is neither.")
            )
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 10 MB. Please split it."))
        if not file.size:
            raise ValidationError(_("This file is empty."))
        return file

    @property
    def is_word(self) -> bool:
        return self.cleaned_data["file"].name.lower().endswith(WORD)

    @property
    def name(self) -> str:
        """The file's name in words."""
        stem = PurePath(self.cleaned_data["file"].name).stem
        return " ".join(stem.replace("_", " ").replace("-", " ").split())
