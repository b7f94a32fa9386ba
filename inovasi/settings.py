"""All settings of the portal, read from the environment; what is missing takes the safe value."""

import os
import secrets
from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from inovasi.options import background, floors, identity, mailing, records, signin, signing, siteaddress, watching
from inovasi.running import embedded
from proposals.filechecks.scanner import ScannerUrlError, check_url

# Lets forms, lists and admin pages name their model where Python runs too, as `ModelForm[Proposal]`.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
FIXTURE_DIR = BASE_DIR / "fixtures"
env = environ.Env()

# --- Where the portal runs -------------------------------------------------------------------------------------
# Without DATABASE_URL this is a demo or a developer's machine: the embedded database serves it, secrets are made here.
DEMO = env.bool("PORTAL_DEMO", default="DATABASE_URL" not in os.environ)
DEBUG = env.bool("DEBUG", default=False)
TESTING = env.bool("PORTAL_TESTING", default=False)

if "DATABASE_URL" not in os.environ:
    # Child processes (web workers, the queue) find the running server here instead of starting their own handle.
    os.environ.setdefault("PORTAL_VAR", str(embedded.folder_for(BASE_DIR)))
    os.environ["DATABASE_URL"] = embedded.database_url(Path(os.environ["PORTAL_VAR"]))
    os.environ.setdefault("PORTAL_DEMO", str(DEMO))
VAR_DIR = Path(env.str("PORTAL_VAR", default=str(BASE_DIR / "var")))


def _secret_key() -> str:
    if "SECRET_KEY" in os.environ:
        return str(env.str("SECRET_KEY"))
    if not DEMO:
        raise ImproperlyConfigured("SECRET_KEY belum diisi. Isi variabel lingkungan SECRET_KEY, lalu jalankan lagi.")
    kept = VAR_DIR / "secret-key"
    if not kept.exists():
        VAR_DIR.mkdir(exist_ok=True)
        kept.write_text(secrets.token_urlsafe(50))
        kept.chmod(0o600)
    return kept.read_text()


def _allowed_hosts() -> list[str]:
    if "ALLOWED_HOSTS" in os.environ:
        return list(env.list("ALLOWED_HOSTS"))
    if not DEMO:
        raise ImproperlyConfigured("ALLOWED_HOSTS belum diisi. Isi dengan nama situs, misalnya inovasi.contoh.go.id.")
    return ["127.0.0.1", "localhost", "[::1]", "testserver"]


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _allowed_hosts()
SITE_URL = siteaddress.site_url(demo=DEMO)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

# --- Parts -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "inovasi",
    "foundation",
    "agencies",
    "proposals",
    "reviews",
    "competitions",
    "dashboard",
    "inovasi.apps.TechnicianConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "inovasi.apps.SessionsConfig",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "foundation.security.asking.named",
    "foundation.security.answers.noted",
    "inovasi.health.answering.answered_first",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Slow lines: pages shrink to about a seventh. Django pads the answer against the BREACH attack.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "inovasi.middleware.WithoutNul",
    "inovasi.middleware.SignInRequired",
    "agencies.people.sessions.seen",
    "inovasi.middleware.SecondFactorRequired",
    "inovasi.middleware.nothing_private_kept",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "inovasi.urls"
WSGI_APPLICATION = "inovasi.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "inovasi.context.portal",
            ],
            "builtins": ["django.templatetags.static"],
        },
    }
]

# --- Data ------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"] |= {
    # After an outage each connection is tried before it is used.
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": DATABASES["default"].get("OPTIONS", {})
    | {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8), "timeout": 5, "reconnect_timeout": 5}},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # Room for the counts of many searches, which would otherwise push out the dashboard.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Pieces of pages by what they show, in each process for itself.
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 200}},
    # What the security log was just told, so that a flood of the same does not fill it.
    "floods": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "floods"},
    # Sessions that were noted lately (agencies/people/sessions.py).
    "seen": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "seen",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_SAVE_EVERY_REQUEST = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- People ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.User"
vars().update(signin.settings(demo=DEMO, testing=TESTING))
SECOND_FACTOR_REQUIRED = signin.second_factor_required(demo=DEMO)
SECOND_FACTOR_GRACE_DAYS = signin.SECOND_FACTOR_GRACE_DAYS
PERSONAL_LINK_DAYS = signin.PERSONAL_LINK_DAYS
SOCIALACCOUNT_PROVIDERS = identity.PROVIDERS

# --- Language and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia")]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Jakarta")
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["inovasi.formats"]

# --- Files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The sources of the one style sheet, which is not served as it lies here.
STYLES_DIR = BASE_DIR / "styles"
STATICFILES_FINDERS = [
    "inovasi.styles.MadeFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = VAR_DIR / "media"
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365
EVIDENCE_BUCKET = env.str("S3_BUCKET", default="")
STORAGES = {
    # Evidence never has an address of its own: it is only served by a view that checks who is asking.
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": EVIDENCE_BUCKET, "endpoint_url": env.str("S3_ENDPOINT", default=None)},
    }
    if EVIDENCE_BUCKET
    else {"BACKEND": "foundation.files.storage.WholeFiles"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "inovasi.staticfiles.StaticFiles"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
# The ClamAV daemon, as unix:///run/clamav/clamd.ctl or tcp://host:port; empty: files are marked as not scanned.
SCANNER_URL = env.str("SCANNER_URL", default="")
if SCANNER_URL:
    try:
        check_url(SCANNER_URL)
    except ScannerUrlError as problem:
        raise ImproperlyConfigured(f"SCANNER_URL: {problem}") from problem
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Rows of one imported spreadsheet: ten years of a city's proposals. They are stored in one transaction, all or none.
IMPORT_MOST_ROWS = env.int("IMPORT_MOST_ROWS", default=2000)
SIGNING = signing.SIGNING

# --- Mail and background work -------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://" if DEMO else "smtp://localhost:25"))
EMAIL_TIMEOUT = mailing.EMAIL_TIMEOUT
DEFAULT_FROM_EMAIL = mailing.DEFAULT_FROM_EMAIL
BOUNCE_ADDRESS = mailing.BOUNCE_ADDRESS
BOUNCE_MAILBOX = mailing.BOUNCE_MAILBOX
MAIL_KEEP_DAYS = mailing.MAIL_KEEP_DAYS
REPAIR_UNREAD_DAYS = mailing.REPAIR_UNREAD_DAYS
IGA_DIGEST_MINUTES = mailing.IGA_DIGEST_MINUTES
PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_IMPORT_PATHS = background.IMPORT_PATHS

# --- What each floor asks of the floors above ---------------------------------------------------------------------
SIGNED_PAPERS = floors.SIGNED_PAPERS
SCAN_CHECK = floors.SCAN_CHECK
PROPOSAL_GATES = floors.PROPOSAL_GATES
PROPOSAL_FOLLOWERS = floors.PROPOSAL_FOLLOWERS
PROPOSAL_READING = floors.PROPOSAL_READING
PROPOSAL_HOLDING = floors.PROPOSAL_HOLDING
PERIOD_IS_SCORED = floors.PERIOD_IS_SCORED
PERIOD_REPAIR_DAYS = floors.PERIOD_REPAIR_DAYS
PERIOD_PLANNED = floors.PERIOD_PLANNED
PROPOSAL_BOXES = floors.PROPOSAL_BOXES
PROPOSAL_SIDE_BOXES = floors.PROPOSAL_SIDE_BOXES
PROPOSAL_CHECKS = floors.PROPOSAL_CHECKS
PROPOSAL_CARRIED = floors.PROPOSAL_CARRIED
CATALOGUE_COPIED = floors.CATALOGUE_COPIED
CATALOGUE_COPIED_TABLE = floors.CATALOGUE_COPIED_TABLE
CATALOGUE_AWARDS = floors.CATALOGUE_AWARDS
CATALOGUE_AWARDS_TABLES = floors.CATALOGUE_AWARDS_TABLES
COMPETITION_SCORES = floors.COMPETITION_SCORES
IGA_EVIDENCE_FOLLOWERS = floors.IGA_EVIDENCE_FOLLOWERS
IGA_RULES_FOLLOWERS = floors.IGA_RULES_FOLLOWERS
IGA_PUBLISHED_FOLLOWERS = floors.IGA_PUBLISHED_FOLLOWERS
KIPP_COACHED = floors.KIPP_COACHED
KIPP_IGA_NUMBER = floors.KIPP_IGA_NUMBER

# --- Forms -----------------------------------------------------------------------------------------------------
# The widgets' own Jinja2 templates: a page full of filters is drawn in a fraction of the time.
FORM_RENDERER = "inovasi.renderer.FastRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "portal"
CRISPY_TEMPLATE_PACK = "portal"

# --- Protection ------------------------------------------------------------------------------------------------
HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "inovasi.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        # Videos that prove a claim.
        "media-src": [SELF],
        "connect-src": [SELF],
        # Scoring without a connection; only a reviewer who takes proposals along starts it (reviews/offline/).
        "worker-src": [SELF],
        "form-action": [SELF, *identity.ORIGINS],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# Reviewers may take proposals along and score without a connection; what is on a device already still arrives.
OFFLINE_REVIEWS = env.bool("OFFLINE_REVIEWS", default=True)

# --- Records ---------------------------------------------------------------------------------------------------
LOGGING = records.LOGGING
PROXY_NAMES_REQUESTS = records.PROXY_NAMES_REQUESTS
SECURITY_LOG_DAYS = records.SECURITY_LOG_DAYS
SECURITY_FILES = records.SECURITY_FILES
HEALTH_LIMITS = watching.limits(demo=DEMO)
MONITORING_NETS = watching.monitoring_nets()
# Only requests that may write carry the name of the person into the history; reading pages stay free of that cost.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
