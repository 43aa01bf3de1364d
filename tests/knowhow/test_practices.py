"""Practices and building blocks: list, page, files, API, search, and that drafts stay unseen."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import models
from django.test import Client
from wagtail.fields import StreamField
from wagtail.models import Page

from knowhow.actions import submit
from knowhow.building_blocks import visible_blocks
from knowhow.models import BuildingBlock, CasePage, PracticePage
from knowhow.practice_indexing import practice_document
from portal.accounts.models import User
from portal.outbox.models import IndexOutbox, MailOutbox
from tests.knowhow.factories import (
    attach,
    make_block,
    make_case,
    make_document,
    make_exemption,
    make_field,
    make_practice,
    make_stage,
    make_topic,
    make_zone,
    status_of,
)
from tests.knowhow.people import contributor, manager

pytestmark = pytest.mark.django_db
OF_WAGTAIL = frozenset(field.name for field in Page._meta.get_fields())
UNSEEN = frozenset(
    {"page_ptr", "imported_title", "newest_first", "title_again", "is_sample", "public_slug", "versions"}
)
"""Fields that say nothing: keys, and columns that repeat others to sort by."""
CHOICES: dict[str, Any] = {"outcome": "stopped", "evidence_grade": "measured", "licence": "kogl3"}
SEEN = {"stopped": "중단 사례", "measured": "수치와 출처 확인", "kogl3": "공공누리 제3유형"}


def text_fields(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """Every field of this model that holds words of its own."""
    for field in model._meta.get_fields():
        if (
            isinstance(field, models.CharField | models.TextField)
            and field.name not in OF_WAGTAIL | UNSEEN
            and not field.choices
        ):
            yield field


def filled(model: type[models.Model]) -> dict[str, Any]:
    """A value for each text that nothing else holds."""
    values = {field.name: f"<{field.name}>" for field in text_fields(model)}
    return values | {"source_url": "https://example.org/source-of-it", "as_of": "2026-10"}


def story(words: str) -> list[dict[str, Any]]:
    return [{"type": "paragraph", "value": f"<p>{words}</p>"}]


def shown(client: Client, path: str) -> str:
    cache.clear()
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.fixture
def practice() -> PracticePage:
    """A practice with everything that can be filled."""
    step = {
        f"{name}_{code}": f"<step {name} {code}>"
        for name in ("name", "text", "who", "duration", "basis", "papers")
        for code in ("ko", "en")
    }
    page = make_practice(
        title="<title>",
        **filled(PracticePage)
        | {key: value for key, value in CHOICES.items() if key != "outcome"}
        | {
            "steps": [{"type": "step", "value": step}],
            "body": story("<body>".strip("<>")),
            "body_en": story("body_en"),
            "stage": make_stage(),
            "topic": make_topic(),
            "is_ai_allowed": True,
        },
    )
    page.exemptions.add(make_exemption())
    page.blocks.add(
        make_block(
            **{
                f"{name}_{code}": f"<block {name} {code}>"
                for name in ("purpose", "how", "enabling", "lessons")
                for code in ("ko", "en")
            }
        )
    )
    page.save()
    attach(page, "붙인 조례안", title_en="Attached ordinance")
    return page


@pytest.fixture
def case() -> CasePage:
    """A case with everything that can be filled."""
    step = {f"{name}_{code}": f"<step {name} {code}>" for name in ("name", "text") for code in ("ko", "en")}
    page = make_case(
        title="<title>",
        **filled(CasePage)
        | CHOICES
        | {
            "steps": [{"type": "step", "value": step}],
            "body": story("body"),
            "body_en": story("body_en"),
            "stage": make_stage(),
            "topic": make_topic(),
            "year": 2025,
            "is_ai_allowed": True,
        },
    )
    page.blocks.add(make_block())
    page.save()
    attach(page, "붙인 조례안", title_en="Attached ordinance")
    return page


def escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize("kind", ["case", "practice"])
def test_every_field_that_can_be_filled_is_on_the_page_and_in_the_api(
    client: Client, kind: str, request: pytest.FixtureRequest
) -> None:
    page = request.getfixturevalue(kind)
    path = page.get_absolute_url()
    korean, english = shown(client, path), shown(client, f"/en{path}")
    told = client.get(f"/api/v1/{kind}s/{page.public_slug}").content.decode()
    for field in text_fields(type(page)):
        value = getattr(page, field.name)
        own = english if field.name.endswith("_en") else korean
        if field.name != "as_of":
            assert escaped(value) in own, field.name
        assert value in told, field.name
    assert "2026년 10월" in korean or "2026. 10" in korean
    for name in (part.name for part in type(page)._meta.get_fields() if isinstance(part, StreamField)):
        assert f">{name}<" in (english if name.endswith("_en") else korean) or name == "steps", name
    for part in re.findall(r"<step \w+ \w+>", str(page.steps.raw_data[0]["value"])):
        assert escaped(part) in (english if part.endswith("en>") else korean), part
        assert part in told, part
    for value in CHOICES.values():
        assert SEEN[value] in korean or (kind == "practice" and value == "stopped")
    for words in ("붙인 조례안", "TXT", "공동 예약표", "인공지능 학습에 쓸 수 있습니다", "가공", "수출"):
        assert words in korean, words
    assert "Attached ordinance" in english


@pytest.mark.parametrize("kind", ["case", "practice"])
def test_every_field_that_can_be_filled_is_in_the_mail_to_the_reviewers(
    kind: str, request: pytest.FixtureRequest
) -> None:
    page = request.getfixturevalue(kind)
    boss, foreigner = manager(page.zone), manager(page.zone, "foreigner")
    foreigner.language = "en"
    foreigner.save()
    page.owner = contributor(page.zone)
    page.save()
    submit(page, by=page.owner)
    told = {mail.language: mail.text for mail in MailOutbox.objects.filter(user__in=[boss, foreigner])}
    for field in text_fields(type(page)):
        assert getattr(page, field.name) in told["en" if field.name.endswith("_en") else "ko"], field.name
    for part in re.findall(r"<step \w+ \w+>", str(page.steps.raw_data[0]["value"])):
        assert part in told["en" if part.endswith("en>") else "ko"], part
    for words in ("body", "붙인 조례안", "공동 예약표", "가공", "수출", SEEN["kogl3"]):
        assert words in told["ko"], words
    for words in ("body_en", "Attached ordinance"):
        assert words in told["en"], words
    assert (SEEN["stopped"] in told["ko"]) is (kind == "case")


def test_a_page_hides_none_of_its_parts_from_print(client: Client, practice: PracticePage) -> None:
    body = shown(client, practice.get_absolute_url())
    parts = re.findall(r'<section id="([a-z-]+)"([^>]*)>', body)
    assert [name for name, _attributes in parts] == [
        "purpose", "preparation", "steps", "timetable", "legal-basis", "exemptions", "costs", "cautions",
        "files", "blocks", "body", "sources",
    ]  # fmt: skip
    assert not any("no-print" in attributes or "hidden" in attributes for _name, attributes in parts)


def test_practice_tells_machines_its_steps(client: Client, practice: PracticePage) -> None:
    body = shown(client, practice.get_absolute_url())
    assert '"@type": "HowTo"' in body or '"@type":"HowTo"' in body
    assert 'hreflang="en"' in body
    assert practice.get_absolute_url() in shown(client, "/sitemap.xml")


def test_example_is_marked_and_kept_from_machines(client: Client) -> None:
    page = make_practice(zone=make_zone(is_sample=True))
    body = shown(client, page.get_absolute_url())
    assert page.is_sample
    assert "noindex" in body
    assert "HowTo" not in body
    assert page.get_absolute_url() not in shown(client, "/sitemap.xml")


def test_list_filters_by_each_facet(client: Client) -> None:
    zone = make_zone(field=make_field("tourism_leisure", "관광"))
    page = make_practice(
        "관광 안내", zone=zone, stage=make_stage(), topic=make_topic(), evidence_grade="stated"
    )
    make_practice("다른 안내", zone=make_zone("다른 특구", slug="other"))
    for query in (
        "field=tourism_leisure",
        "stage=processing",
        "topic=export",
        "evidence=stated",
        "zone=cheongyang",
    ):
        body = shown(client, f"/practices/?{query}")
        assert page.get_absolute_url() in body, query
        assert "다른 안내" not in body, query


def test_empty_list_says_what_to_do_next(client: Client) -> None:
    assert "아직 올라온 실무 안내가 없습니다." in shown(client, "/practices/")
    assert "조건에 맞는 실무 안내가 없습니다." in shown(client, "/practices/?q=zzzz")


def test_exports_hold_the_rows_of_the_list(client: Client) -> None:
    page = make_practice(exemptions=[])
    rows = list(
        csv.DictReader(io.StringIO(shown_or_file(client, "/practices/practices.csv").removeprefix("\ufeff")))
    )
    assert [row for row in rows if page.title in row.values()]
    assert client.get("/practices/practices.xlsx").status_code == 200
    told = client.get("/practices/practices.json").json()
    assert page.title in str(told)


def test_draft_is_nowhere_and_appears_when_published(client: Client) -> None:
    page = make_practice("숨은 안내", live=False)
    page.blocks.add(make_block("숨은 구성요소", slug="hidden-block"))
    page.save()
    paths = [
        "/practices/",
        "/blocks/",
        "/api/v1/practices",
        "/api/v1/blocks",
        "/sitemap.xml",
        "/practices/practices.csv",
    ]
    closed = [page.get_absolute_url(), "/blocks/hidden-block/", f"/api/v1/practices/{page.public_slug}"]
    assert not [path for path in paths if "숨은" in shown_or_file(client, path)]
    assert [client.get(path).status_code for path in closed] == [404, 404, 404]
    assert practice_document(str(page.pk), "ko") is None
    page.save_revision().publish()
    assert [client.get(path).status_code for path in closed] == [200, 200, 200]
    assert "숨은" in shown(client, "/practices/")
    assert "숨은" in shown(client, "/blocks/")
    assert practice_document(str(page.pk), "ko") is not None


def shown_or_file(client: Client, path: str) -> str:
    cache.clear()
    response: Any = client.get(path)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return bytes(content).decode()


def test_block_lists_the_cases_and_practices_that_use_it(client: Client) -> None:
    block, case, practice = make_block(), make_case(), make_practice()
    for page in (case, practice):
        page.blocks.add(block)
        page.save()
    body = shown(client, block.get_absolute_url())
    assert case.get_absolute_url() in body
    assert practice.get_absolute_url() in body
    assert block.get_absolute_url() in shown(client, case.get_absolute_url())


@pytest.mark.parametrize("is_checked", [True, False])
def test_only_a_file_that_was_looked_through_is_handed_out(client: Client, *, is_checked: bool) -> None:
    page = make_practice()
    row = attach(page, "조례안 파일", is_checked=is_checked)
    assert ("조례안 파일" in shown(client, page.get_absolute_url())) is is_checked
    assert status_of(client, row.document.url) == (200 if is_checked else 404)


def test_file_of_a_draft_opens_for_its_author_alone(client: Client) -> None:
    author = User.objects.create_user(email="author@example.org", password="x" * 12)
    other = User.objects.create_user(email="other@example.org", password="x" * 12)
    page = make_practice(live=False, owner=author)
    row = attach(page)
    statuses = []
    for person in (None, other, author):
        client.logout()
        if person is not None:
            client.force_login(person)
        statuses.append(status_of(client, row.document.url))
    assert statuses == [404, 404, 200]


def test_a_document_that_hangs_nowhere_is_nobodys(client: Client) -> None:
    assert status_of(client, make_document().url) == 404


def test_search_document_holds_every_text(practice: PracticePage) -> None:
    document = practice_document(str(practice.pk), "ko")
    assert document is not None
    for words in ("<purpose_ko>", "<step papers ko>", "<block how ko>", "붙인 조례안", "농지 위탁경영"):
        assert words in document.body, words
    assert document.facets["exemption"] == ("A36-1",)


def test_edited_block_reaches_the_index_of_the_pages_that_use_it() -> None:
    block, page = make_block(), make_practice()
    page.blocks.add(block)
    page.save()
    IndexOutbox.objects.all().delete()
    block.save()
    assert set(IndexOutbox.objects.values_list("kind", "object_id")) == {
        ("practice", str(page.pk)),
        ("block", str(block.pk)),
    }


def test_zone_field_and_exemption_pages_show_practices(client: Client) -> None:
    exemption = make_exemption()
    page = make_practice()
    page.exemptions.add(exemption)
    page.save()
    zone = page.zone
    for path in (zone.get_absolute_url(), f"/fields/{zone.field.slug}/", exemption.get_absolute_url()):
        assert page.get_absolute_url() in shown(client, path), path


def test_a_block_nobody_uses_is_not_listed() -> None:
    make_block()
    assert not visible_blocks(AnonymousUser()).exists()
    assert BuildingBlock.objects.exists()
