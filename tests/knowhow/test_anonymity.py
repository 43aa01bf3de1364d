"""A stopped case may wait for its day and need not say whose it is: nothing gives it away, before or after."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from knowhow.indexing import case_document, case_meta
from knowhow.linked_data import case_linked_data
from knowhow.models import CasePage, Freshness
from knowhow.social_cards import case_card, case_cards_to_draw
from portal.accounts.models import Membership, Organisation
from portal.jobs.publishing import publish_due
from portal.zones.models import Municipality, Zone, ZonePage
from search import pool
from search.indexer import rebuild
from tests.accounts.people import make_person, sign_in
from tests.knowhow.factories import add_result, make_case, make_field, make_province, make_zone, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index_of_its_own(settings: LazySettings, tmp_path: Path) -> None:
    """Search answers from an index of this test."""
    settings.SEARCH_ENGINE, settings.SEARCH_INDEX_DIR = "tantivy", tmp_path / "index"
    pool.forget()


TOKEN = "되살리지못한건조장"
"""Stands in the case and nowhere else."""
WORD = "해풍건조"
"""Stands in the case too: it is asked for, and pages of search repeat what was asked."""
CANARIES = (
    *("카나리섬 앵무특구", "Canary Parrot Zone", "canary-parrot", "카나리군", "Canary-gun", "옛카나리특구"),
    *("먼바다도", "Faraway-do", "앵무연구원", "김앵무", "example.org/parrot", "출처의 앵무 메모"),
)
"""What tells whose case it is: none of it may stand beside the token."""


def canary_zone() -> Zone:
    province = make_province("99", "먼바다도")
    province.name_en = "Faraway-do"
    province.save()
    zone = make_zone(
        "카나리섬 앵무특구",
        slug="canary-parrot",
        province=province,
        field=make_field(),
        name_en="Canary Parrot Zone",
    )
    town = Municipality.objects.create(
        code="99010", province=province, name_ko="카나리군", name_en="Canary-gun"
    )
    zone.municipalities.add(town)
    for number in range(4):
        make_zone(f"이웃{number} 어장특구", slug=f"neighbour-{number}", name_en=f"Neighbour {number}")
    zone.former_names.create(name_ko="옛카나리특구", kind="former")
    return zone


def author() -> Any:
    user = make_person("parrot@example.org").user
    user.first_name, user.last_name = "앵무", "김"
    user.save()
    body = Organisation.objects.create(kind="expert_body", name_ko="앵무연구원", is_confirmed=True)
    Membership.objects.create(user=user, organisation=body, state="verified")
    return user


def stopped_draft(**facts: object) -> CasePage:
    values: dict[str, Any] = {
        "title_en": "Canary Parrot dryer stopped",
        "summary_ko": f"{TOKEN} 사업을 그만두었다.",
        "summary_en": f"{TOKEN} was given up.",
        "went_wrong_ko": f"{TOKEN}에 쓸 물이 모자랐다.",
        "outcome": "stopped",
        "live": False,
        "year": 2019,
        "source_url": "https://example.org/parrot",
        "source_note": "출처의 앵무 메모",
        "owner": author(),
    }
    return make_case(
        f"{WORD} {TOKEN} 이야기",
        zone=Zone.objects.filter(name_en="Canary Parrot Zone").first() or canary_zone(),
        **(values | facts),
    )


def stay_quiet(case: CasePage, **facts: object) -> CasePage:
    return publish(case, is_anonymous=True, title_en="A dryer that stopped", **facts)


def read_everywhere(client: Client, case: CasePage) -> Iterator[tuple[str, str]]:
    """Every public address that could show the case, with what it answers."""
    rebuild()
    word, slug = quote(WORD), case.public_slug
    paths = [
        *(
            f"{prefix}{path}"
            for prefix in ("", "/en")
            for path in (
                f"/cases/{slug}/",
                f"/c/{case.pk}/",
                f"/c/{case.pk}/v/1/",
                f"/c/{case.pk}/v/1/2/",
                "/cases/",
                f"/cases/?q={word}",
                "/cases/?sort=confirmed",
                "/cases/?outcome=stopped",
                "/cases/cases.csv",
                "/cases/cases.json",
                f"/search/?q={word}",
                f"/search/?q={word}&view=table",
                "/fields/agriculture_food/",
                "/",
                f"/search/?q={word}&kind=case",
            )
        ),
        *(
            "/cases/?zone=canary-parrot",
            "/cases/?province=99",
            "/cases/?q=canary",
            f"/cases/?q={quote('카나리')}",
        ),
        *(
            "/zones/canary-parrot/",
            "/zones/canary-parrot/history/",
            "/zones/compare/?zone=canary-parrot&zone=cheongyang",
        ),
        *(
            "/sitemap.xml",
            "/api/v1/cases",
            f"/api/v1/cases/{slug}",
            "/api/v1/cases?zone=canary-parrot",
            "/api/v1/cases?province=99",
        ),
        *(
            f"/api/v1/search?q={word}",
            f"/api/v1/suggest?q={word[:18]}",
            f"/search/feed/?q={word}",
        ),
        *(
            "/changes/feed/",
            f"/search/?q={quote('카나리섬 앵무특구')}",
            "/zones/zones/canary-parrot/anything/",
        ),
    ]
    for path in paths:
        response = client.get(path)
        assert response.status_code < 500, path
        text = (
            response.content.decode("utf-8", "replace")
            if not response.streaming
            else response.getvalue().decode()
        )
        yield path, text + json.dumps(dict(response.headers))


def giveaways(client: Client, case: CasePage) -> dict[str, list[str]]:
    """Where a word that tells stands beside the case."""
    found = {}
    for path, text in read_everywhere(client, case):
        told = [word for word in CANARIES if word in text]
        if TOKEN in text and told:
            found[path] = told
    return found


# --- Anonymous ----------------------------------------------------------------------------------------------


@pytest.mark.long
def test_walk_finds_what_a_named_case_gives_away(client: Client) -> None:
    """The control: the walk sees the names of a case that tells them."""
    case = publish(stopped_draft())
    found = giveaways(client, case)
    for path in (
        "/cases/canary-parrot-dryer-stopped/",
        "/cases/cases.csv",
        "/api/v1/cases",
        f"/c/{case.pk}/v/1/",
    ):
        assert found[path], path


def test_anonymous_case_is_read_everywhere_and_named_nowhere(client: Client) -> None:
    make_zone()
    case = stay_quiet(stopped_draft())
    stay_quiet(case, context_ko="둘째 판")
    assert case.public_slug.startswith("stopped-case")
    assert TOKEN in client.get(f"/cases/{case.public_slug}/").content.decode()
    assert giveaways(client, case) == {}
    listed = client.get("/cases/?zone=canary-parrot").content.decode()
    assert TOKEN not in listed
    assert TOKEN not in client.get("/cases/?province=99").content.decode()
    assert TOKEN not in client.get("/zones/canary-parrot/").content.decode()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_search_card_and_linked_data_say_nothing(language: str) -> None:
    case = stay_quiet(stopped_draft())
    with translation.override(language):
        document = case_document(str(case.pk), "en" if language == "en" else "ko")
        meta = case_meta([str(case.pk)], "en" if language == "en" else "ko")
        data = case_linked_data(case, title=case.title, description=case.summary_ko)
        said = f"{document} {meta} {case_card(case)} {data} {list(case_cards_to_draw())}"
    assert [word for word in CANARIES if word in said] == []
    assert document is not None
    assert {"province", "municipality"}.isdisjoint(document.facets)


def test_tree_address_of_an_anonymous_case_is_not_found(client: Client) -> None:
    case = stay_quiet(stopped_draft())
    parts = tree_address(case)
    assert client.get(parts).status_code == 404
    named = publish(make_case("이름 있는 사례"))
    assert client.get(tree_address(named)).status_code == 301


def tree_address(case: CasePage) -> str:
    """The address in Wagtail's tree."""
    path: str = case.url_path
    return "/" + path.split("/", 2)[2]


@pytest.mark.parametrize(
    "text",
    [
        "카나리섬앵무특구에서",
        "카나리 군의",
        "canary-gun office",
        "옛카나리특구 때",
        "앵무연구원이",
        "김앵무 주무관",
        "먼바다도청",
    ],
)
def test_text_that_tells_is_refused(text: str) -> None:
    case = stopped_draft()
    with pytest.raises(ValidationError, match="알리는 말"):
        stay_quiet(case, context_ko=text)
    add_result(case, text_ko=text)
    with pytest.raises(ValidationError, match="알리는 말"):
        stay_quiet(CasePage.objects.get(pk=case.pk))
    assert not CasePage.objects.get(pk=case.pk).live


def test_files_pictures_and_contacts_are_refused() -> None:
    body = json.dumps([{"type": "contact", "value": {"desk": "담당", "phone": "", "url": "", "note": ""}}])
    with pytest.raises(ValidationError, match="파일, 사진, 문의처"):
        stay_quiet(stopped_draft(body=body))


def test_case_that_was_public_under_its_name_cannot_hide() -> None:
    case = publish(stopped_draft())
    case.unpublish()
    with pytest.raises(ValidationError, match="공개한 적이"):
        stay_quiet(CasePage.objects.get(pk=case.pk))


def test_field_of_few_zones_would_tell() -> None:
    case = stopped_draft()
    ZonePage.objects.filter(public_slug="neighbour-0").update(live=False)
    with pytest.raises(ValidationError, match="5곳보다 적어"):
        stay_quiet(case)


def test_only_stopped_cases_hide() -> None:
    for facts in ({"is_anonymous": True}, {"embargo_until": timezone.localdate() + dt.timedelta(days=9)}):
        with pytest.raises(ValidationError, match="중단 사례만"):
            publish(make_case("추진", live=False), **facts)


def test_form_refuses_names_in_rows_below_and_keeps_what_was_typed(client: Client) -> None:
    case = stopped_draft()
    sign_in(client, make_person("editor@example.org", is_editor=True, has_second_factor=True))
    data = {
        **dict.fromkeys(("title", "summary_ko"), TOKEN),
        "slug": case.slug,
        "outcome": "stopped",
        "licence": "summary",
        "is_anonymous": "on",
        **{f"{name}-count": "0" for name in ("steps", "body", "body_en")},
        **{
            f"{name}-{part}": "0"
            for name in ("results", "exemption_uses", "comments")
            for part in ("INITIAL_FORMS", "MIN_NUM_FORMS")
        },
        "results-TOTAL_FORMS": "1",
        "exemption_uses-TOTAL_FORMS": "0",
        "comments-TOTAL_FORMS": "0",
        "results-MAX_NUM_FORMS": "20",
        "results-0-text_ko": "카나리군에서 그만둠",
        "results-0-ORDER": "1",
    }
    body = client.post(f"/cms/pages/{case.pk}/edit/", data).content.decode()
    assert "카나리군에서 그만둠" in body
    assert "알리는 말이 있습니다" in body


# --- Under embargo ------------------------------------------------------------------------------------------


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Give a function that moves the clock of the site by days."""
    true_now = timezone.now
    return lambda days: monkeypatch.setattr(timezone, "now", lambda: true_now() + dt.timedelta(days=days))


def seen(client: Client, case: CasePage) -> list[str]:
    return [path for path, text in read_everywhere(client, case) if TOKEN in text]


@pytest.mark.whole
@pytest.mark.parametrize("is_anonymous", [pytest.param(False, marks=pytest.mark.whole), True])
def test_case_under_embargo_is_nowhere_before_its_day_and_everywhere_after(
    client: Client, travel: Callable[[int], None], *, is_anonymous: bool
) -> None:
    until = timezone.localdate() + dt.timedelta(days=10)
    title = "A dryer that stopped"
    case = publish(stopped_draft(), embargo_until=until, is_anonymous=is_anonymous, title_en=title)
    for days in (0, 5):
        travel(days)
        publish_due()
        assert seen(client, case) == []
        assert case_document(str(case.pk), "ko") is None
        assert not case.versions.exists()
        assert not Freshness.objects.exists()
    travel(11)
    publish_due()
    case = CasePage.objects.get(pk=case.pk)
    assert {
        f"/cases/{case.public_slug}/",
        "/cases/",
        "/api/v1/cases",
        f"/c/{case.pk}/v/1/",
        f"/search/?q={quote(WORD)}",
    } <= set(seen(client, case))
    assert bool(giveaways(client, case)) is not is_anonymous


def test_public_case_cannot_go_under_embargo() -> None:
    case = publish(stopped_draft())
    with pytest.raises(ValidationError, match="이미 공개된"):
        publish(case, embargo_until=timezone.localdate() + dt.timedelta(days=10))


def test_earlier_day_of_the_cms_is_moved_to_the_embargo() -> None:
    until = timezone.localdate() + dt.timedelta(days=10)
    soon = timezone.now() + dt.timedelta(days=2)
    case = publish(stopped_draft(), embargo_until=until, go_live_at=soon)
    assert not case.live
    due = case.get_latest_revision().approved_go_live_at
    assert timezone.localdate(due) == until


def test_page_of_the_zone_is_still_the_zones(client: Client) -> None:
    """Another control: the canaries do stand where the zone itself is told of."""
    make_zone()
    stay_quiet(stopped_draft())
    assert "카나리섬 앵무특구" in client.get("/zones/canary-parrot/").content.decode()
    assert ZonePage.objects.filter(public_slug="canary-parrot").exists()
