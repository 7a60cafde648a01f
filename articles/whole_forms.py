"""A page's form that says everything, whatever became of the page since it was opened.

Wagtail's forms name their children (authors, articles to read next) by numbers of rows. A form that an
editor's browser kept, or whose answer was lost, names rows that are gone, or none for those that are
there. It is meant as the whole: what it does not have is to go.
"""

import re

from django.http import QueryDict

#: The field by which a form says so.
WHOLE = "writing_whole"


def fitted(data: QueryDict, page, relations: list[str]) -> QueryDict:
    """The form's data with its children named by the rows that the page has now."""
    data = data.copy()
    for name in relations:
        if f"{name}-TOTAL_FORMS" in data:
            _fit(data, name, [str(one.pk) for one in getattr(page, name).all() if one.pk])
    return data


def _fit(data: QueryDict, name: str, there: list[str]) -> None:
    forms: dict[int, dict[str, list]] = {}
    for key in list(data):
        if found := re.fullmatch(rf"{re.escape(name)}-(\d+)-(.+)", key):
            forms.setdefault(int(found[1]), {})[found[2]] = data.pop(key)
    known, new = [], []
    for _number, form in sorted(forms.items()):
        row = (form.get("id") or [""])[-1]
        if row in there:
            there.remove(row)
            known.append(form)
        else:
            new.append(form | {"id": [""]})
    known += [{"id": [row], "DELETE": ["on"]} for row in there]
    for number, form in enumerate([*known, *new]):
        for field, values in form.items():
            data.setlist(f"{name}-{number}-{field}", values)
    data[f"{name}-INITIAL_FORMS"] = str(len(known))
    data[f"{name}-TOTAL_FORMS"] = str(len(known) + len(new))
