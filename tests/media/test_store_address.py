"""The address of an object store, as an administrator writes it into the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.media.store_address import options_of


def test_address_names_store_bucket_and_both_keys() -> None:
    assert options_of("s3://key:secret@store.example.org/files") == {
        "bucket_name": "files",
        "access_key": "key",
        "secret_key": "secret",
        "endpoint_url": "https://store.example.org",
    }


def test_port_and_encoded_secret_are_understood() -> None:
    options = options_of("s3://key:a%2Fb%2Bc@10.0.0.7:9000/files/")
    assert (options["endpoint_url"], options["secret_key"]) == ("https://10.0.0.7:9000", "a/b+c")
    assert options["bucket_name"] == "files"


@pytest.mark.parametrize(
    "address",
    [
        "https://key:secret@store.example.org/files",
        "s3://store.example.org/files",
        "s3://key:secret@/files",
        "s3://k:s@host/",
    ],
)
def test_incomplete_address_says_how_to_write_it(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="s3://KEY:SECRET@host"):
        options_of(address)
