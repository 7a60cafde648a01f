"""The checks, in their order."""

from django.utils.translation import gettext_lazy as _

from . import installation, machine, truth, work
from .finding import Check

CHECKS = [
    Check(_("disk"), machine.disk),
    Check(_("permissions"), machine.permissions),
    Check(_("settings"), installation.configuration),
    Check(_("migrations"), installation.migrations),
    Check(_("static files"), installation.static_files),
    Check(_("clock"), machine.clock),
    Check(_("cache"), work.caches),
    Check(_("worker"), work.worker),
    Check(_("queue"), work.queue),
    Check(_("mail"), work.mails),
    Check(_("backups"), work.backups),
    Check(_("passwords"), installation.passwords),
    Check(_("database"), truth.database),
    Check(_("discussions"), truth.discussions),
    Check(_("search"), truth.search_index),
    Check(_("kept pages"), truth.page_cache),
]
