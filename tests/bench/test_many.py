"""The comments that ``make bench-desk`` plants are such as the desk can show."""

import pytest
from django.db import connection

from bench import many
from comments.models import ReaderComment, Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="vacuums, which no transaction can")
def test_planted_comments_stand_in_the_queue(home, client, monkeypatch, text):
    monkeypatch.setattr(many, "PAGES", 3)
    many.plant(60)
    assert ReaderComment.objects.count() == 60
    held = ReaderComment.objects.filter(status=Status.HELD).count()
    assert 0 < held < 60
    client.force_login(factories.user("Moderators"))
    shown = client.get("/admin/discussion/queue/", {"status": "held"})
    assert shown.status_code == 200
    assert text(shown).count("I have read about the treaty twice now") >= 25
