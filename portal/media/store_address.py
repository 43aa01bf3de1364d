"""The address of an S3-compatible store, taken apart for django-storages."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def options_of(address: str) -> dict[str, object]:
    """Say where the store is, from `s3://KEY:SECRET@host[:port]/bucket`; key and secret may be percent-encoded.

    Secrets often hold `/` and `+`, which an address holds only encoded. Raises `ImproperlyConfigured` where a part is missing.
    """
    parts = urlsplit(address)
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not (parts.hostname and parts.username and parts.password and bucket):
        raise ImproperlyConfigured(
            "OBJECT_STORAGE_URL: write s3://KEY:SECRET@host:port/bucket, and what is no letter or digit in the secret as "
            "%2F, %2B and so on."
        )
    port = f":{parts.port}" if parts.port else ""
    return {
        "bucket_name": bucket,
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "endpoint_url": f"https://{parts.hostname}{port}",
    }
