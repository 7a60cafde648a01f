"""The form in which an article is written."""

from .checks.findings import Level
from .checks.material import Material
from .checks.running import errors, found
from .models.check_settings import CheckSettings
from .page_forms import SitePageForm

#: The answer of a reviewer who sends an article back.
REJECT = "reject"


class ArticleForm(SitePageForm):
    """Refuses to publish what a check stops, with a message at the field. A draft is always saved."""

    def is_valid(self):
        if not super().is_valid():
            # What Wagtail found is said together with what the checks find, in one go.
            self._check()
            return False
        return self._check()

    def _check(self) -> bool:
        """Whether nothing stops publication. Adds the errors of what does."""
        if not self.is_bound or not self._is_to_be_published():
            return True
        if not hasattr(self, "_stopped"):
            self._stopped = bool(self._add_errors())
        return not self._stopped

    def _is_to_be_published(self) -> bool:
        # A reviewer who sends an article back leaves it as it is.
        sent_back = self.data.get("workflow-action-name") == REJECT
        withdrawn = self.data.get("action-cancel-workflow")
        return not (self.is_deferred_validation or sent_back or withdrawn)

    def _add_errors(self) -> dict:
        article = Material(self.instance, has_authors=self._has_authors())
        levels = CheckSettings.load().levels
        stopping = [finding for _level, finding in found(article, levels, only=Level.STOP)]
        # Where Wagtail has refused a field, the page still has its old value.
        stopping = [finding for finding in stopping if finding.place[0] not in self.errors]
        problems = errors(stopping)
        for name, error in problems.items():
            if name in self.fields:
                self.add_error(name, error)
            elif name in self.formsets:
                self.formsets[name].non_form_errors().extend(error.messages)
            else:  # the field is not for this person: they are told all the same
                self.add_error(None, error.messages)
        return problems

    def _has_authors(self) -> bool | None:
        formset = self.formsets.get("article_authors")
        if formset is None:
            return None
        return any(
            form.cleaned_data.get("author")
            for form in formset.forms
            if form.is_valid() and not form.cleaned_data.get("DELETE")
        )
