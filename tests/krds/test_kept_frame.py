"""The frame is rendered once for visitors without an account; what belongs to one page or one person is not kept."""

import pytest
from django.test import Client

from tests.accounts.people import make_person, sign_in

pytestmark = pytest.mark.django_db


def test_each_page_has_its_own_way_back(client: Client) -> None:
    client.get("/display/?next=/zones/")
    body = client.get("/nope/").content.decode()
    assert "/accounts/login/?next=%2Fnope%2F" in body
    assert "[[" not in body


def test_what_a_visitor_asks_for_is_escaped_and_never_a_mark_of_ours(client: Client) -> None:
    body = client.get('/nope/[[login-link]]"><script>/').content.decode()
    assert "<script>/" not in body
    assert "[[login-link]]" not in body


def test_the_frame_of_who_is_signed_in_is_not_kept(client: Client) -> None:
    signed_in = Client()
    sign_in(signed_in, make_person("reader@example.org"))
    assert "로그아웃" in signed_in.get("/nope/").content.decode()
    body = client.get("/nope/").content.decode()
    assert "로그아웃" not in body
    assert "로그인" in body
