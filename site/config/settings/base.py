"""Settings that are the same everywhere. The environment is read in ``production`` alone."""

from pathlib import Path

from csp.constants import NONE, SELF

ROOT = Path(__file__).resolve().parents[3]

# --- Applications -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "home",
    "articles",
    "search",
    "wagtail.contrib.search_promotions",
    "django_comments_xtd",
    "django_comments",
    "comments",  # after the package: it takes back a receiver that the package connects
    "operations",
    "demo",  # example content; without this line the site works the same
    "django.contrib.sites",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "operations.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.files.AcceptedEncodingsMiddleware",
    "config.files.FilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.headers.HeadersMiddleware",
    # Public pages carry no secret (no CSRF token, no name), so compressing them gives nothing
    # away; Django pads the rest against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.passwords.PasswordMiddleware",
    "config.addresses.AddressMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
            "builtins": ["django.templatetags.i18n", "articles.templatetags.articles_tags"],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# These options make SQLite a server's database. Readers never wait for the writer (WAL), a transaction
# that will write says so at its start (so two cannot deadlock), and a writer waits for 20 seconds
# before it gives up. NORMAL is safe in WAL mode.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY; "
        # SQLite overwrites erased data instead of only marking it as free.
        "PRAGMA secure_delete=ON;"
    ),
}

# --- Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True

# --- Static and media files -------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.SiteStaticFilesStorage"},
}
# Far-future caching needs hashed names only: the plain twins would be dead weight.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Where a web server of another user sends the files, the data directory lets it in or does not.
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755

# --- People -----------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "/"

# --- Background tasks -------------------------------------------------------------------------
# A task is a row of the site's own database, so it is committed together with what caused it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Comments ---------------------------------------------------------------------------------
SITE_ID = 1  # one row, kept like Wagtail's default site (comments/sites.py)
COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "comments.models.ReaderComment"
COMMENTS_XTD_FORM_CLASS = "comments.intake.forms.ReplyForm"
COMMENTS_XTD_MAX_THREAD_LEVEL = 10
AKISMET_URL = "https://rest.akismet.com"  # asked only where a key is set

# --- Security ---------------------------------------------------------------------------------
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin shows previews in a frame of its own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which would have it DENY
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "config.csrf.failure"
CSRF_COOKIE_HTTPONLY = False  # Wagtail's admin scripts read it
SESSION_COOKIE_SAMESITE = "Lax"

# Public pages load nothing from elsewhere and run no inline script. A reader who starts a video
# lets in that video's player, and only that.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "frame-src": [SELF, "https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# A long article's form in the admin has thousands of fields: five for every term of a list.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- Wagtail ----------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "WHY"
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
WAGTAILIMAGES_IMAGE_FORM_BASE = "articles.forms.PictureForm"
# The public address of the site. If it is empty, the site uses the address of each request.
SITE_URL = ""
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
# Every admin page would call gravatar.com with a hash of the editor's address.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "config.searching"}}
# Autosave writes a revision each time: half a second would keep SQLite's one writer busy.
WAGTAIL_AUTOSAVE_INTERVAL = 2000
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "articles.characters.tags_from_string"

WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]  # no SVG: it can script
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "key", "mp4", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt",
    "webm", "xlsx", "zip",
]  # fmt: skip
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", "video/mp4", "video/webm"]
