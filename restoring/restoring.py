"""Brings deleted pages back, as drafts."""

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import AbstractPage, Page, PageViewRestriction, Site

from articles.addresses import is_taken
from articles.topic_rights import may_make

from .models import DeletedPage


class Impossible(Exception):
    """The page cannot come back there; the message says why."""


def tree(kept: DeletedPage) -> list[DeletedPage]:
    """A deleted page and the deleted ones below it, from the top down."""
    found, parents = [kept], [kept.page_id]
    while parents:
        below = list(DeletedPage.objects.filter(parent_id__in=parents).defer("content", "draft"))
        found += below
        parents = [each.page_id for each in below]
    return found


def old_place(kept: DeletedPage) -> Page | None:
    """The page below which it stood, if that is there."""
    return Page.objects.filter(pk=kept.parent_id).first()


def refusal(kept: DeletedPage, parent: Page, user) -> str:
    """Says why this person cannot bring the page back there; empty if they can."""
    model = _model(kept)
    if not may_make(user, model):
        return _("Topics are brought back by editors-in-chief.")
    if not parent.permissions_for_user(user).can_add_subpage():
        return _("You may not add pages to “%(title)s”.") % {
            "title": parent.get_admin_display_title()
        }
    if not model.can_create_at(parent.specific):
        values = {"type": model.get_verbose_name(), "title": parent.get_admin_display_title()}
        return _("“%(title)s” takes no page of the type “%(type)s”. Choose another place.") % values
    return ""


def _model(kept: DeletedPage) -> type[Page]:
    try:
        return apps.get_model(kept.page_type)
    except LookupError:
        raise Impossible(_("The site no longer has pages of this type.")) from None


@transaction.atomic
def restore(kept: DeletedPage, parent: Page, user) -> Page:
    """Adds the page to its parent as a draft, and forgets that it was deleted."""
    if why := refusal(kept, parent, user):
        raise Impossible(why)
    row = _add(kept, Page.objects.get(pk=parent.pk).specific)
    # Tags, authors and the like only now: without the page’s row they would count as astray.
    page = _version(row, kept.content)
    page.save(clean=False)
    _make_private(page, kept.restrictions)
    page.save_revision(user=user, clean=False)
    if kept.draft:
        _version(row, kept.draft).save_revision(user=user, clean=False)
    _lead_here(page, kept.redirects, is_where_it_was=page.url_path == kept.url_path)
    log(instance=page, action="restoring.restore", user=user)
    kept.delete()
    return page


def _version(row: Page, content: dict) -> Page:
    """What the page said, at the address that it has now."""
    page = row.with_content_json(content)
    page.slug, page.url_path, page.translation_key = row.slug, row.url_path, row.translation_key
    page.expired = False
    _forget_past_dates(page)
    return page


def _add(kept: DeletedPage, parent: Page) -> Page:
    page = _model(kept).from_serializable_data(kept.content, check_fks=True, strict_fks=False)
    if page is None:
        raise Impossible(_("Something that the page cannot be without is gone."))
    page._state.adding = True  # modelcluster takes what has a number for stored
    page.pk = page.id = None if Page.objects.filter(pk=kept.page_id).exists() else kept.page_id
    page.slug = _free_slug(page.slug, parent)
    page.numchild, page.live, page.has_unpublished_changes, page.expired = 0, False, True, False
    page.locked, page.locked_at, page.locked_by, page.alias_of = False, None, None, None
    page.live_revision = page.latest_revision = page.scheduled_revision = None
    alike = Page.objects.filter(translation_key=page.translation_key, locale=page.locale_id)
    if alike.exists():
        page.translation_key = type(page)._meta.get_field("translation_key").get_default()

    def save():
        # Wagtail’s own save looks for a page that has a number already.
        page.minimal_clean()
        page.set_url_path(parent)
        super(AbstractPage, page).save()

    page.save = save
    parent.add_child(instance=page)
    del page.save
    return page


def _forget_past_dates(page: Page) -> None:
    now = timezone.now()
    for name in ("go_live_at", "expire_at"):
        if (date := getattr(page, name)) and date <= now:
            setattr(page, name, None)


def _free_slug(slug: str, parent: Page) -> str:
    free, number = slug, 1
    while is_taken(parent, free) or not Page._slug_is_available(free, parent):
        number += 1
        free = f"{slug[:250]}-{number}"
    return free


def _make_private(page: Page, restrictions: list[dict]) -> None:
    for kept in restrictions:
        made = PageViewRestriction.objects.create(
            page=page, restriction_type=kept["type"], password=kept["password"]
        )
        made.groups.set(Group.objects.filter(pk__in=kept["groups"]))


def _lead_here(page: Page, redirects: list[dict], is_where_it_was: bool) -> None:
    """Leads the addresses that the page had before to it again.

    Until it is published they lead where its own address leads. Nothing leads on from a new address, so
    there those that lead somewhere else by now stay as they are.
    """
    for kept in redirects:
        same = Redirect.objects.filter(pk=kept["pk"], old_path=kept["old_path"])
        if same.exists():
            if is_where_it_was:
                same.update(redirect_page=page, redirect_link="")
            continue
        values = {name: kept[name] for name in kept if name != "pk"}
        there = Redirect.objects.filter(site=kept["site_id"], old_path=kept["old_path"])
        site_is_gone = kept["site_id"] and not Site.objects.filter(pk=kept["site_id"]).exists()
        if not there.exists() and not site_is_gone:
            Redirect.objects.create(redirect_page=page, **values)
