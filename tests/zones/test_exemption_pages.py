"""The catalogue of exemptions, and what its links may claim."""

import pytest
from django.test import Client

from portal.zones.models import Act, Exemption, ExemptionUse

pytestmark = pytest.mark.usefixtures("facts")


def test_all_98_rows_are_listed_and_not_called_129(client: Client) -> None:
    response = client.get("/exemptions/")
    assert response.context["listed"].total == 98
    assert "공식 특례 수(129건)와는 세는 방법이 다릅니다" in response.content.decode()


@pytest.mark.long
def test_every_exemption_and_act_page_answers_in_both_languages(client: Client, *, is_small: bool) -> None:
    paths = [row.get_absolute_url() for row in Exemption.objects.all()]
    paths += [row.get_absolute_url() for row in Act.objects.filter(exemptions__isnull=False).distinct()]
    assert len(paths) > 98
    answers = {client.get(path).status_code for path in paths[:: 6 if is_small else 1]}
    answers |= {client.get("/en" + path).status_code for path in paths[:: 11 if is_small else 5]}
    assert answers == {200}


def test_short_name_of_an_act_finds_its_exemptions(client: Client) -> None:
    assert client.get("/exemptions/", {"q": "옥외광고물법"}).context["listed"].total == 2


def test_act_level_use_never_stands_among_the_users_of_an_article(client: Client) -> None:
    use = ExemptionUse.objects.filter(level=ExemptionUse.Level.ACT).select_related("act").first()
    assert use is not None
    assert use.act is not None
    exemption = use.act.exemptions.first()
    assert exemption is not None
    assert use not in client.get(exemption.get_absolute_url()).context["uses"]


def test_article_level_use_is_listed_on_its_exemption(client: Client) -> None:
    use = (
        ExemptionUse.objects.filter(level=ExemptionUse.Level.ARTICLE)
        .select_related("exemption", "zone")
        .first()
    )
    assert use is not None
    assert use.exemption is not None
    assert use.zone.name_ko in client.get(use.exemption.get_absolute_url()).content.decode()


def test_unresolved_text_is_shown_as_text(client: Client) -> None:
    use = ExemptionUse.objects.filter(level=ExemptionUse.Level.UNRESOLVED).select_related("zone").first()
    assert use is not None
    body = client.get(use.zone.get_absolute_url()).content.decode()
    assert use.text_as_read in body
    assert "연결할 조문을 확인하지 못했습니다" in body


def test_unknown_code_is_not_found(client: Client) -> None:
    assert client.get("/exemptions/A999/").status_code == 404


@pytest.mark.parametrize("parameter", ["q", "area", "act", "kind", "sort", "page"])
def test_hostile_values_never_break_the_list(
    client: Client, parameter: str, hostile: tuple[str, ...]
) -> None:
    assert {client.get("/exemptions/", {parameter: value}).status_code for value in hostile} <= {200, 400}


def test_two_acts_show_each_exemption_once(client: Client) -> None:
    acts = [act.slug for act in Exemption.objects.get(code="A29-2").acts.all()]
    assert len(acts) == 2
    rows = list(client.get("/exemptions/", {"act": acts}).context["listed"].rows)
    assert len(rows) == len(set(rows)) > 0


def test_search_knows_an_exemption_by_its_code(client: Client) -> None:
    found = client.get("/api/v1/search?q=식품표시&kind=exemption").json()["results"]
    assert found
    for hit in found:
        assert Exemption.objects.filter(code=hit["id"]).exists()
        assert hit["url"] == f"/exemptions/{hit['id']}/"
