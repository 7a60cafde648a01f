"""Our own addresses, in place of the package's."""

from django.urls import path

from . import feeds, views

urlpatterns = [
    path("<int:page_id>/", views.discussion, name="discussion"),
    path("<int:page_id>/reply/", views.reply, name="reply"),
    path("<int:page_id>/feed/", feeds.DiscussionFeed(), name="discussion_feed"),
    path("<int:page_id>/follow/", views.follow, name="follow"),
    path("thread/<int:comment_id>/", views.thread, name="thread"),
    path("comment/<int:comment_id>/", views.comment, name="comment"),
    path("comment/<int:comment_id>/report/", views.report, name="report"),
    path("comment/<int:comment_id>/useful/", views.useful, name="useful"),
    path("comment/<int:comment_id>/mine/<str:token>/", views.mine, name="mine"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("mail/<str:token>/", views.yours, name="yours"),
    path("mail/stop/<str:what>/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
