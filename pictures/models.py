"""Pictures with all that a reader is owed beside them: what they show, and whose they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index


class Licence(models.TextChoices):
    """What others may do with a picture. Readers see the short name, with a link to the terms."""

    ALL_RIGHTS_RESERVED = "all-rights-reserved", _("All rights reserved")
    PUBLIC_DOMAIN = "public-domain", _("Public domain")
    CC0 = "cc0-1.0", _("CC0 1.0")
    CC_BY = "cc-by-4.0", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa-4.0", _("CC BY-SA 4.0")
    CC_BY_ND = "cc-by-nd-4.0", _("CC BY-ND 4.0")
    CC_BY_NC = "cc-by-nc-4.0", _("CC BY-NC 4.0")
    CC_BY_NC_SA = "cc-by-nc-sa-4.0", _("CC BY-NC-SA 4.0")
    CC_BY_NC_ND = "cc-by-nc-nd-4.0", _("CC BY-NC-ND 4.0")
    OTHER = "other", _("Other, named in the credit")

    __empty__ = _("Not known")

    @property
    def url(self) -> str:
        """The address of the terms, empty if they have none."""
        name, _dash, version = self.value.removeprefix("cc-").rpartition("-")
        if self == Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        if self.value.startswith("cc-"):
            return f"https://creativecommons.org/licenses/{name}/{version}/"
        return ""


#: Licences that say nothing which readers could use: what they do not allow, the law forbids anyhow.
SILENT = {Licence.ALL_RIGHTS_RESERVED, Licence.OTHER}


class Picture(AbstractImage):
    """A picture of the library. Its title is for editors; readers get the description.

    ``title`` is the file's name at first, which says nothing to anybody who cannot see the picture.
    """

    description = models.CharField(
        _("description for people who cannot see it"),
        max_length=255,
        blank=True,
        default="",
        help_text=_(
            "Says what is to be seen, as one would on the telephone: “A red kite above a field of "
            "rye”. Left empty, a blind reader is told nothing of the picture."
        ),
    )
    caption = models.CharField(
        _("caption"),
        max_length=300,
        blank=True,
        help_text=_("Shown below the picture wherever it has no caption of its own."),
    )
    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_(
            "Names the person who made the picture. Shown wherever the picture has no credit of its own."
        ),
    )
    licence = models.CharField(
        _("licence"),
        max_length=24,
        blank=True,
        choices=Licence,
        help_text=_("Says what others may do with the picture."),
    )
    source = models.CharField(
        _("source"),
        max_length=500,
        blank=True,
        help_text=_("The address where the picture comes from, or its place in words."),
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "caption",
        "credit",
        "licence",
        "source",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
        index.SearchField("source"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        # Wagtail asks for the permissions of its own model, whichever one holds the pictures.
        default_permissions = ()

    def save(self, *args, **kwargs):
        """Knows the file by its content from the first, whoever stores it: a form, an import, the demo."""
        if self._state.adding and self.file and not self.file_hash:
            self._set_image_file_metadata()
        super().save(*args, **kwargs)

    @property
    def default_alt_text(self) -> str:
        """The description, and nothing in its place: a file's name tells nobody what is to be seen."""
        return self.description

    @property
    def licence_shown(self) -> Licence | None:
        """The licence, if it tells readers something that they may do."""
        known = Licence(self.licence) if self.licence in Licence.values else None
        return known if known and known not in SILENT else None

    @property
    def source_url(self) -> str:
        """The source, if it is an address that a reader can follow."""
        return self.source if self.source.startswith(("https://", "http://")) else ""


class Rendition(AbstractRendition):
    """One size of a picture, in one format."""

    image = models.ForeignKey(Picture, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
        default_permissions = ()

    @staticmethod
    def construct_cache_key(image, filter_cache_key, filter_spec):
        """Another key than Wagtail's own: a cache may still hold sizes of its own model from before."""
        return f"pictures-rendition-{image.id}-{image.file_hash}-{filter_cache_key}-{filter_spec}"
