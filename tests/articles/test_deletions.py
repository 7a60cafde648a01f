"""Whatever is deleted, every page that used it renders cleanly."""

from pathlib import Path

import pytest

from home.models import FeaturedArticle
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(topic, image):
    return factories.article(
        topic,
        body=factories.every_block(image, factories.document()),
        lead_image=image,
        authors=[factories.author()],
        reviewer=factories.author("Second Reader"),
        tags=["War"],
    )


def addresses(page):
    return [
        "/",
        page.url,
        page.get_parent().url,
        "/tags/war/",
        "/authors/",
        "/feed/",
        "/feed/atom/",
    ]


def all_fine(reader, page):
    for address in addresses(page):
        assert reader.get(address).status_code == 200, address


def test_a_deleted_picture_leaves_its_caption(reader, page, image, text):
    image.delete()
    all_fine(reader, page)
    assert "The front" in text(reader.get(page.url))


def test_a_lost_or_damaged_picture_file_leaves_its_caption(reader, page, image, text):
    image.renditions.all().delete()
    for damage in (lambda path: path.write_bytes(b"no picture"), lambda path: path.unlink()):
        from pathlib import Path

        damage(Path(image.file.path))
        all_fine(reader, page)
        assert "The front" in text(reader.get(page.url))


def test_a_deleted_document_says_so(reader, page, text):
    from wagtail.documents import get_document_model

    get_document_model().objects.all().delete()
    all_fine(reader, page)
    assert "The file is no longer here." in text(reader.get(page.url))


def test_a_deleted_author_and_reviewer_leave_the_byline(reader, page, text):
    from articles.models import Author

    Author.objects.all().delete()
    all_fine(reader, page)
    words = text(reader.get(page.url))
    assert "By " not in words.split("Published")[0].split("Why number")[-1]
    assert "Helen" not in words


def test_a_deleted_article_leaves_those_that_link_to_it(reader, home, topic, page, site_settings):
    gone = factories.article(topic, title="Why gone?")
    page.body = [
        factories.section(
            "Link", ("paragraph", f'<p>See <a linktype="page" id="{gone.pk}">this</a>.</p>')
        )
    ]
    page.related_articles = [page.related_articles.model(article=gone)]
    page.save_revision().publish()
    home.featured = [FeaturedArticle(article=gone)]
    home.save_revision().publish()
    site_settings.footer_links = [
        {"type": "link", "value": {"page": gone.pk, "address": "", "label": "Gone page"}}
    ]
    site_settings.save()
    gone.delete()
    all_fine(reader, page)
    html = reader.get(page.url).content.decode()
    assert "See <a>this</a>." in html
    assert "Gone page" not in html


def test_an_unpublished_article_is_linked_from_nowhere(reader, home, topic, page, text):
    other = factories.article(topic, title="Why hidden?", tags=["War"])
    home.featured = [FeaturedArticle(article=other)]
    home.save_revision().publish()
    other.unpublish()
    for address in addresses(page):
        assert "Why hidden?" not in text(reader.get(address))


@pytest.mark.parametrize("rubbish", [b"", b"GIF89a", b"<svg onload=alert(1)>"])
def test_a_broken_picture_is_refused_with_a_clear_message(editor, home, rubbish):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    response = editor.post(
        reverse("wagtailimages:add"),
        {"title": "Broken", "file": SimpleUploadedFile("broken.png", rubbish, "image/png")},
    )
    assert response.status_code == 200
    html = response.content.decode()
    assert "is empty" in html or "not a" in html.lower() or "valid" in html.lower()


@pytest.mark.parametrize("kept", [60, 300])
def test_a_picture_that_breaks_off_is_refused_with_a_clear_message(editor, home, kept):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    whole = Path(factories.image(width=400, height=300).file.path).read_bytes()
    file = SimpleUploadedFile("half.png", whole[:kept], "image/png")
    response = editor.post(reverse("wagtailimages:add"), {"title": "Half", "file": file})
    assert response.status_code == 200
    message = "This picture is damaged or incomplete: it breaks off in the middle."
    assert message in response.content.decode()


def test_a_page_with_a_password_opens_for_those_who_know_it(reader, article, text):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=article, restriction_type="password", password="sesame")
    html = reader.get(article.url).content.decode()
    assert "This page needs a password." in html
    action = html.split('class="reply" action="')[1].split('"')[0]
    wrong = reader.post(action, {"password": "open", "return_url": article.url})
    assert wrong.status_code == 200
    reader.post(action, {"password": "sesame", "return_url": article.url})
    assert article.title in text(reader.get(article.url))
    assert "The short answer" in text(reader.get(article.url))
