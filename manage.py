#!/usr/bin/env python
"""The project's command line: everyday tasks start with ``python manage.py``."""

import gc
import os
import sys
from pathlib import Path

# `site/` is a folder, not a package (the standard library owns that name), so the package
# `config` inside it is found by putting the folder on the path.
sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))

if __name__ == "__main__":
    # To look for garbage after each 700 new objects takes a quarter of the start, which makes them to stay.
    gc.set_threshold(10_000)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        list(settings.INSTALLED_APPS)  # reads the settings
    except ImproperlyConfigured as error:
        # An operator's slip of the pen is a sentence.
        raise SystemExit(str(error)) from None
    execute_from_command_line(sys.argv)
