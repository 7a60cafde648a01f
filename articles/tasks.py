"""Background work for articles."""

from django_tasks import task
from wagtail.images import get_image_model

from . import display, pictures


@task()
def prepare_renditions(page_id: int) -> int:
    """Makes every size of an article's pictures that its page, cards and previews ask for."""
    from .models import ArticlePage

    page = ArticlePage.objects.filter(pk=page_id).first()
    return pictures.prepare(display.page_images(page), page.lead_image) if page else 0


@task()
def make_renditions(image_id: int, specs: str) -> int:
    """Makes the sizes of a picture that a page was missing."""
    image = get_image_model().objects.filter(pk=image_id).first()
    return len(pictures.renditions(image, specs))
