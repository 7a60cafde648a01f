"""The box in which running text is written."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea

HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
LISTS = {"ol", "ul"}


class WritingArea(DraftailRichTextArea):
    """Wagtail's box. When it is empty it says what a slash offers here, and nothing else."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.options["placeholder"] = self.invitation()

    def invitation(self) -> Promise:
        features = set(self.features)
        if features & HEADINGS:
            return _("Write here. A slash (/) offers headings, lists and links.")
        if features & LISTS:
            return _("Write here. A slash (/) offers lists and links.")
        return _("Write here")
