"""`make headers`: the headers of public, sign-in and own pages as the HTTP Observatory marks them (bar H4).

On plain HTTP two of its tests fail always (redirection and HSTS, 20 each); the others must sum to 35, which is 135 on
HTTPS, where A+ needs 100. A page that sets no cookie gets no points for cookies: 30.
"""

import json
import shutil
import subprocess

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from portal.settings.base import REPOSITORY
from tests.accounts.people import make_person, sign_in

HOME = REPOSITORY / "var/tools/observatory-1.4.8"
NEEDS_HTTPS = {"redirection-missing", "hsts-not-implemented-no-https"}
WITH_COOKIES, WITHOUT_COOKIES = 35, 30
PAGES = (
    ("/", WITHOUT_COOKIES),
    ("/zones/", WITHOUT_COOKIES),
    ("/search/?q=장류", WITHOUT_COOKIES),
    ("/guide/privacy/", WITHOUT_COOKIES),
    ("/accounts/login/", WITH_COOKIES),
    ("/accounts/password/reset/", WITH_COOKIES),
    ("/accounts/my-data/", WITH_COOKIES),
    ("/accounts/my-data/leave/", WITH_COOKIES),
)


@pytest.fixture(autouse=True)
def _cookies_of_production(settings: LazySettings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(("path", "points"), PAGES)
def test_headers_are_worth_an_a_plus(live_server: LiveServer, path: str, points: int) -> None:
    """Signed in where the page is somebody's own."""
    client = Client()
    sign_in(client, make_person("member@example.kr"))
    cookie = f"sessionid={client.cookies['sessionid'].value}" if "my-data" in path else ""
    node = shutil.which("node")
    assert node, "The Observatory needs node."
    command = [node, "tests/services/observatory.mjs", str(HOME), str(live_server.thread.port), path, cookie]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["status"], found["hops"]) == (200, 1)
    assert found["scores"].keys() >= NEEDS_HTTPS
    assert sum(score for name, score in found["scores"].items() if name not in NEEDS_HTTPS) >= points, found
