"""Files in an S3-compatible store, handed out under our own address.

The store's own addresses stand on another host, which the content policy blocks and whose signed queries expire.
"""

from datetime import datetime
from http import HTTPStatus

from botocore.exceptions import ClientError
from django.conf import settings
from storages.backends.s3 import S3Storage
from storages.utils import clean_name


class OwnAddressStorage(S3Storage):
    """`portal.media.views` reads from the store and sends; documents go through Wagtail's view anyway."""

    def url(self, name: str, *_args: object, **_kwargs: object) -> str:
        """The picture's address at the portal."""
        return f"{settings.MEDIA_URL}{clean_name(name)}"

    def get_modified_time(self, name: str) -> datetime:
        """When the file was stored. Raises `FileNotFoundError` for none, as other storages do."""
        try:
            modified: datetime = super().get_modified_time(name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
                raise FileNotFoundError(name) from error
            raise
        return modified
