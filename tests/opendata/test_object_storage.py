"""Files of an object store have addresses of ours, and a missing one is missing."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

from portal.media.object_storage import OwnAddressStorage


@pytest.fixture
def storage() -> OwnAddressStorage:
    """A storage that no test lets speak to its host."""
    return OwnAddressStorage(
        bucket_name="files", endpoint_url="https://127.0.0.1:1", access_key="a", secret_key="b"
    )


def test_address_is_the_portals_own(storage: OwnAddressStorage) -> None:
    assert storage.url("images/a.png") == "/media/images/a.png"
    assert "127.0.0.1" in S3Storage.url(storage, "images/a.png")


@pytest.mark.parametrize(("status", "error"), [(404, FileNotFoundError), (403, ClientError)])
def test_missing_file_is_told_from_other_failures(
    storage: OwnAddressStorage, monkeypatch: pytest.MonkeyPatch, status: int, error: type[Exception]
) -> None:
    def fail(*_args: Any) -> None:
        raise ClientError({"Error": {}, "ResponseMetadata": {"HTTPStatusCode": status}}, "HeadObject")

    monkeypatch.setattr(S3Storage, "get_modified_time", fail)
    with pytest.raises(error):
        storage.get_modified_time("images/a.png")
