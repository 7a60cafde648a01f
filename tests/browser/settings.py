"""What ``make serve`` runs, with AVIF at the encoder's least effort: nobody weighs a picture here."""

from config.settings.embedded import *  # noqa: F403

PICTURES_AVIF_SPEED = 10
