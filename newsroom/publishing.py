"""After publishing one stands on the article, and not in the list of its topic."""

from django.shortcuts import redirect
from wagtail import hooks

from articles.models import ArticlePage


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def stay(request, page):
    leaves = "action-publish" in request.POST or "action-submit" in request.POST
    if isinstance(page, ArticlePage) and leaves and not request.POST.get("next"):
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None
