"""One case: what its page says, to whom, in which language, under which address."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import PageViewRestriction

from knowhow.models import CaseExemption, CasePage
from knowhow.queries import sitemap_rows
from portal.accounts.models import User
from portal.zones.models import ZonePage
from tests.knowhow.factories import (
    add_result,
    make_act,
    make_case,
    make_exemption,
    make_field,
    make_stage,
    make_topic,
    make_zone,
    use_act,
    use_article,
)

pytestmark = pytest.mark.django_db

PAGE_QUERIES = 12


def body_of(client: Client, case: CasePage, prefix: str = "") -> str:
    """The page as text."""
    response = client.get(f"{prefix}/cases/{case.public_slug}/")
    assert response.status_code == 200
    return response.content.decode()


# --- What it says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    ["context_ko", "problem_ko", "action_ko", "costs_ko", "went_wrong_ko", "conditions_ko", "summary_ko"],
)
def test_filled_field_is_shown(client: Client, field: str) -> None:
    case = make_case(zone=make_zone(), **{field: "아주 특별한 문장입니다."})
    assert "아주 특별한 문장입니다." in body_of(client, case)


def test_blank_field_leaves_no_heading(client: Client) -> None:
    assert "잘되지 않은 점" not in body_of(client, make_case())


def test_unknown_year_and_results_are_said_to_be_unknown(client: Client) -> None:
    body = body_of(client, make_case(stage=make_stage(), topic=make_topic(), evidence_grade="reported"))
    facts, rest = body.split('class="facts', 1)[1].split("</dl>", 1)
    assert facts.count("확인되지 않음") == 1
    assert "확인되지 않음" in rest.split('id="results"')[1].split("</section>")[0]


def test_indicator_stands_in_a_table_with_before_and_after(client: Client) -> None:
    case = make_case()
    add_result(case, indicator_ko="연 매출", before="21억 원(2013)", after="46억 원(2015)")
    results = body_of(client, case).split('id="results"')[1].split("</section>")[0]
    assert "<table" in results
    assert "21억 원(2013)" in results


def test_steps_stand_in_order(client: Client) -> None:
    steps = [
        {"type": "step", "value": {"name_ko": name, "text_ko": "", "name_en": "", "text_en": ""}}
        for name in ("먼저", "나중")
    ]
    body = body_of(client, make_case(steps=json.dumps(steps)))
    assert body.index("먼저") < body.index("나중")


def test_article_links_to_its_exemption_and_act_to_its_act(client: Client) -> None:
    case, act = make_case(), make_act()
    use_article(case, make_exemption(acts=(act,)))
    use_act(case, make_act("label", "식품표시법"))
    part = body_of(client, case).split('id="exemptions"')[1].split("</section>")[0]
    assert 'href="/exemptions/A36-1/"' in part
    assert 'href="/exemptions/acts/label/"' in part


def test_unresolved_exemption_claims_no_article(client: Client) -> None:
    case = make_case()
    CaseExemption.objects.create(case=case, level="unresolved", text_as_read="특례 9건")
    part = body_of(client, case).split('id="exemptions"')[1].split("</section>")[0]
    assert "특례 9건" in part
    assert "href" not in part


def test_sources_are_links_that_give_nothing_away(client: Client) -> None:
    part = body_of(client, make_case()).split('id="sources"')[1].split("</section>")[0]
    assert part.count('rel="noopener nofollow"') == 2
    assert "한마당 요약 · 원문 출처" in part


def test_script_address_never_becomes_a_link(client: Client) -> None:
    assert "javascript:" not in body_of(client, make_case(source_url="javascript:alert(1)"))


def test_stopped_case_says_so(client: Client) -> None:
    assert "중단 사례" in body_of(client, make_case(outcome="stopped"))


def test_similar_cases_say_why(client: Client) -> None:
    zone, elsewhere = (
        make_zone(),
        make_zone("하동 녹차특구", slug="hadong", field=make_field("culture", "문화")),
    )
    case = make_case("가", zone=zone, topic=make_topic(), stage=make_stage())
    make_case("나", zone=elsewhere, topic=make_topic(), stage=make_stage())
    make_case("다", zone=elsewhere, topic=make_topic("labelling", "표시"))
    similar = client.get(f"/cases/{case.public_slug}/").context["case"].similar
    assert [(row.card.title_ko, row.reasons) for row in similar] == [
        ("나", ("같은 주제", "같은 가치사슬 단계"))
    ]


def test_cases_that_touch_the_same_act_are_similar(client: Client) -> None:
    act = make_act()
    case = make_case("가", zone=make_zone())
    other = make_case(
        "나", zone=make_zone("하동 녹차특구", slug="hadong", field=make_field("culture", "문화"))
    )
    use_article(case, make_exemption(acts=(act,)))
    use_act(other, act)
    similar = client.get(f"/cases/{case.public_slug}/").context["case"].similar
    assert [row.reasons for row in similar] == [("같은 법률의 특례",)]


def test_linked_data_cites_the_sources(client: Client) -> None:
    data = client.get(f"/cases/{make_case().public_slug}/").context["linked_data"]
    assert data["citation"] == ["https://example.org/1", "https://example.org/2"]


def test_page_asks_as_often_for_many_rows_as_for_few(
    client: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    zone, act = make_zone(), make_act()
    cases = [
        make_case(f"사례 {number}", zone=zone, topic=make_topic(), stage=make_stage()) for number in range(8)
    ]
    for number, case in enumerate(cases):
        add_result(case, text_ko="성과")
        use_article(case, make_exemption(f"A{number}", acts=(act,)))
        use_act(case, act)
    client.get(f"/cases/{cases[0].public_slug}/")
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(f"/cases/{cases[0].public_slug}/")


def test_page_sets_no_cookie(client: Client) -> None:
    response = client.get(f"/cases/{make_case().public_slug}/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


# --- Who may read it ----------------------------------------------------------------------------------------


def hidden_draft() -> CasePage:
    return make_case("비공개 초안", live=False)


def hidden_restricted() -> CasePage:
    case = make_case("닫힌 사례")
    PageViewRestriction.objects.create(page=case.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    return case


@pytest.mark.parametrize("make_hidden", [hidden_draft, hidden_restricted])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_hidden_case_is_nowhere_for_a_visitor(
    client: Client, make_hidden: Callable[[], CasePage], prefix: str
) -> None:
    make_zone()
    shown, hidden = make_case("공개 사례"), None
    assert body_of(client, shown, prefix)  # the control
    hidden = make_hidden()
    assert client.get(f"{prefix}/cases/{hidden.public_slug}/").status_code == 404
    for path in ("/cases/", "/cases/cases.csv", "/cases/?q=사례"):
        assert hidden.title not in client.get(prefix + path).content.decode()


def test_draft_has_no_public_page_even_for_who_may_edit_it(client: Client) -> None:
    make_zone()
    case = hidden_draft()
    admin = User.objects.create_superuser(email="admin@example.org", password="a long enough password")
    client.force_login(admin)
    assert client.get(f"/cases/{case.public_slug}/").status_code == 404


def test_unpublished_case_goes_and_comes_back(client: Client) -> None:
    case = make_case()
    case.unpublish()
    assert client.get(f"/cases/{case.public_slug}/").status_code == 404
    case.save_revision().publish()
    assert client.get(f"/cases/{case.public_slug}/").status_code == 200


def test_changed_draft_leaves_the_public_page_as_it_was(client: Client) -> None:
    case = make_case("공개된 제목")
    case.title = "아직 비밀인 제목"
    case.save_revision()
    assert "아직 비밀인 제목" not in body_of(client, case)


def test_preview_shows_the_draft_in_the_public_template(client: Client) -> None:
    case = make_case("공개된 제목")
    case.title = "초안 제목"
    response = case.make_preview_request(client.get("/cases/").wsgi_request)
    assert response.status_code == 200
    assert "초안 제목" in response.content.decode()


# --- Addresses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "prefix"), [("ko", ""), ("en", "/en")])
def test_every_way_to_the_page_gives_one_address(language: str, prefix: str) -> None:
    case = make_case(title_en="Selling chilli to institutions")
    with translation.override(language):
        assert case.url == case.get_absolute_url() == f"{prefix}/cases/selling-chilli-to-institutions/"
    assert [row.slug for row in sitemap_rows()] == [case.public_slug]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_address_in_the_tree_leads_to_the_public_one(client: Client, prefix: str) -> None:
    case = make_case(title_en="Selling chilli")
    tree = case.url_path.removeprefix(case.get_site().root_page.url_path)
    response = client.get(f"{prefix}/{tree}")
    assert (response.status_code, response["Location"]) == (301, f"{prefix}/cases/selling-chilli/")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_former_address_leads_to_the_new_one(client: Client, prefix: str) -> None:
    case = make_case(title_en="Selling chilli")
    case.public_slug = "chilli"
    case.save()
    response = client.get(f"{prefix}/cases/selling-chilli/")
    assert (response.status_code, response["Location"].removeprefix("http://localhost")) == (
        301,
        f"{prefix}/cases/chilli/",
    )


def test_address_taken_back_does_not_go_round_in_circles(client: Client) -> None:
    case = make_case(title_en="Selling chilli")
    for slug in ("chilli", "selling-chilli"):
        case.public_slug = slug
        case.save()
    assert client.get("/cases/selling-chilli/").status_code == 200
    assert client.get("/cases/chilli/").status_code == 301


def test_two_cases_of_one_title_get_two_addresses() -> None:
    zone = make_zone()
    first, second = (make_case("같은 제목", zone=zone, title_en="The same") for _ in range(2))
    assert (first.public_slug, second.public_slug) == ("the-same", "the-same-2")


def test_drafts_get_addresses_of_their_own() -> None:
    zone = make_zone()
    assert (
        make_case("하나", zone=zone, live=False).public_slug
        != make_case("둘", zone=zone, live=False).public_slug
    )


# --- Owner --------------------------------------------------------------------------------------------------


def test_case_belongs_to_the_zone_it_stands_under() -> None:
    zone, other = make_zone(), make_zone("하동 녹차특구", slug="hadong")
    case = make_case(zone=zone)
    case.move(ZonePage.objects.get(zone=other), pos="last-child")
    assert CasePage.objects.get(pk=case.pk).zone == other


def test_draft_from_before_a_move_does_not_move_the_case_back() -> None:
    zone, other = make_zone(), make_zone("하동 녹차특구", slug="hadong")
    case = make_case(zone=zone)
    revision = case.save_revision()
    case.move(ZonePage.objects.get(zone=other), pos="last-child")
    revision.refresh_from_db()
    revision.publish()
    assert CasePage.objects.get(pk=case.pk).zone == other


def test_case_of_an_example_zone_is_an_example(client: Client) -> None:
    case = make_case(zone=make_zone("예시 특구", slug="sample", is_sample=True))
    body = body_of(client, case)
    assert case.is_sample
    assert 'name="robots" content="noindex' in body
    assert "application/ld+json" not in body
    assert "예시" in body
    assert not list(sitemap_rows())


def test_real_case_may_be_indexed(client: Client) -> None:
    body = body_of(client, make_case())
    assert "noindex" not in body
    assert "application/ld+json" in body


# --- English ------------------------------------------------------------------------------------------------


def test_english_page_shows_english_where_there_is_some(client: Client) -> None:
    body = body_of(client, make_case(title_en="Selling chilli", summary_en="What they did."), "/en")
    assert "Selling chilli" in body
    assert "What they did." in body


def test_english_page_marks_korean_and_says_so(client: Client) -> None:
    case = make_case("한국어 제목", context_ko="배경 문장", title_en="")
    body = body_of(client, case, "/en")
    assert '<span lang="ko">한국어 제목</span>' in body
    assert '<div class="prose" lang="ko">' in body
    assert client.get(f"/en/cases/{case.public_slug}/").context["case"].is_korean_only


def test_korean_page_marks_nothing(client: Client) -> None:
    assert 'class="prose" lang="ko"' not in body_of(client, make_case(context_ko="배경 문장"))
