"""For tools that load the apps and serve nothing: no database, no files, no secret."""

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES

SECRET_KEY = "for the tools alone"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
