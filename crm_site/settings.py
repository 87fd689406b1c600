"""All settings, read once from the environment (docs/operations.md and .env.example name each).

Unknown or missing values are refused with a sentence that says what to do, so a wrong deployment
fails at start and not at the first click.
"""

from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

import environ
import pgtrigger
from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env", overwrite=False)

TESTING = env.bool("PRIMA_TESTING", default=False)
DEMO = env.bool("PRIMA_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("PRIMA_DATA", default=str(BASE_DIR / "var"))).resolve()
PORT = env.int("PORT", default=8000)

# --- who may reach us -----------------------------------------------------------------------------

DEFAULT_SECRET_KEY = "only-for-trying-out-" + "x" * 50
SECRET_KEY = env.str("SECRET_KEY", default=DEFAULT_SECRET_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env.str("SITE_URL", default="").rstrip("/")

if DEMO or TESTING or DEBUG:
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", "testserver"]
    SITE_URL = SITE_URL or f"http://localhost:{PORT}"
elif not env.bool("PRIMA_OFFLINE", default=False):  # commands that touch no data, such as makemigrations
    missing = [
        name
        for name, is_missing in {
            "SECRET_KEY (a long random text)": SECRET_KEY == DEFAULT_SECRET_KEY,
            "ALLOWED_HOSTS (the host names of this site)": not ALLOWED_HOSTS,
            "SITE_URL (the address customers see in e-mails)": not SITE_URL,
        }.items()
        if is_missing
    ]
    if missing:
        raise ImproperlyConfigured("With DEBUG off these settings are required: " + "; ".join(missing))

SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
CSRF_FAILURE_VIEW = "crm_site.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

# --- parts ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "crm_site.apps.CrmSiteConfig",
    "retention.apps.RetentionConfig",
    "surveys.apps.SurveysConfig",
    "complaints.apps.ComplaintsConfig",
    "loyalty.apps.LoyaltyConfig",
    "guide.apps.GuideConfig",
    "privacy.apps.PrivacyConfig",
    "customers.apps.CustomersConfig",
    "outbox.apps.OutboxConfig",
    "jobs.apps.JobsConfig",
    "accounts.apps.AccountsConfig",
    "common.apps.CommonConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "heroicons",
    "pghistory",
    "pgtrigger",
    "csp",
]

MIDDLEWARE = [
    "crm_site.middleware.RequestReferenceMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "crm_site.middleware.RefuseMalformedRequestsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.UserLocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SignInRequiredMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.AuditContextMiddleware",
    "privacy.middleware.AccessLogMiddleware",
]

ROOT_URLCONF = "crm_site.urls"
WSGI_APPLICATION = "crm_site.wsgi.application"
FORM_RENDERER = "common.widgets_drawn.QuickRenderer"

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
                "accounts.context_processors.organisation",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres://prima@127.0.0.1:5432/prima"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000",
        },
    }
}
if env.str("REPLICA_URL", default=""):
    DATABASES["replica"] = {
        **env.db_url("REPLICA_URL"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3},
        "TEST": {"MIRROR": "default"},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
REDIS_TIMEOUTS = {"socket_connect_timeout": 1, "socket_timeout": 2}
CACHES = {
    "default": {
        "BACKEND": "common.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "prima",
        "OPTIONS": REDIS_TIMEOUTS,
    }
}

# Audit: statement-level triggers write every change of tracked tables to append-only event tables.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True
# Triggers follow the models: `migrate` installs them at its end. In migrations they would treble the time of each run.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_ADMIN_ALL_EVENTS = False

# --- background work ------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    # Without these two a killed worker's tasks come back up to 90 s late.
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "global_keyprefix": "prima:",
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 540
CELERY_TASK_SOFT_TIME_LIMIT = 500
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = env.str("TIME_ZONE", default="Asia/Jakarta")

# The state is in rows: each tick asks "what is due and not done yet", so a lost tick costs nothing.
CELERY_BEAT_SCHEDULE = {
    name: {"task": name, "schedule": timedelta(seconds=seconds), "options": {"expires": seconds}}
    for name, seconds in {
        "outbox.send_due_messages": 3,
        "jobs.run_jobs": 2,
        "jobs.purge_results": 6 * 3600,
        "accounts.purge_api_answers": 3600,
        "accounts.list_earlier_changes": 3600,
        "privacy.follow_refusals": 10,
        "privacy.warn_of_due": 300,
        "privacy.start_periods": 900,
        "privacy.finish_erasures": 600,
        "crm_site.record_worker_heartbeat": 15,
        "surveys.send_due_invitations": 10,
        "surveys.expire_invitations": 3600,
        "loyalty.award_points": 30,
        "complaints.close_accepted_complaints": 600,
        "complaints.purge_drafts": 3600,
        "complaints.warn_of_deadlines": 60,
        "complaints.send_promise_digests": 600,
        "complaints.take_silence_readings": 3600,
        "complaints.read_mailbox": 20,
        "complaints.purge_files": 3600,
        "retention.close_ended_years": 3600,
        "retention.refresh_running_year": 300,
        "customers.send_follow_up_digests": 600,
        "customers.refresh_standings": 30,
        "customers.purge_imports": 3600,
        "customers.scan_duplicates": 600,
        "customers.adopt_tags": 1800,
        "customers.tidy_search_words": 30,
        "customers.count_search_words": 6 * 3600,
    }.items()
}

# --- e-mail ---------------------------------------------------------------------------------------

# Whatever calls Django's mail functions ends in the outbox; a worker hands it to the transport.
EMAIL_BACKEND = "outbox.backends.OutboxBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Prima <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_URL = env.str("EMAIL_URL", default="")
INBOX_DIR = DATA_DIR / "inbox"
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL", backend="outbox.backends.OutboxBackend"))
    EMAIL_BACKEND = "outbox.backends.OutboxBackend"
    OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
else:
    OUTBOX_TRANSPORT = "outbox.backends.InboxBackend"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
# A worker that died gives its messages back after this time. Half of it must be longer than the mail server's timeout.
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=120)
if OUTBOX_LEASE_SECONDS <= 2 * EMAIL_TIMEOUT:
    raise ImproperlyConfigured("OUTBOX_LEASE_SECONDS must be more than twice EMAIL_TIMEOUT")

# The mailbox to which customers write. Each e-mail about a complaint asks to be answered to its address.
IMAP_URL = env.str("IMAP_URL", default="")
IMAP_ADDRESS = env.str("IMAP_ADDRESS", default="") or parseaddr(DEFAULT_FROM_EMAIL)[1]
IMAP_PLUS_ADDRESSES = env.bool("IMAP_PLUS_ADDRESSES", default=False)

# --- people ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.RoleBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapters.StaffAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# An administrator enters the address of an account, so there is nobody to prove it to.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
# Behind a proxy the limits must count its clients and not the proxy: how many proxies add to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
SESSION_COOKIE_AGE = 14 * 24 * 3600
MFA_ADAPTER = "accounts.adapters.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Prima"

# --- language, place, money -----------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="id")
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["crm_site.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Jakarta")
USE_THOUSAND_SEPARATOR = False
DEFAULT_CURRENCY = env.str("DEFAULT_CURRENCY", default="IDR")
PHONE_REGION = env.str("PHONE_REGION", default="ID")
FISCAL_YEAR_START = env.str("FISCAL_YEAR_START", default="01-01")

# --- files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", get_bootstrap_dir())]
UPLOADS_DIR = DATA_DIR / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": UPLOADS_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Files to import go straight to disk; more than this is for the command line.
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_MB", default=500) * 1024 * 1024

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "reference": {"()": "crm_site.middleware.ReferenceFilter"},
        "addresses": {"()": "crm_site.middleware.PersonalAddressFilter"},
    },
    "formatters": {"line": {"format": "{levelname} {name} [{reference}] {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["reference", "addresses"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "pgtrigger": {"level": "WARNING"},
    },
}

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_AUTOREFRESH = True
    SESSION_ENGINE = "django.contrib.sessions.backends.db"
    LOGGING["root"]["level"] = "WARNING"
