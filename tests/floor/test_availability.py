"""Health pages, and an honest 503 when the database is away, wherever that is noticed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.availability import healthz, is_outage, readyz
from portal.jobs.models import Worker
from portal.media.models import PortalImage
from portal.outbox import mark_changed

pytestmark = pytest.mark.django_db(transaction=True)


def asks_in_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(PortalImage.objects.count()))


def asks_in_template(request: HttpRequest) -> TemplateResponse:
    """The session and the user are first read when the template asks for them."""
    template = engines["django"].from_string("{{ user.is_staff }}")
    return TemplateResponse(request, template)


def asks_in_session_middleware(request: HttpRequest) -> HttpResponse:
    """What the view changes is written after it has answered."""
    request.session["mark"] = 1
    return HttpResponse("ok")


def breaks(_request: HttpRequest) -> HttpResponse:
    raise ValueError("our own fault")


urlpatterns = [
    path("view", asks_in_view),
    path("template", asks_in_template),
    path("session", asks_in_session_middleware),
    path("api/view", asks_in_view),
    path("breaks", breaks),
    path("healthz", healthz),
    path("readyz", readyz),
]
handler500 = "portal.availability.server_error"


@pytest.fixture(autouse=True)
def _these_addresses(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def visitor() -> Client:
    """A visitor with a session cookie, to whom errors are shown as they are outside of tests."""
    visitor = Client(raise_request_exception=False)
    visitor.cookies["sessionid"] = "x" * 32
    return visitor


@contextmanager
def database_away(tmp_path: Path) -> Iterator[None]:
    """Point the connection to a file in no folder, or to a port that nobody listens on."""
    connection.close()
    gone: dict[str, Any] = {"NAME": str(tmp_path / "gone" / "db.sqlite3")}
    if connection.vendor == "postgresql":
        gone = {"HOST": "127.0.0.1", "PORT": "1"}
    before = {key: connection.settings_dict[key] for key in gone}
    connection.settings_dict.update(gone)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@pytest.mark.parametrize("address", ["/view", "/template", "/session"])
def test_lost_database_is_503_with_a_page_and_a_time_to_return(
    visitor: Client, tmp_path: Path, address: str
) -> None:
    with database_away(tmp_path):
        response = visitor.get(address)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "잠시" in response.content.decode()


@pytest.mark.parametrize("address", ["/view", "/template", "/session"])
def test_standing_database_is_no_503(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 200


@pytest.mark.engine_cannot("only SQLite locks the whole file", database="postgresql")
def test_locked_database_is_503(visitor: Client) -> None:
    other = connection.copy()
    connection.close()
    connection.settings_dict["OPTIONS"]["timeout"] = 0.1
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN EXCLUSIVE")
            assert visitor.get("/session").status_code == 503
            cursor.execute("ROLLBACK")
    finally:
        other.close()
        connection.close()
        connection.settings_dict["OPTIONS"]["timeout"] = 20


def test_lost_database_is_told_to_programs_in_their_own_way(visitor: Client, tmp_path: Path) -> None:
    with database_away(tmp_path):
        response = visitor.get("/api/view")
    assert response.status_code == 503
    assert response.json()["detail"]


def test_our_own_fault_stays_500(visitor: Client) -> None:
    assert visitor.get("/breaks").status_code == 500


@pytest.mark.parametrize(
    "error", [OperationalError("no such table: x"), ProgrammingError("x"), ValueError(), None]
)
def test_forgotten_migration_is_no_outage(error: Exception | None) -> None:
    assert not is_outage(error)


def test_outage_is_seen_behind_another_error() -> None:
    error = RuntimeError()
    error.__cause__ = OperationalError("server closed the connection")
    assert is_outage(error)


def test_process_is_alive_without_a_database(client: Client, tmp_path: Path) -> None:
    with database_away(tmp_path):
        assert client.get("/healthz").status_code == 200


def test_process_without_a_database_is_not_ready_and_says_so(client: Client, tmp_path: Path) -> None:
    with database_away(tmp_path):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["missing"] == ["database"]


def test_ready_process_tells_how_the_worker_does(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    Worker.objects.create(name="w", started_at=now, seen_at=now - timedelta(minutes=5))
    mark_changed("zone", 1)
    client.get("/readyz")
    with django_assert_num_queries(2):
        answer = client.get("/readyz").json()
    assert answer == {"status": "ok", "worker_seen_seconds_ago": 300, "outbox_lag_seconds": 0}


def test_process_is_ready_without_a_worker(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()["worker_seen_seconds_ago"]) == (200, None)
