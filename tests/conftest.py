"""What holds for every test: its database, no network, no silent skips in CI, one folder for each process."""

import gc
import ipaddress
import os
import socket
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from portal import alerts
from portal.page_cache import kept
from portal.page_cache.epoch import FileEpoch
from portal.settings.base import REPOSITORY
from tests.services import browser
from tests.services.databases import Content, Databases
from tests.services.order import few_rows, shared_out
from tests.zones.hostile import HOSTILE

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's synchronous interface runs an event loop

IN_CI = os.environ.get("CI") == "true"
JOURNEYS = Path(__file__).parent / "journeys"
ASKS_FOR_DATABASE = {"db", "transactional_db", "live_server", "facts", "sample", "django_db_reset_sequences"}
COMMITS = ASKS_FOR_DATABASE - {"db", "facts", "sample"}
DATABASES = pytest.StashKey[Databases]()
LEFT_OUT = pytest.StashKey[int]()
ROWS_IN_MAKE_TEST = 2
OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Many, for an eighth of the time of the tests was the garbage collector's."""


# --- Databases


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the databases of this process; none is made before a test asks."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 100)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    config.stash[DATABASES] = Databases(
        home=REPOSITORY / "var/test-template", worker=f"{worker}-{os.getpid()}"
    )
    # A test that commits gets its database thrown away, so Django need not empty every table after it,
    # which would also remove the root page, the locales and the permissions that migrations make.
    TransactionTestCase._fixture_teardown = lambda _self: None  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Replaces pytest-django's: `pytest_runtest_setup` has already provided the database."""
    databases = request.config.stash[DATABASES]
    with django_db_blocker.unblock():
        if databases.standing is None:
            databases.provide(Content.MIGRATED)
    yield
    with django_db_blocker.unblock():
        databases.remove()


@pytest.fixture
def facts(db: None) -> None:
    """The database with everything that `load_demo` loads, and the search index of it."""


@pytest.fixture
def sample(facts: None) -> None:
    """The same with the fictitious examples of `load_sample`, which the index does not know yet."""


@pytest.fixture
def names_are_kept(settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is the same for every viewer is counted once, as in the portal that runs; tests count anew each time."""
    mark = FileEpoch(tmp_path / "epoch")
    mark.change()
    monkeypatch.setattr(kept, "epoch", lambda: mark)
    settings.PAGE_CACHE = True


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what the engine cannot do; put the database that the test asks for in place."""
    _skip_what_the_engine_cannot(item)
    databases = item.config.stash[DATABASES]
    if databases.standing or _asks_for_database(item):
        with item.config.stash[blocking_manager_key].unblock():
            databases.provide(_content(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Throw away the database of a test that committed, or that wrote to the index of the facts."""
    try:
        return (yield)
    finally:
        databases = item.config.stash[DATABASES]
        with item.config.stash[blocking_manager_key].unblock():
            if _commits(item):
                databases.spoil()
            else:
                databases.spoil_if_index_was_written()


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _content(item: pytest.Item) -> Content:
    asked = (content for content in (Content.SAMPLE, Content.FACTS) if content in _fixtures(item))
    return next(asked, Content.MIGRATED)


def _asks_for_database(item: pytest.Item) -> bool:
    is_django_case = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return is_django_case or bool(item.get_closest_marker("django_db") or _fixtures(item) & ASKS_FOR_DATABASE)


def _size_of_database(item: pytest.Item) -> int:
    """None, one with tables alone, or one with the facts."""
    return (1 + (_content(item) != Content.MIGRATED)) if _asks_for_database(item) else 0


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    case = getattr(item, "cls", None) or object
    return (
        bool(marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,)))
        or bool(_fixtures(item) & COMMITS)
        or (issubclass(case, TransactionTestCase) and not issubclass(case, TestCase))
    )


@pytest.fixture(autouse=True)
def _fresh_cache(settings: LazySettings) -> None:
    """No test finds what another one cached; a cache in the database is rolled back with it."""
    if "DatabaseCache" not in settings.CACHES["default"]["BACKEND"]:
        cache.clear()


@pytest.fixture(autouse=True)
def _no_alerts() -> None:
    """Each test begins as a process does after its first page: knowing that no alert stands."""
    alerts.remember(())


@pytest.fixture(autouse=True)
def _korean() -> Iterator[None]:
    """Each test begins in Korean: a request for an English page leaves English behind in its thread."""
    with translation.override("ko"):
        yield


@pytest.fixture
def is_small(request: pytest.FixtureRequest) -> bool:
    """Whether long forms are left out, as in `make test`: then a test may look at some of what it looks at else."""
    return "not whole" in str(request.config.getoption("markexpr"))


@pytest.fixture
def hostile(request: pytest.FixtureRequest, *, is_small: bool) -> tuple[str, ...]:
    """What strangers type into addresses: all of it, or a sixth, which is another one for each test."""
    return HOSTILE[crc32(request.node.name.encode()) % 6 :: 6] if is_small else HOSTILE


# --- No network


class NetworkForbiddenError(Exception):
    """A test reached for another machine."""


def _guarded[**Arguments, Answer](connect: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """The same, but for addresses of this machine only."""

    def connect_nearby(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        address = args[1]
        if isinstance(address, tuple) and not _is_nearby(str(address[0])):
            raise NetworkForbiddenError(f"Tests stay on this machine, but this one went to {address[0]}.")
        return connect(*args, **kwargs)

    return connect_nearby


def _addresses_of_cluster() -> set[str]:
    """The addresses of ELASTICSEARCH_URL: a cluster that was given to the tests may stand on another machine."""
    nodes = [urlsplit(node.strip()) for node in os.environ.get("ELASTICSEARCH_URL", "").split(",")]
    named = [(node.hostname, node.port) for node in nodes if node.hostname]
    return {str(found[4][0]) for name, port in named for found in socket.getaddrinfo(name, port)}


GIVEN_TO_THE_TESTS = _addresses_of_cluster()


def _is_nearby(host: str) -> bool:
    if host in GIVEN_TO_THE_TESTS:
        return True
    try:
        return host in {"", "localhost"} or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


socket.socket.connect = _guarded(socket.socket.connect)  # type: ignore[method-assign]
socket.socket.connect_ex = _guarded(socket.socket.connect_ex)  # type: ignore[method-assign]


# --- Nothing is left out in silence


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Leave out the browser tests where there is no browser; CI runs them all the same, and fails.

    In `make test`, a test of many rows runs some of them, which are others in each order that is drawn.
    """
    for item in items:
        if JOURNEYS in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if browser.chromium() is None and not IN_CI:
                item.add_marker(pytest.mark.skip(reason="Chromium or a Korean font is missing"))
    yield
    if "not long" in str(config.getoption("markexpr")):
        few = few_rows(items, of=lambda item: item.nodeid.partition("[")[0], most=ROWS_IN_MAKE_TEST)
        config.hook.pytest_deselected(items=list(set(items) - set(few)))
        items[:] = few
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if processes > 1:  # once the order was drawn and what is not asked for is gone
        items[:] = shared_out(items, processes=processes, asks_for=_size_of_database)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what stays."""
    gc.collect()
    gc.freeze()


def _skip_what_the_engine_cannot(item: pytest.Item) -> None:
    """`engine_cannot(reason)` skips; with `database="sqlite"` only where the tests run on that one."""
    for marker in item.iter_markers("engine_cannot"):
        if marker.kwargs.get("database") in {None, connection.vendor}:
            pytest.skip(str(marker.args[0]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one, unless the engine cannot do the thing."""
    report = yield
    is_excused = item.get_closest_marker("engine_cannot") or hasattr(report, "wasxfail")
    if IN_CI and report.skipped and not is_excused:
        report.outcome, report.longrepr = "failed", f"Skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file."""
    report = yield
    if IN_CI and report.skipped:
        report.outcome, report.longrepr = "failed", f"Skipped, which CI does not allow: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Count what was left out for want of a browser."""
    skipped = terminalreporter.stats.get("skipped", [])
    if browser.chromium() is None:
        config.stash[LEFT_OUT] = sum("browser" in report.keywords for report in skipped)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say in the very last lines what was not run, and how to run it."""
    left_out = config.stash.get(LEFT_OUT, 0)
    if left_out:
        sys.stdout.write(
            f"\nNot run: {left_out} browser tests; Chromium or a Korean font is missing.\n"
            f"Install them: {browser.INSTALL}\n"
        )
