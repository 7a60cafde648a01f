"""The installation: settings, tables, static files, accounts."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .finding import Finding

#: What strangers try first.
COMMON = ("admin", "password", "changeme")
ACCOUNTS = 5


def configuration() -> Iterator[Finding]:
    """What Django's own checks say of a deployment."""
    # Django has much to say about HTTPS, which a site for one machine does without.
    is_public = settings.SITE_URL.startswith("https://")
    for message in checks.run_checks(include_deployment_checks=is_public):
        if not message.is_silenced() and message.level >= checks.WARNING:
            yield Finding(
                f"{message.msg} ({message.id})",
                message.hint or _("docs/operators.md has all settings."),
                is_fault=message.level >= checks.ERROR,
            )


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Finding(
            ngettext(
                "%(number)d migration is not applied, %(first)s first.",
                "%(number)d migrations are not applied, %(first)s first.",
                len(plan),
            )
            % {"number": len(plan), "first": plan[0][0]},
            "manage.py upgrade",
        )
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes))
    replaced = {
        pair for migration in executor.loader.replacements.values() for pair in migration.replaces
    }
    own = {node[0] for node in executor.loader.graph.nodes}
    unknown = [each for each in unknown if each not in replaced and each[0] in own]
    if unknown:
        yield Finding(
            _("The database is of a newer version: it has %(name)s.")
            % {"name": ".".join(unknown[0])},
            _("Install the version that made it, or restore a backup from before."),
        )


def static_files() -> Iterator[Finding]:
    if not hasattr(staticfiles_storage, "manifest_name"):
        return
    root = Path(settings.STATIC_ROOT)
    what_to_do = _("manage.py collectstatic, then restart the site")
    if not (root / staticfiles_storage.manifest_name).exists():
        yield Finding(_("Static files are not collected in %(root)s.") % {"root": root}, what_to_do)
        return
    for name in ("css/main.css", "js/article.js"):
        stored = staticfiles_storage.hashed_files.get(name)
        if not stored or not (root / stored).exists():
            yield Finding(
                _("%(name)s is not among the collected static files.") % {"name": name}, what_to_do
            )


def passwords() -> Iterator[Finding]:
    User = get_user_model()
    if not User.objects.filter(is_superuser=True, is_active=True).exists():
        yield Finding(
            _("There is no administrator who can sign in."), _("manage.py createsuperuser")
        )
    given = dict(COMMON_BY_NAME)
    path = getattr(settings, "DEMO_SIGN_INS", None)
    if path and Path(path).exists():
        for name, password in (line.split() for line in Path(path).read_text().splitlines()):
            given[name] = [*given.get(name, []), password]
    open_to_all = settings.SITE_URL.startswith("https://")
    for user in User.objects.filter(username__in=given, is_active=True)[: 3 * ACCOUNTS]:
        found = next(filter(user.check_password, given[user.username]), None)
        if found:
            yield Finding(
                _("The account %(name)s has the password that it was made with, or a common one.")
                % {"name": user.username},
                _("Delete it or give it another password: manage.py changepassword"),
                is_fault=open_to_all or found in COMMON,
            )


COMMON_BY_NAME = {name: list(COMMON) for name in ("admin", "administrator", "root", "test")}
