"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

# Objects that are loaded at the start stay for good. Looking for garbage among them takes time, and in
# forked workers it copies memory that they would share.
gc.disable()
application = get_wsgi_application()
gc.freeze()
gc.enable()
