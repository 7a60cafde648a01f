"""What is known about pictures beside what Wagtail stores."""

from django.db import models


class UnreadablePicture(models.Model):
    """Says that the worker could not read a picture's file. Its pages show the caption alone."""

    image = models.OneToOneField(
        "pictures.Picture", on_delete=models.CASCADE, related_name="unreadable"
    )

    def __str__(self):
        return str(self.image)
