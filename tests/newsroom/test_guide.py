"""The guides in the admin's help menu."""

import re

import pytest

from newsroom import guide

pytestmark = pytest.mark.django_db


def test_the_help_leads_to_our_guides(editor):
    html = editor.get("/admin/").content.decode()
    assert "/admin/guide/editors/" in html
    assert "/admin/guide/moderators/" in html
    assert "guide.wagtail.org" not in html


@pytest.mark.parametrize("name", guide.GUIDES)
def test_a_guide_shows_all_its_pictures_and_no_dead_link(editor, name):
    html = editor.get(f"/admin/guide/{name}/").content.decode()
    text = html[html.index('class="newsroom-guide__text"') :]
    text = text[: text.index("</main>")]
    anchors = set(re.findall(r'id="([^"]+)"', text))
    for address in re.findall(r'(?:src|href)="([^"]+)"', text):
        path, _, anchor = address.partition("#")
        if path.startswith("/"):
            assert editor.get(path).status_code == 200, address
        if anchor and not path:
            assert anchor in anchors, address
        assert not path.endswith(".md"), address


def test_nothing_else_of_the_folder_is_served(editor):
    for name in ("operators", "nothing"):
        assert editor.get(f"/admin/guide/{name}/").status_code == 404
    for name in ("..", "nothing.webp"):
        assert editor.get(f"/admin/guide/pictures/{name}").status_code == 404


def test_a_guide_is_for_people_who_sign_in(reader):
    assert reader.get("/admin/guide/editors/").status_code == 302
    assert reader.get("/admin/guide/pictures/moderators-row.webp").status_code == 302
