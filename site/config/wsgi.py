"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

# What is loaded at the start stays for good: looking for garbage in it takes time, and in forked
# workers it copies memory that they would share.
gc.disable()
application = get_wsgi_application()
gc.freeze()
gc.enable()
