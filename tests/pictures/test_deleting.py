"""Nobody takes a picture out of an article without having read which articles show it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from articles.many.objects import DeleteImages
from jobs.leases import Skip
from pictures.models import Picture
from pictures.uses import NAMED
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def used(topic):
    """A picture of an article, an author and the site, as the index of references knows it."""
    image = factories.image("Used")
    factories.article(topic, title="Why a kite?", lead_image=image)
    factories.author("Helen Marsh", portrait=image)
    call_command("rebuild_references_index", verbosity=0)
    return image


def page_of(image) -> str:
    return reverse("wagtailimages:delete", args=[image.pk])


def test_a_used_picture_goes_only_when_its_places_were_read(editor, reader, topic, used, text):
    answer = editor.get(page_of(used))
    words, html = text(answer), answer.content.decode()
    assert "This picture is used in 2 places" in words
    assert "Why a kite?" in words
    assert "Helen Marsh" in words
    assert f'href="{reverse("wagtailimages:edit", args=[used.pk])}"' in html
    answer = editor.post(page_of(used))
    assert "Tick this, or keep the picture." in text(answer)
    assert Picture.objects.filter(pk=used.pk).exists()
    assert editor.post(page_of(used), {"anyway": "on"}).status_code == 302
    assert not Picture.objects.filter(pk=used.pk).exists()


def test_a_picture_that_nothing_uses_goes_at_once(editor, image, text):
    assert "Are you sure you want to delete this image?" in text(editor.get(page_of(image)))
    assert editor.post(page_of(image)).status_code == 302
    assert not Picture.objects.exists()


def test_who_may_change_only_pictures_of_their_own_cannot_delete_a_used_one(topic, used, text):
    group = Group.objects.create(name="Own pictures")
    owner = factories.user("Own pictures")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupCollectionPermission.objects.create(
        group=group,
        collection=Collection.get_first_root_node(),
        permission=Permission.objects.get(
            content_type__app_label="wagtailimages", codename="add_image"
        ),
    )
    Picture.objects.update(uploaded_by_user=owner)
    client = Client()
    client.force_login(owner)
    assert "You can delete it when nothing uses it any more." in text(client.get(page_of(used)))
    answer = client.post(page_of(used), {"anyway": "on"})
    assert "The picture was not deleted, because it is in use." in text(answer)
    at_once = reverse("wagtailimages:delete_multiple", args=[used.pk])
    assert client.post(at_once).status_code in (302, 403)
    assert Picture.objects.filter(pk=used.pk).exists()
    free = factories.image("Free")
    Picture.objects.update(uploaded_by_user=owner)
    assert client.post(page_of(free)).status_code == 302
    assert not Picture.objects.filter(pk=free.pk).exists()


def test_many_places_are_counted_and_some_are_named(
    editor, topic, image, text, django_assert_max_num_queries
):
    for number in range(NAMED + 3):
        factories.author(f"Author {number}", portrait=image)
    call_command("rebuild_references_index", verbosity=0)
    with django_assert_max_num_queries(60):
        words = text(editor.get(page_of(image)))
    assert f"This picture is used in {NAMED + 3} places" in words
    assert "and 3 more" in words


def test_deleting_several_leaves_those_in_use(editor, used, image, text):
    address = reverse("wagtail_bulk_action", args=["pictures", "picture", "delete"])
    address += f"?id={used.pk}&id={image.pk}&next=/admin/images/"
    assert "1 of them is in use, and stays." in text(editor.get(address))
    answer = editor.post(address, follow=True)
    assert "1 image has been deleted. 1 of them is in use, and stays." in text(answer)
    assert list(Picture.objects.all()) == [used]
    # The same in the background, where there are many.
    with pytest.raises(Skip, match="It is in use"):
        DeleteImages().change(None, factories.user(), used.pk)
    assert Picture.objects.exists()
