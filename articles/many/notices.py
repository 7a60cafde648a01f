"""What editors are told, and kept from, while a job is at work on a page or above it."""

from collections.abc import Callable

from django.db.models import Model, QuerySet
from django.urls import reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from jobs import kinds, telling
from jobs.models import Job, JobState

from ..models import Author
from . import choosing

#: A page tells of so many jobs at most.
TOLD = 3


def job_at(page: Page, *names: str) -> Job | None:
    """The unfinished job at this page or at one above it."""
    return kinds.at_work(Page, choosing.ancestors_and_self(page).values("pk"), names or None)


def tell(request, model: type[Model], rows: Callable[[], QuerySet]) -> None:
    """Tells of the jobs at work, or stopped, on these rows; ``rows`` is asked for if there are jobs."""
    if request.method != "GET":
        return
    for job in kinds.concerning(model, rows)[:TOLD]:
        level = messages.info if job.state == JobState.STOPPED else messages.warning
        level(request, telling.at_work(job), buttons=[choosing.link(job)])


def tell_of_page(request, page: Page) -> None:
    """Tells of the jobs on this page, above it, and below it."""
    tell(request, Page, lambda: choosing.ancestors_and_self(page) | choosing.below(page))


@hooks.register("before_edit_page")
def tell_in_the_editor(request, page):
    tell(request, Page, lambda: choosing.ancestors_and_self(page))


@hooks.register("construct_explorer_page_queryset")
def tell_in_the_list(parent_page, pages, request):
    if request.resolver_match.url_name == "wagtailadmin_explore":
        children = choosing.below(parent_page).filter(depth=parent_page.depth + 1)
        tell(request, Page, lambda: choosing.ancestors_and_self(parent_page) | children)
    return pages


# After the hooks that begin a job, or say why none can be begun.
@hooks.register("before_delete_page", order=200)
@hooks.register("before_copy_page", order=200)
def tell_before_a_change(request, page):
    tell_of_page(request, page)


@hooks.register("before_move_page", order=200)
def tell_before_moving(request, page, destination):
    above = choosing.ancestors_and_self(destination)
    both = choosing.ancestors_and_self(page) | choosing.below(page) | above
    tell(request, Page, lambda: both)


@hooks.register("before_edit_snippet")
def tell_in_the_editor_of_authors(request, author):
    if isinstance(author, Author):
        tell(request, Author, lambda: Author.objects.filter(pk=author.pk))


@hooks.register("before_delete_snippet", order=200)
def tell_before_deleting_authors(request, authors):
    ids = [author.pk for author in authors if isinstance(author, Author)]
    if ids:
        tell(request, Author, lambda: Author.objects.filter(pk__in=ids))


def refuse_below(request, parent: Page):
    """No page is added where everything is being deleted: nobody chose to delete that one."""
    job = job_at(parent, "delete_pages")
    if job is None:
        return None
    return choosing.refuse(request, job, reverse("wagtailadmin_explore", args=[parent.pk]))


@hooks.register("before_create_page")
def refuse_to_create(request, parent_page, page_class):
    return refuse_below(request, parent_page)


@hooks.register("before_move_page")
def refuse_to_move(request, page, destination):
    return refuse_below(request, destination)
