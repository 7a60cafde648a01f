"""Our own addresses, in place of the package's."""

from django.urls import path, register_converter

from . import feeds, views
from .numbers import IdConverter

register_converter(IdConverter, "id")

urlpatterns = [
    path("<id:page_id>/", views.discussion, name="discussion"),
    path("<id:page_id>/reply/", views.reply, name="reply"),
    path("<id:page_id>/moderate/", views.moderate, name="moderate"),
    path("<id:page_id>/feed/", feeds.discussion, name="discussion_feed"),
    path("<id:page_id>/follow/", views.follow, name="follow"),
    path("thread/<id:comment_id>/", views.thread, name="thread"),
    path("comment/<id:comment_id>/", views.comment, name="comment"),
    path("comment/<id:comment_id>/report/", views.report, name="report"),
    path("comment/<id:comment_id>/useful/", views.useful, name="useful"),
    path("comment/<id:comment_id>/mine/<str:token>/", views.mine, name="mine"),
    path("yours/", views.ask_yours, name="ask_yours"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("yours/all/", views.yours, name="yours"),
    path("mail/<str:token>/", views.old_link),
    path("mail/stop/<str:what>/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
