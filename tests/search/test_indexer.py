"""The index follows the database: state, not events."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from psycopg.pq import TransactionStatus

from portal.outbox.actions import mark_changed
from portal.outbox.models import IndexOutbox
from search import locks
from search.analysis.base import Lexicon
from search.doctor import examine, examine_engine
from search.documents import Word
from search.engines import engine
from search.engines.base import Deletion, EngineBusyError, EngineUnavailableError, IndexMissingError
from search.indexer import NoEarlierBuildError, drain, rebuild, roll_back, tend
from search.locks import indexer_lock
from search.models import AnalysedText, IndexBuild, IndexedDocument, IndexRun
from search.queries import SearchRequest, find
from search.registry import Registry
from tests.search.room import Room, Thing

ANYONE = AnonymousUser()


def titles(text: str) -> list[str]:
    return [hit.title for hit in find(SearchRequest(text=text), viewer=ANYONE).hits]


def test_change_is_found_after_draining(built: None, zone_room: Room) -> None:
    zone_room.things["1"].body = "드론 택배를 시작했다."
    mark_changed("zone", "1")
    assert drain() == 1
    assert titles("드론 택배") == ["공주 알밤특구"]


def test_undrained_change_is_not_found(built: None, zone_room: Room) -> None:
    """The control: it is the drain that brings it."""
    zone_room.things["1"].body = "드론 택배를 시작했다."
    mark_changed("zone", "1")
    assert titles("드론 택배") == []


def test_new_object_is_found(built: None, zone_room: Room) -> None:
    zone_room.things["9"] = Thing("양양 송이버섯특구")
    mark_changed("zone", "9")
    drain()
    assert titles("송이버섯") == ["양양 송이버섯특구"]


def test_unpublished_object_leaves_the_index(built: None, zone_room: Room) -> None:
    zone_room.things["1"].is_public = False
    mark_changed("zone", "1")
    drain()
    assert not IndexedDocument.objects.of_object(kind="zone", object_id="1").exists()
    assert "zone:1:ko" not in dict(engine().revisions())


def test_deleted_object_leaves_the_index(built: None, zone_room: Room) -> None:
    del zone_room.things["1"]
    mark_changed("zone", "1")
    drain()
    assert "zone:1:ko" not in dict(engine().revisions())


@pytest.mark.long
def test_object_of_an_unknown_kind_is_forgotten(built: None) -> None:
    mark_changed("festival", "1")
    assert drain() == 1
    assert IndexOutbox.objects.count() == 0


def test_several_rows_of_an_object_are_read_once(built: None, zone_room: Room) -> None:
    for _ in range(5):
        mark_changed("zone", "1")
    zone_room.reads.clear()
    assert drain() == 5
    assert zone_room.reads == ["1", "1"]  # once in each language


def test_rows_of_an_object_come_together_wherever_they_stand(built: None, zone_room: Room) -> None:
    """After an outage an object may have many rows, far apart: reading it for each would take minutes."""
    for object_id in ("1", "2", "1", "2", "1"):
        mark_changed("zone", object_id)
    zone_room.reads.clear()
    assert drain(limit=1) == 5
    assert zone_room.reads == ["1", "1", "2", "2"]


def test_row_written_meanwhile_survives(
    built: None, zone_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The object changes after it was read and before its row goes: that change must not be lost."""
    mark_changed("zone", "1")
    apply = type(engine()).apply

    def apply_and_change(self: object, *args: object) -> None:
        apply(self, *args)  # type: ignore[arg-type]
        if not IndexOutbox.objects.filter(object_id="2").exists():
            mark_changed("zone", "1")
            mark_changed("zone", "2")

    monkeypatch.setattr(type(engine()), "apply", apply_and_change)
    assert drain(limit=1) >= 1
    monkeypatch.undo()
    assert list(IndexOutbox.objects.values_list("object_id", flat=True)) in (["1", "2"], [])


def test_crash_before_the_outbox_is_emptied_repeats_the_work(
    built: None, zone_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone_room.things["1"].body = "드론 택배를 시작했다."
    mark_changed("zone", "1")

    def crash(*_args: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(type(engine()), "apply", crash)
        with pytest.raises(MemoryError):
            drain()
    assert titles("드론 택배") == []
    assert drain() == 1
    assert titles("드론 택배") == ["공주 알밤특구"]


def test_object_that_cannot_be_read_does_not_stop_the_others(built: None, zone_room: Room) -> None:
    zone_room.broken.add("1")
    zone_room.things["2"].body = "드론 택배"
    mark_changed("zone", "1")
    mark_changed("zone", "2")
    assert drain(limit=1) == 1
    assert titles("드론 택배") == ["순창 장류산업특구"]
    assert list(IndexOutbox.objects.values_list("object_id", flat=True)) == ["1"]


def test_rolled_back_change_leaves_no_row(built: None) -> None:
    with transaction.atomic():
        mark_changed("zone", "1")
        transaction.set_rollback(True)
    assert drain() == 0


def test_unchanged_object_keeps_its_revision(built: None) -> None:
    before = IndexedDocument.objects.revisions()
    mark_changed("zone", "1")
    drain()
    assert IndexedDocument.objects.revisions() == before


def test_object_that_comes_back_is_newer_than_before(built: None, zone_room: Room) -> None:
    before = dict(IndexedDocument.objects.revisions())["zone:1:ko"]
    thing = zone_room.things.pop("1")
    mark_changed("zone", "1")
    drain()
    zone_room.things["1"] = thing
    mark_changed("zone", "1")
    drain()
    assert IndexedDocument.objects.revisions()["zone:1:ko"] > before


def test_drain_while_another_indexes_leaves_the_rows(built: None) -> None:
    mark_changed("zone", "1")
    with indexer_lock():
        assert drain() == 0
    assert drain() == 1


FILE_HOLDER = """
import fcntl, sys, time
file = open(sys.argv[1], "a")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""
DATABASE_HOLDER = """
import sys, time
import psycopg
host, user, database, namespace, key = sys.argv[1:]
held = psycopg.connect(host=host, user=user, dbname=database)
held.execute("SELECT pg_advisory_xact_lock(%s, %s)", (int(namespace), int(key)))
print("held", flush=True)
time.sleep(60)
"""


def holder_of_the_lock(index_directory: Path) -> list[str]:
    """A program that holds the indexer's lock, as another machine or process would."""
    if connection.vendor == "sqlite":
        return [FILE_HOLDER, str(index_directory / "indexer.lock")]
    known = connection.settings_dict
    namespace, key = locks.database_key("indexer")
    return [DATABASE_HOLDER, known["HOST"], known["USER"], known["NAME"], str(namespace), str(key)]


def test_lock_of_a_killed_indexer_is_free(db: None, index_directory: Path) -> None:
    index_directory.mkdir(parents=True)
    program = [sys.executable, "-c", *holder_of_the_lock(index_directory)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(EngineBusyError), indexer_lock():
            pass
        os.kill(holder.pid, signal.SIGKILL)
    with indexer_lock(wait=True):
        pass


@pytest.mark.engine_cannot("a file's lock ends with its handle", database="sqlite")
def test_lock_is_let_go_before_its_connection_closes(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL frees what a closed connection held only when it has noticed the close, later on a busy machine."""
    in_transaction: list[bool] = []
    closing = type(connection.copy())
    close = closing.close

    def noted(own: BaseDatabaseWrapper) -> None:
        in_transaction.append(own.connection.info.transaction_status != TransactionStatus.IDLE)
        close(own)

    monkeypatch.setattr(closing, "close", noted)
    with indexer_lock():
        pass
    assert in_transaction == [False]


def test_first_drain_builds_the_index(db: None, index_directory: Path, zone_room: Room) -> None:
    mark_changed("zone", "1")
    assert drain() == 1
    assert titles("공주 알밤") == ["공주 알밤특구"]


def test_analysis_is_done_once_for_a_content(built: None) -> None:
    before = set(AnalysedText.objects.values_list("id", flat=True))
    rebuild()
    assert set(AnalysedText.objects.values_list("id", flat=True)) == before


def test_rebuild_forgets_terms_of_contents_that_are_gone(built: None, zone_room: Room) -> None:
    zone_room.things["1"].body = "다른 글"
    mark_changed("zone", "1")
    drain()
    rebuild()
    assert AnalysedText.objects.count() == IndexedDocument.objects.values("content_hash").distinct().count()


def test_change_during_a_rebuild_is_there_after_it(
    built: None, zone_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = False

    def change_in_the_middle(step: str, _done: int, _total: int) -> None:
        nonlocal changed
        if step == "index" and not changed:
            changed = True
            zone_room.things["1"].body = "드론 택배를 시작했다."
            del zone_room.things["2"]
            mark_changed("zone", "1")
            mark_changed("zone", "2")
            drain()

    rebuild(progress=change_in_the_middle)
    assert changed
    assert titles("드론 택배") == ["공주 알밤특구"]
    assert examine_engine(engine()).is_healthy


def test_rebuild_takes_up_what_the_outbox_missed(built: None, zone_room: Room) -> None:
    zone_room.things["1"].body = "드론 택배를 시작했다."
    rebuild()
    assert titles("드론 택배") == ["공주 알밤특구"]


def test_two_builds_are_kept(built: None) -> None:
    builds = [rebuild().build_id for _ in range(3)]
    assert set(IndexBuild.objects.values_list("build_id", flat=True)) == set(builds[1:])
    with pytest.raises(IndexMissingError):
        engine().build(builds[0])
    assert engine().build(builds[1]).health().documents == 14


@pytest.mark.long
def test_new_words_of_a_room_bring_a_rebuild(built: None, empty_registry: Registry) -> None:
    assert tend() is False
    empty_registry.register_words(lambda: [Word("양양 송이버섯특구")])
    assert tend() is True
    assert Lexicon.from_json(IndexBuild.objects.latest("id").lexicon).words[-1:] != ()


def test_index_is_built_only_if_needed(built: None, zone_room: Room) -> None:
    before = engine().live()
    zone_room.things["9"] = Thing("양양 송이버섯특구")
    call_command("build_index", if_needed=True)
    assert engine().live() == before
    assert titles("송이버섯") == ["양양 송이버섯특구"]


def test_index_is_built_where_there_is_none(db: None, index_directory: Path, zone_room: Room) -> None:
    call_command("build_index", if_needed=True)
    assert titles("장류") == ["순창 장류산업특구"]


def test_doctor_finds_and_repairs(built: None, capsys: pytest.CaptureFixture[str]) -> None:
    lost = IndexedDocument.objects.get(kind="zone", object_id="1", language="ko")
    engine().apply([], [Deletion(lost.key, lost.revision)])
    late = IndexedDocument.objects.filter(kind="zone", object_id="2", language="ko")
    late.update(revision=F("revision") + 1)
    with pytest.raises(CommandError, match="differ"):
        call_command("search_doctor")
    call_command("search_doctor", "--repair")
    assert examine_engine(engine()).is_healthy
    assert "rows and index: 1 missing, 1 stale, 0 extra" in capsys.readouterr().out


def test_index_that_is_newer_than_a_restored_database_is_built_anew(built: None) -> None:
    before = engine().live()
    IndexedDocument.objects.filter(kind="zone", object_id="2").update(revision=F("revision") - 1)
    call_command("build_index", if_needed=True)
    assert engine().live() != before
    assert examine().is_healthy


def test_doctor_finds_objects_that_nobody_announced(built: None, zone_room: Room) -> None:
    zone_room.things["9"] = Thing("양양 송이버섯특구")
    del zone_room.things["2"]
    call_command("search_doctor", "--repair")
    assert titles("송이버섯") == ["양양 송이버섯특구"]
    assert titles("장류") == []


def test_build_index_command_reports(built: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("build_index")
    assert "14 documents in index" in capsys.readouterr().out


def test_change_is_found_within_two_seconds(built: None, zone_room: Room) -> None:
    zone_room.things["1"].body = "드론 택배를 시작했다."
    began = time.process_time()
    mark_changed("zone", "1")
    drain()
    assert titles("드론 택배")
    assert time.process_time() - began < 2


def test_facet_values_that_are_no_slugs_are_not_indexed(built: None, zone_room: Room) -> None:
    zone_room.things["1"] = replace(zone_room.things["1"], facets={"province": ("chungnam", 'x" OR "y', "")})
    mark_changed("zone", "1")
    drain()
    row = IndexedDocument.objects.get(kind="zone", object_id="1", language="ko")
    assert row.facets == {"province": ["chungnam"]}


def live_build_folder(index_directory: Path) -> Path:
    return index_directory / (engine().live() or "")


@pytest.mark.parametrize("name", ["meta.json", "build.json"])
def test_index_that_lost_a_file_is_built_anew(
    embedded: None, built: None, index_directory: Path, zone_room: Room, name: str
) -> None:
    (live_build_folder(index_directory) / name).unlink()
    zone_room.things["1"].body = "드론 택배를 시작했다."
    mark_changed("zone", "1")
    drain()
    assert titles("드론 택배") == ["공주 알밤특구"]
    assert examine().is_healthy


def test_damaged_index_is_built_anew(
    embedded: None, built: None, index_directory: Path, zone_room: Room
) -> None:
    for path in live_build_folder(index_directory).iterdir():
        if path.suffix in {".store", ".term", ".idx", ".pos", ".fast", ".fieldnorm"}:
            path.unlink()
    mark_changed("zone", "1")
    drain()
    assert examine().is_healthy


@pytest.fixture
def unreadable(embedded: None, built: None, index_directory: Path) -> Iterator[Path]:
    """The engine is away: what says which build answers cannot be read, not even by root."""
    current = index_directory / "CURRENT"
    kept = current.read_text()
    current.unlink()
    current.mkdir()
    yield current
    if current.is_dir():
        current.rmdir()
        current.write_text(kept)


def test_rows_wait_while_the_engine_is_away_and_go_when_it_returns(
    unreadable: Path, index_directory: Path, zone_room: Room
) -> None:
    zone_room.things["1"].body = "드론 택배를 시작했다."
    mark_changed("zone", "1")
    with pytest.raises(EngineUnavailableError):
        drain()
    assert IndexOutbox.objects.count() == 1
    unreadable.rmdir()
    unreadable.write_text(IndexBuild.objects.latest("id").build_id)
    assert drain() == 1
    assert examine().is_healthy
    assert titles("드론 택배") == ["공주 알밤특구"]


def test_document_rows_follow_while_the_engine_is_away(unreadable: Path, zone_room: Room) -> None:
    """They answer in its place, so what was taken back must be gone from them too."""
    zone_room.things["1"].body = "드론 택배를 시작했다."
    mark_changed("zone", "1")
    with pytest.raises(EngineUnavailableError):
        drain()
    assert (
        IndexedDocument.objects.get(kind="zone", object_id="1", language="ko").body == "드론 택배를 시작했다."
    )


def test_what_was_read_once_is_not_read_again_at_each_attempt(unreadable: Path, zone_room: Room) -> None:
    mark_changed("zone", "1")
    for _ in range(3):
        with pytest.raises(EngineUnavailableError):
            drain()
    assert zone_room.reads[-2:] == ["1", "1"]
    zone_room.reads.clear()
    mark_changed("zone", "2")
    with pytest.raises(EngineUnavailableError):
        drain()
    assert zone_room.reads == ["2", "2"]


def test_waiting_rows_are_worked_off_while_the_index_is_rebuilt(built: None, zone_room: Room) -> None:
    found: list[list[str]] = []

    def publish_in_the_middle(step: str, _done: int, _total: int) -> None:
        if step == "read":
            zone_room.things["1"].body = "드론 택배를 시작했다."
            mark_changed("zone", "1")
        if step == "index":
            found.append(titles("드론 택배"))

    rebuild(progress=publish_in_the_middle)
    assert found == [["공주 알밤특구"]]


def test_two_rebuilds_do_not_sweep_each_other_away(built: None) -> None:
    def build_in_the_middle(step: str, _done: int, _total: int) -> None:
        if step == "index":
            with pytest.raises(EngineBusyError):
                rebuild()

    rebuild(progress=build_in_the_middle)
    assert examine().is_healthy


def test_roll_back_answers_from_the_build_before_with_the_documents_of_today(
    built: None, zone_room: Room
) -> None:
    first = engine().live()
    rebuild()
    zone_room.things["1"].body = "드론 택배를 시작했다."
    mark_changed("zone", "1")
    drain()
    roll_back()
    assert engine().live() == first
    assert titles("드론 택배") == ["공주 알밤특구"]
    assert examine().is_healthy


def test_roll_back_twice_goes_forth_again(built: None) -> None:
    rebuild()
    second = engine().live()
    roll_back()
    roll_back()
    assert engine().live() == second


def test_build_that_was_rolled_back_to_outlives_the_next_rebuild(built: None) -> None:
    first = engine().live()
    rebuild()
    roll_back()
    rebuild()
    roll_back()
    assert engine().live() == first


def test_there_is_nothing_to_roll_back_to_at_first(built: None) -> None:
    with pytest.raises(NoEarlierBuildError):
        roll_back()


def test_doctor_sees_what_was_changed_past_every_action(built: None, zone_room: Room) -> None:
    zone_room.things["1"].body = "아무도 알리지 않은 글"
    found = examine()
    assert found.rooms.stale == {("zone", "1")}
    assert examine(is_thorough=False).rooms.is_healthy  # the control: ids alone do not tell
    call_command("search_doctor", "--repair")
    assert titles("아무도 알리지") == ["공주 알밤특구"]


def test_doctor_sees_what_was_hidden_past_every_action(built: None, zone_room: Room) -> None:
    zone_room.things["1"].is_public = False
    found = examine()
    assert ("zone", "1") in found.rooms.objects
    call_command("search_doctor", "--repair")
    assert not IndexedDocument.objects.of_object(kind="zone", object_id="1").exists()


def test_doctor_does_not_count_what_waits(built: None, zone_room: Room) -> None:
    zone_room.things["1"].body = "곧 색인할 글"
    mark_changed("zone", "1")
    found = examine()
    assert (found.is_healthy, found.waiting) == (True, 1)


def test_doctor_tells_programs(built: None, capsys: pytest.CaptureFixture[str]) -> None:
    engine().apply([], [Deletion("zone:1:ko", 2**62)])
    with pytest.raises(CommandError) as different:
        call_command("search_doctor", "--json")
    assert different.value.returncode == 1
    told = json.loads(capsys.readouterr().out)
    assert told["is_healthy"] is False
    assert told["index"]["missing"] == {"count": 1, "first": ["zone:1:ko"]}
    rebuild()
    call_command("search_doctor", "--json")
    assert json.loads(capsys.readouterr().out)["is_healthy"] is True


def test_doctor_that_cannot_ask_says_so(unreadable: Path) -> None:
    with pytest.raises(CommandError) as unknown:
        call_command("search_doctor")
    assert unknown.value.returncode == 2
    assert IndexRun.objects.get().state == IndexRun.State.FAILED


def test_finding_of_the_doctor_is_kept(built: None) -> None:
    call_command("search_doctor")
    run = IndexRun.objects.examined().get()
    assert run.is_healthy
    assert run.finding is not None
    assert run.finding["documents"] == 14


def test_repair_builds_where_there_is_no_index(db: None, index_directory: Path, zone_room: Room) -> None:
    call_command("search_doctor", "--repair")
    assert titles("장류") == ["순창 장류산업특구"]
