"""A PostgreSQL of our own: `python -m tests.services.postgres COMMAND…` runs the command on it.

The server lives in a temporary folder, listens on a Unix socket there and nowhere else, and is removed
at the end.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import quote

LEAST_VERSION = 15
INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
DURABILITY_OFF = (
    "-c",
    "fsync=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "autovacuum=off",
)
"""A test database may be lost, so nothing waits for the disk."""
START_SECONDS = 30


class MissingPostgresError(Exception):
    """No PostgreSQL server is installed here."""


def binaries() -> Path:
    """The folder of the newest PostgreSQL server that is installed, at least version 15."""
    on_path = shutil.which("postgres")
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    fitting = {_version(folder): folder for folder in folders if (folder / "initdb").exists()}
    newest = max(fitting, default=0)
    if newest < LEAST_VERSION:
        raise MissingPostgresError(
            f"PostgreSQL {LEAST_VERSION} or newer is missing. Install it: sudo apt-get install postgresql"
        )
    return fitting[newest]


def _version(folder: Path) -> int:
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"\d+", answer.stdout)
    return int(found.group()) if found else 0


def _system_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; then the server gets the user that its package made, or nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise MissingPostgresError("Neither user postgres nor nobody exists; PostgreSQL does not run as root.")


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One server's programs, its folder and the system user that it runs as."""

    programs: Path
    folder: Path
    user: pwd.struct_passwd | None

    def begin(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one of PostgreSQL's programs; what it says goes to the log in the folder."""
        return subprocess.Popen(
            [str(self.programs / program), *arguments],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
            user=self.user.pw_uid if self.user else None,
            group=self.user.pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
        )

    def log(self) -> str:
        """What the programs have complained about."""
        return (self.folder / "log").read_text(encoding="utf-8")


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server with an empty database and give its DATABASE_URL; stop and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="hanmadang-pg-"))
    try:
        cluster = Cluster(programs=binaries(), folder=folder, user=_system_user())
        if cluster.user:
            os.chown(folder, cluster.user.pw_uid, cluster.user.pw_gid)
        data = ("-D", str(folder / "data"))
        if cluster.begin("initdb", *data, *INITDB).wait(timeout=START_SECONDS) != 0:
            raise RuntimeError(f"PostgreSQL could not make its folder:\n{cluster.log()}")
        with cluster.begin("postgres", *data, "-k", str(folder), "-h", "", *DURABILITY_OFF) as server:
            try:
                _wait_for(server, cluster=cluster)
                yield f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
            finally:
                server.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: subprocess.Popen[bytes], *, cluster: Cluster) -> None:
    """Return when the server takes connections."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if cluster.begin("pg_isready", "-q", "-h", str(cluster.folder)).wait() == 0:
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{cluster.log()}")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def main(command: list[str]) -> int:
    """Run the command with DATABASE_URL set to a PostgreSQL of its own; give its exit code."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        with running_postgres() as url:
            environment = {**os.environ, "DATABASE_URL": url}
            return subprocess.run(command, env=environment, check=False).returncode
    except MissingPostgresError as error:
        sys.stderr.write(f"Not run on PostgreSQL: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
