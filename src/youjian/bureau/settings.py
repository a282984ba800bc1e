"""Django's settings, all of them from `YOUJIAN_*` variables or fixed on purpose.

Importing this module opens nothing: the database is named by `bureau.database`, the secret key is made
when it is first needed.
"""

from datetime import timedelta

from django.utils.functional import SimpleLazyObject

from youjian.bureau import environment
from youjian.bureau.database import database_settings

SECRET_KEY = SimpleLazyObject(environment.secret_key)
DEBUG = False
ALLOWED_HOSTS = environment.items("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
DATABASES = {"default": database_settings("bureau")}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "procrastinate.contrib.django",
    "axes",
    "youjian.bureau.accounts",
    "youjian.bureau.journal",
    "youjian.bureau.registry",
    "youjian.bureau.events",
    "youjian.bureau.alerts",
    "youjian.bureau.watch",
    "youjian.bureau.calendar",
    "youjian.bureau.downtime",
    "youjian.bureau.commands",
    "youjian.bureau.quarantine",
    "youjian.bureau.connectivity",
    "youjian.bureau.duty",
    "youjian.bureau.workbench",
    "youjian.bureau.notify",
    "youjian.bureau.rules",
    "youjian.bureau.live",
    "youjian.bureau.cockpit",
    "youjian.bureau.supply",
    "youjian.bureau.stock",
    "youjian.bureau.transport",
    "youjian.bureau.tax",
    "youjian.bureau.pricing",
    "youjian.bureau.reporting",
    "youjian.bureau.portal",
    "youjian.bureau.metrology",
    "youjian.bureau.quality",
    "youjian.bureau.vapour",
    "youjian.bureau.cases",
    "youjian.bureau.hotline",
    "youjian.bureau.inspection",
    "youjian.bureau.incidents",
    "youjian.bureau.joint",
    "youjian.bureau.credit",
    "youjian.bureau.bulletins",
    "youjian.bureau.acceptance",
    "youjian.bureau.publicity",
    "youjian.bureau.sharing",
    "youjian.bureau.exchange",
    "youjian.bureau.ecqs",
    "youjian.bureau.retention",
    "youjian.bureau.sealing",
    "youjian.bureau.tables",
    "youjian.bureau.tickets",
    "youjian.bureau.uploads",
]
MIDDLEWARE = [
    "youjian.bureau.language.RequestLanguage",
    "youjian.bureau.middleware.ScopedTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "youjian.bureau.middleware.ActorScope",
]
ROOT_URLCONF = "youjian.bureau.urls"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "zh-hans"
LOGGING_CONFIG = None

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "youjian.bureau.accounts.backend.AccountBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "mobile")},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": "youjian.bureau.accounts.passwords.CharacterClassValidator"},
]

WATCH_EVERY = environment.watch_every()
"""How often the watch judges every station."""

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=environment.number("LOCKOUT_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# The lockout's answer is the login service's own, so that it can tell the minutes.
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W006"]

IDLE_LOGOUT_SECONDS = 60 * environment.number("IDLE_MINUTES", 30)
SESSION_COOKIE_NAME = "youjian_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = environment.switch("HTTPS")
CSRF_COOKIE_NAME = "youjian_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = environment.switch("HTTPS")
CSRF_TRUSTED_ORIGINS = environment.items("TRUSTED_ORIGINS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.switch("HTTPS") else None
