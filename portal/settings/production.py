"""PostgreSQL, Redis, SMTP and object storage, each by URL; `portal.checks` refuses what must not go live."""

from portal.media.store_address import options_of
from portal.settings.base import *

SAMPLE_CONTENT_ALLOWED = False
API_RATE_LOOPBACK_IS_FREE = False

CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
PAGE_EPOCH = "shared"

MAILERS["delivery"] = {
    "BACKEND": SMTP.get("EMAIL_BACKEND", "an unknown scheme"),
    "OPTIONS": {
        "host": SMTP["EMAIL_HOST"],
        "port": SMTP["EMAIL_PORT"],
        "username": SMTP["EMAIL_HOST_USER"],
        "password": SMTP["EMAIL_HOST_PASSWORD"],
        "use_tls": SMTP["EMAIL_USE_TLS"],
        "use_ssl": SMTP["EMAIL_USE_SSL"],
        "timeout": 10,
    },
}

if OBJECT_STORAGE_URL:
    STORAGES["default"] = {
        "BACKEND": "portal.media.object_storage.OwnAddressStorage",
        "OPTIONS": {
            **options_of(OBJECT_STORAGE_URL),
            "default_acl": "private",
            "file_overwrite": False,
        },
    }

SECURE_SSL_REDIRECT = REDIRECT_TO_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

SILENCED_SYSTEM_CHECKS += ["security.W002"]  # portal.security.FramingMiddleware sends X-Frame-Options
