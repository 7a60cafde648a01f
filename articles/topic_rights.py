"""Topics are the order of the site: whoever may write below them may not change them as well.

Wagtail's rights over pages do not know of kinds of pages. A right over the model decides it here.
"""

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.create import AddSubpageView
from wagtail.models import Page

from .models import TopicPage
from .models.topic import KEEPING, keeps_topics


def may_make(user, model: type[Page]) -> bool:
    """Whether the user may make pages of this kind, where they may add pages at all."""
    return not issubclass(model, TopicPage) or keeps_topics(user)


@hooks.register("before_create_page")
def refuse_to_make(request, parent, page_class):
    if not may_make(request.user, page_class):
        raise PermissionDenied


class KindsToAdd(AddSubpageView):
    """Wagtail's choice of what to add, with what this person may add alone."""

    def dispatch(self, request, *args, **kwargs):
        answer = super().dispatch(request, *args, **kwargs)
        is_choice = answer.status_code == 200
        if is_choice and len(kinds := self._permitted()) == 1:
            _name, app, model, _description = kinds[0]
            return redirect("wagtailadmin_pages:add", app, model, self.parent_page.pk)
        return answer

    def _permitted(self) -> list[tuple]:
        topic = (TopicPage._meta.app_label, TopicPage._meta.model_name)
        hidden = () if keeps_topics(self.request.user) else (topic,)
        return [kind for kind in self.page_types if kind[1:3] not in hidden]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"page_types": self._permitted()}


kinds_to_add = require_admin_access(KindsToAdd.as_view())


@hooks.register("register_permissions")
def permissions():
    """Administrators may give it to other groups."""
    app, codename = KEEPING.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)
