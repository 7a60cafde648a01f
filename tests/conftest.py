"""What all tests can ask for."""

import gc
import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from django.urls import clear_script_prefix
from wagtail.models import Site

from home.models import HomePage, SiteSettings

from . import database, factories

ROOT = Path(__file__).resolve().parents[1]
# Until all tests are loaded: see ``pytest_collection_finish``.
gc.disable()
# How long an example takes says nothing where something else is running.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")

COPY, RESTORE = pytest.StashKey(), pytest.StashKey()


def missing(what: str, package: str) -> None:
    """Skips the test for want of a program; in CI that is a failure."""
    message = f"{what} is missing; install it (Debian: {package})"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")


def pytest_collection_finish():
    """What is loaded by now stays: to look through it again and again for garbage takes a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_modify_db_settings
):
    """A copy of the migrated database, where pytest-django would migrate one for each run."""
    copy = database.copy()

    def restore():
        with django_db_blocker.unblock():
            copy.restore()

    with django_db_blocker.unblock():
        copy.make(anew=request.config.getvalue("create_db"))
    request.config.stash[COPY], request.config.stash[RESTORE] = copy, restore
    # After each test that commits the copy is made anew: there is no need to empty it before.
    TransactionTestCase._fixture_teardown = lambda self: None
    yield
    with django_db_blocker.unblock():
        connection.close()
        copy.remove()


@pytest.fixture(scope="session")
def database_template(django_db_setup, request) -> Path | str:
    """The migrated database to copy: a file of SQLite, or the name of a database."""
    return request.config.stash[COPY].template


@pytest.fixture(scope="module")
def shared_db(django_db_setup, django_db_blocker):
    """Lets a fixture of a module store rows for all its tests: ``with shared_db():``.

    What a test changes of them is taken back after it, and they themselves after the module's last one.
    None of the module's tests may commit.
    """
    atomic = transaction.atomic()
    atomic._from_testcase = True  # a test's own transaction counts as the outermost
    with django_db_blocker.unblock():
        atomic.__enter__()
    yield django_db_blocker.unblock
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """What a test has committed is taken back: the next may be any other test."""
    yield
    mark = item.get_closest_marker("django_db")
    if "transactional_db" in item.fixturenames or (mark and mark.kwargs.get("transaction")):
        item.config.stash.get(RESTORE, lambda: None)()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    # A request that was served as a server does it leaves its prefix in the thread.
    clear_script_prefix()


@pytest.fixture
def own_redis(settings, monkeypatch):
    """A Redis server of the test's own behind the cache, which the test can stop."""
    from config import cache

    from .redis_server import RedisServer  # it asks this module for ``missing``

    server = RedisServer()
    server.start()
    monkeypatch.setattr(cache, "_silence", cache.Silence())
    settings.CACHES = {
        "default": {
            "BACKEND": "config.cache.ForgivingRedisCache",
            "LOCATION": server.address,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
    yield server
    server.stop()


@pytest.fixture
def ho_chi_minh_city(settings) -> ZoneInfo:
    """The site's time zone is seven hours ahead of UTC, in which everything is stored."""
    settings.TIME_ZONE = "Asia/Ho_Chi_Minh"
    return ZoneInfo(settings.TIME_ZONE)


@pytest.fixture
def home(db) -> HomePage:
    """The front page that the migrations made."""
    return HomePage.objects.get()


@pytest.fixture
def site_settings(home) -> SiteSettings:
    """The site's settings, filled in."""
    settings = SiteSettings.for_site(Site.objects.get())
    settings.publisher_name = "WHY.EDU.VN"
    settings.address = "101 Curiosity Lane\nAnswer Town, CA 90210\nUnited States"
    settings.whatsapp_number = "+1 (213) 555-0101"
    settings.save()
    return settings


@pytest.fixture
def topic(home):
    return factories.topic(home)


@pytest.fixture
def article(topic):
    return factories.article(topic)


@pytest.fixture
def image(db):
    return factories.image()


@pytest.fixture
def reader() -> Client:
    """A reader's browser without any cookie."""
    return Client()


@pytest.fixture
def editor(db) -> Client:
    """An editor who is signed in to the admin."""
    client = Client()
    client.force_login(factories.user("Editors"))
    return client


@pytest.fixture
def chief(db) -> Client:
    """An editor-in-chief who is signed in to the admin."""
    client = Client()
    client.force_login(factories.user("Editors-in-chief"))
    return client


@pytest.fixture
def text():
    """The words of an answer, without markup and with single spaces."""

    def words(response) -> str:
        html = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", html).split())

    return words
