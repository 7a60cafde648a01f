"""What ``make serve`` runs, with AVIF at the encoder's least effort.

Nobody weighs a picture here, and the sizes of the demo's pictures would take half a minute.
"""

from PIL import AvifImagePlugin, Image

from config.settings.embedded import *  # noqa: F403


def save_quickly(image, file, name):
    image.encoderinfo.setdefault("speed", 10)
    AvifImagePlugin._save(image, file, name)


Image.register_save("AVIF", save_quickly)
