"""What the admin asks of this package: a pasted text in blocks, and files as new drafts."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import user_passes_test
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from ..models import ArticlePage
from .forms import ImportForm
from .opening import open_draft
from .pasting import into_field, into_section
from .reading import TooDeep

#: Letters of HTML. A long document of Word's has a tenth of it.
LONGEST = 2 * 1024 * 1024


def writes(user) -> bool:
    return policy_registry.get_by_type(Page).user_has_any_permission(user, ["add", "change"])


@require_POST
@user_passes_test(writes)
def paste(request):
    """Answers a pasted text in the form that the scripts of the editor take."""
    html = request.POST.get("html", "")
    if len(html) > LONGEST:
        return HttpResponse(status=413)
    try:
        if request.POST.get("place") == "section":
            return JsonResponse(into_section(html))
        return JsonResponse(into_field(html, request.POST.get("knows", "").split(",")))
    except TooDeep:
        return HttpResponse(status=413)


class ImportView(WagtailAdminTemplateMixin, FormView):
    """Asks for a file and a topic, and opens the file as a draft there."""

    form_class = ImportForm
    template_name = "articles/importing/import.html"
    page_title = gettext_lazy("New article from a file")
    header_icon = "doc-full"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not writes(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_initial(self):
        return {"topic": self.request.GET.get("topic")}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        topic = form.cleaned_data["topic"]
        for hook in hooks.get_hooks("before_create_page"):
            response = hook(self.request, topic, ArticlePage)
            if hasattr(response, "status_code"):
                return response
        data = form.cleaned_data["file"].read()
        try:
            page, report = open_draft(data, form.is_word, form.name, topic, self.request.user)
        except ValidationError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        return _opened(self.request, page, report)


def _opened(request, page: ArticlePage, report: list[str]):
    """Leads to the editor, above which the report is shown once."""
    context = {"page": page, "report": report}
    messages.success(request, render_to_string("articles/importing/report.html", context))
    for hook in hooks.get_hooks("after_create_page"):
        response = hook(request, page)
        if hasattr(response, "status_code"):
            return response
    return redirect("wagtailadmin_pages:edit", page.pk)
