"""The demo: a whole site to look at, accounts to try the admin with."""

import io
import stat
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db.models import F, Min
from django.test import override_settings

from articles.blocks.article import SectionContent
from articles.models import ArticlePage, Author, TopicPage
from comments.management.commands.check_comments import faults, repair_counts
from comments.models import Commenter, ReaderComment
from demo import content
from demo.draw import all_drawings

pytestmark = pytest.mark.django_db


def load_demo(*arguments) -> str:
    out = io.StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def sign_ins(shared_db, tmp_path_factory):
    """The demo is loaded, once for all tests of the module; this file has its accounts.

    The pictures' sizes are tested elsewhere; here they would only take time.
    """
    path = tmp_path_factory.mktemp("demo") / "sign-ins.txt"
    with (
        shared_db(),
        override_settings(DEMO_SIGN_INS=path),
        mock.patch("articles.signals.prepare_renditions"),
    ):
        load_demo()
        yield path


@pytest.mark.both_databases
def test_load_demo_makes_a_whole_site(reader, text):
    articles = ArticlePage.objects.live()
    assert articles.count() >= 12
    assert TopicPage.objects.filter(depth=3).count() == 4
    assert Author.objects.count() == 4
    kinds = {
        block.block_type
        for article in articles
        for section in article.body
        for block in section.value["content"]
    }
    assert kinds == set(SectionContent().child_blocks)
    flagship = articles.get(slug__startswith="why-did-the-soviet-union-join-the-allies")
    assert len(flagship.body) == 20
    for section in flagship.body:
        kinds = [block.block_type for block in section.value["content"]]
        assert kinds[0] == "paragraph"
        terms = section.value["content"].first_block_by_name("term_list")
        assert len(terms.value["terms"]) == 5
    assert len(flagship.faq) == 10
    pictures = [b for s in flagship.body for b in s.value["content"] if b.block_type == "image"]
    assert len(pictures) >= 4
    assert all(picture.value["caption"] for picture in pictures)
    assert all(picture.value["image"].contextual_alt_text for picture in pictures)
    words = text(reader.get(flagship.url))
    assert "101 Curiosity Lane Answer Town, CA 90210 United States" in words


def test_commenters_were_first_seen_when_they_first_wrote():
    seen = Commenter.objects.annotate(wrote=Min("comments__posted_at"))
    assert seen.filter(wrote__isnull=False).count() > 20
    assert not seen.exclude(wrote=None).exclude(first_seen_at=F("wrote")).exists()


def test_load_demo_again_changes_nothing(sign_ins):
    article = ArticlePage.objects.first()
    article.title = "An editor was here"
    article.save()
    before = [
        (model.__name__, model.objects.count(), set(model.objects.values_list("pk", flat=True)))
        for model in (ArticlePage, TopicPage, Author, get_user_model())
    ]
    passwords = sign_ins.read_text()
    load_demo()
    assert before == [
        (model.__name__, model.objects.count(), set(model.objects.values_list("pk", flat=True)))
        for model in (ArticlePage, TopicPage, Author, get_user_model())
    ]
    article.refresh_from_db()
    assert article.title == "An editor was here"
    assert sign_ins.read_text() == passwords


def test_demo_accounts_one_a_role_can_sign_in(sign_ins, client):
    assert stat.S_IMODE(sign_ins.stat().st_mode) == 0o600
    names = []
    for line in sign_ins.read_text().splitlines():
        name, password = line.split()
        names.append(name)
        assert client.login(username=name, password=password)
        assert client.get("/admin/").status_code == 200
    assert names == ["admin", "chief", "editor", "contributor", "moderator"]


def test_load_demo_makes_no_accounts_in_production(settings):
    get_user_model().objects.all().delete()
    del settings.DEMO_SIGN_INS
    load_demo()
    assert not get_user_model().objects.exists()
    with pytest.raises(CommandError, match="not made on a production site"):
        load_demo("--accounts")


def test_the_demo_files_are_complete():
    used = set()
    for entry in content.articles().values():
        used.add(entry["lead_picture"]["picture"])
        blocks = [block for section in entry["sections"] for block in section["content"]]
        for block in blocks:
            used |= {block[key] for key in ("picture", "poster") if key in block}
            if block["type"] == "image":
                assert block["alt"]
                assert block["caption"]
    used |= {author["portrait"] for author in content.site()["authors"]}
    drawn = {path.stem for path in (content.FOLDER / "pictures").glob("*.png")}
    assert used == drawn


def test_every_demo_picture_has_its_drawing():
    drawn = {path.stem for path in (content.FOLDER / "pictures").glob("*.png")}
    assert set(all_drawings()) == drawn


def test_the_demo_has_discussions_worth_reading(reader, text):
    comments = ReaderComment.objects.all()
    assert comments.count() >= 60
    assert {"published", "held", "removed", "spam"} <= set(
        comments.values_list("status", flat=True)
    )
    assert comments.filter(level__gte=3).exists()
    assert comments.filter(reports__isnull=False, status="published").exists()
    assert comments.filter(useful__gt=3).exists()
    assert not faults()
    assert repair_counts() == 0
    flagship = ArticlePage.objects.get(slug__startswith="why-did-the-soviet-union")
    assert "Removed by a moderator." in text(reader.get(f"/discussion/{flagship.pk}/"))
