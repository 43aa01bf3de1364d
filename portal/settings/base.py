"""What every profile shares. This is the only module that reads the environment (`.env.example` lists it all)."""

import os
from pathlib import Path
from typing import Any

from django.utils.csp import CSP
from environs import Env

REPOSITORY = Path(__file__).resolve().parents[2]

env = Env()
env.read_env(str(REPOSITORY / ".env"), recurse=False, override=False)  # the environment wins over .env

VAR_DIR = Path(env.str("HANMADANG_VAR", str(REPOSITORY / "var")))
"""Everything that is written while the portal runs: database, media, index, mail."""
VAR_DIR.mkdir(parents=True, exist_ok=True)

SITE_NAME = "한마당"
SITE_OFFICIAL = env.bool("SITE_OFFICIAL", False)
"""True only when a public body runs the site: shows the masthead of official sites."""
SITE_AGENCY = env.str("SITE_AGENCY", "")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")
"""Scheme and host for links in mail and in background jobs; no slash at the end."""

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SECRET_KEY_FILE = VAR_DIR / "secret-key"
"""Where `make setup` keeps the key it made, when SECRET_KEY is not in the environment."""
SECRET_KEY = env.str("SECRET_KEY", "") or (
    SECRET_KEY_FILE.read_text(encoding="ascii").strip()
    if SECRET_KEY_FILE.exists()
    else "not-a-secret-run-make-setup-first-" + "0" * 32
)
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
DEBUG = False

INSTALLED_APPS = [
    "portal",
    "portal.krds",
    "portal.home",
    "portal.demo",
    "knowhow",
    "portal.desks",
    "portal.zones",
    "search",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.accounts.apps.CmsUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.kakao",
    "allauth.socialaccount.providers.naver",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "portal.security.SecurityHeadersMiddleware",  # inside: it chooses the policy that the one above writes
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.open_data.middleware.OpenDataMiddleware",  # outside what makes errors into pages
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.uploads.UploadMiddleware",  # before what reads the body of a form
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.security.FramingMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.accounts.middleware.NoStoreMiddleware",
    "portal.accounts.middleware.StaffSecondFactorMiddleware",
    "portal.cms_reach.CmsReachMiddleware",
    "portal.cms_forms.CmsFormsMiddleware",
    "portal.audit.middleware.AccessLogMiddleware",
    "portal.personal.middleware.ConsentMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "portal.outbox.middleware.WholeChangeMiddleware",  # last, since it runs the view
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [REPOSITORY / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"i18n": "portal.krds.words_of_templates"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
                "knowhow.context.desk",
            ],
        },
    },
]
SILENCED_SYSTEM_CHECKS = ["templates.W003"]  # our `i18n` takes the place of Django's on purpose
FORM_RENDERER = "portal.krds.renderers.KrdsFormRenderer"

SQLITE_OPTIONS = {
    # The default options lose writes to "database is locked" under a handful of writers: stack study §3.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456; PRAGMA cache_size=-20000; "
        "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
    ),
}


def database_settings(url: str) -> dict[str, object]:
    """Django's settings for a database URL, tuned for what stands behind it."""
    parsed: dict[str, object] = env.dj_db_url("DATABASE_URL", url)
    if str(parsed["ENGINE"]).endswith("sqlite3"):
        return parsed | {"OPTIONS": dict(SQLITE_OPTIONS), "CONN_MAX_AGE": None}
    return parsed | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": database_settings(f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        # The default of 300 entries would let a flood of guesses push out the counters that stop guessing.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.krds.views.csrf_failure"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "index", "mail"]}}

AUTH_USER_MODEL = "portal.User"
# One backend: a second would hash each wrong password again and tell known from unknown addresses by the clock.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True  # every session lasts SESSION_COOKIE_AGE; nobody is asked "remember me?"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.sign_up_fields.SignUpFields"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "signup": "portal.accounts.forms.SignUpForm",
    "reset_password": "portal.accounts.forms.AskForResetForm",
}
# Counted in the shared cache. What is counted by key is counted by mail address: nobody's inbox is filled by strangers.
ACCOUNT_RATE_LIMITS = {"signup": "20/m/ip,100/h/ip", "confirm_email": "1/10s/key,10/h/key"}
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[한마당] "
MFA_ADAPTER = "portal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Hanmadang"
MFA_TOTP_TOLERANCE = 1  # the code before and after: clocks differ and typing takes time
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.SecondFactorForm",
    "reauthenticate": "portal.accounts.forms.ConfirmAccessForm",
    "activate_totp": "portal.accounts.forms.SetUpSecondFactorForm",
    "add_webauthn": "portal.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "portal.accounts.forms.RenamePasskeyForm",
}


def sign_in_elsewhere() -> dict[str, dict[str, list[dict[str, object]]]]:
    """Login servers of others that the environment names; without an identifier there is none, and no button."""
    oidc: dict[str, object] = {
        "provider_id": "oidc",
        "name": env.str("OIDC_NAME", "OpenID Connect"),
        "client_id": env.str("OIDC_CLIENT_ID", ""),
        "secret": env.str("OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": env.str("OIDC_SERVER_URL", ""), "oauth_pkce_enabled": True},
    }
    apps: dict[str, dict[str, object]] = {
        "naver": {
            "client_id": env.str("NAVER_CLIENT_ID", ""),
            "secret": env.str("NAVER_CLIENT_SECRET", ""),
        },
        "kakao": {
            "client_id": env.str("KAKAO_CLIENT_ID", ""),
            "secret": env.str("KAKAO_CLIENT_SECRET", ""),
        },
        "openid_connect": oidc,
    }
    return {service: {"APPS": [app]} for service, app in apps.items() if app["client_id"]}


SOCIALACCOUNT_PROVIDERS = sign_in_elsewhere()
SOCIALACCOUNT_ADAPTER = "portal.accounts.elsewhere.ElsewhereAdapter"
SOCIALACCOUNT_FORMS = {"signup": "portal.accounts.elsewhere_forms.SignUpElsewhereForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False
# Never: whoever has an address at another server would take over the account that has it here (stack study §4).
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_EMAIL_REQUIRED = True
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [REPOSITORY / "locale"]
TIME_ZONE = "Asia/Seoul"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [REPOSITORY / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

MAILERS: dict[str, dict[str, Any]] = {
    # Whoever sends, writes into the outbox; only the worker's lane of mail reaches the mail server.
    "default": {"BACKEND": "portal.outbox.backends.OutboxBackend"},
    "delivery": {
        "BACKEND": "portal.mail.PrintAndKeepBackend",
        "OPTIONS": {"file_path": str(VAR_DIR / "mail")},
    },
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "한마당 <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The public policy of security study §4. Wagtail's own pages get `CMS_CSP`, previews may be framed by us.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}
CMS_CSP = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],  # Wagtail's date pickers write inline scripts
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],  # wagtail-localize's editor writes inline styles
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
    "worker-src": [CSP.SELF, "blob:"],
    "frame-ancestors": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = (
    ""  # it would answer the address of a page with the title of its draft
)
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_IMAGE_MODEL = "portal.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "portal.PortalDocument"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.media.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # nothing is shown in our origin, PDF neither
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "hwp", "hwpx", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]},
    }
}

CASE_REVIEW_DAYS = env.int("CASE_REVIEW_DAYS", 365)
"""After how many days somebody should confirm that a published case still holds."""

PAGE_CACHE = env.bool("PAGE_CACHE", True)
"""Whether pages for visitors without a session are kept ready in front of Django."""
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", 60)
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", 64 * 1024 * 1024)
"""The most a web process keeps; there are two of them under `make serve`."""
PAGE_CACHE_QUERY = frozenset(
    {
        *("q", "page", "sort", "view", "language"),
        *("province", "municipality", "field", "type", "status", "grade"),
        *("area", "act", "kind", "topic", "stage", "exemption", "zone", "year", "outcome"),
        *("compare", "differ", "category", "files", "typed"),
        *(
            f"not_{name}"
            for name in ("kind", "province", "municipality", "field", "type", "status", "area", "act")
        ),
        *(f"not_{name}" for name in ("exemption", "stage", "outcome", "topic", "year", "files")),
    }
)
"""Query names of our lists. An address with any other name is rendered each time and never kept."""
PAGE_EPOCH = "file"
"""Where the mark stands that every change replaces: `file` for one machine, `shared` for the cache of several."""

SEARCH_ENGINE = env.str("SEARCH_ENGINE", "tantivy")
SEARCH_INDEX_DIR = VAR_DIR / "index"
SEARCH_ENCODER = env.bool("SEARCH_ENCODER", True)
"""Whether search weighs meaning beside words, where the encoder is installed: 150 MB for each process."""
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Read when numpy is loaded: a question is too small to share out, and threads that wait for each other took 40 ms of
a busy machine for what one does in 1."""
ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", "")
"""One node or several with commas between; user and password may stand in the first."""
ELASTICSEARCH_USER = env.str("ELASTICSEARCH_USER", "")
ELASTICSEARCH_PASSWORD = env.str("ELASTICSEARCH_PASSWORD", "")
ELASTICSEARCH_CA_FILE = env.str("ELASTICSEARCH_CA_FILE", "")
ELASTICSEARCH_PREFIX = env.str("ELASTICSEARCH_PREFIX", "hanmadang")
ELASTICSEARCH_SECONDS = env.float("ELASTICSEARCH_SECONDS", 0.5)
"""How long a question may take before the page answers from the database."""

SEARCH_LOG = env.bool("SEARCH_LOG", True)
"""Whether searches are logged: masked, by hashed session, for 90 days (`search/log.py`)."""

API_RATE_REQUESTS = env.int("API_RATE_REQUESTS", 300)
"""How often one address may ask the open API in `API_RATE_SECONDS`; 0 sets no limit."""
API_RATE_SECONDS = env.int("API_RATE_SECONDS", 60)
API_RATE_LOOPBACK_IS_FREE = True
"""Whether programs on the portal's own machine go uncounted; in production that may be a proxy."""

PRIVACY_OFFICER = env.str("PRIVACY_OFFICER", "")
"""Post and name of who answers for personal data; the privacy policy says "not confirmed" where it is empty."""
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", "")
PRIVACY_PROCESSORS: list[str] = env.list("PRIVACY_PROCESSORS", [])
"""Who processes personal data for us, each with what it does."""

IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", 50_000)
"""More rows than this are refused; the whole plan of an import is held in memory."""

# Used by the production profile alone, but read here with the rest of the environment.
REDIS_URL = env.str("REDIS_URL", "")
SMTP = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
OBJECT_STORAGE_URL = env.str("OBJECT_STORAGE_URL", "")
REDIRECT_TO_HTTPS = env.bool("SECURE_SSL_REDIRECT", True)

SAMPLE_CONTENT_ALLOWED = True
"""Whether fictitious examples and demo accounts may stand in the database; production refuses them."""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING").upper()},
}
