"""Makes a picture's file fit for readers: nothing in it says where and with what it was taken.

Cameras write their place, model and number into a file, and Wagtail would hand them on in JPEGs.
"""

import io
from pathlib import PurePosixPath

from django.conf import settings
from PIL import AvifImagePlugin, Image, ImageCms, ImageOps, ImageSequence, JpegImagePlugin
from wagtail.images import get_image_model
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError

#: The errors that Pillow and the file system raise for a damaged file.
BROKEN_FILE = (SourceImageIOError, InvalidFilterSpecError, OSError, SyntaxError, ValueError)

#: What a picture needs to look right. All else in its header is about who made it, where and how.
KEPT = {
    "adobe", "adobe_transform", "aspect", "background", "bbox", "blend", "chromaticity",
    "default_image", "disposal", "dpi", "duration", "extension", "gamma", "icc_profile",
    "interlace", "jfif", "jfif_density", "jfif_unit", "jfif_version", "loop", "palette",
    "progression", "progressive", "srgb", "timestamp", "transparency", "version",
}  # fmt: skip
#: The segments of a JPEG that carry no such words: size, kind of colours, colour profile.
JPEG_SEGMENTS = (("APP0", b""), ("APP14", b""), ("APP2", b"ICC_PROFILE\0"))
#: A format of several JPEGs in one file, which phones write.
MULTIPLE = "MPO"
#: What phones write and most browsers do not show.
OF_PHONES = "HEIF"
#: Colours for a printing press, which screens guess at.
PRINTED = "CMYK"
RENDITIONS = "width-96|format-{avif,webp,jpeg,png}"


def fit_for_readers(data: bytes) -> bytes | None:
    """The file without notes about its making, upright, in colours and a format for all screens.

    None: it is so already. Raises what Pillow raises for a damaged file.
    """
    picture = Image.open(io.BytesIO(data))
    picture.load()
    unfit = picture.format == OF_PHONES or picture.mode == PRINTED
    if not (unfit or _notes(picture) or _deep(picture)):
        return None
    if getattr(picture, "n_frames", 1) > 1 and picture.format not in (MULTIPLE, OF_PHONES):
        return _saved(picture, picture.format, **_timing(picture))
    options = _as_before(picture)
    upright = ImageOps.exif_transpose(picture)
    if _deep(upright):
        upright = _eight_bits(upright)
    if upright.mode == PRINTED:
        upright, options = _for_screens(upright), {"quality": 95}
    if picture.format == OF_PHONES:
        upright = upright.convert("RGB")
    in_jpeg = picture.format in (MULTIPLE, OF_PHONES)
    return _saved(upright, "JPEG" if in_jpeg else picture.format, **options)


def name_of(name: str, data: bytes) -> str:
    """The file's name, with another ending where its format became another."""
    path = PurePosixPath(name)
    became_jpeg = Image.open(io.BytesIO(data)).format == "JPEG" and path.suffix.lower() == ".heic"
    return str(path.with_suffix(".jpg")) if became_jpeg else name


def try_renditions(file) -> None:
    """Makes small renditions in every format, and raises what Willow raises if it cannot."""
    file.seek(0)
    width, height = Image.open(file).size
    picture = get_image_model()(width=width, height=height)
    for spec in Filter.expand_spec(RENDITIONS):
        file.seek(0)
        Filter(spec).run(picture, io.BytesIO(), source=file)
    file.seek(0)


def _notes(picture: Image.Image) -> bool:
    others = [
        name
        for name, data in getattr(picture, "applist", ())
        if not any(name == known and data.startswith(start) for known, start in JPEG_SEGMENTS)
    ]
    return bool(
        picture.getexif() or picture.info.keys() - KEPT or others or picture.format == MULTIPLE
    )


def _deep(picture: Image.Image) -> bool:
    """Whether it has more than 256 shades of grey, which no format for readers has."""
    return picture.mode[0] in "IF"


def _eight_bits(picture: Image.Image) -> Image.Image:
    grey = picture.convert("I")
    most = grey.getextrema()[1]
    shades = grey.point(lambda shade: shade * (1 / 256)) if most > 255 else grey
    flat = shades.convert("L")
    flat.info = {key: value for key, value in picture.info.items() if key != "transparency"}
    return flat


def _for_screens(picture: Image.Image) -> Image.Image:
    """The same in the colours of screens, by the profile of the press if the file names it."""
    profile = picture.info.pop("icc_profile", None)
    if profile:
        try:
            return ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that nobody can read says nothing
    return picture.convert("RGB")


def _as_before(picture: Image.Image) -> dict:
    """Options that keep the quality of the file."""
    if picture.format in ("JPEG", MULTIPLE):
        return {
            "qtables": picture.quantization,
            "subsampling": JpegImagePlugin.get_sampling(picture),
            "progressive": bool(picture.info.get("progressive")),
        }
    return {"quality": 95}


def _timing(picture: Image.Image) -> dict:
    durations = [frame.info.get("duration", 0) for frame in ImageSequence.Iterator(picture)]
    loop = {"loop": picture.info["loop"]} if "loop" in picture.info else {}
    return {"save_all": True, "duration": durations, "quality": 95, **loop}


def _saved(picture: Image.Image, kind: str, **options) -> bytes:
    picture.info = {key: value for key, value in picture.info.items() if key in KEPT}
    kept = {name: picture.info[name] for name in ("dpi", "icc_profile") if name in picture.info}
    output = io.BytesIO()
    picture.save(output, kind, exif=b"", xmp=b"", comment=b"", **kept, **options)
    return output.getvalue()


def set_avif_effort() -> None:
    """Has Pillow's AVIF encoder try as hard as the setting says. Wagtail has no way to say it.

    One thread takes the same CPU time as several, and leaves the other cores to readers.
    """
    save = Image.SAVE[AvifImagePlugin.AvifImageFile.format]

    def save_with_effort(image, file, name):
        image.encoderinfo.setdefault("speed", settings.PICTURES_AVIF_SPEED)
        image.encoderinfo.setdefault("max_threads", 1)
        save(image, file, name)

    Image.register_save(AvifImagePlugin.AvifImageFile.format, save_with_effort)
