"""One settings file for every environment; a value that makes no sense stops the start.

``DJANGO_ENV`` is ``demo`` (the default: invented people, one known password, a shifted business clock),
``test`` or ``production``. Production takes every secret from the environment and refuses to invent any.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal import environment
from portal.keys import read_secret
from portal.postgres import Cluster

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

if wrong := environment.complaint(os.environ):
    raise ImproperlyConfigured(wrong)
DJANGO_ENV = environment.mode(os.environ)
PRODUCTION = DJANGO_ENV == "production"
DEMO = DJANGO_ENV == "demo"
DEMO_TODAY = env.str("DEMO_TODAY", default="")
DEMO_STARTS_AT = "2020-12-03 09:00"
DEMO_PASSWORD = "demo-2020-10hao"  # printed by the README; accounts with it exist in demo mode only

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
KEYS_DIR = Path(env.str("KEYS_DIR", default=str(VAR_DIR / "keys")))
SECRET_KEY = read_secret(KEYS_DIR / "django.key", create=not PRODUCTION)
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "testserver"])
if env.bool("DEMO_PUBLIC", default=False) and DEMO:
    ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "portal.apps.PortalStaticFilesConfig",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "import_export",
    "portal",
    "pairing",
    "reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.DatabaseDown",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "portal.context.frame",
            ],
        },
    },
]

PG_DATA = Path(env.str("PG_DATA", default=str(VAR_DIR / "pg")))
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "portal",
            "USER": "app",
            "HOST": str(Cluster(PG_DATA).socket_dir),
            "PORT": "5432",  # part of the socket's name; a PGPORT of the caller must not change it
        }
    }
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "portal.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if DJANGO_ENV == "test":  # hundreds of sign-ins: the test suite is about duties, not about argon2
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "portal.passwords.UnlikeValidator"},
    {"NAME": "portal.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "portal.passwords.UncommonValidator"},
    {"NAME": "portal.passwords.MixedValidator"},
]
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
LOGIN_URL = "signin"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "signin"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
SIGNIN_FAILURES_PER_ADDRESS = 50  # a whole office may share one address
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "portal.views.signin.locked_out"
AXES_CLIENT_IP_CALLABLE = "portal.middleware.address_of"
AXES_HTTP_RESPONSE_CODE = 403
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_SECONDS = 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION and env.bool("HTTPS", default=True)
SECURE_HSTS_SECONDS = 31536000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DJANGO_ENV == "test"
        else "portal.static_files.PortalStaticFiles"
    },
}
WHITENOISE_MAX_AGE = 60
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DJANGO_ENV == "test"  # tests collect no static files
FIXTURES_DIR = BASE_DIR / "fixtures"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

IMPORT_EXPORT_USE_TRANSACTIONS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"] if not PRODUCTION else []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "portal.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["one_line"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"portal": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}

# The calendar's defaults (domain README, section 0): a clerk of the province can change each period, with a reason.
# Month and day; "counts_from" lies in the year before. The first two windows begin with the notice, on 2019-01-01.
PERIOD_RULES = {
    "H1": {"counts_from": (12, 1), "counts_to": (5, 31), "opens": (5, 20), "due": (6, 10)},
    "Y": {"counts_from": (12, 1), "counts_to": (11, 30), "opens": (11, 20), "due": (12, 10)},
}
FIRST_COUNTED_DAY = (2019, 1, 1)
PERIOD_LOCKS_DAYS_AFTER_DUE = 10
RETURN_REOPENS_DAYS = 5
