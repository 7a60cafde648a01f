"""The changes of ``bench.freshness``: whatever can change what a public page says.

Each goes through the front door of the site A where that is one form. The others run with the same models
in a process of their own, which stands for A: the worker's jobs, and what a form of the admin saves.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from articles import pictures
from articles.models import ArticlePage, Author
from home.models import HomePage, SiteSettings, StandardPage
from search.models import SynonymGroup
from tests import editing, factories

from .freshness_world import TAGS

SOON = 1.2

CHANGES: list[Callable] = []


def change(function: Callable) -> Callable:
    CHANGES.append(function)
    return function


def publish(page) -> None:
    page.save_revision().publish()


@change
def article_published(world):
    slug, topic, tags = world.free_slug(), world.topic(), [world.pick(TAGS)]
    authors = [world.pick(list(Author.objects.all()))]

    def draft():
        draft = factories.article(
            topic, f"Why {world.word()}?", publish=False, slug=slug, authors=authors, tags=tags,
            lead_image=world.image(), published_on=timezone.localdate(),
        )  # fmt: skip
        world.answer(draft.pk)

    page = ArticlePage.objects.get(pk=world.apart(draft, kill=False))
    world.focus(page)
    world.through(lambda admin: editing.edit(admin, page))


@change
def article_renamed(world):
    page = world.focus(world.article())
    world.through(lambda admin: editing.edit(admin, page, title=f"Why {world.word()}?"))


@change
def draft_saved(world):
    page = world.focus(world.article())
    world.through(lambda admin: editing.edit(admin, page, publish=False, title="Nobody reads this"))


@change
def address_changed(world):
    page = world.focus(world.article())
    slug = world.free_slug()
    world.through(lambda admin: editing.edit(admin, page, slug=slug))
    world.see(f"{page.get_parent().url}{slug}/")


@change
def article_unpublished(world):
    page = world.focus(world.article())
    world.through(lambda admin: admin.send(f"/admin/pages/{page.pk}/unpublish/"))


@change
def article_deleted(world):
    page = world.focus(world.article())
    world.through(lambda admin: admin.send(f"/admin/pages/{page.pk}/delete/"))


@change
def article_moved(world):
    page = world.focus(world.article())
    target = world.pick([one for one in world.topics() if one.pk != page.get_parent().pk])
    world.see(f"{target.url}{page.slug}/", target.url)
    world.through(lambda admin: admin.send(f"/admin/pages/{page.pk}/move/{target.pk}/confirm/"))


@change
def topics_reordered(world):
    topic = world.topic()
    world.see("/", *(one.url for one in world.topics()))
    place = world.pick([0, 1, 2])
    world.through(
        lambda admin: admin.send(f"/admin/pages/{topic.pk}/set_position/?position={place}")
    )


@change
def article_copied(world):
    page = world.focus(world.article())
    slug, target = world.free_slug(), world.topic()
    world.see(f"{target.url}{slug}/", target.url)
    copy = {
        "new_title": f"Why {world.word()}?", "new_slug": slug, "new_parent_page": target.pk,
        "publish_copies": "on",
    }  # fmt: skip
    world.through(lambda admin: admin.send(f"/admin/pages/{page.pk}/copy/", **copy))


@change
def restriction_set_or_lifted(world):
    found = PageViewRestriction.objects.select_related("page").first()
    page = world.focus(found.page.specific if found else world.article())
    kind = {"restriction_type": "none" if found else "login", "password": ""}
    world.through(lambda admin: admin.send(f"/admin/pages/{page.pk}/privacy/", **kind))


@change
def redirect_made_or_deleted(world):
    found = Redirect.objects.filter(automatically_created=False).first()
    if found:
        world.see(f"{found.old_path}/")
        world.through(lambda admin: admin.send(f"/admin/redirects/{found.pk}/delete/"))
        return
    path = f"/history/{world.free_slug()}"
    world.see(f"{path}/")
    fields = {"old_path": path, "site": "", "redirect_page": "", "redirect_link": "/about/"}
    world.through(lambda admin: admin.send("/admin/redirects/add/", **fields))


@change
def scheduled_article_published(world):
    page = ArticlePage.objects.filter(live=False).first() or world.article()
    world.focus(page)

    def schedule():
        page.go_live_at = timezone.now() + timedelta(seconds=0.3)
        publish(page)
        time.sleep(0.4)
        call_command("publish_scheduled", verbosity=0)

    world.apart(schedule)


@change
def article_expires(world):
    page = world.focus(world.article())

    def expire():
        page.expire_at = timezone.now() + timedelta(seconds=SOON)
        publish(page)
        world.answer(page.expire_at.timestamp())

    world.due = world.apart(expire)


@change
def expired_articles_taken_down(world):
    for page in ArticlePage.objects.filter(live=True, expire_at__lt=timezone.now())[:1]:
        world.focus(page)
    world.apart(lambda: call_command("publish_scheduled", verbosity=0))


@change
def alias_made(world):
    page, slug, target = world.focus(world.article()), world.free_slug(), world.topic()
    world.see(f"{target.url}{slug}/", target.url)
    world.apart(lambda: page.create_alias(parent=target, update_slug=slug))


@change
def article_gets_other_tags_and_authors(world):
    page = world.focus(world.article())
    authors, tag = list(Author.objects.all()), world.pick(TAGS)
    world.see(f"/tags/{tag}/", f"/tags/{tag}/?page=2")

    def edit():
        page.tags.set([tag])
        page.article_authors.all().delete()
        page.article_authors.create(author=world.pick(authors))
        publish(page)

    world.apart(edit)


@change
def topic_renamed(world):
    topic = world.topic()
    world.see(topic.url, "/", "/about/", f"{topic.url}feed/")
    topic.title = f"About {world.word()}"
    world.apart(lambda: publish(topic))


@change
def standing_page_edited(world):
    page = StandardPage.objects.get(slug="about")
    world.see("/about/", "/")
    page.title = f"About {world.word()}"
    world.apart(lambda: publish(page))


@change
def article_featured(world):
    home, article = HomePage.objects.get(), world.focus(world.article())

    def feature():
        home.featured.set([home.featured.model(article=article)])
        publish(home)

    world.apart(feature)


@change
def author_renamed(world):
    author = world.pick(list(Author.objects.all()))
    world.see(f"/authors/{author.slug}/", "/authors/", "/search/suggest/?q=writer")
    for one in ArticlePage.objects.filter(live=True, article_authors__author=author)[:2]:
        world.focus(one)
    author.name = f"Writer {world.word().title()}"
    world.apart(author.save)


@change
def author_deleted_and_another_added(world):
    author = world.pick(list(Author.objects.all()))
    world.see(f"/authors/{author.slug}/", f"/authors/{author.slug}/?page=2", "/authors/")
    for one in ArticlePage.objects.filter(live=True, article_authors__author=author)[:2]:
        world.focus(one)

    def replace():
        author.delete()
        Author.objects.create(name=f"Writer {world.word().title()}", slug=author.slug)

    world.apart(replace)


@change
def tag_renamed_or_deleted(world):
    tag = Tag.objects.filter(name__in=TAGS).order_by("?").first()
    if tag is None:
        return
    world.see(f"/tags/{tag.slug}/", f"/tags/{tag.slug}/?page=2")
    for one in ArticlePage.objects.filter(live=True, tagged_items__tag=tag)[:2]:
        world.focus(one)
    if world.pick([True, False]):
        tag.name = f"{tag.name} and {world.word()}"
        world.apart(tag.save)
    else:
        world.apart(tag.delete)


@change
def picture_replaced(world):
    image = world.image()
    for one in ArticlePage.objects.filter(live=True, lead_image=image)[:2]:
        world.focus(one)

    def replace():
        image.title = f"A map of {world.word()}"
        image.file = factories.image().file
        image.save()
        image.renditions.all().delete()

    world.apart(replace)


@change
def sizes_of_a_picture_made(world):
    image = world.image()
    for one in ArticlePage.objects.filter(live=True, lead_image=image)[:2]:
        world.focus(one)
    world.apart(lambda: pictures.make_renditions.func(image.pk, pictures.FIGURE))


@change
def settings_changed(world):
    settings = SiteSettings.for_site(Site.objects.get())
    settings.footer_note = f"Printed on {world.word()}"
    world.see("/", "/about/", world.article().url, "/tags/war/", "/nowhere/")
    world.apart(settings.save)


@change
def words_that_mean_the_same_changed(world):
    world.see("/search/suggest/?q=why+vehicle")
    word = world.word()
    world.apart(
        lambda: (SynonymGroup.objects.all().delete(), SynonymGroup.objects.create(words=f"vehicle, {word}"))
    )  # fmt: skip
