"""Django's settings, composed from the typed environment."""

from datetime import timedelta
from pathlib import Path

from zhijian.config.environment import environment

ENVIRONMENT = environment()

SECRET_KEY = ENVIRONMENT.kept_secret()
DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
ALLOWED_HOSTS = ENVIRONMENT.host_names()
PUBLIC_URL = ENVIRONMENT.public_url.rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "zhijian.config.urls"
WSGI_APPLICATION = "zhijian.config.wsgi.application"

PARTS = [
    "zhijian.support.audit",
    "zhijian.support.identity",
    "zhijian.support.requests",
    "zhijian.support.bus",
    "zhijian.support.codes",
    "zhijian.support.numbering",
    "zhijian.support.deadlines",
    "zhijian.support.worklist",
    "zhijian.support.notices",
    "zhijian.support.evidence",
    "zhijian.support.forms",
    "zhijian.support.documents",
    "zhijian.support.search",
    "zhijian.data.exchange",
    "zhijian.data.registry",
    "zhijian.business.inspection",
    "zhijian.business.enforcement",
    "zhijian.faces.portal",
    "zhijian.faces.publicsite",
    "zhijian.demo",
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    *PARTS,
]

APPEND_SLASH = False  # an address is spelled in one way
MIDDLEWARE = [
    "zhijian.config.middleware.SecurityHeaders",
    "zhijian.config.middleware.Trace",
    "zhijian.config.middleware.CompressedForPhones",
    "zhijian.config.middleware.ProblemsOnly",
    "zhijian.config.middleware.RefuseUnfit",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zhijian.config.middleware.OneEffectPerRequest",
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **ENVIRONMENT.database(),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "zhijian"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["zhijian.support.identity.passwords.Argon2id"]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "zhijian_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_IDLE = timedelta(minutes=15) if not DEMO else timedelta(hours=4)
SESSION_ABSOLUTE = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

EVIDENCE_DIR = ENVIRONMENT.home / "evidence"
IMPORTS_DIR = ENVIRONMENT.home / "imports"
FONTS_DIR = ENVIRONMENT.fonts
SMS_ADAPTER, SMS_URL, SMS_SIGN = ENVIRONMENT.sms_adapter, ENVIRONMENT.sms_url, ENVIRONMENT.sms_sign
SMS_ACCOUNT, SMS_SECRET = ENVIRONMENT.sms_account, ENVIRONMENT.sms_secret
CHECKPOINT_DIRS: list[Path | str] = [
    ENVIRONMENT.home / "checkpoints",
    *(directory.strip() for directory in ENVIRONMENT.checkpoint_dirs.split(",") if directory.strip()),
]
CHECKPOINT_KEY = ENVIRONMENT.home / "checkpoint_key.pem"
WEB_APPS_DIR = ENVIRONMENT.static

PROCRASTINATE_ON_APP_READY = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("procrastinate", "pikepdf", "psycopg.pool")},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # TLS ends in the terminator in front
