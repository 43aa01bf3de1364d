"""`manage.py serve`: web and worker begin and end together."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.settings.base import REPOSITORY

PATIENCE_SECONDS = 180
SECONDS_TO_END = 30
"""Five on a quiet machine; other tests run beside this one."""


@pytest.fixture
def port() -> int:
    """A port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        number: int = server.getsockname()[1]
        return number


@pytest.fixture
def household(transactional_db: None, tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A portal that has said where it answers, in a process group of its own."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.embedded",
        "HANMADANG_VAR": str(tmp_path),
        "DATABASE_URL": database_url(),
    }
    process = subprocess.Popen(
        [sys.executable, REPOSITORY / "manage.py", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
    )
    with process:
        try:
            assert process.stdout
            assert any(f"http://127.0.0.1:{port}/" in line for line in process.stdout)
            yield process
        finally:
            process.kill()


def database_url() -> str:
    """The address of the database that this test stands on."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return f"postgres://{known['USER']}@{quote(known['HOST'], safe='')}/{known['NAME']}"


def answers(port: int) -> bool:
    """Whether the portal says that it is there."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        asked.close()


def worker_of(household: subprocess.Popen[str]) -> int:
    """The process id of the worker."""
    children = (
        Path(f"/proc/{household.pid}/task/{household.pid}/children").read_text(encoding="ascii").split()
    )
    return next(
        int(child) for child in children if b"run_worker" in Path(f"/proc/{child}/cmdline").read_bytes()
    )


def is_alone(household: subprocess.Popen[str]) -> bool:
    """Whether nothing of its group is left."""
    try:
        os.killpg(household.pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.whole
def test_a_portal_that_has_said_so_answers_until_a_signal_ends_both_in_time(
    household: subprocess.Popen[str], port: int
) -> None:
    assert answers(port)
    began = time.monotonic()
    household.send_signal(signal.SIGTERM)
    household.communicate(timeout=PATIENCE_SECONDS)
    assert time.monotonic() - began < SECONDS_TO_END
    assert household.returncode == 0
    assert is_alone(household)


@pytest.mark.long
def test_the_end_of_the_worker_ends_the_web_server(household: subprocess.Popen[str], port: int) -> None:
    os.kill(worker_of(household), signal.SIGKILL)
    said, _ = household.communicate(timeout=PATIENCE_SECONDS)
    assert household.returncode == 128 + signal.SIGKILL
    assert "worker" in said
    assert is_alone(household)
    assert not answers(port)


def test_a_taken_port_is_refused_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="PORT="):
        call_command("serve", port=taken.getsockname()[1])
