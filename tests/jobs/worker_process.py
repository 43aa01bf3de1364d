"""Real worker processes on the database of the running test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from portal.settings.base import REPOSITORY

START = """
import django
django.setup()
import sys
from django.core.management import call_command
from tests.jobs import trial_jobs
if "--each-second" in sys.argv:
    trial_jobs.schedule_each_second()
if "--prepares" in sys.argv:
    trial_jobs.prepare()
call_command("run_worker")
"""


def database_url() -> str:
    """The URL of the database that this test uses."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    return (
        f"postgres://{user}@{quote(database['HOST'], safe='')}:{database['PORT']}/{quote(database['NAME'])}"
    )


@contextmanager
def workers(count: int, *arguments: str, folder: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers that are ended, at the latest, with the block."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test"),
        "HANMADANG_VAR": str(settings.VAR_DIR),
        "TRIAL_MARKS": str(folder),
    }
    command = [sys.executable, "-c", START, *arguments]
    processes = [subprocess.Popen(command, cwd=REPOSITORY, env=environment) for _number in range(count)]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def wait_until(condition: Callable[[], object], *, seconds: float) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False
