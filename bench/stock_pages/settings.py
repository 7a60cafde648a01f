"""What ``wagtail start`` sets, with an SQLite file as the site has it."""

import os

SECRET_KEY = "for the benchmark alone"
ALLOWED_HOSTS = ["*"]
DEBUG = False
ROOT_URLCONF = "bench.stock_pages.urls"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAIL_SITE_NAME = "Stock"
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_ROOT = os.environ["STOCK_MEDIA"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS = [
    "bench.stock_pages",
    *[
        f"wagtail.{app}"
        for app in (
            "contrib.forms", "contrib.redirects", "embeds", "sites", "users", "snippets",
            "documents", "images", "search", "admin",
        )
    ],
    "wagtail",
    "modelcluster",
    "taggit",
    *[
        f"django.contrib.{app}"
        for app in ("auth", "contenttypes", "sessions", "messages", "staticfiles")
    ],
]  # fmt: skip
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["STOCK_DATABASE"],
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
