"""Downloads of lists, the page on open data, and what search engines are told."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from portal.zones.models import Zone

pytestmark = pytest.mark.usefixtures("facts")

LISTS = {"zones": ("/zones/", 179), "exemptions": ("/exemptions/", 98), "cases": ("/cases/", 56)}
FILTERS = {"zones": "field=education", "exemptions": "kind=listed", "cases": "outcome=stopped"}


def linked_data(client: Client, path: str) -> dict[str, dict[str, Any]]:
    body = client.get(path).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)
    return {one["@type"]: one for one in map(json.loads, found)}


@pytest.mark.parametrize(("name", "place"), LISTS.items())
def test_json_holds_the_list_as_the_page_filters_it(
    client: Client, name: str, place: tuple[str, int]
) -> None:
    path, total = place
    whole = client.get(f"{path}{name}.json")
    assert whole["Content-Type"] == "application/json; charset=utf-8"
    assert whole["Content-Disposition"].startswith("attachment")
    assert whole.json()["count"] == len(whole.json()["results"]) == total
    filtered = client.get(f"{path}{name}.json?{FILTERS[name]}").json()["count"]
    assert filtered == client.get(f"{path}?{FILTERS[name]}").context["listed"].total


@pytest.mark.parametrize(("name", "place"), LISTS.items())
def test_json_of_the_english_page_is_the_same_rows(client: Client, name: str, place: tuple[str, int]) -> None:
    korean, english = (
        {row["url_ko"]: row for row in client.get(f"{prefix}{place[0]}{name}.json").json()["results"]}
        for prefix in ("", "/en")
    )
    assert korean == english


@pytest.mark.parametrize(("name", "place"), LISTS.items())
def test_json_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Callable[..., Any], name: str, place: tuple[str, int]
) -> None:
    client.get(f"{place[0]}{name}.json")
    with django_assert_num_queries(JSON_QUERIES[name]):
        client.get(f"{place[0]}{name}.json")


@pytest.mark.parametrize(("name", "place"), LISTS.items())
def test_list_leads_to_itself_as_files_and_in_the_api(
    client: Client, name: str, place: tuple[str, int]
) -> None:
    body = client.get(f"{place[0]}?{FILTERS[name]}").content.decode()
    for address in (*(f"{place[0]}{name}.{kind}" for kind in ("csv", "xlsx", "json")), f"/api/v1/{name}"):
        assert f'href="{address}?{FILTERS[name]}"' in body
        assert client.get(f"{address}?{FILTERS[name]}").status_code == 200
    assert "/data/" in body


@pytest.mark.parametrize(("name", "place"), LISTS.items())
def test_list_is_a_dataset_with_its_distributions(
    client: Client, settings: LazySettings, name: str, place: tuple[str, int]
) -> None:
    settings.SITE_AGENCY = "중소벤처기업부"
    told = linked_data(client, place[0])["Dataset"]
    kinds = {file["encodingFormat"] for file in told["distribution"]}
    assert {"text/csv", "application/json"} < kinds
    assert len(told["distribution"]) == 4
    for file in told["distribution"]:
        assert client.get(file["contentUrl"].removeprefix("http://testserver")).status_code == 200
    assert told["license"].endswith("/data/#licence")
    assert told["publisher"]["name"] == "중소벤처기업부"
    assert told["temporalCoverage"]


@pytest.mark.parametrize(("name", "place"), LISTS.items())
def test_filtered_list_is_no_dataset_of_its_own(client: Client, name: str, place: tuple[str, int]) -> None:
    assert "Dataset" not in linked_data(client, f"{place[0]}?{FILTERS[name]}")


OTHERS = {"announcements": "category=site", "changes": "kind=plan"}


@pytest.mark.long
@pytest.mark.parametrize(("name", "query"), OTHERS.items())
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_changes_and_announcements_lead_to_themselves_as_files_too(
    client: Client, name: str, query: str, prefix: str
) -> None:
    body = client.get(f"{prefix}/{name}/?{query}").content.decode()
    files = [f"{prefix}/{name}/{name}.{kind}" for kind in ("csv", "xlsx", "json")]
    for address in (*files, f"/api/v1/{name}"):
        assert f'href="{address}?{query}"' in body
        assert client.get(f"{address}?{query}").status_code == 200
    rows = client.get(f"{files[0]}?{query}").content.decode().count("\r\n") - 1
    assert rows == client.get(f"{files[2]}?{query}").json()["count"] > 0


def test_zone_is_a_place_and_an_example_is_none(client: Client) -> None:
    path = "/zones/gongju-chestnut/"
    place = linked_data(client, path)["Place"]
    assert place["address"]["addressRegion"] == "충청남도"
    assert place["address"]["addressLocality"] == "공주시"
    Zone.objects.filter(page__public_slug="gongju-chestnut").update(is_sample=True)
    assert "Place" not in linked_data(client, path)


@pytest.mark.parametrize(
    "path", ["/zones/", "/zones/gongju-chestnut/", "/exemptions/A36-1/", "/data/", "/en/cases/"]
)
def test_breadcrumb_is_told_with_whole_addresses(client: Client, path: str) -> None:
    items = linked_data(client, path)["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert all(item["item"].startswith("http://testserver/") for item in items)
    assert items[-1]["item"] == f"http://testserver{path}"


@pytest.mark.whole
@pytest.mark.parametrize("path", ["/data/", "/en/data/"])
def test_data_page_counts_what_is_real_and_tells_the_terms(client: Client, path: str) -> None:
    response = client.get(path)
    sets = {row.name: row for row in response.context["sets"]}
    assert [sets[name].rows for name in ("zones", "exemptions", "cases", "announcements")] == [179, 98, 56, 1]
    assert sets["changes"].rows == client.get("/changes/").context["page"].paginator.count
    body = response.content.decode()
    assert 'id="licence"' in body
    for address in re.findall(r'href="(/[^"]*\.(?:csv|xlsx|json)|/api/[^"]*)"', body):
        assert client.get(address).status_code == 200, address


def test_data_page_says_of_every_column_what_stands_in_it(client: Client) -> None:
    for row in client.get("/data/").context["sets"]:
        assert [column.key for column in row.columns if not column.about] == [], row.name


def test_data_page_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.get("/data/")
    with django_assert_num_queries(DATA_QUERIES):
        client.get("/data/")


DATA_QUERIES = 14
JSON_QUERIES = {"zones": 6, "exemptions": 6, "cases": 13}


@pytest.mark.parametrize(("limit", "said"), [(300, "300번"), (0, "호출 한도를 두지 않았습니다")])
def test_data_page_says_the_limit_in_force(
    client: Client, settings: LazySettings, limit: int, said: str
) -> None:
    settings.API_RATE_REQUESTS = limit
    assert said in client.get("/data/").content.decode()
