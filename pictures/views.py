"""Wagtail's pages for adding and deleting a picture, which say what an editor has to know first."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.images.utils import find_image_duplicates
from wagtail.images.views import images, multiple

from .models import Picture
from .uses import may_delete_used, used_among, uses_of

IN_USE = gettext_lazy("The picture was not deleted, because it is in use.")


class CreatePictureView(images.CreateView):
    """Says that the same picture was there already, as Wagtail's other ways of adding one do."""

    def get_success_url(self):
        found = find_image_duplicates(self.object, self.request.user, self.permission_policy)
        if existing := found.order_by("pk").first():
            messages.warning(
                self.request,
                _("The same picture was in the library already, as “%(title)s”.")
                % {"title": existing.title},
                buttons=[
                    messages.button(
                        reverse("wagtailimages:edit", args=[existing.pk]), _("Show it")
                    ),
                    messages.button(
                        reverse("wagtailimages:delete", args=[self.object.pk]),
                        _("Delete the new one"),
                    ),
                ],
            )
        return super().get_success_url()


class DeletePictureForm(forms.Form):
    """Asks a second time where pages show the picture, if the user may do that to them at all."""

    anyway = forms.BooleanField(
        label=gettext_lazy("Delete it all the same"),
        help_text=gettext_lazy(
            "What is listed above will be without the picture. Captions that were written there stay."
        ),
        error_messages={"required": gettext_lazy("Tick this, or keep the picture.")},
    )

    def __init__(self, *args, used: bool, may: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.refused = used and not may
        if not used or not may:
            del self.fields["anyway"]

    def clean(self):
        if self.refused:
            raise ValidationError(IN_USE)
        return super().clean()


class DeletePictureView(images.DeleteView):
    """Names what shows the picture, and deletes it only for somebody who has read that."""

    template_name = "pictures/confirm_delete.html"
    context_object_name = "picture"
    form_class = DeletePictureForm

    @cached_property
    def uses(self):
        return uses_of(self.object, self.request.user)

    @cached_property
    def may(self) -> bool:
        return may_delete_used(self.request.user, self.object)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"used": bool(self.uses[1]), "may": self.may}

    def get_context_data(self, **kwargs):
        named, number = self.uses
        context = {"uses": named, "number": number, "more": number - len(named), "may": self.may}
        return super().get_context_data(**context, **kwargs)


class DeleteUploadedPictureView(multiple.DeleteView):
    """Takes back what was uploaded a moment ago, unless something uses it by now."""

    def post(self, request, *args, image_id: int, **kwargs):
        picture = get_object_or_404(Picture, pk=image_id)
        if used_among([image_id]) and not may_delete_used(request.user, picture):
            raise PermissionDenied(IN_USE)
        return super().post(request, *args, image_id=image_id, **kwargs)
