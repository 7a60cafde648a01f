"""Settings that are the same everywhere. The environment is read in ``production`` alone."""

from pathlib import Path

from csp.constants import NONE, SELF
from wagtail.embeds.oembed_providers import vimeo, youtube

from config.caching import without_admin

ROOT = Path(__file__).resolve().parents[3]

# --- Applications -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "page_cache",
    "jobs",
    "pictures",
    "backups",
    "home",
    "articles",
    "restoring",
    "broken_links",
    "search",
    "wagtail.contrib.search_promotions",
    "django_comments_xtd",
    "django_comments",
    "comments",  # after the package: it takes back a receiver that the package connects
    "accounts.apps.KeysConfig",
    "accounts",  # before wagtail.admin, whose form it replaces
    "newsroom",
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
    "operations.metrics.MetricsMiddleware",
    "operations.watching.ViewMiddleware",
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
    "accounts.middleware.DoorMiddleware",
    "config.bodies.BodyMiddleware",
    "backups.read_only.ReadOnlyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.passwords.PasswordMiddleware",
    "config.addresses.AddressMiddleware",
    "articles.middleware.OldAddressMiddleware",
    "articles.deleted_pages.DeletedPageMiddleware",
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
# before it gives up. What was answered is on the disk (FULL): with NORMAL, a disk or a machine that fails takes
# the comments of the last seconds with it.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY; "
        # SQLite overwrites erased data instead of only marking it as free.
        "PRAGMA secure_delete=ON; "
        # After a long transaction the write-ahead log becomes small again.
        "PRAGMA journal_size_limit=67108864;"
    ),
}

# --- Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
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
AUTHENTICATION_BACKENDS = ["accounts.signing_in.GuardedBackend"]
SESSION_ENGINE = "accounts.sessions"
MFA_DOMAIN = "localhost"  # passkeys are for the host's name
MFA_SITE_TITLE = "WHY"
MFA_METHODS = ["FIDO2", "TOTP", "recovery"]
MFA_TOTP_VALID_WINDOW = 1  # clocks of telephones
MFA_MAX_KEYS_PER_ACCOUNT = None  # accounts/second_factor.py has its own
WAGTAILADMIN_USER_LOGIN_FORM = "accounts.forms.AdminSignInForm"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "/"

# --- Page cache -------------------------------------------------------------------------------
PAGE_CACHE_MEGABYTES = 64  # of each process
PAGE_CACHE_SECONDS = 0.25  # after so long, a process looks whether another one changed something
PAGE_CACHE_SHARED = False  # whether the default cache is Redis, which all processes share
PAGE_CACHE_TAG_HEADERS = False  # Surrogate-Key, for a cache in front that can drop by it
PAGE_CACHE_NOTE_SECONDS = 30  # after so long, a process notes its figures; 0: never
PAGE_CACHE_RULES = without_admin("admin")
# A request with one of these is answered for itself.
PAGE_CACHE_PERSONAL_COOKIES = ["sessionid", "messages", "reader", "writer", "browser", "account"]

# --- Background tasks -------------------------------------------------------------------------
# A task is a row of the site's own database, so it is committed together with what caused it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
SENTRY_DSN = ""  # where errors are sent; empty: nowhere
METRICS_TOKEN = ""  # what Prometheus sends; empty: there are no metrics
SLOW_QUERY_MILLISECONDS = 0  # a query of a request that takes longer is logged; 0: none is
WORKER_HEARTBEAT = ""  # a file that the worker touches every half minute, for health checks

# --- Backups ----------------------------------------------------------------------------------
BACKUP_TO = ""  # a folder or s3://bucket/folder; empty: the worker makes none
BACKUP_HOURS = 24  # between two
BACKUP_KEEP = 7  # the newest so many
BACKUP_S3_ENDPOINT = BACKUP_S3_REGION = BACKUP_S3_ACCESS_KEY = BACKUP_S3_SECRET_KEY = ""
READ_ONLY_SECONDS = 1  # after so long, a process looks whether the site is read-only

# --- Long life --------------------------------------------------------------------------------
# Days after which the worker deletes, see operations/keeping.py and docs/operators.md.
KEPT_DAYS = {"revisions": 90, "log": 1095, "tasks": 14, "uploads": 7, "deleted_pages": 30}
KEPT_REVISIONS = 20  # of each page these stay, however old

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
SECURITY_CONTACT = ""  # for /.well-known/security.txt; otherwise the publisher's address is there
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
        "report-uri": "/_csp/",  # operations/policy_reports.py
    }
}

# A long article's form in the admin has thousands of fields: five for every term of a list. Visitors
# may send less, see config/bodies.py.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- Wagtail ----------------------------------------------------------------------------------
ADMIN_PATH = "admin"
WAGTAIL_SITE_NAME = "WHY"
WAGTAILIMAGES_IMAGE_MODEL = "pictures.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "articles.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "articles.forms.DocumentForm"
# The public address of the site. If it is empty, the site uses the address of each request.
SITE_URL = ""
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
# Every admin page would call gravatar.com with a hash of the editor's address.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# articles/section_redirects.py stores them: one row for a topic of thousands of articles.
WAGTAILREDIRECTS_AUTO_CREATE = False
# No other site is asked about films, and none at a private address. Our video block asks nobody.
WAGTAILEMBEDS_FINDERS = [{"class": "fetching.embeds", "providers": [youtube, vimeo]}]
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "articles.rich_text_area.WritingArea"}}

# In one transaction an update of the index would keep all others from writing on SQLite, for minutes.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "config.searching", "ATOMIC_REBUILD": False}}
# Autosave writes a revision each time: half a second would keep SQLite's one writer busy.
WAGTAIL_AUTOSAVE_INTERVAL = 2000
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "articles.characters.tags_from_string"

# No SVG: it can script. HEIC comes from phones, and is stored as JPEG.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000
# By measurement, as the widths in articles/pictures.py: docs/decisions/0017-pictures.md.
WAGTAILIMAGES_AVIF_QUALITY = 61
WAGTAILIMAGES_JPEG_QUALITY = 76
PICTURES_AVIF_SPEED = 7  # from 0, the most effort, to 10
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "key", "mp4", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt",
    "webm", "xlsx", "zip",
]  # fmt: skip
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", "video/mp4", "video/webm"]
