"""What becomes of static files when they are collected."""

import re

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from tests.conftest import ROOT


def test_one_style_sheet_has_all_that_main_css_imports(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "config.storage.SiteStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    main = staticfiles_storage.stored_name("css/main.css")
    assert re.fullmatch(r"css/main\.[0-9a-f]{12}\.css", main)
    css = (tmp_path / main).read_text()
    assert "@import" not in css
    imported = re.findall(r'@import url\("([^"]+)"\)', (ROOT / "static/css/main.css").read_text())
    assert len(imported) > 10
    for layer in re.findall(r"layer\(([\w.-]+)\)", (ROOT / "static/css/main.css").read_text()):
        assert f"@layer {layer}" in css
    # Addresses lead from the joined sheet to the fonts' own hashed names.
    fonts = re.findall(r'url\("([^"]+\.woff2)"\)', css)
    assert fonts
    assert all((tmp_path / "css" / font).resolve().is_file() for font in fonts)
