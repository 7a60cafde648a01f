"""For developers: ``make dev`` runs the autoreloading server with these."""

import os

os.environ.setdefault("LOG_FORMAT", "text")

from .embedded import *  # noqa: F403
from .embedded import LOGGING, STORAGES

DEBUG = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
PAGE_CACHE_MEGABYTES = 0  # a page shows each change of a template
# An error says here what it is about: the data are the developer's own.
LOGGING["formatters"]["text"] = {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
