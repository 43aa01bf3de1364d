"""A page kept ready under the real server, against nginx with the same bytes in a file: whole round trips."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

from tests.bench.measuring import Bound

ROUNDS = 5
SECONDS = 2
CONNECTIONS = 16
PATIENCE = 60
NGINX = """
worker_processes 2;
error_log {home}/error.log;
pid {home}/nginx.pid;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {home}; proxy_temp_path {home}; fastcgi_temp_path {home}; uwsgi_temp_path {home}; scgi_temp_path {home};
  server {{ listen 127.0.0.1:{port}; root {home}/files; default_type text/html; }}
}}
"""


def cached_against_nginx(path: str) -> list[Bound]:
    """Requests a second of both, in alternating rounds; no bound where nginx or wrk is not installed."""
    missing = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if missing:
        sys.stdout.write(
            f"\nnot run: the kept page against nginx (apt-get install nginx-light wrk; missing: {', '.join(missing)})\n"
        )
        return []
    with (
        tempfile.TemporaryDirectory() as home,
        _portal() as portal,
        _nginx(Path(home), _page(portal, path)) as nginx,
    ):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(_requests_a_second(portal, path))
            theirs.append(_requests_a_second(nginx, "/page.html"))
    ours_median, theirs_median = sorted(ours)[ROUNDS // 2], sorted(theirs)[ROUNDS // 2]
    sys.stdout.write(f"\nRequests a second: kept page {ours_median:,.0f}, nginx {theirs_median:,.0f}\n")
    bound = Bound("kept page / nginx, requests a second", ours_median / theirs_median, least=1 / 2.5)
    sys.stdout.write(f"{bound}\n")
    return [bound]


def _requests_a_second(port: int, path: str) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or "Non-2xx" in said:
        raise SystemExit(f"wrk could not measure {path}: {said}")
    return float(found[1])


def _page(port: int, path: str) -> bytes:
    """The bytes as they go over the wire without packing, asked twice so that every process keeps the page."""
    body = b""
    for _ in range(20):
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        asked.request("GET", path)
        body = asked.getresponse().read()
        asked.close()
    return body


@contextmanager
def _portal() -> Iterator[int]:
    """The portal's own server on a free port, with the database of this benchmark."""
    with tempfile.TemporaryDirectory() as home:
        port = _free_port()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.embedded",
            "HANMADANG_VAR": home,
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "PAGE_CACHE_SECONDS": "3600",
        }
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, env=environment, check=True)
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        with _running(command, port=port, environment=environment):
            yield port


@contextmanager
def _nginx(home: Path, page: bytes) -> Iterator[int]:
    (home / "files").mkdir()
    (home / "files/page.html").write_bytes(page)
    home.chmod(0o755)
    port = _free_port()
    configuration = home / "nginx.conf"
    configuration.write_text(NGINX.format(home=home, port=port), encoding="utf-8")
    with _running(
        ["nginx", "-c", str(configuration), "-g", "daemon off;"], port=port, environment={**os.environ}
    ):
        yield port


@contextmanager
def _running(command: list[str], *, port: int, environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        process.kill()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"Nothing answers on port {port}.")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
