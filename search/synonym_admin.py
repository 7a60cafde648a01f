"""The editors' screens for words that mean the same, which show what a list would change."""

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from . import words
from .models import SynonymGroup
from .synonyms import members
from .trial import trial

#: Words of an entry, and entries of a list: each more would be looked for in every search.
MAX_WORDS, MAX_ENTRIES = 6, 12


class SynonymForm(WagtailAdminModelForm):
    class Meta:
        model = SynonymGroup
        fields = ["words"]

    def clean_words(self) -> str:
        """The entries, each once. What would make a search worse is refused with a sentence."""
        typed = list(dict.fromkeys(members(self.cleaned_data["words"])))
        entries = {tuple(words.stems(entry)): entry for entry in typed}
        for stems, entry in entries.items():
            _refuse_unsuitable(entry, stems)
        if len(entries) == 1 and len(typed) > 1:
            raise forms.ValidationError(
                _(
                    "%(entries)s are the same word to the search: signs, endings, accents and capital letters do not matter. Please write words that differ in other letters."
                ),  # fmt: skip
                params={"entries": get_text_list([f"“{entry}”" for entry in typed], _("and"))},
            )
        if len(entries) < 2:
            raise forms.ValidationError(
                _(
                    "Please write at least two words that mean the same, with a comma between them. The search knows already that endings, accents and capital letters do not matter."
                )  # fmt: skip
            )
        if len(entries) > MAX_ENTRIES:
            raise forms.ValidationError(
                ngettext_lazy(
                    "A list has %(most)d entry at most.",
                    "A list has %(most)d entries at most.",
                    MAX_ENTRIES,
                )
                % {"most": MAX_ENTRIES}
            )
        self._refuse_repeated(entries)
        return ", ".join(entries.values())

    def _refuse_repeated(self, entries: dict) -> None:
        for other in SynonymGroup.objects.exclude(pk=self.instance.pk):
            for entry in members(other.words):
                if found := entries.get(tuple(words.stems(entry))):
                    raise forms.ValidationError(
                        _(
                            "“%(entry)s” is in another list already: %(list)s. Add the other words there."
                        ),
                        params={"entry": found, "list": other.words},
                    )


def _refuse_unsuitable(entry: str, stems: tuple[str, ...]) -> None:
    folded = list(words.folded(entry))
    params = {"entry": entry}
    if not stems:
        raise forms.ValidationError(_("There is no word in “%(entry)s”."), params=params)
    if words.STOP_WORDS.issuperset(folded):
        raise forms.ValidationError(
            _(
                "“%(entry)s” cannot stand in a list: it is a word that very many questions have, and each of them would be changed."
            ),  # fmt: skip
            params=params,
        )
    if len(stems) > MAX_WORDS:
        raise forms.ValidationError(
            ngettext_lazy(
                "“%(entry)s” is too long: an entry has %(most)d word at most.",
                "“%(entry)s” is too long: an entry has %(most)d words at most.",
                MAX_WORDS,
            ),
            params=params | {"most": MAX_WORDS},
        )


class TriesFirst:
    """Mixin for the forms: a second button shows what the list would change, and saves nothing."""

    trial = None

    def post(self, request, *args, **kwargs):
        if "action-try" in request.POST:
            self.object = self.object_before()
            self.form = self.get_form()
            if self.is_valid(self.form):
                self.trial = trial(self.form.cleaned_data["words"], self.form.instance)
                return self.render_to_response(self.get_context_data())
            return self.form_invalid(self.form)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"trial": self.trial}


class SynonymCreateView(TriesFirst, CreateView):
    def object_before(self):
        return None


class SynonymEditView(TriesFirst, EditView):
    def object_before(self):
        return self.get_object()


class Paginator(WagtailPaginator):
    """Counts the lists, and not the words."""

    @property
    def items_count_label(self):
        label = ngettext(
            "%(count)s list of words that mean the same",
            "%(count)s lists of words that mean the same",
            self.count,
        )
        return label % {"count": self.count}


class SynonymIndexView(IndexView):
    paginator_class = Paginator


class SynonymViewSet(ModelViewSet):
    model = SynonymGroup
    name = "synonyms"
    icon = "search"
    menu_label = _("Words that mean the same")
    menu_order = 910  # after Wagtail's “Promoted search results”
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = SynonymIndexView
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView
    template_prefix = "search/synonyms/"
    list_display = ["words"]
    search_fields = ["words"]
    list_per_page = 50

    def get_form_class(self, for_update=False):
        return SynonymForm


@hooks.register("register_admin_viewset")
def synonyms():
    return SynonymViewSet()
