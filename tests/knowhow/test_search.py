"""Cases as search documents."""

import pytest
from django.contrib.auth.models import AnonymousUser

from knowhow.indexing import case_document, case_ids, case_meta, visible_cases
from knowhow.models import CasePage
from tests.knowhow.factories import (
    add_result,
    make_act,
    make_case,
    make_exemption,
    make_stage,
    make_topic,
    make_zone,
    use_act,
    use_article,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> CasePage:
    """A case with everything a document carries."""
    page = make_case(
        title_en="Selling chilli", summary_en="What they did", year=2020, stage=make_stage(),
        topic=make_topic(), action_ko="방위사업청에 납품했다", zone=make_zone(),
    )  # fmt: skip
    add_result(page, text_ko="축제 방문 20만 명", text_en="200,000 visitors")
    use_article(page, make_exemption(acts=(make_act(),)))
    use_act(page, make_act("label", "식품표시법"))
    return page


def test_document_carries_every_facet(case: CasePage) -> None:
    document = case_document(str(case.pk), "ko")
    assert document is not None
    assert document.facets == {
        "province": ("44",),
        "field": ("agriculture_food",),
        "act": ("farmland", "label"),
        "exemption": ("A36-1",),
        "stage": ("processing",),
        "outcome": ("done",),
        "topic": ("export",),
        "year": ("2020",),
    }


@pytest.mark.parametrize(
    ("language", "title", "url", "words"),
    [
        (
            "ko",
            "고추를 기관에 팔다",
            "/cases/selling-chilli/",
            ["방위사업청", "축제 방문", "농지 위탁경영", "가공"],
        ),
        (
            "en",
            "Selling chilli",
            "/en/cases/selling-chilli/",
            ["방위사업청", "200,000 visitors", "Processing"],
        ),
    ],
)
def test_document_speaks_its_language(
    case: CasePage, language: str, title: str, url: str, words: list[str]
) -> None:
    document = case_document(str(case.pk), language)  # type: ignore[arg-type]
    assert document is not None
    assert (document.title, document.url) == (title, url)
    assert [word for word in words if word not in document.body] == []


def test_other_language_and_zone_are_aliases(case: CasePage) -> None:
    document = case_document(str(case.pk), "ko")
    assert document is not None
    assert {"Selling chilli", "청양 고추특구", "Cheongyang Zone"} <= set(document.aliases)


def test_version_changes_with_the_content(case: CasePage) -> None:
    before = case_document(str(case.pk), "ko")
    case.summary_ko = "다른 요약"
    case.save()
    after = case_document(str(case.pk), "ko")
    assert before is not None
    assert after is not None
    assert before.version != after.version


@pytest.mark.parametrize("object_id", ["0", "", "없음", "1; DROP TABLE", "99999999"])
def test_unknown_id_is_no_document(object_id: str) -> None:
    assert case_document(object_id, "ko") is None


def test_draft_is_no_document_and_visible_to_nobody(case: CasePage) -> None:
    draft = make_case("초안", live=False)
    assert case_document(str(draft.pk), "ko") is None
    assert list(case_ids()) == [str(case.pk)]
    assert visible_cases([str(case.pk), str(draft.pk), "x"], AnonymousUser(), "ko") == {str(case.pk)}


def test_stopped_case_says_so_under_the_hit() -> None:
    stopped = make_case(outcome="stopped", year=2011)
    meta = case_meta([str(stopped.pk)], "ko")[str(stopped.pk)]
    assert (meta.badge, meta.lines) == ("중단 사례", ("청양 고추특구", "농식품", "2011"))
