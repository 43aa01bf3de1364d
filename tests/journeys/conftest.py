"""Chromium, and what a page may not do unseen: log an error, break the policy, miss a file, fail axe."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

from tests.accounts.people import Person
from tests.services import browser

LAUNCH = [
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # no other machine
]
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
    console.error(`policy ${event.violatedDirective} stopped ${event.blockedURI || event.sourceFile}`))
"""
CLIENT_ERROR = 400
SETTLE_MILLISECONDS = 50
NAVIGATION_MILLISECONDS = 90_000
expect.set_options(timeout=15_000)
READING = (Path(__file__).parent / "reading.js").read_text()
TARGETS = (Path(__file__).parent / "targets.js").read_text()


@pytest.fixture(scope="session")
def base_url() -> None:
    """Journeys name whole addresses. The plugin's own fixture is written in a way that pytest gives up."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Start the Chromium of the machine; root may only without its sandbox, as in most containers."""
    program = browser.chromium()
    if program is None:
        pytest.fail(f"Chromium or a Korean font is missing. Install them: {browser.INSTALL}")
    arguments = [*LAUNCH, "--no-sandbox"] if os.geteuid() == 0 else LAUNCH
    return {**browser_type_launch_args, "executable_path": program, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Korean reader at a desk."""
    return {
        **browser_context_args,
        "locale": "ko-KR",
        "timezone_id": "Asia/Seoul",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """With patience for a machine on which other tests run."""
    context.set_default_navigation_timeout(NAVIGATION_MILLISECONDS)
    return context


@pytest.fixture
def reports() -> list[str]:
    """What the pages of this test complain of; clear it after a complaint that belongs to the rule."""
    return []


@pytest.fixture
def page_with_reports(page: Page, reports: list[str]) -> Iterator[Page]:
    """A page; at the end of the test nothing may be left in `reports`."""
    listen(page, reports=reports)
    yield page
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    assert reports == []


@pytest.fixture
def page_without_javascript(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    context: BrowserContext = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    yield context.new_page()
    context.close()


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Give a function that runs axe on the page as it stands and names what it finds."""

    def check(page: Page) -> None:
        found = violations(page)
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check


def violations(page: Page, *, contrast: bool = True) -> list[str]:
    """What axe finds on the page as it stands; contrast takes it as long as all other rules together."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(str(node["html"])[:200] for node in violation["nodes"][:3])
        for violation in page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    ]


def listen(page: Page, *, reports: list[str]) -> None:
    """Write down console and script errors, policy violations, failed requests, answers of 400 and more."""

    def console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            reports.append(f"console {message.type}: {message.text}")

    def failed(request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # the reader went on before it was there
            reports.append(f"failed: {request.url} {request.failure}")

    def answered(response: Response) -> None:
        if response.status >= CLIENT_ERROR:
            reports.append(f"{response.status}: {response.url}")

    page.add_init_script(REPORT_VIOLATIONS)
    page.on("console", console)
    page.on("pageerror", lambda error: reports.append(f"script error: {error}"))
    page.on("requestfailed", failed)
    page.on("response", answered)


def sign_in(page: Page, base: str, person: Person, *, to: str) -> None:
    """Go where only who is signed in may, give the password and the code, and arrive there."""
    page.goto(base + to)
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.locator("input[name=login]").fill(person.user.email)
    page.locator("input[name=password]").fill(person.password)
    page.locator("main form button[type=submit]").first.click()
    page.locator("input[name=code]").fill(person.code())
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(re.escape(to)))
    page.wait_for_load_state()
