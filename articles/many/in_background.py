"""Wagtail's bulk actions, of which those for many rows become jobs.

Wagtail loads each chosen row, to ask for its permissions and to show it, and changes all in one
transaction. For many rows the page that asks names a few and counts the others, and the job asks
for each row's permissions when its turn comes.
"""

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from django.views.generic import FormView

from . import choosing, notices
from .choosing import begin, begin_or_refuse

#: The page that asks for confirmation names this many rows, and counts the others.
NAMED = 20
PARTS = 1000
#: The last action of a name is the one that counts.
AFTER_WAGTAIL = 100


class InBackground:
    """Mixin for a bulk action: from many rows on it begins a job of this kind."""

    kind: str

    @cached_property
    def ids(self) -> list[int]:
        """The chosen rows, of which the user may see all, and perhaps not change each."""
        chosen = self.request.GET.getlist("id")
        if "all" in chosen:
            parent = self.request.GET.get("childOf")
            found = self.get_all_objects_in_listing_query(parent)
            return list(dict.fromkeys(getattr(each, "pk", each) for each in found))
        return list(dict.fromkeys(int(pk) for pk in chosen if pk.isdecimal()))

    def rows(self, ids: list[int]) -> list:
        """The rows that still exist, in the order of the ids."""
        found = {}
        for start in range(0, len(ids), PARTS):
            found |= self.model._default_manager.in_bulk(ids[start : start + PARTS])
        return [found[pk] for pk in ids if pk in found]

    def targets(self, data: dict) -> list[int]:
        """What the job changes, in this order; ``data`` is what was filled in."""
        return self.ids

    def touched(self, targets: list[int]) -> list[int]:
        return targets

    def details(self, data: dict) -> dict:
        return {}

    @cached_property
    def number(self) -> int:
        """The number of rows that are certain to be touched."""
        return len(self.ids)

    @property
    def is_large(self) -> bool:
        return self.number > choosing.AT_ONCE

    def concerned(self) -> QuerySet:
        """The rows of which jobs at work are told on the page that asks."""
        return self.model._default_manager.filter(pk__in=self.ids)

    def get(self, request, *args, **kwargs):
        notices.tell(request, self.model, self.concerned)
        return super().get(request, *args, **kwargs)

    def get_template_names(self):
        return ["articles/many/confirm.html"] if self.is_large else super().get_template_names()

    def get_context_data(self, **kwargs):
        if not self.is_large:
            return super().get_context_data(**kwargs)
        named = self.rows(self.ids[:NAMED])
        # FormView's, because BulkAction's loads every row.
        return FormView.get_context_data(
            self,
            action=self,
            count=self.number,
            named=named,
            more=len(self.ids) - len(named),
            names=self.names(),
            next=self.next_url,
            submit_url=self.request.get_full_path(),
            model_opts=self.model._meta,
            **self.more_context(),
            **kwargs,
        )

    def more_context(self) -> dict:
        return {}

    def names(self) -> str:
        """The number of rows, with what they are."""
        options = self.model._meta
        name = options.verbose_name if self.number == 1 else options.verbose_name_plural
        return f"{self.number:,} {name}"

    def subject(self) -> str:
        first = self.rows(self.ids[:1])
        more = len(self.ids) - 1
        if not first or not more:
            return str(*first)
        both = ngettext("%(first)s and %(shown)s more", "%(first)s and %(shown)s more", more)
        return both % {"first": first[0], "shown": f"{more:,}"}

    def form_valid(self, form):
        targets = self.targets(form.cleaned_data)
        if len(targets) <= choosing.AT_ONCE and not self.is_large:
            return super().form_valid(form)

        def start():
            return begin(
                self.kind,
                self.request.user,
                self.subject(),
                targets,
                self.touched(targets),
                **self.details(form.cleaned_data),
            )

        return begin_or_refuse(self.request, start, self.next_url)
