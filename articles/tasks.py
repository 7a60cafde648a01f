"""Background work for articles."""

from django_tasks import task

from . import display, pictures


@task()
def prepare_renditions(page_id: int) -> int:
    """Makes every size of an article's pictures that its page, cards and previews ask for."""
    from .models import ArticlePage

    page = ArticlePage.objects.filter(pk=page_id).first()
    return pictures.prepare(display.page_images(page), page.lead_image) if page else 0
