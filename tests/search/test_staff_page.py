"""Staff see how the index does, and have it examined, repaired, rebuilt and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from portal.jobs.worker import run_what_is_ready
from portal.outbox.actions import mark_changed
from search import circuit as circuits
from search.engines import engine
from search.engines.base import Deletion
from search.models import IndexedDocument, IndexRun
from tests.accounts.people import make_person, sign_in
from tests.search.room import Room

PAGE = "/cms/search-index/"
ORDER = f"{PAGE}order/"

pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture(autouse=True)
def _own_circuit(embedded: None) -> Iterator[None]:
    circuits._circuit.cache_clear()
    yield
    circuits._circuit.cache_clear()


@pytest.fixture
def staff(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    return client


def text_of(client: Client) -> str:
    return client.get(PAGE).content.decode()


def order(client: Client, kind: str) -> IndexRun:
    assert client.post(ORDER, {"kind": kind}).headers["Location"] == PAGE
    return IndexRun.objects.latest("id")


# --- Rights


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    for response in (client.get(PAGE), client.post(ORDER, {"kind": "rebuild"})):
        assert response.headers["Location"].startswith("/accounts/login/")
    assert not IndexRun.objects.exists()


def test_member_without_the_right_is_refused(client: Client) -> None:
    sign_in(client, make_person("member@example.kr", has_second_factor=True))
    for response in (client.get(PAGE), client.post(ORDER, {"kind": "rebuild"})):
        assert response.status_code in {302, 403}
        assert PAGE not in response.get("Location", "").removeprefix("/accounts/login/?next=")
    assert not IndexRun.objects.exists()


def test_editor_sees_the_page_and_finds_it_in_the_menu(staff: Client) -> None:
    assert "검색 색인" in text_of(staff)
    assert PAGE in staff.get("/cms/").content.decode()


def test_who_may_only_look_gets_no_buttons(staff: Client) -> None:
    person = make_person("looker@example.kr", is_editor=True, has_second_factor=True)
    group = person.user.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_indexrun"))
    assert "점검하고 고치기" not in text_of(staff)
    assert staff.post(ORDER, {"kind": "rebuild"}).status_code in {302, 403}
    assert not IndexRun.objects.exists()


def test_orders_are_not_taken_by_get(staff: Client) -> None:
    assert staff.get(ORDER).status_code == 405


# --- What it tells


def test_page_tells_engine_documents_and_build(staff: Client) -> None:
    page = text_of(staff)
    assert "내장 엔진(Tantivy)" in page
    assert "색인 14건, 데이터베이스 14건" in page
    assert str(engine().live()) in page


def test_page_tells_what_waits(staff: Client) -> None:
    mark_changed("zone", "1")
    assert "1건, 가장 오래된 것은" in text_of(staff)


def test_page_tells_that_the_engine_is_away(staff: Client, index_directory: Path) -> None:
    (index_directory / "CURRENT").unlink()
    (index_directory / "CURRENT").mkdir()
    page = text_of(staff)
    assert "검색 엔진이 응답하지 않습니다." in page
    assert "검색이 잘 돌아가고 있습니다." not in page


def test_page_is_in_english_for_who_reads_english(staff: Client) -> None:
    assert staff.get(PAGE, headers={"Accept-Language": "en"}).status_code == 200


# --- Orders


def test_order_waits_with_progress_and_is_carried_out_by_the_worker(staff: Client) -> None:
    before = engine().live()
    run = order(staff, "rebuild")
    waiting = staff.get(PAGE)
    assert "차례를 기다립니다" in waiting.content.decode()
    assert waiting.headers["Refresh"] == "3"
    run_what_is_ready()
    run.refresh_from_db()
    assert (run.state, run.is_healthy) == (IndexRun.State.DONE, True)
    assert (run.step, run.total) == ("verify", 7)
    assert engine().live() != before
    after = staff.get(PAGE)
    assert "데이터베이스와 같음" in after.content.decode()
    assert "Refresh" not in after.headers


def test_repair_makes_equal_and_tells_what_was_different(staff: Client, zone_room: Room) -> None:
    engine().apply([], [Deletion("zone:1:ko", 2**62)])
    zone_room.things["2"].body = "아무도 알리지 않은 글"
    run = order(staff, "repair")
    run_what_is_ready()
    run.refresh_from_db()
    assert run.finding is not None
    assert run.finding["before"]["index"]["missing"]["count"] == 1
    assert run.finding["before"]["rooms"]["stale"]["first"] == ["zone:2"]
    assert (
        "아무도 알리지 않은 글" in IndexedDocument.objects.get(kind="zone", object_id="2", language="ko").body
    )
    assert "점검에서 다른 것을 찾아 고쳤고" in text_of(staff)


def test_roll_back_is_offered_when_there_is_something_to_go_back_to(staff: Client) -> None:
    first = engine().live()
    assert "되돌아갈 색인이 아직 없습니다." in text_of(staff)
    order(staff, "rebuild")
    run_what_is_ready()
    assert 'value="rollback"' in text_of(staff)
    order(staff, "rollback")
    run_what_is_ready()
    assert engine().live() == first


def test_second_order_is_refused_while_the_first_is_open(staff: Client) -> None:
    order(staff, "rebuild")
    staff.post(ORDER, {"kind": "repair"})
    assert [run.kind for run in IndexRun.objects.all()] == ["rebuild"]


def test_order_that_nobody_has_any_more_makes_room(staff: Client) -> None:
    lost = IndexRun.objects.create(
        kind="rebuild", state="running", task_id="00000000-0000-0000-0000-000000000000"
    )
    order(staff, "repair")
    lost.refresh_from_db()
    assert lost.state == IndexRun.State.FAILED


def test_order_that_cannot_be_carried_out_says_why(staff: Client) -> None:
    order(staff, "rollback")
    run_what_is_ready()
    assert "There is no earlier build" in text_of(staff)


def test_unknown_order_is_refused(staff: Client) -> None:
    assert staff.post(ORDER, {"kind": "destroy"}).status_code == 400
