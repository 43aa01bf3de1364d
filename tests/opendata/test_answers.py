"""What holds for every answer below /api/: ETag, errors as problems, other origins, limits."""

import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from portal.open_data import lists
from portal.zones.models import Zone

pytestmark = pytest.mark.usefixtures("facts")

STRANGER: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.7"}


def test_unchanged_answer_is_304_without_a_body(client: Client) -> None:
    first = client.get("/api/v1/zones?limit=3")
    again = client.get("/api/v1/zones?limit=3", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"


def test_changed_answer_has_another_etag(client: Client) -> None:
    first = client.get("/api/v1/zones")
    Zone.objects.filter(page__public_slug="gapyeong-pine-nut-industry").update(area_m2=123)
    again = client.get("/api/v1/zones", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_answer_may_be_kept_for_a_minute_unless_somebody_is_signed_in(
    client: Client, settings: LazySettings
) -> None:
    assert client.get("/api/v1/fields")["Cache-Control"] == "public, max-age=60"
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"
    assert "public" not in client.get("/api/v1/fields")["Cache-Control"]


def test_answer_sets_no_cookie(client: Client) -> None:
    assert not client.get("/api/v1/zones").cookies


def test_head_has_the_headers_of_get_and_no_body(client: Client) -> None:
    got, head = client.get("/api/v1/fields"), client.head("/api/v1/fields")
    assert (head.status_code, head.content) == (200, b"")
    assert (head["ETag"], head["Content-Length"]) == (got["ETag"], str(len(got.content)))


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/zones", "/api/v1/zones/", "/api/v1/nope/x"]
)
def test_unknown_address_is_a_problem_and_no_redirect(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_is_a_problem_405_that_names_what_is_allowed(client: Client, method: str) -> None:
    response = getattr(client, method)("/api/v1/zones")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert response["Allow"] == "GET"


@pytest.mark.parametrize(
    ("error", "status"), [(ValueError("secret"), 500), (OperationalError("database is locked"), 503)]
)
def test_failure_is_a_problem_that_tells_nothing_of_the_inside(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(lists, "list_rows", fail)
    client.raise_request_exception = False
    response = client.get("/api/v1/zones")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert str(error) not in response.content.decode()
    assert ("Retry-After" in response) == (status == 503)


def test_pages_of_other_origins_may_read(client: Client) -> None:
    asked = {"origin": "https://example.org", "access-control-request-method": "GET"}
    response = client.options("/api/v1/zones", headers=asked)
    assert response.status_code == 204
    assert "GET" in response["Access-Control-Allow-Methods"]
    assert client.get("/api/v1/fields")["Access-Control-Allow-Origin"] == "*"


def test_pages_outside_the_api_stay_closed_to_other_origins(client: Client) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/zones/")


class TestLimit:
    """Counted by address, in windows of the clock."""

    @pytest.fixture(autouse=True)
    def _limit(
        self,
        facts: None,  # noqa: ARG002  (the counters lie in its database)
        settings: LazySettings,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        cache.clear()
        settings.API_RATE_REQUESTS, settings.API_RATE_SECONDS = 3, 60
        monkeypatch.setattr(time, "time", lambda: 1_800_000_010.0)

    def _statuses(self, client: Client, **extra: Any) -> list[int]:
        return [client.get("/api/v1/fields", **extra).status_code for _ in range(5)]

    def test_address_is_refused_after_its_share(self, client: Client) -> None:
        assert self._statuses(client, **STRANGER) == [200, 200, 200, 429, 429]

    def test_refusal_is_a_problem_that_says_when_to_return(self, client: Client) -> None:
        self._statuses(client, **STRANGER)
        response = client.get("/api/v1/fields", **STRANGER)
        assert response["Content-Type"] == "application/problem+json"
        assert 1 <= int(response["Retry-After"]) <= 60
        assert response["Access-Control-Allow-Origin"] == "*"

    def test_next_window_begins_anew(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        self._statuses(client, **STRANGER)
        monkeypatch.setattr(time, "time", lambda: 1_800_000_070.0)
        assert client.get("/api/v1/fields", **STRANGER).status_code == 200

    def test_another_address_has_its_own_share(self, client: Client) -> None:
        self._statuses(client, **STRANGER)
        assert client.get("/api/v1/fields", REMOTE_ADDR="203.0.113.8").status_code == 200

    def test_no_limit_lets_everything_pass(self, client: Client, settings: LazySettings) -> None:
        settings.API_RATE_REQUESTS = 0
        assert set(self._statuses(client, **STRANGER)) == {200}

    @pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
    def test_own_machine_is_free_on_the_embedded_default(self, client: Client, address: str) -> None:
        assert set(self._statuses(client, REMOTE_ADDR=address)) == {200}

    def test_own_machine_counts_where_it_is_a_proxy(self, client: Client, settings: LazySettings) -> None:
        settings.API_RATE_LOOPBACK_IS_FREE = False
        assert self._statuses(client, REMOTE_ADDR="127.0.0.1")[-1] == 429

    def test_forwarded_address_counts_only_behind_a_trusted_proxy(
        self, client: Client, settings: LazySettings
    ) -> None:
        forged = [
            client.get("/api/v1/fields", headers={"x-forwarded-for": f"198.51.100.{n}"}, **STRANGER)
            for n in range(5)
        ]
        assert forged[-1].status_code == 429
        cache.clear()
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        through = [
            client.get("/api/v1/fields", headers={"x-forwarded-for": f"198.51.100.{n}"}, **STRANGER)
            for n in range(5)
        ]
        assert {response.status_code for response in through} == {200}

    def test_addresses_of_one_ipv6_household_share(self, client: Client) -> None:
        statuses = [
            client.get("/api/v1/fields", REMOTE_ADDR=f"2001:db8:1:2::{n}").status_code for n in range(1, 6)
        ]
        assert statuses[-1] == 429
        assert client.get("/api/v1/fields", REMOTE_ADDR="2001:db8:1:3::1").status_code == 200

    def test_pages_are_not_counted(self, client: Client) -> None:
        self._statuses(client, **STRANGER)
        assert client.get("/data/", **STRANGER).status_code == 200
