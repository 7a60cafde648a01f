"""An uploaded picture is shown to readers, and tells them nothing of who took it, where and how."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageOps, PngImagePlugin
from wagtail.images import get_image_model

from articles import pictures
from tests import factories

pytestmark = pytest.mark.django_db

CAMERA = "SecretCam 3000"
PLACE = 0x8825  # GPS


def saved(picture, kind, **options) -> bytes:
    output = io.BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


def plain(mode="RGB", size=(300, 200)) -> Pillow.Image:
    """Its left third is dark, so that one can see how it was turned."""
    picture = Pillow.new("RGB", size, "white")
    picture.paste("black", (0, 0, size[0] // 3, size[1]))
    return picture.convert(mode)


def notes(orientation=1) -> Pillow.Exif:
    exif = Pillow.Exif()
    exif[0x0110] = exif[0x010E] = CAMERA
    exif[0x0112] = orientation
    exif.get_ifd(PLACE).update({1: "N", 2: (10.0, 46.0, 37.0), 3: "E", 4: (106.0, 40.0, 0.0)})
    return exif


def upload(editor, data, name="a.jpg"):
    file = SimpleUploadedFile(name, data, f"image/{name.rpartition('.')[2]}")
    return editor.post(reverse("wagtailimages:add"), {"title": "A picture", "file": file})


def everything_served() -> list[bytes]:
    """The original and all sizes, byte for byte."""
    image = get_image_model().objects.get()
    pictures.make(image, pictures.FIGURE, pictures.CARD, pictures.SHARE, pictures.LOGO)
    made = image.renditions.all()
    assert len(made) == 8
    return [Path(each.file.path).read_bytes() for each in (image, *made)]


def tells(data: bytes) -> bool:
    picture = Pillow.open(io.BytesIO(data))
    return bool(picture.getexif()) or CAMERA.encode() in data


JPEG = {"exif": notes(), "comment": CAMERA, "xmp": f"<x>{CAMERA}</x>".encode()}
text_chunk = PngImagePlugin.PngInfo()
text_chunk.add_text("Author", CAMERA)
WITH_NOTES = {
    "a.jpg": lambda: saved(plain(), "JPEG", **JPEG),
    "grey.jpg": lambda: saved(plain("L"), "JPEG", **JPEG),
    "cmyk.jpg": lambda: saved(plain("CMYK"), "JPEG", **JPEG),
    "phone.jpg": lambda: saved(
        plain(), "MPO", exif=notes(), save_all=True, append_images=[plain()]
    ),
    "a.png": lambda: saved(plain(), "PNG", exif=notes(), pnginfo=text_chunk),
    "palette.png": lambda: saved(plain("P"), "PNG", pnginfo=text_chunk),
    "a.webp": lambda: saved(plain(), "WEBP", exif=notes(), xmp=CAMERA.encode()),
    "a.avif": lambda: saved(plain(), "AVIF", exif=notes()),
    "a.gif": lambda: saved(plain("P"), "GIF", comment=CAMERA.encode()),
    "moving.gif": lambda: saved(
        plain("P"), "GIF", comment=CAMERA.encode(), save_all=True, append_images=[plain("P").rotate(180)],
        duration=[100, 300], loop=0,
    ),
}  # fmt: skip


WITH_NOTES["IMG_0042.HEIC"] = lambda: saved(plain(), "HEIF", exif=notes(), quality=90)


@pytest.mark.parametrize("name", WITH_NOTES)
def test_no_file_that_is_served_says_where_and_with_what_it_was_taken(editor, home, name):
    data = WITH_NOTES[name]()
    assert tells(data)
    assert upload(editor, data, name).status_code == 302
    assert not any(tells(served) for served in everything_served())
    image = get_image_model().objects.get()
    assert image.file_size == len(Path(image.file.path).read_bytes())


def test_a_picture_without_notes_stays_byte_for_byte(editor, home):
    data = saved(plain(), "JPEG", quality=71, dpi=(300, 300))
    upload(editor, data)
    assert everything_served()[0] == data


def test_the_notes_go_and_the_quality_stays(editor, home):
    data = saved(plain(size=(1200, 900)), "JPEG", quality=91, progressive=True, exif=notes())
    upload(editor, data)
    before, after = Pillow.open(io.BytesIO(data)), Pillow.open(io.BytesIO(everything_served()[0]))
    assert before.quantization == after.quantization
    assert after.info.get("progressive")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_that_was_taken_sideways_stands_upright(editor, home, orientation):
    data = saved(plain(), "JPEG", exif=notes(orientation))
    upright = ImageOps.exif_transpose(Pillow.open(io.BytesIO(data)))
    upload(editor, data)
    image = get_image_model().objects.get()
    assert (image.width, image.height) == upright.size
    shown = Pillow.open(io.BytesIO(everything_served()[0]))
    for corner in ((5, 5), (upright.width - 5, 5), (5, upright.height - 5)):
        assert abs(shown.getpixel(corner)[0] - upright.getpixel(corner)[0]) < 20


def test_a_moving_picture_goes_on_moving(editor, home):
    upload(editor, WITH_NOTES["moving.gif"](), "moving.gif")
    shown = Pillow.open(io.BytesIO(everything_served()[0]))
    assert shown.n_frames == 2
    assert shown.info["duration"] == 100


def test_a_phones_heic_becomes_a_jpeg_that_every_browser_shows(editor, home):
    data = saved(plain(), "HEIF", exif=notes(6), quality=90)
    assert upload(editor, data, "IMG_0042.HEIC").status_code == 302
    image = get_image_model().objects.get()
    # Another file of the name may be there.
    assert re.fullmatch(r".*/IMG_0042\w*\.jpg", image.file.name)
    shown = Pillow.open(image.file.path)
    assert (shown.format, shown.size) == ("JPEG", (image.width, image.height))


def test_a_picture_for_the_press_gets_the_colours_of_screens(editor, home):
    upload(editor, saved(Pillow.new("CMYK", (300, 200), (0, 255, 255, 0)), "JPEG"))
    shown = Pillow.open(get_image_model().objects.get().file.path)
    assert shown.mode == "RGB"
    red, green, blue = shown.getpixel((100, 100))
    assert red > 200
    assert max(green, blue) < 60


def test_a_huge_picture_is_refused_in_words_that_help(editor, home, text, settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 10_000
    answer = text(upload(editor, saved(plain(), "JPEG")))
    assert "it has 60000 pixels, and the site takes 10000 at most." in answer
    assert "A moving picture is shown standing still" in answer
    assert not get_image_model().objects.exists()


@pytest.mark.parametrize("mode", ["I;16", "L", "LA", "RGBA", "P", "1", "CMYK"])
def test_a_picture_of_any_kind_that_is_taken_is_shown(editor, reader, topic, mode):
    picture = plain(mode)
    if mode == "I;16":
        picture = plain("I").point(lambda shade: shade * 257).convert(mode)
    kind, name = ("JPEG", "a.jpg") if mode == "CMYK" else ("PNG", "a.png")
    assert upload(editor, saved(picture, kind), name).status_code == 302
    image = get_image_model().objects.get()
    pictures.make(image, pictures.FIGURE)
    html = reader.get(factories.article(topic, lead_image=image).url).content.decode()
    assert "<picture>" in html.split('<figure class="lead-picture">')[1].split("</figure>")[0]
    for rendition in image.renditions.all():
        shown = Pillow.open(rendition.file.path).convert("L")
        assert shown.getpixel((5, 5)) < 40
        assert shown.getpixel((shown.width - 5, 5)) > 215


def test_what_cannot_be_made_smaller_is_refused_in_words(editor, home, text, monkeypatch):
    def cannot(*arguments, **options):
        raise NotImplementedError

    monkeypatch.setattr("wagtail.images.models.Filter.run", cannot)
    answer = upload(editor, saved(plain(), "JPEG"))
    assert "The site cannot make this kind of picture smaller for its readers." in text(answer)
    assert not get_image_model().objects.exists()


def test_pictures_that_are_there_are_cleaned_by_a_command(
    reader, topic, capsys, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    data = saved(plain(), "JPEG", exif=notes(6))
    image = get_image_model().objects.create(
        title="Old", file=ImageFile(io.BytesIO(data), name="old.jpg")
    )
    clean = factories.image()
    page = factories.article(topic, lead_image=image)
    old = [Path(image.file.path)]
    pictures.make(image, pictures.FIGURE)
    old += [Path(each.file.path) for each in image.renditions.all()]
    name = clean.file.name
    call_command("clean_pictures", dry_run=True)
    assert "1 picture had notes." in capsys.readouterr().out
    assert all(path.exists() for path in old)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("clean_pictures")
    assert "1 picture had notes." in capsys.readouterr().out
    assert [path.name for path in old if path.exists()] == []
    image.refresh_from_db()
    clean.refresh_from_db()
    assert clean.file.name == name
    assert not tells(Path(image.file.path).read_bytes())
    assert (image.width, image.height) == (200, 300)
    assert reader.get(image.file.url).status_code == 200
    assert reader.get(page.url).status_code == 200
    call_command("clean_pictures")
    assert "0 pictures had notes." in capsys.readouterr().out


def test_the_command_names_what_it_cannot_read_and_goes_on(image, capsys):
    Path(image.file.path).write_bytes(b"no picture")
    with pytest.raises(SystemExit):
        call_command("clean_pictures")
    assert f"Picture {image.pk}" in capsys.readouterr().err
