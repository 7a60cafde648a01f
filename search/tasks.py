"""Background work for the search."""

from django_tasks import task

from . import indexing

#: Pages for each task: many short ones keep the one writer of SQLite free in between.
BATCH = 500


@task()
def refresh_documents(pages: list[int]) -> int:
    """Brings the documents of many pages up to date."""
    indexing.refresh(pages=pages)
    return len(pages)
