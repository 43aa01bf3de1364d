"""Who finds nothing in search is led to people."""

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("facts")


def test_who_finds_nothing_is_led_to_who_can_be_asked(client: Client) -> None:
    """The directory is for who is signed in: search names the way, never a desk."""
    page = client.get("/search/?q=없는말없는말&field=agriculture_food").content.decode()
    assert 'href="/desks/?offers=agriculture_food"' in page
    assert "담당자에게 묻기" in page
    assert 'href="/en/desks/"' in client.get("/en/search/?q=zzzzqqqq").content.decode()
    assert "담당자에게 묻기" not in client.get("/search/?q=장류").content.decode()
