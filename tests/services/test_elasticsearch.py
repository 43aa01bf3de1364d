"""The script that brings an Elasticsearch: what it says where it has nothing to bring one with, and where it need not."""

from pathlib import Path

import pytest

from tests.services import elasticsearch

GIVEN = "http://127.0.0.1:1"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without Maven, without an archive that was fetched before, and without a server that was left."""
    monkeypatch.setattr(elasticsearch, "REPOSITORY", tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("ELASTICSEARCH_URL", raising=False)


@pytest.mark.parametrize("command", [["--start"], ["/bin/true"]])
def test_without_maven_one_line_says_what_to_install(
    bare: None, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert elasticsearch.main(command) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "sudo apt-get install maven" in said
    assert "ELASTICSEARCH_URL" in said


def test_given_cluster_is_used_and_none_is_started(
    bare: None, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ELASTICSEARCH_URL", GIVEN)
    assert elasticsearch.main(["--start"]) == 0
    assert elasticsearch.main(["/bin/sh", "-c", "echo $ELASTICSEARCH_URL"]) == 0
    assert capfd.readouterr().out == f"ELASTICSEARCH_URL={GIVEN}\n{GIVEN}\n"


def test_where_none_was_left_running_stop_does_nothing(bare: None) -> None:
    assert elasticsearch.main(["--stop"]) == 0
