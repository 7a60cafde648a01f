"""The roles that come ready: what each sees, and that repairing them keeps what was added."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.admin.menu import admin_menu, reports_menu, settings_menu
from wagtail.models import GroupPagePermission, Page, WorkflowPage

from newsroom import roles
from tests import factories

MENUS = {
    roles.CHIEFS: (
        "Authors, Discussion, Documents, Images, Pages, Settings, Reports, Help",
        "Background jobs, What readers search for, Locked pages, Workflows, Workflow tasks, Site history, "
        "Aging pages, Page types usage, Due for review, Checks that fail, Deleted pages, Broken links",
        "Site settings, Discussion settings, Promoted search results, Redirects, Collections, "
        "Redirects of topics, Words that mean the same, Outlines, Checks",
    ),
    roles.EDITORS: (
        "Authors, Discussion, Documents, Images, Pages, Settings, Reports, Help",
        "Background jobs, What readers search for, Workflows, Workflow tasks, Site history, Aging pages, "
        "Page types usage, Due for review, Checks that fail, Deleted pages, Broken links",
        "Discussion settings, Promoted search results, Words that mean the same",
    ),
    roles.CONTRIBUTORS: (
        "Documents, Images, Pages, Reports, Help",
        "Workflows, Site history",
        "",
    ),
    roles.MODERATORS: (
        "Comments, Discussion, Settings, Reports, Help",
        "Moderators’ decisions",
        "Discussion settings, Personal data",
    ),
}


@pytest.mark.parametrize("role", roles.ROLES)
def test_each_role_sees_the_menu_that_it_needs(role, rf, db):
    request = rf.get("/admin/")
    request.user = factories.user(role)
    seen = tuple(
        {str(item.label) for item in menu.menu_items_for_request(request)}
        for menu in (admin_menu, reports_menu, settings_menu)
    )
    assert seen == tuple(set(filter(None, menu.split(", "))) for menu in MENUS[role])


@pytest.mark.parametrize("role", [*roles.ROLES, None])
def test_the_explorer_opens_on_the_site(role, client, home, site_settings):
    client.force_login(factories.user(role))
    # The front page has the host's name for Wagtail, and the dashboard shows it where ours is not put.
    assert f">{site_settings.publisher_name}</h1>" in "".join(
        client.get("/admin/").content.decode().split()
    )
    answer = client.get(reverse("wagtailadmin_explore_root"), follow=True)
    if role == roles.MODERATORS:
        assert answer.redirect_chain[-1][0] == "/admin/"
    else:
        assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_explore", args=[home.pk])
        assert "will not be accessible" not in answer.content.decode()


def repair(capsys, *options) -> str:
    call_command("roles", *options)
    return capsys.readouterr().out


def test_repairing_the_roles_gives_back_and_takes_nothing_away(topic, capsys):
    assert repair(capsys) == "The roles have all their rights.\n"
    editors, moderators = (
        Group.objects.get(name=name) for name in (roles.EDITORS, roles.MODERATORS)
    )
    # What an administrator does: editors write in one topic and do not publish; a moderator's right is lost.
    own = Permission.objects.get(codename="view_site", content_type__app_label="wagtailcore")
    moderators.permissions.add(own)
    moderators.permissions.remove(Permission.objects.get(codename="change_readercomment"))
    editors.page_permissions.filter(permission__codename__in=["publish_page", "lock_page"]).delete()
    editors.page_permissions.update(page=topic)
    Group.objects.get(name=roles.CONTRIBUTORS).delete()
    WorkflowPage.objects.all().delete()

    def stored():
        return Permission.objects.filter(group=moderators).count(), Group.objects.count()

    before = stored()

    planned = repair(capsys, "--dry-run")

    assert stored() == before
    assert "Contributors: the group is made" in planned
    assert "Moderators: comments.change_readercomment" in planned
    assert "The review before publication is attached to the front page." in planned
    done = repair(capsys)
    assert planned.startswith(done.rstrip())
    assert moderators.permissions.filter(pk=own.pk).exists()
    assert moderators.permissions.filter(codename="change_readercomment").exists()
    # Locking came back where editors write, and nowhere else; publishing is theirs to be given or not.
    rights = GroupPagePermission.objects.filter(group=editors)
    assert set(rights.values_list("permission__codename", "page")) == {
        ("add_page", topic.pk),
        ("change_page", topic.pk),
        ("lock_page", topic.pk),
    }
    assert repair(capsys) == "The roles have all their rights.\n"


def test_moderators_lost_what_wagtail_gave_them_and_editors_kept_publishing(db):
    moderators, editors = (
        Group.objects.get(name=name) for name in (roles.MODERATORS, roles.EDITORS)
    )
    assert not moderators.page_permissions.exists()
    assert not moderators.collection_permissions.exists()
    root = Page.objects.get(depth=1)
    assert editors.page_permissions.filter(page=root, permission__codename="publish_page").exists()
