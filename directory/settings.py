"""Settings, all of them, for a laptop and for a real site.

The one question is whether DATABASE_URL is set. If not, this is a local copy: it brings its own
PostgreSQL and its own secret, and answers to localhost only. If so, it is a real site: nothing is
made up, and what is missing is named.

    DATABASE_URL   postgresql://user:password@host:5432/name (PostgreSQL 15 or later)
    SECRET_KEY     a long random text                                        (real site: required)
    ALLOWED_HOSTS  host names, separated by commas                           (real site: required)
    HTTPS          1 or 0: redirect to https, HSTS, secure cookies           (1 on a real site)
    BEHIND_PROXY   1 if a proxy you run sets X-Forwarded-Proto and X-Forwarded-For on every
                   request                                                              (0)
    EMAIL_URL      smtp+tls://user:password@mail.example:587 (encrypted after STARTTLS),
                   smtp+ssl://...:465, smtp://localhost:25 or file:///a/folder (real site: required)
    EMAIL_FROM     the address that mail comes from                          (real site: required)
    MODERATORS_EMAIL  where moderators read mail, shown to providers         (that of EMAIL_FROM)
    SITE_URL       https://askfirst.example, for links in mail      (the first of ALLOWED_HOSTS)
    INDEX_DIR      a folder where processes of one machine share a large search index (none: each
                   builds and holds its own)
    DEBUG          1 shows error pages with details; never on a real site               (0)
    PORT, WORKERS, DEMO_PROVIDERS                    for `manage.py serve` (8000, 2, 2000)
    TEST_DATABASE  name of the database that tests make                  (test_askfirst)
"""

import os
from email.utils import parseaddr
from pathlib import Path

from django.utils.csp import CSP

from directory.api import openapi
from directory.environment import (
    database,
    env_bool,
    env_list,
    env_path,
    mailer,
    require,
    secret_key,
)

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"  # everything this checkout makes for itself; git ignores it

REAL_SITE = bool(os.environ.get("DATABASE_URL", "").strip())
if REAL_SITE:
    require("SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "EMAIL_FROM")

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key(LOCAL_DIR / "secret_key")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
ROOT_URLCONF = "directory.urls"
WSGI_APPLICATION = "directory.wsgi.application"

INSTALLED_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "directory.desk.apps.StaffAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "directory.apps.StaticFiles",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    "drf_spectacular",
    "rest_framework",
    "providers",
    "directory",
]

# Whoever only looks leaves no trace: cookies are set on, and seen by, private pages alone, and no
# public page knows who is there (tests/directory/test_admin.py).
PRIVATE_PATHS = ("/account/", "/admin/", "/listing/")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",  # before whitenoise: static files too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "directory.privacy.PrivatePagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",  # its cookie comes only with a form's token
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.request",
                "directory.context.invented_listings",
                "directory.context.chosen",
                "directory.context.good_faith",
                "directory.context.signed_in",
            ]
        },
    }
]

# --- Database -----------------------------------------------------------------------------------

if REAL_SITE:
    DATABASE_URL = os.environ["DATABASE_URL"].strip()
else:
    from directory import embedded  # here: a real site never loads it

    DATABASE_URL = embedded.start(LOCAL_DIR / "postgres")
DATABASES = {"default": database(DATABASE_URL)}
# One connection for each thread that answers requests and for the two that keep the search index,
# opened when first needed. Who has waited three seconds for one has waited long enough to be told.
SERVER_THREADS = 4  # of each worker
INDEX_THREADS = 2
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 0,
    "max_size": SERVER_THREADS + INDEX_THREADS,
    "timeout": 3,
}
# How like a word must be to pass for a misspelling (search/text.py): "serentiy" is 0.55 "serenity".
DATABASES["default"]["OPTIONS"]["options"] = " ".join(
    [
        DATABASES["default"]["OPTIONS"].get("options", ""),
        "-c pg_trgm.word_similarity_threshold=0.45",
    ]
).strip()
# Two test runs beside each other need two databases.
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", "test_askfirst")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "providers.User"

# --- Safety -------------------------------------------------------------------------------------

HTTPS = env_bool("HTTPS", default=REAL_SITE)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # load balancers ask inside, over plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
# Both cookies go when the browser is closed, but for the session of who asks to stay signed in.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "directory.listing.interrupted.refused"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
if env_bool("BEHIND_PROXY", default=False):
    # Only when asked: without a proxy that overwrites the header, any visitor could send it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # attempts are counted by the address that the proxy names
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: this site cannot promise https for its neighbours
    "security.W021",  # HSTS preload: a promise of the domain's owner that takes months to undo
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# --- Accounts (directory/account/, providers/accounts/) ------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{PASSWORD_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{PASSWORD_VALIDATION}.CommonPasswordValidator"},
    {
        "NAME": f"{PASSWORD_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "account_signed_out"

ACCOUNT_ADAPTER = "providers.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "providers.accounts.forms.LoginForm",
    "signup": "providers.accounts.forms.SignupForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_CHANGE_EMAIL = True  # one address each, and the old one holds until the new one is proved
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
# By a code, typed where one began: the mail may be read on another device, no program that follows
# links in mail can use it up, and no link signs in whoever finds it.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
CODE_HOLDS_FOR = 30 * 60  # seconds; mail takes its time
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_HOLDS_FOR
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_HOLDS_FOR
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_HOLDS_FOR
ACCOUNT_LOGIN_TIMEOUT = CODE_HOLDS_FOR
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address or the password is changed
# Besides allauth's own. An address gets few mails an hour, whoever asks for them.
ACCOUNT_RATE_LIMITS = {"confirm_email": "1/10s/key,10/h/key", "reset_password": "20/m/ip,5/h/key"}

MFA_ADAPTER = "providers.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "AskFirst"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys at http://localhost

# The counts of attempts. All processes must count together, and a database is what they all have;
# only private pages count, so a query or two more cost nobody anything.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What {% cache %} keeps of public pages, in each process: asking a database would cost more.
    "template_fragments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- Mail (providers/mail/) ---------------------------------------------------------------------

EMAIL_URL = os.environ.get("EMAIL_URL", "").strip() or (LOCAL_DIR / "mail").as_uri()
MAILERS = {"default": mailer(EMAIL_URL)}
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "").strip() or "AskFirst <mail@askfirst.invalid>"
# Where moderators read what people write to them.
MODERATORS_EMAIL = (
    os.environ.get("MODERATORS_EMAIL", "").strip() or parseaddr(DEFAULT_FROM_EMAIL)[1]
)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
SITE_URL = (
    os.environ.get("SITE_URL", "").strip().rstrip("/")
    or f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].removeprefix('.')}"
)

# --- Language and time --------------------------------------------------------------------------

USE_I18N = True
LANGUAGE_CODE = "en"
# The only one until the Spanish texts come, and with them LocaleMiddleware: a page that follows the
# browser's language must say so to caches, and one that does not must not.
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "directory.formats"

# --- Static files -------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = LOCAL_DIR / "static"

# --- The search index ---------------------------------------------------------------------------

# Where the processes of one machine share a large index. Nobody else may be able to write there.
INDEX_DIR = env_path("INDEX_DIR", default=None if REAL_SITE else LOCAL_DIR / "index")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Logs: what broke, never who looked for what (directory/logs.py) -----------------------------

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "private": {
            "()": "directory.logs.PrivateFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "private"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Replaces Django's own handlers: one of them mails whole requests to the admins.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # runserver's access log: it writes whole query strings.
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        # SQL with its parameters, under DEBUG.
        "django.db.backends": {"level": "WARNING"},
        # The tasks' own log: it writes what they were given.
        "django.tasks": {"level": "ERROR"},
        "django_tasks_db": {"level": "ERROR"},
    },
}

# --- API ----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = openapi.SETTINGS

# --- The directory ------------------------------------------------------------------------------

# Days after which a fact is stale: shown as such, and "not stated" to every filter. From the
# design: how soon each kind of fact changes in practice.
FRESH_DAYS = {"availability": 60, "fee": 180, "coverage": 180, "other": 365}
# Days before a fact goes stale from which its owners are reminded (`manage.py remind`).
REMIND_DAYS = {"availability": 7, "fee": 14, "coverage": 14, "other": 14}
# Days within which a moderator decides what a provider asks that never asked to be listed.
REMOVAL_DAYS = 10
# Days for which a version is kept as it was when a moderator sent it back to be changed.
SENT_BACK_DAYS = 180
PAGE_SIZE = 20
