"""Know-how from the field: written on a phone, asked for more, vouched for twice, found; decided by a link without an account."""

import re
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail
from django.utils import timezone
from hwpx import HwpxDocument
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from knowhow.freshness import remind_overdue
from knowhow.jobs import gather_files
from knowhow.models import CasePage, Freshness, Review
from portal.accounts.grants import Role, Scope
from portal.importing.models import ImportRun
from portal.jobs.publishing import publish_due
from portal.outbox.jobs import send_mails
from portal.outbox.models import MailOutbox
from portal.zones.models import Zone, ZonePage
from search import pool
from search.indexer import drain, rebuild
from tests.accounts.people import Person, make_person
from tests.journeys.conftest import sign_in
from tests.knowhow.copied import typed_into
from tests.knowhow.factories import publish
from tests.knowhow.test_anonymity import CANARIES, TOKEN, WORD, stopped_draft
from tests.permissions.world import give

PHONE: ViewportSize = {"width": 390, "height": 844}
TITLE = "함께 쓰는 건조장을 여섯 주에 연 이야기"
MORE = "가동률에 출처를 붙여 주십시오."
OPINION = "수치를 관리대장으로 확인했습니다."

WHERE_CASES_STAND = (
    *("/", "/cases/", "/cases/?outcome=stopped", f"/search/?q={WORD}", "/sitemap.xml"),
    *(
        "/api/v1/cases",
        f"/api/v1/search?q={WORD}",
        f"/search/feed/?q={WORD}",
        "/cases/cases.csv",
        "/en/cases/",
    ),
)

type Accessible = Callable[[Page], None]


@pytest.fixture
def zone(facts: None, live_server: LiveServer) -> Zone:
    """A real zone of the test database; nothing of this leaves it."""
    found: Zone = Zone.objects.get(name_ko="공주 알밤특구")
    return found


def _person(name: str, role: str, zone: Zone | None = None) -> Person:
    person = make_person(f"{name}@example.kr", has_second_factor=True)
    give(person, role, Scope.ZONE if zone else Scope.EVERYWHERE, zone.pk if zone else None)
    return person


def _begin(page: Page, base: str, author: Person) -> None:
    sign_in(page, base, author, to="/my/zone/write/")
    page.get_by_text("사례: 한 일과 그 결과").click()
    page.get_by_label("제목").fill(TITLE)
    page.get_by_role("button", name="쓰기 시작하기").click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()


def _decide(page: Page, decision: str, text: str = "", grade: str = "") -> None:
    page.get_by_text(decision, exact=True).click()
    if grade:
        page.get_by_label("근거 수준").select_option(label=grade)
    if text:
        page.get_by_label("의견").fill(text)
    page.get_by_role("button", name="결정 남기기").click()


def _open(browser: Browser, base: str, person: Person, to: str) -> Page:
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce")
    sign_in(page, base, person, to=to)
    return page


@pytest.mark.long
def test_case_is_written_on_a_phone_and_vouched_for_twice(
    browser: Browser, live_server: LiveServer, zone: Zone, tmp_path: Path, assert_accessible: Accessible
) -> None:
    author, boss, panel = (
        _person("author", Role.CONTRIBUTOR, zone),
        _person("boss", Role.ZONE_MANAGER, zone),
        _person("panel", Role.VALIDATOR),
    )
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    _begin(page, live_server.url, author)
    assert_accessible(page)
    _lose_the_connection_and_resume(context, page)
    _attach(page, tmp_path, assert_accessible)
    page.get_by_role("button", name="제출하기").click()
    expect(page.get_by_text("특구 검토: 검토 기다림")).to_be_visible()
    path = f"/my/zone/reviews/{Review.objects.running().get().pk}/"
    assert not CasePage.objects.get(title=TITLE).live

    at_zone = _open(browser, live_server.url, boss, path)
    assert_accessible(at_zone)
    at_zone.get_by_role("button", name="제가 살펴보겠습니다").click()
    _decide(at_zone, "보완을 요청합니다", MORE)
    expect(at_zone.get_by_text("보완 요청").first).to_be_visible()
    page.goto(live_server.url + path)
    expect(page.get_by_text(MORE)).to_be_visible()
    page.get_by_role("link", name="글 고치기").click()
    page.locator("[name=summary_ko]").fill("농가 열두 곳이 함께 쓴다. 가동률의 출처는 군 관리대장이다.")
    page.get_by_role("button", name="제출하기").click()
    at_zone.goto(live_server.url + path)
    _decide(at_zone, "승인합니다")
    case = CasePage.objects.get(title=TITLE)
    assert case.live

    page.goto(f"{live_server.url}/my/zone/drafts/{case.pk}/")
    page.get_by_role("button", name="국가 사례 서가에 신청하기").click()
    review = Review.objects.running().get(level=Review.Level.LIBRARY)
    at_panel = _open(browser, live_server.url, panel, f"/my/zone/reviews/{review.pk}/")
    _decide(at_panel, "승인합니다", OPINION, grade="수치와 출처 확인")
    expect(at_panel.get_by_text(OPINION)).to_be_visible()
    _is_found_by_everyone(browser, live_server.url, zone, assert_accessible)


def _lose_the_connection_and_resume(context: BrowserContext, page: Page) -> None:
    status = page.locator("#autosave-status")
    page.locator("[name=summary_ko]").fill("농가 열두 곳이")
    expect(status).to_contain_text("저장했습니다", timeout=15_000)
    context.set_offline(True)
    page.locator("[name=summary_ko]").fill("농가 열두 곳이 건조장 하나를 함께 쓴다.")
    expect(status).to_contain_text("아직 저장하지 못했습니다", timeout=15_000)
    context.set_offline(False)
    expect(status).to_contain_text("저장했습니다", timeout=30_000)
    page.goto(re.sub(r"/my/zone/.*", "/my/zone/", page.url))
    page.locator("#drafts").get_by_role("link", name=re.compile(TITLE)).click()
    expect(page.locator("[name=summary_ko]")).to_have_value("농가 열두 곳이 건조장 하나를 함께 쓴다.")


def _fill_what_is_needed(page: Page) -> None:
    page.locator("[name=action_ko]").fill("규약을 만들고 달력 하나로 나누어 썼다.")
    page.locator("[name=source_note]").fill("담당자가 직접 썼다.")


def _attach(page: Page, folder: Path, assert_accessible: Accessible) -> None:
    _fill_what_is_needed(page)
    page.get_by_role("button", name="저장하고 파일 붙이기").click()
    assert_accessible(page)
    page.get_by_role("link", name="글로 돌아가기").click()


def _is_found_by_everyone(browser: Browser, base: str, zone: Zone, assert_accessible: Accessible) -> None:
    drain()
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce")
    page.goto(f"{base}/search/?q=건조장 여섯 주")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.get_by_text(OPINION)).to_be_visible()
    assert_accessible(page)
    for path in (
        f"/zones/{ZonePage.objects.get(zone=zone).public_slug}/",
        f"/cases/?field={zone.field.slug}&library=library",
    ):
        page.goto(base + path)
        expect(page.get_by_role("link", name=re.compile(TITLE)).first).to_be_visible()


@pytest.mark.whole
def test_case_is_accepted_by_a_link_without_an_account(
    browser: Browser, live_server: LiveServer, zone: Zone, assert_accessible: Accessible
) -> None:
    author, boss = _person("author", Role.CONTRIBUTOR, zone), _person("boss", Role.ZONE_MANAGER, zone)
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce")
    _begin(page, live_server.url, author)
    page.locator("[name=summary_ko]").fill("농가 열두 곳이 함께 쓴다.")
    _fill_what_is_needed(page)
    page.get_by_role("button", name="제출하기").click()
    review = Review.objects.running().get()
    at_zone = _open(browser, live_server.url, boss, f"/my/zone/reviews/{review.pk}/")
    at_zone.get_by_label("이메일").fill("elder@example.org")
    at_zone.get_by_role("button", name="승인 링크 보내기").click()
    send_mails.func()
    letter = next(message for message in mail.outbox if message.to == ["elder@example.org"])
    link = re.search(r"https?://\S+/my/zone/approve/\S+", str(letter.body))
    assert link is not None
    elder = browser.new_page(viewport=PHONE, reduced_motion="reduce")
    address = re.sub(r"^https?://[^/]+", live_server.url, link.group())
    elder.goto(address)
    assert_accessible(elder)
    _decide(elder, "승인합니다")
    assert CasePage.objects.get(title=TITLE).live
    answer = elder.goto(address)
    assert answer is not None
    assert answer.status in {404, 410}  # a link decides once


def test_overdue_case_is_confirmed_from_the_mail(
    browser: Browser,
    live_server: LiveServer,
    zone: Zone,
    assert_accessible: Accessible,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A year and a month later: the desk's mail, one press, and the clock begins anew."""
    _person("editor", Role.EDITOR, zone)
    case = publish(CasePage.objects.live().filter(zone=zone).order_by("pk")[0])
    then = timezone.now() + timedelta(days=395)
    monkeypatch.setattr(timezone, "now", lambda: then)
    assert remind_overdue() == 1
    link = re.search(r"/c/confirm/\S+", MailOutbox.objects.order_by("-pk")[0].text)
    assert link is not None
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce")
    page.goto(live_server.url + link.group())
    assert_accessible(page)
    page.get_by_role("button", name="확인했습니다").click()
    expect(page.get_by_text("최근 확인일을 오늘로 바꾸었습니다")).to_be_visible()
    assert not Freshness.objects.get(page_id=case.pk).is_overdue


@pytest.mark.whole
def test_working_copy_is_taken_along_and_comes_back_without_javascript(
    browser: Browser, live_server: LiveServer, zone: Zone, tmp_path: Path, assert_accessible: Accessible
) -> None:
    author = _person("author", Role.CONTRIBUTOR, zone)
    page = browser.new_page(viewport={"width": 320, "height": 800}, reduced_motion="reduce")
    _begin(page, live_server.url, author)
    case = CasePage.objects.get(title=TITLE)
    address = f"{live_server.url}/my/zone/drafts/{case.pk}/copy/"
    page.goto(address)
    assert_accessible(page)
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    writer = plain.new_page()
    writer.goto(address)
    with writer.expect_download() as download:
        writer.get_by_role("button", name="한글 파일로 받기(HWPX)").click()
    taken = tmp_path / "작업본.hwpx"
    download.value.save_as(taken)
    taken.write_bytes(typed_into(taken.read_bytes(), "hwpx", "summary_ko", "기차에서 적은 요약"))
    writer.get_by_label("작업본 파일").set_input_files(taken)
    writer.get_by_role("button", name="올려서 확인하기").click()
    expect(writer.get_by_text("기차에서 적은 요약")).to_be_visible()
    page.goto(writer.url)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    writer.get_by_role("button", name="고른 대로 반영하기").click()
    expect(writer.locator("[name=summary_ko]")).to_have_value("기차에서 적은 요약")
    writer.get_by_role("button", name="반영하기 전으로 되돌리기").click()
    expect(writer.locator("[name=summary_ko]")).to_have_value("")
    plain.close()


@pytest.mark.whole
def test_old_reports_are_brought_in_as_drafts(
    browser: Browser, live_server: LiveServer, zone: Zone, tmp_path: Path, assert_accessible: Accessible
) -> None:
    author = _person("author", Role.CONTRIBUTOR, zone)
    page = browser.new_page(viewport={"width": 320, "height": 800}, reduced_motion="reduce")
    sign_in(page, live_server.url, author, to="/my/zone/import/")
    assert_accessible(page)
    report = HwpxDocument.new()
    for line in (
        "옛 건조장 보고서",
        "□ 추진 배경",
        "수확철마다 모자랐다.",
        "□ 향후 계획",
        "두 곳을 더 짓는다.",
    ):
        report.add_paragraph(line)
    (tmp_path / "옛 보고서.hwpx").write_bytes(report.to_bytes())
    page.get_by_label("특구").select_option(label=zone.name_ko)
    page.get_by_label("파일").set_input_files(tmp_path / "옛 보고서.hwpx")
    page.get_by_role("button", name="올려서 읽기").click()
    expect(page.get_by_role("heading", name="파일을 읽고 있습니다")).to_be_visible()
    assert_accessible(page)
    gather_files.func(ImportRun.objects.latest("pk").pk, "ko")
    page.get_by_role("link", name="새로 고치기").click()
    expect(page.get_by_label("추진 배경")).to_have_value("context_ko")
    assert_accessible(page)
    page.get_by_role("button", name="무엇이 들어올지 보기").click()
    expect(page.get_by_text("두 곳을 더 짓는다.")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not CasePage.objects.filter(draft_title="옛 건조장 보고서").exists()
    page.get_by_role("button", name="초안으로 가져오기").click()
    expect(page.get_by_role("link", name="옛 건조장 보고서")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="가져온 초안 치우기").click()
    expect(page.get_by_text("초안 1개를 치웠습니다")).to_be_visible()
    assert not CasePage.objects.filter(draft_title="옛 건조장 보고서").exists()


@pytest.mark.whole
def test_version_1_is_cited_after_version_2_is_live(
    page_with_reports: Page, live_server: LiveServer, zone: Zone, assert_accessible: Accessible
) -> None:
    page, base = page_with_reports, live_server.url
    case = publish(CasePage.objects.filter(zone=zone).order_by("pk")[0], context_ko="농가 열두 곳이 있었다.")
    publish(case, context_ko="농가 서른 곳이 있었다.")
    page.goto(f"{base}/cases/{case.public_slug}/")
    expect(page.get_by_text("농가 서른 곳이 있었다.")).to_be_visible()
    page.locator(f'main a[href="/c/{case.pk}/v/1/"]').first.click()
    expect(page.get_by_text("농가 열두 곳이 있었다.")).to_be_visible()
    expect(page.get_by_text("그 뒤에 바뀐 내용이 있습니다.")).to_be_visible()
    cited = page.locator("#cite")
    expect(cited).to_contain_text("제1판")
    expect(cited.locator("pre")).to_contain_text(f"/c/{case.pk}/v/1/")
    expect(cited.get_by_role("link")).to_have_attribute("href", re.compile(f"/c/{case.pk}/v/1/$"))
    assert_accessible(page)
    page.get_by_role("link", name="제2판까지 바뀐 내용 보기").click()
    expect(page.locator("main del").first).to_be_visible()
    expect(page.locator("main ins").first).to_be_visible()


@pytest.mark.whole
@pytest.mark.django_db(transaction=True)
def test_anonymous_stopped_case_leaks_nothing_before_or_after_its_embargo(
    page_with_reports: Page,
    live_server: LiveServer,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    page, base = page_with_reports, live_server.url
    settings.SEARCH_ENGINE, settings.SEARCH_INDEX_DIR = "tantivy", tmp_path / "index"
    pool.forget()
    case = publish(
        stopped_draft(),
        embargo_until=timezone.localdate() + timedelta(days=10),
        is_anonymous=True,
        title_en="A dryer that stopped",
    )
    rebuild()
    assert page.request.get(f"{base}/cases/{case.public_slug}/").status == HTTPStatus.NOT_FOUND
    assert [path for path in WHERE_CASES_STAND if TOKEN in page.request.get(base + path).text()] == []
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=11))
    publish_due()
    rebuild()
    case.refresh_from_db()
    page.goto(f"{base}/cases/{case.public_slug}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TOKEN)
    answers = {path: page.request.get(base + path).text() for path in WHERE_CASES_STAND} | {
        "": page.content()
    }
    shown = {path: text for path, text in answers.items() if TOKEN in text}
    assert {"", "/cases/", "/api/v1/cases", f"/search/?q={WORD}"} <= set(shown)
    told = {path: [word for word in CANARIES if word in text] for path, text in shown.items()}
    assert not any(told.values()), told
