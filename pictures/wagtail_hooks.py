"""Our pages for a picture, at the addresses of Wagtail's."""

from django.urls import path
from wagtail import hooks

from .views import CreatePictureView, DeletePictureView, DeleteUploadedPictureView


@hooks.register("register_admin_urls", order=-1)
def picture_pages():
    """Before Wagtail's own, which keep the names: the first address that fits is the one that counts."""
    return [
        path("images/add/", CreatePictureView.as_view(), name="picture_add"),
        path("images/<int:image_id>/delete/", DeletePictureView.as_view(), name="picture_delete"),
        path(
            "images/multiple/<int:image_id>/delete/",
            DeleteUploadedPictureView.as_view(),
            name="uploaded_picture_delete",
        ),
    ]
