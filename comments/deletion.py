"""What readers lose with a page."""

from django.db.models import Sum

from .models import Discussion


def warning(pages) -> str:
    """How many comments go together with these pages and those below; empty if none do."""
    count = 0
    for page in pages:
        below = Discussion.objects.filter(page__path__startswith=page.path)
        count += below.aggregate(count=Sum("comment_count"))["count"] or 0
    if not count:
        return ""
    return (
        f"Readers have written {count} comment{'s' if count > 1 else ''} here. Deleting deletes "
        "the discussion as well, for good. To keep it, unpublish instead."
    )
