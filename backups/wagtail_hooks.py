"""The warning on the admin's first page."""

from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from . import warning


class BackupWarning(Component):
    """Says to administrators that the last backup is old."""

    order = 1
    template_name = "backups/warning.html"

    def __init__(self, sentence: str):
        self.sentence = sentence

    def get_context_data(self, parent_context):
        return {
            "sentence": self.sentence,
            "what_to_do": _(
                "Whoever runs the site should look at its worker and its log: manage.py backup makes "
                "one, BACKUP_TO in the environment has the worker make them."
            ),
        }


@hooks.register("construct_homepage_panels")
def warn(request, panels):
    if request.user.is_superuser and (sentence := warning.sentence()):
        panels.insert(0, BackupWarning(sentence))
