"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

# Objects that are loaded at the start stay for good. Looking for garbage among them takes time, and in
# forked workers it copies memory that they would share.
gc.disable()
try:
    django = get_wsgi_application()
except ImproperlyConfigured as error:
    # An operator's slip of the pen is a sentence.
    raise SystemExit(str(error)) from None
from database import held_open  # noqa: E402
from operations.watching import Watching  # noqa: E402
from page_cache.application import PageCache  # noqa: E402  its models can be loaded now

held_open.keep()
application = Watching(PageCache(django))
gc.freeze()
gc.enable()
