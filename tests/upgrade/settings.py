"""What runs on the saved site: the embedded settings, and an Akismet of the test's own."""

import os

from config.settings.embedded import *  # noqa: F403
from config.settings.embedded import STORAGES

AKISMET_URL = os.environ["UPGRADE_AKISMET_URL"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
