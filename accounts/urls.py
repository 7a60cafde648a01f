"""Pages that stand in front of Wagtail's own, below the admin's address."""

from django.urls import path

from . import views

urlpatterns = [
    path("password_reset/", views.PasswordResetView.as_view(), name="wagtailadmin_password_reset"),
    path(
        "password_reset/confirm/<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(),
        name="wagtailadmin_password_reset_confirm",
    ),
]
