"""Settings, headers, files: what an operator relies on."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.proxy import ForwardedAddressMiddleware
from config.settings import reading
from tests import factories
from tests.conftest import ROOT

PRODUCTION = {
    "SECRET_KEY": "x" * 60 + "0123456789",
    "ALLOWED_HOSTS": "why.example",
    "SITE_URL": "https://why.example",
    "DATABASE_URL": "postgres://user:password@db/why",
    "CACHE_URL": "rediscache://cache:6379/1",
    "EMAIL_URL": "smtp+tls://user:password@mail:587",
    "MEDIA_ROOT": "/srv/media",
}


def manage(*arguments, **environment) -> subprocess.CompletedProcess:
    """``manage.py`` in a process of its own, with this environment and no other settings."""
    return python("manage.py", *arguments, **environment)


def python(*arguments, **environment) -> subprocess.CompletedProcess:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "config.settings.production"} | environment,
        capture_output=True,
        text=True,
    )


def setting(name: str, module: str = "production", **environment) -> str:
    """What a setting is in this environment, without the site that goes by it."""
    code = f"from config.settings.{module} import {name}; print({name})"
    result = python("-c", code, PYTHONPATH="site", **environment)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize("start", ["$", "\\$", "#", "'"])
def test_a_secret_may_begin_with_any_character(start):
    secret = start + "x" * 60
    assert setting("SECRET_KEY", **PRODUCTION | {"SECRET_KEY": secret}) == secret


def test_production_names_every_missing_setting_and_does_not_start():
    result = manage("check")
    assert result.returncode
    for name in PRODUCTION:
        assert name in result.stderr


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_names_the_one_that_is_missing(name):
    result = manage("check", **{key: PRODUCTION[key] for key in PRODUCTION if key != name})
    assert result.returncode
    message = result.stderr.split("missing from the environment.")[1]
    assert name in message
    assert sum(other in message for other in PRODUCTION) == 1


def test_a_site_that_is_ready_passes_the_check_for_deployment(tmp_path):
    for folder in ("media", "static"):
        (tmp_path / folder).mkdir()
    (tmp_path / "static/staticfiles.json").write_text(
        '{"version": "1.1", "hash": "x", "paths": {"a.css": "a.1.css"}}'
    )
    environment = PRODUCTION | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
        "CACHE_URL": "locmemcache://",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "STATIC_ROOT": str(tmp_path / "static"),
    }
    result = manage("check", "--deploy", "--fail-level", "WARNING", **environment)
    assert result.returncode == 0, result.stderr


def test_the_check_for_deployment_finds_what_is_not_there():
    bad = {
        "ALLOWED_HOSTS": "*",
        "COMMENT_LIMITS": "netwrok=100",
        "PASSWORD_LIMITS": "acount=5",
        "DATABASE_URL": "postgres://user:secret@127.0.0.1:1/why",
        "CACHE_URL": "rediscache://127.0.0.1:1/1",
        "MEDIA_ROOT": "/nowhere/media",
        "STATIC_ROOT": "/nowhere/static",
        "WORKER_HEARTBEAT": "/nowhere/heartbeat",
    }
    result = manage("check", "--deploy", **PRODUCTION | bad)
    assert result.returncode
    assert "Traceback" not in result.stderr
    for sentence in (
        "ALLOWED_HOSTS takes every name",
        "COMMENT_LIMITS has “netwrok”, which is no limit",
        "PASSWORD_LIMITS has “acount”",
        "The database does not answer",
        "The cache does not answer",
        "MEDIA_ROOT: there is no folder /nowhere/media",
        "WORKER_HEARTBEAT: there is no folder /nowhere",
        "There are no static files in /nowhere/static",
    ):
        assert sentence in result.stderr
    assert "secret" not in result.stderr


def test_a_period_of_an_unknown_name_is_named():
    result = manage("check", KEPT_DAYS="revisons=365", **PRODUCTION)
    assert "KEPT_DAYS has “revisons”; it knows deleted_pages, log, revisions" in result.stderr


def test_operators_are_warned_of_replicas_that_share_no_cache():
    environment = PRODUCTION | {"CACHE_URL": "locmemcache://"}
    assert "operations.W001" in manage("check", **environment).stderr
    environment["DATABASE_URL"] = "sqlite:////data/site.sqlite3"
    assert "operations.W001" not in manage("check", **environment).stderr


def test_uploads_can_live_in_a_bucket_shared_by_replicas():
    environment = {key: PRODUCTION[key] for key in PRODUCTION if key != "MEDIA_ROOT"}
    code = "from django.core.files.storage import default_storage as s; print(type(s._wrapped).__name__ if s.bucket_name else '')"
    result = manage(
        "shell",
        "-v0",
        "-c",
        code,
        MEDIA_S3_BUCKET="pictures",
        MEDIA_S3_ORIGIN="https://pictures.example",
        MEDIA_S3_REGION="x",
        **environment,
    )
    assert result.stdout.strip() == "MediaBucket", result.stderr


def test_one_machine_gets_a_secret_key_of_its_own_once(tmp_path):
    keys = {setting("SECRET_KEY", "embedded", DATA_DIR=str(tmp_path)) for _ in range(2)}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("before", "after"), [(None, 0o700), (0o755, 0o700), (0o750, 0o750)])
def test_other_users_of_the_machine_cannot_read_the_data(tmp_path, before, after):
    folder = tmp_path / "data"
    if before:
        folder.mkdir()
        folder.chmod(before)
    setting("DATA_DIR", "embedded", DATA_DIR=str(folder))
    assert folder.stat().st_mode & 0o777 == after


def test_a_form_that_is_too_large_is_refused_without_a_word_in_the_log(tmp_path):
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "DATA_DIR": str(tmp_path)}
    code = (
        "from django.conf import settings\n"
        "from django.test import Client\n"
        # It lets pass who is signed in, and here is no account.
        "settings.MIDDLEWARE.remove('config.bodies.BodyMiddleware')\n"
        "form = {'content_type': 'application/x-www-form-urlencoded', 'HTTP_HOST': '127.0.0.1'}\n"
        "client = Client(raise_request_exception=False)\n"
        "print(client.post('/_util/login/', 'a=' + 'x' * 11_000_000, **form).status_code)"
    )
    result = manage("shell", "-v0", "-c", code, **environment)
    assert result.stdout.strip() == "400"
    assert "Traceback" not in result.stderr


def test_no_model_waits_for_a_migration():
    result = manage(
        "makemigrations",
        "--check",
        "--dry-run",
        **PRODUCTION | {"DATABASE_URL": "sqlite:///:memory:"},
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.django_db
def test_public_pages_forbid_what_is_not_theirs(reader, article):
    policy = reader.get(article.url)["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy


@pytest.mark.django_db
def test_the_admin_alone_may_run_inline_scripts(editor, reader, article):
    assert "'unsafe-inline'" in editor.get("/admin/")["Content-Security-Policy"]
    assert "'unsafe-inline'" not in reader.get(article.url)["Content-Security-Policy"]


@pytest.mark.django_db
def test_what_depends_on_a_cookie_is_kept_private(editor, article):
    assert "private" in editor.get("/admin/")["Cache-Control"]
    response = editor.get(article.url)
    assert "Cookie" in response["Vary"]
    assert "private" in response["Cache-Control"]


@pytest.mark.django_db
def test_uploaded_files_are_served_for_long_and_can_run_nothing(reader, image):
    response = reader.get(image.file.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]


@pytest.mark.django_db
def test_part_of_a_video_can_be_asked_for(reader):
    film = factories.document(name="film.mp4", content=b"0123456789")
    address = f"{settings.MEDIA_URL}{film.file.name}"
    response = reader.get(address, headers={"range": "bytes=2-4"})
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == b"234"


@pytest.mark.django_db
def test_a_document_is_handed_out_by_its_own_address_only(reader):
    sheet = factories.document()
    assert reader.get(sheet.url).status_code == 200
    assert reader.get(f"{settings.MEDIA_URL}{sheet.file.name}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["../manage.py", "%2e%2e/manage.py", "images/../../x", "nothing.png", "images/"]
)
def test_nothing_outside_of_the_uploads_is_served(reader, home, path):
    assert reader.get(f"{settings.MEDIA_URL}{path}").status_code in (301, 404)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS", "ture"),
        ("HSTS_SECONDS", "long"),
        ("SITE_URL", "why.example"),
        ("BEHIND_PROXY", "?"),
        ("ADMIN_PATH", "search"),
        ("WEB_CONCURRENCY", "abc"),
        ("ADMIN_PATH", "a/b"),
        ("SECURITY_CONTACT", "somebody"),
    ],
)
def test_a_slip_of_the_pen_is_named_and_nothing_starts(name, value):
    result = manage("check", **PRODUCTION | {name: value})
    assert result.returncode
    assert f"{name} is “" in result.stderr
    assert "Traceback" not in result.stderr


BAD = {
    "site_address": ["why.example", "https://", "ftp://why.example", "https://why.example:x"],
    "database": [
        "postgres:/secret",
        "secret",
        "postgres://host",
        "postgres://u:secret@h:x/why",
        "sqlit:///secret",
    ],
    "cache": ["redis", "nocache://secret", "rediscache://h:secret/1"],
    "mail": [
        "smtp",
        "nomail://secret@h",
        "smtp://u:secret@h:x",
        "filemail://",
        "filemail://secret/b",
    ],
    "numbers": ["network", "network=", "network=x", "=5", "network=²", "network=-1", "secret=1"],
    "number": ["many", "-1", "1.5", "²"],
    "flag": ["ture", "2"],
    "level": ["loud"],
    "time_zone": ["Mars", "../secret", "/etc/passwd", "Asia"],
}


@pytest.mark.parametrize(("kind", "value"), [(kind, v) for kind, vs in BAD.items() for v in vs])
def test_what_no_setting_can_mean_is_a_sentence_without_its_secrets(kind, value, monkeypatch):
    monkeypatch.setenv("THE_SETTING", value)
    more = {"numbers": [{"network": 1}], "number": [1], "flag": [True]}.get(kind, [])
    with pytest.raises(ImproperlyConfigured, match="THE_SETTING") as raised:
        getattr(reading, kind)("THE_SETTING", *more)
    if kind in ("database", "cache", "mail"):
        assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("address", "folder"),
    [
        ("filemail:///srv/mail", "/srv/mail"),
        ("filemail:////srv/mail", "/srv/mail"),
        ("filemail:///srv/my%20mail/", "/srv/my mail"),
    ],
)
def test_mail_goes_to_the_folder_that_is_named(address, folder, monkeypatch):
    monkeypatch.setenv("EMAIL_URL", address)
    assert reading.mail("EMAIL_URL")["EMAIL_FILE_PATH"] == folder


def test_make_serve_writes_mail_into_its_own_folder(tmp_path):
    for environment in ({}, {"EMAIL_URL": "filemail://"}):
        found = setting("EMAIL_FILE_PATH", "embedded", DATA_DIR=str(tmp_path), **environment)
        assert found == str(tmp_path / "mail")


def test_a_bucket_needs_the_address_that_its_pictures_come_from():
    environment = {key: PRODUCTION[key] for key in PRODUCTION if key != "MEDIA_ROOT"}
    result = manage("check", MEDIA_S3_BUCKET="pictures", **environment)
    assert "MEDIA_S3_ORIGIN" in result.stderr


@pytest.mark.django_db
def test_health_checks_come_by_address_and_without_tls(reader, settings):
    settings.ALLOWED_HOSTS = ["why.example"]
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/healthz", "/readyz"):
        assert reader.get(path, headers={"host": "127.0.0.1:8000"}).status_code == 200
    assert reader.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 400


@pytest.mark.django_db
def test_pages_come_while_redis_is_away(reader, article, own_redis):
    own_redis.stop()
    for path in ("/", article.url, "/search/?q=why", "/feed/", "/feed/atom/"):
        assert reader.get(path).status_code == 200
    degraded = reader.get("/readyz")
    assert (degraded.status_code, degraded.content[:8]) == (200, b"degraded")
    own_redis.start()
    assert reader.get("/readyz").content == b"ready\n"


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("203.0.113.7:51234", "203.0.113.7"),
        ("198.51.100.1:80, 203.0.113.7:443", "203.0.113.7"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("203.0.113.7:", "127.0.0.1"),
        ("[2001:db8::1]443", "127.0.0.1"),
        ("203.0.113:7", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("unknown", "127.0.0.1"),
        ("203.0.113.7, <script>", "127.0.0.1"),
    ],
)
def test_behind_a_proxy_a_reader_has_the_address_that_the_proxy_saw(rf, sent, seen):
    middleware = ForwardedAddressMiddleware(lambda request: request.META["REMOTE_ADDR"])
    assert middleware(rf.get("/", headers={"X-Forwarded-For": sent})) == seen


def test_only_behind_a_proxy_is_its_word_taken():
    for flag, found in (("on", True), ("off", False)):
        middleware = setting("MIDDLEWARE", **PRODUCTION | {"BEHIND_PROXY": flag})
        assert ("config.proxy.ForwardedAddressMiddleware" in middleware) == found


def test_the_admin_has_the_address_that_the_operator_gives():
    code = (
        "from django.urls import reverse; from home.views import robots; from page_cache.keys import Keys; "
        "from django.test import RequestFactory as R; from django.conf import settings; "
        "print(Keys(settings.PAGE_CACHE_RULES).rule('/room/login/').kept, "
        "reverse('wagtailadmin_login'), reverse('approval', args=[1, 'approve', 2]), "
        "reverse('wagtailadmin_password_reset'), 'room' in robots(R().get('/')).content.decode())"
    )
    environment = PRODUCTION | {"ADMIN_PATH": "/room/", "ALLOWED_HOSTS": "testserver"}
    told = manage("shell", "-v0", "-c", code, **environment)
    assert told.stdout.split() == [
        "False",
        "/room/login/",
        "/room/pages/workflow/action/1/approve/2/",
        "/room/password_reset/",
        "False",
    ], told.stderr
