"""Photograph every kind of page into docs/screens: `make screens`.

The pages stand on the shipped facts and the marked examples, in a database of its own that is thrown away.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's synchronous interface runs an event loop
django.setup()

from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402 - needs the settings
from django.test.testcases import LiveServerThread  # noqa: E402
from django.utils import timezone  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from portal import alerts  # noqa: E402
from portal.accounts.models import Desk  # noqa: E402
from portal.demo.sample import load_sample  # noqa: E402
from portal.home.models import CriticalAlert  # noqa: E402
from portal.settings.base import REPOSITORY  # noqa: E402
from tests.page_kinds import EXAMPLE_KINDS, PAGE_KINDS, path_in  # noqa: E402
from tests.services import browser  # noqa: E402
from tests.services.databases import Content, Databases  # noqa: E402

SCREENS = REPOSITORY / "docs/screens"
SIGHTS = (("ko", 1280), ("ko", 390), ("en", 1280))
ALERT = {
    "level": CriticalAlert.Level.DANGER,
    "text_ko": "토요일 밤 10시부터 두 시간 동안 점검으로 누리집을 쓸 수 없습니다.",
    "text_en": "The site is closed for two hours from 10 p.m. on Saturday.",
    "link": "/announcements/",
}
TALLEST = 2000
QUALITY = 35
SCALE = {1280: 0.625, 390: 0.8}
"""Small enough that all pictures together weigh less than 10 MB, large enough to read the headings."""
START_HEIGHT = 900


def main() -> int:
    """Take every picture; give 1 where no browser is."""
    program = browser.chromium()
    if program is None:
        sys.stderr.write(f"Chromium or a Korean font is missing. Install them: {browser.INSTALL}\n")
        return 1
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with _portal() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=arguments)
        for language, width in SIGHTS:
            _photograph_all(chromium, address, language=language, width=width)
        _photograph_desks(chromium, address)
        _raise_alert()
        for language, width in SIGHTS:
            with _page(chromium, width=width) as page:
                _photograph(page, address + path_in(language, "home"), f"alert-{language}-{width}")
        chromium.close()
    size = sum(picture.stat().st_size for picture in SCREENS.iterdir())
    sys.stdout.write(f"{len(list(SCREENS.iterdir()))} pictures, {size / 1e6:.1f} MB, in {SCREENS}\n")
    return 0


@contextmanager
def _portal() -> Iterator[str]:
    """Serve the facts and the examples on a free port; give the address."""
    databases = Databases(home=REPOSITORY / "var/test-template", worker=f"screens-{os.getpid()}")
    databases.provide(Content.FACTS)
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    try:
        load_sample()
        server.start()
        server.is_ready.wait()
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()
        databases.remove()


@contextmanager
def _page(chromium: Browser, *, width: int) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": width, "height": START_HEIGHT},
        device_scale_factor=SCALE[width],
        locale="ko-KR",
        timezone_id="Asia/Seoul",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def _photograph_all(chromium: Browser, address: str, *, language: str, width: int) -> None:
    with _page(chromium, width=width) as page:
        for kind in (*PAGE_KINDS, *EXAMPLE_KINDS):
            _photograph(page, address + path_in(language, kind), f"{kind}-{language}-{width}")


def _photograph_desks(chromium: Browser, address: str) -> None:
    """A post by its number, which only the database knows."""
    desk = Desk.objects.filter(is_sample=True, profile__isnull=False).order_by("pk").first()
    assert desk is not None
    for language, width in SIGHTS:
        prefix = "" if language == "ko" else f"/{language}"
        with _page(chromium, width=width) as page:
            _photograph(page, f"{address}{prefix}/desks/{desk.pk}/", f"example-desk-{language}-{width}")


def _photograph(page: Page, address: str, name: str) -> None:
    """From the top, as far down as is worth looking at."""
    page.goto(address)
    page.evaluate("document.fonts.ready")
    size = page.viewport_size or {"width": 0, "height": START_HEIGHT}
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    page.screenshot(
        path=SCREENS / f"{name}.jpg",
        type="jpeg",
        quality=QUALITY,
        full_page=True,
        clip={"x": 0, "y": 0, "width": size["width"], "height": max(height, START_HEIGHT)},
    )


def _raise_alert() -> None:
    now = timezone.now()
    CriticalAlert.objects.create(**ALERT, starts_at=now, ends_at=now + timedelta(hours=1))
    alerts.forget()


if __name__ == "__main__":
    SCREENS.mkdir(parents=True, exist_ok=True)
    sys.exit(main())
