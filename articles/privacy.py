"""Which pages are private: by restrictions of their own, of pages above, and of a mirrored page.

Wagtail asks for the first two in its querysets, and for the third where it serves a page. Here one
condition asks for all of them, so that no list has what the page itself refuses.
"""

from django.db.models import BooleanField, F, Func, IntegerField, Value

#: The paths below which everything is concerned. An alias goes with the page that it mirrors, and so
#: does an alias of the alias; UNION ends a circle. SQLite takes CROSS JOIN for the order in which it
#: goes through the tables, the small ones first. Without MATERIALIZED it would begin again for each
#: page that it looks at.
PATHS = """
WITH RECURSIVE concerned (path, restriction) AS MATERIALIZED (
    {start}
    UNION
    SELECT alias.path, concerned.restriction
    FROM concerned
    CROSS JOIN wagtailcore_page AS alias
    CROSS JOIN wagtailcore_page AS mirrored
    WHERE alias.alias_of_id > 0
        AND mirrored.id = alias.alias_of_id
        AND SUBSTR(mirrored.path, 1, LENGTH(concerned.path)) = concerned.path
)
SELECT concerned.restriction FROM concerned
WHERE SUBSTR({path}, 1, LENGTH(concerned.path)) = concerned.path
"""
RESTRICTED = """
    SELECT closed.path, wagtailcore_pageviewrestriction.id
    FROM wagtailcore_pageviewrestriction
    CROSS JOIN wagtailcore_page AS closed
    WHERE closed.id = wagtailcore_pageviewrestriction.page_id
"""
RESTRICTIONS = PATHS.format(start=RESTRICTED, path="%(expressions)s")


class IsPrivate(Func):
    """Whether the page of a path is private."""

    template = f"EXISTS ({RESTRICTIONS})"
    arity = 1
    output_field = BooleanField()


class RestrictionsOf(Func):
    """The ids of the restrictions that make the page of a path private."""

    template = f"({RESTRICTIONS})"
    arity = 1
    output_field = IntegerField()


class GoesWith(Func):
    """Whether the page of a path is as private as that of an id: it stands below it, or mirrors it."""

    arity = 2
    output_field = BooleanField()

    def as_sql(self, compiler, connection, **context):
        (path, of_path), (pk, of_pk) = map(compiler.compile, self.source_expressions)
        start = f"SELECT top.path, 0 FROM wagtailcore_page AS top WHERE top.id = {pk}"  # noqa: S608 a placeholder
        return f"EXISTS ({PATHS.format(start=start, path=path)})", [*of_pk, *of_path]


def is_private() -> IsPrivate:
    """The condition that a page is private."""
    return IsPrivate(F("path"))


def goes_with(page) -> GoesWith:
    """The condition that a page becomes private or public together with this one."""
    return GoesWith(F("path"), Value(page.pk))
