"""The dashboard of the admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from .panels import NewArticle, Newsroom
from .rights import writes


@hooks.register("construct_homepage_panels")
def add_newsroom(request, panels):
    if writes(request.user):
        panels.append(NewArticle())
    newsroom = Newsroom(request)
    if newsroom.panels:
        panels.append(newsroom)


@hooks.register("insert_global_admin_css")
def style():
    return format_html('<link rel="stylesheet" href="{}">', static("css/newsroom.css"))
