"""The OpenAPI document tells what the API does: each answer is checked against it."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from ninja import Schema

from knowhow import schemas as case_schemas
from knowhow.listing import case_list_spec
from knowhow.practice_listing import practice_list_spec
from portal.open_data.problems import ProblemSchema
from portal.zones import schemas as zone_schemas
from portal.zones.listing import exemption_list_spec, zone_list_spec
from tests.knowhow.factories import make_block, make_practice

pytestmark = pytest.mark.usefixtures("facts")

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
EXAMPLES = {
    "/api/v1/zones/{slug}": "/api/v1/zones/gongju-chestnut",
    "/api/v1/exemptions/{code}": "/api/v1/exemptions/A36-1",
    "/api/v1/practices/{slug}": "/api/v1/practices/how-to",
    "/api/v1/cases/{slug}": "/api/v1/cases/selling-altitude-as-a-training-ground",
}


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    """The document as programs get it."""
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


def breaches(value: Any, schema: dict[str, Any], document: dict[str, Any], where: str = "$") -> list[str]:
    """Where a value is not as its schema says; enough of JSON Schema for what we write."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return breaches(value, document["components"]["schemas"][name], document, where)
    if "anyOf" in schema:
        found = [breaches(value, option, document, where) for option in schema["anyOf"]]
        return [] if any(not problems for problems in found) else found[0]
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        return [f"{where}: {value!r} is no {schema['type']}"]
    if isinstance(value, list):
        return [
            x
            for n, item in enumerate(value)
            for x in breaches(item, schema.get("items", {}), document, f"{where}[{n}]")
        ]
    if not isinstance(value, dict) or "properties" not in schema:
        return []
    problems = [f"{where}.{name} is missing" for name in schema.get("required", []) if name not in value]
    problems += [f"{where}.{name} is not told" for name in value if name not in schema["properties"]]
    for name, part in value.items():
        problems += breaches(part, schema["properties"].get(name, {}), document, f"{where}.{name}")
    return problems


@pytest.mark.long
def test_every_answer_is_as_the_document_says(client: Client, document: dict[str, Any]) -> None:
    page = make_practice(title_en="How to")
    page.blocks.add(make_block())
    page.save()
    for path, operations in document["paths"].items():
        if path == "/api/v1/search":
            continue  # needs the engine; its own tests look at it
        response = client.get(EXAMPLES.get(path, path))
        assert response.status_code == 200, path
        told = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert not breaches(response.json(), told, document), path


def test_check_notices_a_breach(document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Term"}
    assert breaches({"code": 1, "name_ko": "x", "name_en": ""}, schema, document)
    assert breaches({"code": "1", "name_ko": "x"}, schema, document)
    assert not breaches({"code": "1", "name_ko": "x", "name_en": ""}, schema, document)


def test_problems_are_as_the_document_says(client: Client, document: dict[str, Any]) -> None:
    for path, status in (("/api/v1/zones?x=1", "400"), ("/api/v1/zones/nowhere", "404")):
        told = document["paths"]["/api/v1/zones/{slug}" if status == "404" else "/api/v1/zones"]
        content = told["get"]["responses"][status]["content"]
        assert list(content) == ["application/problem+json"]
        schema = content["application/problem+json"]["schema"]
        assert not breaches(client.get(path).json(), schema, document)


def test_every_address_tells_what_it_is_and_how_it_fails(document: dict[str, Any]) -> None:
    names = [operation["get"]["operationId"] for operation in document["paths"].values()]
    assert len(names) == len(set(names)) >= 11
    for path, operations in document["paths"].items():
        operation = operations["get"]
        assert operation["summary"], path
        assert operation["description"], path
        assert {"200", "304", "429", "500", "503"} <= set(operation["responses"]), path
        for parameter in operation["parameters"]:
            assert parameter["in"] == "path" or parameter["description"], (path, parameter["name"])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [ref for inner in part.values() for ref in references(inner)]
        return [ref for inner in part for ref in references(inner)] if isinstance(part, list) else []

    found = set(references(document))
    assert found
    assert {ref.rsplit("/", 1)[-1] for ref in found} <= set(document["components"]["schemas"])


@pytest.mark.parametrize(
    ("path", "facets"),
    [
        ("zones", [facet.name for facet in zone_list_spec().facets]),
        ("exemptions", [facet.name for facet in exemption_list_spec().facets]),
        ("cases", [facet.name for facet in case_list_spec(QueryDict()).facets]),
        ("practices", [facet.name for facet in practice_list_spec(QueryDict()).facets]),
    ],
)
def test_every_filter_of_the_page_is_told(document: dict[str, Any], path: str, facets: list[str]) -> None:
    parameters = document["paths"][f"/api/v1/{path}"]["get"]["parameters"]
    assert {*facets, "q", "sort", "limit", "cursor", "sample"} == {one["name"] for one in parameters}


@pytest.mark.parametrize(
    "schema", [zone_schemas.ZoneSchema, zone_schemas.ExemptionSchema, case_schemas.CaseSchema, ProblemSchema]
)
def test_examples_are_valid(schema: type[Schema]) -> None:
    examples: Any = schema.model_json_schema()["examples"]
    for example in examples:
        assert schema.model_validate(example).model_dump(exclude_unset=True) == example
