"""Lists of the open API: the page's filters read strictly, walked by cursor, the same for everyone."""

import json
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from portal.accounts.models import User
from portal.zones.models import Field, Province, Zone, ZoneIndexPage, ZonePage

pytestmark = pytest.mark.usefixtures("facts")

LISTS = {"zones": 179, "exemptions": 98, "cases": 56, "awards": 42}
QUERIES = {"zones": 6, "exemptions": 6, "cases": 13, "awards": 2}
FILTERED = ("zones", "exemptions", "cases")


def get(client: Client, path: str, query: dict[str, Any] | None = None) -> Any:
    response = client.get(f"/api/v1/{path}", query or {})
    assert response.status_code == 200, response.content
    return response.json()


def walk(client: Client, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        body = get(client, path, {**query, "cursor": cursor})
        yield body
        cursor = body["next_cursor"]
        if not cursor:
            return


def key(row: dict[str, Any]) -> str:
    return str(row.get("slug") or row.get("code") or (row["year"], row["zone_slug"]))


def add_zone(name: str, slug: str, *, is_sample: bool = False, live: bool = True) -> Zone:
    province = Province.objects.get(code="44")
    zone = Zone.objects.create(
        name_ko=name,
        province=province,
        province_at_designation=province,
        field=Field.objects.get(slug="education"),
        is_sample=is_sample,
    )
    ZoneIndexPage.objects.get().add_child(
        instance=ZonePage(title=name, slug=slug, zone=zone, public_slug=slug, live=live)
    )
    return zone


@pytest.mark.parametrize(("name", "total"), LISTS.items())
def test_list_counts_everything_that_is_real(client: Client, name: str, total: int) -> None:
    body = get(client, name)
    assert (body["count"], len(body["results"])) == (total, min(total, 50))


@pytest.mark.long
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("limit", [7, 200])
def test_cursor_walk_gives_each_row_once(client: Client, name: str, limit: int) -> None:
    keys = [key(row) for body in walk(client, name, limit=limit) for row in body["results"]]
    assert len(keys) == len(set(keys)) == LISTS[name]


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("zones", "newest"),
        ("zones", "oldest"),
        ("exemptions", "title"),
        ("cases", "newest"),
        ("cases", "title"),
    ],
)
def test_cursor_walks_every_order_in_the_order_of_the_page(client: Client, name: str, sort: str) -> None:
    """Designations and years that are not known come last, and none is lost on the way."""
    walked = [key(row) for body in walk(client, name, limit=9, sort=sort) for row in body["results"]]
    at_once = [key(row) for row in get(client, name, {"sort": sort, "limit": 200})["results"]]
    assert walked == at_once
    assert len(walked) == LISTS[name]


def test_rows_added_meanwhile_neither_repeat_nor_hide_others(client: Client) -> None:
    before = {key(row) for body in walk(client, "zones", limit=200) for row in body["results"]}
    seen: list[str] = []
    for number, body in enumerate(walk(client, "zones", limit=40)):
        seen += [key(row) for row in body["results"]]
        add_zone(f"가{number} 앞에 오는 특구", f"early-{number}")
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_next_is_an_address_that_goes_on(client: Client) -> None:
    first = get(client, "zones", {"limit": 3, "field": "education"})
    second = client.get(first["next"]).json()
    assert second["count"] == first["count"]
    assert not {key(row) for row in second["results"]} & {key(row) for row in first["results"]}


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "a:b:c", "\0", "가", "x" * 3000, "[]", "::", "."])
def test_cursor_that_is_not_ours_is_refused(client: Client, cursor: str) -> None:
    response = client.get("/api/v1/zones", {"cursor": cursor})
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["cursor"]


@pytest.mark.parametrize("query", [{"field": "education"}, {"sort": "newest"}, {"sample": "1"}, {"q": "밤"}])
def test_cursor_of_another_list_is_refused(client: Client, query: dict[str, str]) -> None:
    cursor = get(client, "zones", {"limit": 3})["next_cursor"]
    assert client.get("/api/v1/zones", {"cursor": cursor}).status_code == 200
    assert client.get("/api/v1/zones", {**query, "cursor": cursor}).status_code == 400
    assert client.get("/api/v1/awards", {"cursor": cursor}).status_code == 400


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("limit", [1, 40])
def test_list_asks_as_many_queries_for_one_row_as_for_many(
    client: Client, django_assert_num_queries: Callable[..., Any], name: str, limit: int
) -> None:
    with django_assert_num_queries(QUERIES[name]):
        get(client, name, {"limit": limit})


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("zones", {"field": "education", "status": ["active", "unknown"]}),
        ("zones", {"q": "알밤"}),
        ("exemptions", {"kind": "listed", "q": "농지"}),
        ("cases", {"outcome": "stopped"}),
        ("cases", {"zone": "gongju-chestnut"}),
    ],
)
def test_filters_find_what_the_page_finds(client: Client, name: str, query: dict[str, Any]) -> None:
    body = get(client, name, query)
    assert body["count"] == client.get(f"/{name}/", query).context["listed"].total > 0
    assert client.get(body["page"]).context["listed"].total == body["count"]


@pytest.mark.parametrize("name", FILTERED)
def test_unknown_value_is_refused_with_those_that_are_known(client: Client, name: str) -> None:
    facet = "act" if name == "exemptions" else "field"
    response = client.get(f"/api/v1/{name}", {facet: "nowhere"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert list(problem["errors"]) == [facet]
    assert len(problem["allowed"][facet]) > 5


@pytest.mark.parametrize("name", LISTS)
def test_unknown_parameter_is_refused_by_name(client: Client, name: str) -> None:
    response = client.get(f"/api/v1/{name}", {"feild": "education"})
    assert (response.status_code, list(response.json()["errors"])) == (400, ["feild"])


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1e9", "9" * 4000, ""])
def test_limit_out_of_bounds_is_refused(client: Client, limit: str) -> None:
    assert client.get("/api/v1/zones", {"limit": limit}).status_code == 400


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("zones", ("q", "field", "municipality", "sort", "cursor", "limit")),
        ("cases", ("zone", "year", "sample")),
    ],
)
def test_hostile_parameters_are_answered_with_200_or_400(
    client: Client, path: str, names: tuple[str, ...], hostile: tuple[str, ...]
) -> None:
    for text in hostile:
        for name in names:
            status = client.get(f"/api/v1/{path}", {name: text}).status_code
            assert status in {200, 400}, (name, text)


@pytest.mark.parametrize(
    "query", ["field[]=x", "q[a]=b", "%00=1", "q=%ff%fe", "q=%ed%a0%80", "&&&", "limit=1&limit=x"]
)
def test_odd_query_strings_are_no_server_error(client: Client, query: str) -> None:
    assert client.get(f"/api/v1/zones?{query}").status_code in {200, 400}


def test_ten_thousand_parameters_are_refused(client: Client) -> None:
    response = client.get("/api/v1/zones?" + "&".join(["field=x"] * 10_000))
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["zones", "exemptions", "cases"])
@pytest.mark.parametrize("slug", ["nowhere", "%00", "가나다", "a%2Fb", "x" * 5000, "..%2f.."])
def test_unknown_thing_is_a_problem_404(client: Client, path: str, slug: str) -> None:
    response = client.get(f"/api/v1/{path}/{slug}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_examples_come_only_when_asked_for_and_are_marked(client: Client) -> None:
    add_zone("예시 특구", "sample-zone", is_sample=True)
    assert get(client, "zones")["count"] == 179
    body = get(client, "zones", {"sample": "1", "q": "예시"})
    assert [(row["slug"], row["sample"]) for row in body["results"]] == [("sample-zone", True)]


def test_unpublished_zone_is_in_no_answer(client: Client) -> None:
    add_zone("카나리아 특구", "canary", live=False)
    assert get(client, "zones", {"q": "카나리아"})["count"] == 0
    assert client.get("/api/v1/zones/canary").status_code == 404


@pytest.mark.whole
@pytest.mark.parametrize("who", ["signed out", "editor", "administrator"])
def test_restricted_zone_and_its_cases_are_in_no_answer(client: Client, who: str) -> None:
    page = ZonePage.objects.get(public_slug="gongju-chestnut")
    of_zone = get(client, "cases", {"zone": "gongju-chestnut"})["count"]
    slug = get(client, "cases", {"zone": "gongju-chestnut"})["results"][0]["slug"]
    assert of_zone > 0
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.LOGIN
    )
    if who != "signed out":
        client.force_login(User.objects.create(email="who@example.org", is_superuser=who == "administrator"))
    assert get(client, "zones")["count"] == 178
    assert get(client, "cases")["count"] == 56 - of_zone
    assert client.get("/api/v1/zones/gongju-chestnut").status_code == 404
    assert client.get(f"/api/v1/cases/{slug}").status_code == 404
    uses = [
        use["zone_slug"]
        for row in get(client, "exemptions", {"limit": 200})["results"]
        for use in get(client, f"exemptions/{row['code']}")["uses"]
    ]
    assert "gongju-chestnut" not in uses
    assert all(
        row["zone_slug"] != "gongju-chestnut" for row in get(client, "awards", {"limit": 200})["results"]
    )


def test_every_row_names_sources_licence_and_date(client: Client) -> None:
    for name in LISTS:
        for row in get(client, name, {"limit": 200})["results"]:
            assert {"sources", "as_of", "licence", "sample"} <= set(row)
            assert row["licence"]["name_en"]


def test_texts_are_composed_whatever_the_table_holds(client: Client) -> None:
    zone = Zone.objects.get(page__public_slug="gongju-chestnut")
    Zone.objects.filter(pk=zone.pk).update(product_ko=unicodedata.normalize("NFD", "알밤"))
    text = json.dumps(get(client, "zones/gongju-chestnut"), ensure_ascii=False)
    assert unicodedata.is_normalized("NFC", text)


def test_language_of_the_reader_changes_nothing(client: Client) -> None:
    korean = client.get("/api/v1/zones", headers={"accept-language": "ko"})
    english = client.get("/api/v1/zones", headers={"accept-language": "en"})
    assert korean.content == english.content


def test_details_tell_the_history(client: Client) -> None:
    zone = get(client, "zones/gongju-chestnut")
    assert zone["awards"]
    assert zone["plan_versions"]
    assert zone["url_en"].endswith("/en/zones/gongju-chestnut/")


@pytest.mark.parametrize("path", ["zones/gongju-chestnut", "exemptions/A36-1"])
def test_detail_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Callable[..., Any], path: str
) -> None:
    with django_assert_num_queries(12 if path.startswith("zones") else 3):
        get(client, path)


@pytest.mark.parametrize(("path", "count"), [("fields", 11), ("provinces", 21), ("offices", 13)])
def test_vocabularies_are_whole(client: Client, path: str, count: int) -> None:
    assert len(get(client, path)["results"]) == count


# --- What changed -------------------------------------------------------------------------------


@pytest.mark.long
def test_changes_are_walked_in_the_order_of_the_page_each_once(client: Client) -> None:
    walked = [row for body in walk(client, "changes", limit=7) for row in body["results"]]
    assert walked == get(client, "changes", {"limit": 200})["results"]
    assert len(walked) == get(client, "changes")["count"] > 7


@pytest.mark.parametrize(
    "query", [{"kind": "plan"}, {"province": "52"}, {"zone": "gongju-chestnut"}, {"year": "2020"}]
)
def test_filters_of_changes_find_what_the_page_finds(client: Client, query: dict[str, str]) -> None:
    assert (
        get(client, "changes", query)["count"]
        == client.get("/changes/", query).context["page"].paginator.count
    )


@pytest.mark.parametrize("query", [{"kind": "x"}, {"zone": "nowhere"}, {"colour": "red"}, {"cursor": "x"}])
def test_changes_refuse_what_the_page_drops(client: Client, query: dict[str, str]) -> None:
    response = client.get("/api/v1/changes", query)
    assert (response.status_code, list(response.json()["errors"])) == (400, list(query))


def test_changes_ask_as_many_queries_for_one_row_as_for_many(
    client: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for limit in (1, 200):
        with django_assert_max_num_queries(10):
            get(client, "changes", {"limit": limit})


# --- Announcements ------------------------------------------------------------------------------


def test_an_announcement_is_one_row_with_the_texts_of_both_languages(client: Client) -> None:
    (row,) = get(client, "announcements")["results"]
    assert (row["slug"], bool(row["title_ko"]), bool(row["title_en"])) == ("dates-of-facts", True, True)
    assert row["title_ko"] != row["title_en"]


def test_filters_of_announcements_find_what_the_page_finds(client: Client) -> None:
    for category in ("site", "law"):
        listed = client.get("/announcements/", {"category": category}).context["listed"]
        assert get(client, "announcements", {"category": category})["count"] == listed.total
    assert client.get("/api/v1/announcements", {"category": "x"}).status_code == 400
