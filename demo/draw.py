"""Draws the demo's pictures: ``python -m demo.draw [name …]``, all of them without names.

The drawings are SVG (``drawings/``); Chromium sets their letters and turns them into PNG files of
few colours, so that they are sharp and small.
"""

import importlib
import io
import pkgutil
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from . import drawings

PICTURES = Path(__file__).parent / "pictures"


def all_drawings() -> dict[str, Callable]:
    """Every drawing by its picture's name: the functions that a module lists in ``DRAWINGS``."""
    functions_by_name = {}
    for module in pkgutil.iter_modules(drawings.__path__):
        functions = getattr(
            importlib.import_module(f"{drawings.__name__}.{module.name}"), "DRAWINGS", []
        )
        functions_by_name |= {
            function.__name__.replace("_", "-"): function for function in functions
        }
    return functions_by_name


def main(names: list[str]) -> None:
    """Draws the pictures of these names."""
    known = all_drawings()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
        )
        for name in names or sorted(known):
            canvas = known[name]()
            page = browser.new_page(viewport={"width": canvas.width, "height": canvas.height})
            page.set_content(canvas.html())
            page.evaluate("document.fonts.ready")
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(128, dither=Image.Dither.NONE).save(
                PICTURES / f"{name}.png", optimize=True
            )
            print(name, f"{(PICTURES / f'{name}.png').stat().st_size // 1024} KiB")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
