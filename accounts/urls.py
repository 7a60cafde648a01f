"""The doors, below the admin's address. Some stand in front of Wagtail's own."""

from django.urls import include, path
from mfa.decorators import public

from . import second_factor, signed_in, views

second_factor_urls = [
    path("", public(second_factor.KeysView.as_view()), name="list"),
    path("codes/", public(second_factor.RecoveryCodesView.as_view()), name="codes"),
    path("<int:pk>/delete/", public(second_factor.RemoveKeyView.as_view()), name="delete"),
    path("create/<method>/", public(second_factor.NewKeyView.as_view()), name="create"),
    path("auth/<method>/", public(second_factor.CodeView.as_view()), name="auth"),
]

urlpatterns = [
    path("login/", public(views.AdminSignInView.as_view()), name="wagtailadmin_login"),
    path("second-factor/", include((second_factor_urls, "mfa"))),
    path("sign-ins/", signed_in.sign_ins, name="sign_ins"),
    path("password_reset/", views.PasswordResetView.as_view(), name="wagtailadmin_password_reset"),
    path(
        "password_reset/confirm/<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(),
        name="wagtailadmin_password_reset_confirm",
    ),
]
