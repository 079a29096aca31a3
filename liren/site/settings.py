"""Settings; everything secret or local comes from the environment or the data folder."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from liren.site.database import databases, is_example
from liren.site.elsewhere import providers
from liren.site.folders import home
from liren.site.keys import Secrets, keys
from liren.site.logs import LOGGING as LOGGING
from liren.site.stores import incoming, stores

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
PACKAGE = BASE_DIR / "liren"
HOME = home()

# --- secrets: keys from a file that lies apart from backups, or from the environment
LIREN_KEYS, SECRET_KEY = keys(HOME)
LIREN_SEAL_KEYS = Secrets(LIREN_KEYS)

# sealed texts that libraries keep inside JSON: model, column, purpose
LIREN_SEALED_JSON = (("mfa.authenticator", "data", "second-factor"),)

# --- doors
DEBUG = False
ALLOWED_HOSTS = env.list("LIREN_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("LIREN_ORIGINS", default=[])
LIREN_TLS = env.bool("LIREN_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LIREN_TLS
SESSION_COOKIE_NAME = "liren_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "liren.kernel.web.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if LIREN_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 86400
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_TEMP_DIR = incoming(HOME)
FILE_UPLOAD_PERMISSIONS = 0o600
LIREN_LARGEST_REQUEST = env.int("LIREN_LARGEST_REQUEST", default=80) * 1024 * 1024  # MB
LIREN_PDF_ROWS = env.int("LIREN_PDF_ROWS", default=1000)  # of one table
LIREN_PDF_SECONDS = env.int("LIREN_PDF_SECONDS", default=60)
LIREN_PDF_MEMORY = env.int("LIREN_PDF_MEMORY", default=1024)  # MB
LIREN_SCAN = env.str("LIREN_SCAN", default="")
LIREN_SCAN_AWAY = env.str("LIREN_SCAN_AWAY", default="refuse")  # or accept, and look later

# --- the house
INSTALLED_APPS = [
    "liren.kernel.base",  # before Django's own commands
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.weixin",
    "allauth.socialaccount.providers.dingtalk",
    "axes",
    "procrastinate.contrib.django",
    "liren.kernel.sealed",
    "liren.kernel.audit",
    "liren.kernel.access",
    "liren.kernel.policy",
    "liren.kernel.ledger",
    "liren.kernel.files",
    "liren.kernel.web",
    "liren.kernel.tell",
    "liren.kernel.doors",
    "liren.apps.places",
    "liren.apps.bodies",
    "liren.apps.offices",
    "liren.apps.standards",
    "liren.apps.people",
    "liren.apps.duties",
    "liren.apps.money",
    "liren.apps.cases",
    "liren.apps.notices",
    "liren.apps.lineage",
]
MIDDLEWARE = [
    "liren.site.health.Measure",
    "liren.site.health.DatabaseAway",
    "django.middleware.security.SecurityMiddleware",
    "liren.kernel.web.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "liren.kernel.files.largest.Largest",  # before anything reads what was sent
    "liren.kernel.web.clean.NoNul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "liren.kernel.access.request.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "liren.kernel.doors.timing.SessionTime",
    "liren.kernel.doors.seen.SessionSeen",
    "liren.kernel.doors.first.FirstPassword",
    "liren.kernel.doors.first.FirstFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "liren.kernel.web.missing.MissingIs404",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "liren.site.urls"
WSGI_APPLICATION = "liren.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "liren.kernel.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "liren.kernel.web.renderer.Renderer"
LIREN_ROLES = "liren.site.roles.ROLES"
LIREN_ROLE_NAMES = "liren.site.roles.NAMES"
LIREN_GIVES = "liren.site.giving.GIVES"
LIREN_APART = "liren.site.giving.APART"
LIREN_BY_BODY = "liren.site.giving.BY_BODY"
LIREN_ADMINISTRATORS = "liren.site.giving.ADMINISTRATORS"
LIREN_HOLDINGS = "liren.site.holdings.HOLDINGS"
LIREN_VERB_NAMES = "liren.site.verbs.VERBS"
LIREN_WORDS = "liren.site.words.WORDS"
LIREN_REVEALS = "liren.site.reveals.REVEALS"
LIREN_EXAMPLE_LOGINS = "liren.site.example.logins"
LIREN_IMPACT = "liren.site.impact.IMPACT"
LIREN_WIRING = "liren.site.wiring.WIRING"
LIREN_HOME_OF = "liren.apps.notices.queries.home_of"  # where a resident says that he lives
LIREN_COVER = "liren.apps.money.queries.fees.backing"  # what the gate asks the books
LIREN_TASK_BLOCKS = "liren.site.task_blocks.BLOCKS"
LIREN_CASE_BLOCKS = "liren.site.case_blocks.BLOCKS"
LIREN_CASE_OF = "liren.apps.cases.queries.numbered"  # the case behind the number on a bill
LIREN_BODY_BLOCKS = "liren.site.body_blocks.BLOCKS"
LIREN_BODY_HOLDS = "liren.site.body_blocks.HOLDS"
LIREN_PROFILE = "liren.site.profile.PROFILE"
LIREN_HOMES = "liren.site.profile.HOMES"
LIREN_PACK_THEMES = "liren.site.wiring.PACK_THEMES"
LIREN_API = "liren.site.urls.api"
LIREN_MENU = "liren.site.menu.menu"
LIREN_PHONE_SHELL = "cases.phone_shell"
LIREN_PHONE_BASE = "cases/phone/base.html"  # around the telephone's pages of every app
LIREN_PACKS = PACKAGE / "packs"

# --- database
DATABASES = databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LIREN_EXAMPLE = is_example()
DRAWN = "geojson:/places/ground.json"  # the example district has a drawn map of its own
MAP_BASE = env.str("MAP_BASE", default=DRAWN if LIREN_EXAMPLE else "none")

# --- people
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "liren.kernel.doors.passwords.PasswordBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "liren.kernel.doors.validators.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "liren.kernel.doors.validators.NotAgain"},
]
LOGIN_URL = "doors.login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "liren.kernel.doors.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# log-in elsewhere: LIREN_OIDC_URL, …_CLIENT, …_SECRET, …_NAME; LIREN_WEIXIN_…, LIREN_DINGTALK_…
LIREN_ELSEWHERE, SOCIALACCOUNT_PROVIDERS = providers()
SOCIALACCOUNT_ADAPTER = "liren.kernel.doors.elsewhere.Elsewhere"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "liren.kernel.doors.second.Secrets"
MFA_TOTP_ISSUER = env.str("LIREN_NAME", default="里仁 Liren")
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "liren.kernel.doors.passwords.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "liren.kernel.doors.trying.tried_name"
# Letters: smtp://user:password@host:587 or smtp+tls://…; without it they appear in the terminal
MAIL = env.email_url("LIREN_MAIL", default="consolemail://")
EMAIL_BACKEND, EMAIL_HOST = MAIL["EMAIL_BACKEND"], MAIL["EMAIL_HOST"] or "localhost"
EMAIL_PORT, EMAIL_USE_TLS = MAIL["EMAIL_PORT"] or 25, MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_HOST_USER = MAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = MAIL["EMAIL_HOST_PASSWORD"] or ""
DEFAULT_FROM_EMAIL = env.str("LIREN_MAIL_FROM", default="liren@localhost")
EMAIL_TIMEOUT = 20
LIREN_URL = env.str("LIREN_URL", default="")  # how people outside reach this site, for links
# hosts in one's own network that endpoints may lie on; all others must be public and https
LIREN_TELL_HOSTS = env.list("LIREN_TELL_HOSTS", default=[])
SMS_ADAPTER = env.str("LIREN_SMS", default="liren.kernel.tell.channels.phone.Printed")

# --- where the roots of the record go
LIREN_AUDIT_MAIL = env.list("LIREN_AUDIT_MAIL", default=[])
LIREN_AUDIT_WEBHOOK = env.str("LIREN_AUDIT_WEBHOOK", default="")
LIREN_AUDIT_WEBHOOK_SECRET = env.str("LIREN_AUDIT_WEBHOOK_SECRET", default="")

# --- language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英语"))]
LANGUAGE_COOKIE_NAME = "liren_language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = env.str("LIREN_ZONE", default="Asia/Shanghai")
USE_TZ = True

# --- static files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = stores(HOME)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- jobs in PostgreSQL: every app's module `jobs`, and those of the worker itself
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["liren.site.worker", "liren.site.jobs"]
