"""An Elasticsearch of our own: `python -m tests.services.elasticsearch COMMAND…` runs the command on it.

The server is the archive that Elastic publishes for integration tests; Maven brings it. `--start` leaves one
running, `--stop` ends it by its process id. Where ELASTICSEARCH_URL is set, that cluster is used instead and
nothing is started. All that a server writes stands in a folder of its own, and it listens on loopback only.
"""

import fcntl
import hashlib
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from portal.settings.base import REPOSITORY
from tests.services.certificates import write_certificates

VERSION = "8.19.6"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
DIGEST = "ed015f7decc593f0a2bab080b25d320167c8c01ee213d463918af1c077295983"
FITTING_JAVA = (17, 21)
"""Elasticsearch 8.19 runs on these two of the versions that are kept up for long."""
HEAP = ("-Xms512m", "-Xmx512m")
SETTINGS = {
    "network.host": "127.0.0.1",
    "node.store.allow_mmap": "false",  # needs a kernel setting that a container may not change
    "cluster.routing.allocation.disk.threshold_enabled": "false",  # a full disk is not what tests are about
}
ALONE = {"discovery.type": "single-node"}
OPEN = {"xpack.security.enabled": "false"}
SYSTEM_USER = "hanmadang-search"
ROLE = {"cluster": ["monitor"], "indices": [{"names": ["hanmadang", "hanmadang-*"], "privileges": ["all"]}]}
"""What `search/README.md` tells operators to give the portal."""
START_SECONDS = 240
STOP_SECONDS = 30
LEFT_RUNNING = "left-running"


class MissingElasticsearchError(Exception):
    """Something that a server needs is not installed here."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """One server: its programs, its folder, the system user that it runs as, and its ports."""

    programs: Path
    folder: Path
    user: pwd.struct_passwd | None
    port: int
    transport_port: int
    scheme: str = "http"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def name(self) -> str:
        """Its name in the cluster."""
        return self.folder.name

    def prepare(self) -> None:
        """Make its folder, with a configuration that it may write to."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.programs / "config", self.folder / "config")
        options = self.folder / "config/jvm.options"
        kept = [line for line in options.read_text().splitlines(keepends=True) if "Xlog:gc" not in line]
        options.write_text("".join(kept))
        (self.folder / "tmp").mkdir()
        self.own()

    def own(self) -> None:
        """Give all files to its user."""
        if self.user:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def begin(self, settings: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start it; the program ends when the server, which goes on alone, answers."""
        options = {
            **SETTINGS,
            "node.name": self.name,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "http.port": str(self.port),
            "transport.port": str(self.transport_port),
            **settings,
        }
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [
                    *(str(self.programs / "bin/elasticsearch"), "-d", "-p", str(self.folder / "pid")),
                    *(f"-E{name}={value}" for name, value in options.items()),
                ],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=self.user.pw_uid if self.user else None,
                group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
            )

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.defpath,
            "HOME": str(self.folder),
            "ES_JAVA_HOME": str(java_home()),
            "ES_JAVA_OPTS": " ".join(HEAP),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
        }

    def process(self) -> int | None:
        """Its process id, if it runs: ids are given anew, so the command line must name our folder."""
        try:
            process = int((self.folder / "pid").read_text())
        except (FileNotFoundError, ValueError):
            return None
        return process if str(self.folder) in _command_line(process) else None

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it by its process id, with SIGKILL as a power cut would."""
        process = self.process()
        if process is None:
            return
        os.kill(process, how)
        deadline = time.monotonic() + STOP_SECONDS
        while self.process() is not None and time.monotonic() < deadline:
            time.sleep(0.05)
        if self.process() is not None:
            os.kill(process, signal.SIGKILL)

    def log(self) -> str:
        """The last that it said."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-3000:]


def _command_line(process: int) -> str:
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    asked = ["/bin/ps", "-ww", "-o", "command=", "-p", str(process)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout


# --- What has to be there


def java_home() -> Path:
    """The folder of a Java that fits: each candidate is asked for its version."""
    named = [Path(value) for name in ("ES_JAVA_HOME", "JAVA_HOME") if (value := os.environ.get(name))]
    on_path = shutil.which("java")
    beside = [Path(on_path).resolve().parents[1]] if on_path else []
    candidates = [*named, *sorted(Path("/usr/lib/jvm").glob("*")), *beside]
    for version in FITTING_JAVA:
        for candidate in candidates:
            if _java_version(candidate) == version:
                return candidate
    raise MissingElasticsearchError(
        "Java 17 is missing. Install it: sudo apt-get install openjdk-17-jre-headless, or set ES_JAVA_HOME."
    )


def _java_version(home: Path) -> int:
    try:
        answer = subprocess.run([home / "bin/java", "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', answer.stderr)
    return int(found.group(1)) if found else 0


def programs() -> Path:
    """The folder of the unpacked server, brought there first where it is not."""
    home = _tools() / f"elasticsearch-{VERSION}"
    with _locked(home.with_suffix(".lock")):
        if not home.exists():
            unpacked = Path(tempfile.mkdtemp(dir=home.parent))
            with zipfile.ZipFile(_archive()) as archive:
                archive.extractall(unpacked)
            for program in (unpacked / home.name / "bin").iterdir():
                program.chmod(0o755)
            (unpacked / home.name).rename(home)
            unpacked.rmdir()
    return home


def _archive() -> Path:
    repository = Path.home() / ".m2/repository"
    folder = repository / f"org/elasticsearch/distribution/integ-test-zip/elasticsearch/{VERSION}"
    archive = folder / f"elasticsearch-{VERSION}.zip"
    if not archive.exists():
        _fetch(repository)
    if hashlib.sha256(archive.read_bytes()).hexdigest() != DIGEST:
        raise MissingElasticsearchError(f"{archive} is not what Elastic published: remove it and try again.")
    return archive


def _fetch(repository: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingElasticsearchError(
            "Maven is missing. Install it: sudo apt-get install maven, or set ELASTICSEARCH_URL to a cluster."
        )
    sys.stderr.write(f"Fetching Elasticsearch {VERSION} (95 MB)...\n")
    goal = [maven, "-q", "-B", "dependency:get", f"-Dartifact={ARTIFACT}", "-Dtransitive=false"]
    done = subprocess.run(
        [*goal, f"-Dmaven.repo.local={repository}"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise MissingElasticsearchError(f"Maven could not fetch Elasticsearch:\n{done.stdout[-2000:]}")


def _system_user() -> pwd.struct_passwd | None:
    """Elasticsearch refuses to run as root; then it gets a system user of its own."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if useradd is None:
        raise MissingElasticsearchError("Elasticsearch does not run as root, and useradd is missing.")
    options = ("--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin")
    subprocess.run([useradd, *options, SYSTEM_USER], check=True)
    return pwd.getpwnam(SYSTEM_USER)


# --- Where it stands


def _tools() -> Path:
    return _home("tools")


def _home(name: str) -> Path:
    """A folder in var/, or in the temporary one where the server's user cannot get to var/."""
    home = REPOSITORY / "var" / name
    home.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0 and not all(folder.stat().st_mode & 0o001 for folder in (home, *home.parents)):
        home = Path(tempfile.gettempdir()) / "hanmadang-elasticsearch" / name
        home.mkdir(parents=True, exist_ok=True)
    return home


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _node(name: str, *, scheme: str = "http") -> Node:
    port, transport_port = _free_ports(2)
    return Node(
        programs=programs(),
        folder=_home("elasticsearch") / name,
        user=_system_user(),
        port=port,
        transport_port=transport_port,
        scheme=scheme,
    )


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for listener in sockets:
            listener.bind(("127.0.0.1", 0))
        return [listener.getsockname()[1] for listener in sockets]


# --- Running


@contextmanager
def running_elasticsearch() -> Iterator[str]:
    """Give the URL of a cluster: the one in ELASTICSEARCH_URL, the one left running, or one for the while."""
    given = os.environ.get("ELASTICSEARCH_URL") or left_running()
    if given:
        yield given
        return
    with started(_node(f"run-{os.getpid()}"), settings={**ALONE, **OPEN}) as node:
        yield node.url


@contextmanager
def started(*nodes: Node, settings: dict[str, str]) -> Iterator[Node]:
    """Start nodes as one cluster, give the first, and remove all of them at the end."""
    for node in nodes:
        node.prepare()
    with removed_at_the_end(nodes):
        start(nodes, settings=settings)
        yield nodes[0]


@contextmanager
def removed_at_the_end(nodes: Iterable[Node]) -> Iterator[None]:
    """End the nodes and remove what they wrote."""
    nodes = tuple(nodes)
    try:
        yield
    finally:
        for node in nodes:
            node.end()
        for node in nodes:
            shutil.rmtree(node.folder, ignore_errors=True)


def start(nodes: Sequence[Node], *, settings: dict[str, str]) -> None:
    """Start prepared nodes and wait until they answer as one cluster."""
    beginning = [(node, node.begin(settings)) for node in nodes]
    try:
        for node, program in beginning:
            if program.wait(timeout=START_SECONDS) != 0:
                raise RuntimeError(f"Elasticsearch did not start:\n{node.log()}")
    except subprocess.TimeoutExpired as slow:
        raise RuntimeError(f"Elasticsearch was not ready after {START_SECONDS} s.") from slow
    finally:
        for _begun, program in beginning:
            program.kill()  # only one that still waits for its server
            program.wait()
    if nodes[0].scheme == "http":  # one that asks for a password has said that it is ready by ending
        wait_for(nodes[0].url, nodes=len(nodes))


def wait_for(url: str, *, nodes: int = 1) -> None:
    """Return when the cluster has these nodes; `/` is not asked, for this archive does not answer it."""
    deadline = time.monotonic() + START_SECONDS
    address = f"{url}/_cluster/health?wait_for_nodes=%3E%3D{nodes}&wait_for_status=yellow&timeout=5s"
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
                if not json.load(answer)["timed_out"]:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"Elasticsearch at {url} did not become ready.")


@contextmanager
def three_nodes() -> Iterator[tuple[Node, Node, Node]]:
    """Three nodes as one cluster on loopback: 2.5 GB and half a minute. End one with `node.end(SIGKILL)`."""
    first, second, third = nodes = tuple(_node(f"run-{os.getpid()}-{number}") for number in (1, 2, 3))
    together = {
        **OPEN,
        "cluster.name": f"run-{os.getpid()}",
        "cluster.initial_master_nodes": ",".join(node.name for node in nodes),
        "discovery.seed_hosts": ",".join(f"127.0.0.1:{node.transport_port}" for node in nodes),
    }
    with started(*nodes, settings=together):
        yield first, second, third


@dataclass(frozen=True, kw_only=True)
class Secured:
    """A server that asks for a password over TLS."""

    url: str
    user: str
    password: str
    ca_file: Path


@contextmanager
def secured_elasticsearch() -> Iterator[Secured]:
    """Start a server whose certificate an authority of our own signed, with one user in a file, of one role."""
    node = _node(f"run-{os.getpid()}-secured", scheme="https")
    node.prepare()
    with removed_at_the_end([node]):
        config = node.folder / "config"
        write_certificates(config)
        password = secrets.token_urlsafe(12)
        (config / "users").write_text(f"portal:{_hashed(password)}\n")
        (config / "users_roles").write_text("portal:portal\n")
        (config / "roles.yml").write_text(json.dumps({"portal": ROLE}))  # JSON is YAML
        node.own()
        settings = {
            "xpack.security.enabled": "true",
            "xpack.security.http.ssl.enabled": "true",
            "xpack.security.http.ssl.key": str(config / "node.key"),
            "xpack.security.http.ssl.certificate": str(config / "node.crt"),
        }
        start([node], settings={**ALONE, **settings})
        yield Secured(url=node.url, user="portal", password=password, ca_file=config / "authority.crt")


def _hashed(password: str) -> str:
    """Write a password as the server's file of users has it."""
    salt, rounds = secrets.token_bytes(32), 10_000
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds)
    return f"{{PBKDF2}}{rounds}${b64encode(salt).decode()}${b64encode(made[:32]).decode()}"


# --- One that is left running


def left_running() -> str | None:
    """The URL of the server that `--start` left, if it still runs."""
    folder = _home("elasticsearch") / LEFT_RUNNING
    try:
        port = int((folder / "port").read_text())
    except (FileNotFoundError, ValueError):
        return None
    node = Node(programs=folder, folder=folder, user=None, port=port, transport_port=0)
    return node.url if node.process() else None


def start_and_leave() -> str:
    """Start a server that outlives this program; give its URL. A cluster that is named is used as it stands."""
    if given := os.environ.get("ELASTICSEARCH_URL"):
        return given
    with _locked(_home("elasticsearch") / "start.lock"):
        standing = left_running()
        if standing:
            return standing
        node = _node(LEFT_RUNNING)
        node.prepare()
        (node.folder / "port").write_text(str(node.port))
        start([node], settings={**ALONE, **OPEN})
        return node.url


def stop() -> None:
    """End the server that was left running, and remove what it wrote."""
    folder = _home("elasticsearch") / LEFT_RUNNING
    with removed_at_the_end([Node(programs=folder, folder=folder, user=None, port=0, transport_port=0)]):
        pass


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def main(command: list[str]) -> int:
    """Start, stop, or run the command with ELASTICSEARCH_URL set; give its exit code."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        if command == ["--start"]:
            sys.stdout.write(f"ELASTICSEARCH_URL={start_and_leave()}\n")
            return 0
        if command == ["--stop"]:
            stop()
            return 0
        with running_elasticsearch() as url:
            environment = {**os.environ, "ELASTICSEARCH_URL": url}
            return subprocess.run(command, env=environment, check=False).returncode
    except MissingElasticsearchError as error:
        sys.stderr.write(f"No Elasticsearch: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
