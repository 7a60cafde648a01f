"""The site without its own page cache, for gunicorn: ``bench.other_caches_settings`` has another one."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
