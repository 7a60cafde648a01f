"""Pasting and importing in the Wagtail admin."""

from django.template.loader import render_to_string
from django.urls import path
from wagtail import hooks

from . import views


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("articles/paste/", views.paste, name="articles_paste"),
        path("articles/import/", views.ImportView.as_view(), name="articles_import"),
    ]


@hooks.register("insert_editor_js")
def paste_script():
    return render_to_string("articles/importing/paste.html")
