"""`manage.py serve`: web server and worker together in the foreground, for one machine."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

HOST = "127.0.0.1"
ADDRESS_BY_DEFAULT = "http://127.0.0.1:8000"
GRACE_SECONDS = 3
WEB_WORKERS = "2"
THREADS = (
    "1"  # page cache and mapped memory of SQLite are held by each connection: more threads cost more memory
)
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
CHILDREN = Path("/proc/thread-self/children")


class Command(BaseCommand):
    """Both run in the process group of this command; when one ends, the other is ended too."""

    help = "Run the web server and the worker in the foreground."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port."""
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (8000)")

    def handle(self, *_args: object, **options: int) -> None:
        """Run until a signal comes or one of the two ends."""
        port = options["port"]
        _refuse_taken(port)
        environment = {**os.environ}
        if settings.SITE_URL == ADDRESS_BY_DEFAULT:
            environment["SITE_URL"] = (
                f"http://{HOST}:{port}"  # links in mail lead to the server that sends it
            )
        code = Household(commands={"web": _web(port), "worker": _worker()}, environment=environment).run(port)
        if code:
            sys.exit(code)


class Household:
    """Processes that live and end together."""

    def __init__(self, *, commands: Mapping[str, list[str]], environment: Mapping[str, str]) -> None:
        self.is_asked_to_end = False
        _control(PR_SET_CHILD_SUBREAPER, 1)  # what a killed web server leaves behind becomes our child
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_end)
        self.processes = {
            name: subprocess.Popen(  # noqa: S603 - commands of this module
                command,
                env=environment,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has no threads
            )
            for name, command in commands.items()
        }

    def run(self, port: int) -> int:
        """Wait for the end, say when the portal answers, and give the exit code."""
        is_announced = False
        try:
            while not self.is_asked_to_end:
                for name, process in self.processes.items():
                    if process.poll() is not None:
                        return self._ended(name, code=process.returncode)
                if not is_announced and _answers(port):
                    is_announced = True
                    sys.stdout.write(f"\n  Hanmadang stands at http://{HOST}:{port}/  (Ctrl-C ends it)\n\n")
                    sys.stdout.flush()
                time.sleep(0.1)
            return 0
        finally:
            self._end_all()

    def _ask_to_end(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_asked_to_end = True

    def _ended(self, name: str, *, code: int) -> int:
        """Say which one ended; a process that a signal ended gives 128 + its number, as in a shell."""
        if self.is_asked_to_end:
            return 0
        code = 128 - code if code < 0 else code or 1
        sys.stderr.write(f"The {name} process ended (exit code {code}), so the portal stops.\n")
        return code

    def _end_all(self) -> None:
        """Ask every process to end, and end it after the grace period."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.processes.values():
            try:
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for orphan in CHILDREN.read_text(encoding="ascii").split() if CHILDREN.exists() else ():
            os.kill(int(orphan), signal.SIGKILL)


def _web(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", WEB_WORKERS, "--blocking-threads", THREADS, "--no-ws", "--log-level", "warning"),
        *(
            "--workers-kill-timeout",
            str(GRACE_SECONDS - 1),
            "--respawn-failed-workers",
            "portal.wsgi:application",
        ),
    ]


def _worker() -> list[str]:
    return [sys.executable, str(settings.REPOSITORY / "manage.py"), "run_worker"]


def _refuse_taken(port: int) -> None:
    """The web server would share a taken port with whoever has it; each would answer half of the requests."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: make serve PORT=8001"
            ) from error


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=0.5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _end_with_parent() -> None:
    """A process killed outright cannot end its children; the kernel does it then."""
    _control(PR_SET_PDEATHSIG, signal.SIGTERM)


def _control(option: int, argument: int) -> None:
    """Set an attribute of this process; other systems than Linux have no such call."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, argument)
