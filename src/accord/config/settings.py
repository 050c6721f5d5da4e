"""Django's settings. What may differ between installations comes from ``environment``."""

import logging
import re
from typing import Any

from accord.config import environment, spark

ACCORD_HOME = environment.home()
ACCORD_ENGINE = environment.engine()
if ACCORD_ENGINE == "pyspark":
    spark.prepare()
DEMO = environment.truth("ACCORD_DEMO", default=False)
HTTPS = environment.truth("ACCORD_HTTPS", default=False)

SECRET_KEY = environment.secret_key(ACCORD_HOME)
DEBUG = False
ALLOWED_HOSTS = environment.words("ACCORD_HOSTS", "localhost,127.0.0.1,[::1]")
ROOT_URLCONF = "accord.config.urls"
WSGI_APPLICATION = "accord.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "axes",
    "huey.contrib.djhuey",
    "accord.web",
    "accord.areas.people",
    "accord.areas.indicators",
    "accord.areas.pulse",
    "accord.areas.evidence",
    "accord.areas.partnership",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the protection against forged forms, which reads all that is sent: a stranger's upload
    # must not be read at all.
    "accord.areas.people.access.AccessMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accord.web.shell.ClockMiddleware",
    "accord.areas.people.access.ZoneMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accord.web.shell.page",
                "accord.areas.people.access.what_may_be_seen",
            ],
            "builtins": ["accord.web.templatetags.accord"],
        },
    }
]

_sqlite = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ACCORD_HOME / "accord.sqlite3",
    # IMMEDIATE: a transaction that reads and then writes must not find the database locked.
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
        # What is deleted is overwritten: answers are written anew so that their order is lost.
        "PRAGMA secure_delete=ON;"
        # What is set aside while answers are written anew never reaches the disk.
        "PRAGMA temp_store=MEMORY",
    },
}
DATABASES: dict[str, Any] = {"default": environment.database(_sqlite)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

HUEY = {
    "huey_class": "huey.SqliteHuey",
    "name": "accord",
    # The queue has a file of its own, so that it never waits for the application's.
    "filename": str(ACCORD_HOME / "jobs.sqlite3"),
    "immediate": False,
    "consumer": {"workers": 1, "worker_type": "thread", "initial_delay": 0.05, "max_delay": 1.0},
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "partnership:overview"
LOGOUT_REDIRECT_URL = "people:sign-in"

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "people/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # served straight from the package: no collecting step
WHITENOISE_AUTOREFRESH = False

MEDIA_ROOT = ACCORD_HOME / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

CSRF_FAILURE_VIEW = "accord.web.views.form_expired"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECURE_SSL_REDIRECT = False  # the proxy in front does it
# Behind https a proxy stands in front; it must set this header itself, whatever a browser sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = [
    f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS if HTTPS
]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}


def _plain_line(record: logging.LogRecord) -> bool:
    """Keep keys out of the log (a link that answers a pulse is one), and traces of mere refusals."""
    record.msg = re.sub("/pulse/answer/[^/]+", "/pulse/answer/…", record.getMessage())
    record.args = ()
    if record.levelno < logging.ERROR:
        record.exc_info = None
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "plain line": {"()": "django.utils.log.CallbackFilter", "callback": _plain_line},
    },
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["plain line"],
        }
    },
    "loggers": {
        "huey": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Anybody can send a wrong host name, as often as they like: it must not fill the log.
        "django.security.DisallowedHost": {"level": "CRITICAL", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
