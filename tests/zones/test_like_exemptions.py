"""On an exemption's page: what is like it, and why. Where the exemption itself has not been used, that leads on."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from knowhow.models import CaseExemption, CasePage
from knowhow.similar import cases_like_exemption
from portal.zones.like_exemptions import EXEMPTIONS_SHOWN, like_exemptions, like_zones
from portal.zones.models import Exemption, ExemptionUse, Zone

pytestmark = pytest.mark.usefixtures("facts")

ANYONE = AnonymousUser()


def exemption(code: str) -> Exemption:
    found: Exemption = Exemption.objects.get(code=code)
    return found


@pytest.mark.parametrize("code", ["A28-1", "A36-4", "A46-1", "A64-3-1", "A65-1-17"])
def test_like_exemptions_share_act_or_area(code: str) -> None:
    shown = exemption(code)
    acts = list(shown.acts.all())
    found = like_exemptions(shown, acts=acts)
    assert 0 < len(found) <= EXEMPTIONS_SHOWN
    for like in found:
        assert like.exemption != shown
        shares_act = bool(set(acts) & set(like.exemption.acts.all()))
        assert ("같은 법률" in like.reasons) is shares_act
        assert ("같은 특례 분야" in like.reasons) is (like.exemption.area_id == shown.area_id)
        assert shares_act or like.exemption.area_id == shown.area_id


def test_likest_shares_act_area_and_words() -> None:
    shown = exemption("A36-4")
    first = like_exemptions(shown, acts=list(shown.acts.all()))[0]
    assert first.reasons[:2] == ("같은 법률", "같은 특례 분야")
    assert "농지" in first.reasons[2]


def test_words_alone_are_no_reason() -> None:
    """Two texts of rules share 기준 and 조례 whatever they are about."""
    shown = exemption("A60")
    shown.acts.clear()
    Exemption.objects.filter(area=shown.area_id).exclude(pk=shown.pk).update(area=exemption("A28-1").area_id)
    assert like_exemptions(shown, acts=[]) == ()
    assert like_zones(shown, acts=[], viewer=ANYONE) == ()
    assert cases_like_exemption(shown, viewer=ANYONE) == ()


def test_like_zones_use_another_article_of_the_act() -> None:
    shown = exemption("A36-4")
    acts = list(shown.acts.all())
    found = like_zones(shown, acts=acts, viewer=ANYONE)
    assert found
    for like in found:
        uses = ExemptionUse.objects.filter(zone=like.zone)
        others = uses.filter(exemption__acts__in=acts).exclude(exemption=shown)
        assert others.exists()
        assert not uses.filter(exemption=shown).exists()
        assert any(use.exemption and use.exemption.title in like.reasons[0] for use in others)


def test_zone_that_may_not_be_seen_is_not_named() -> None:
    shown = exemption("A36-4")
    acts = list(shown.acts.all())
    first = like_zones(shown, acts=acts, viewer=ANYONE)[0].zone
    Zone.objects.get(pk=first.pk).page.unpublish()
    assert first not in [like.zone for like in like_zones(shown, acts=acts, viewer=ANYONE)]


def test_like_cases_use_another_exemption_of_the_act_and_may_be_seen() -> None:
    shown = exemption("A36-4")
    acts = set(shown.acts.values_list("pk", flat=True))
    found = cases_like_exemption(shown, viewer=ANYONE)
    assert found
    for like in found:
        uses = CaseExemption.objects.filter(case=like.card.pk)
        assert not uses.filter(exemption=shown).exists()
        told = {*uses.values_list("act", flat=True), *uses.values_list("exemption__acts", flat=True)}
        assert told & acts
        assert like.reasons[0].startswith("같은 법률의 특례: ")
    CasePage.objects.get(pk=found[0].card.pk).unpublish()
    assert found[0].card.pk not in [like.card.pk for like in cases_like_exemption(shown, viewer=ANYONE)]


@pytest.mark.parametrize("language", ["", "/en"])
def test_page_shows_them_with_reasons(client: Client, language: str) -> None:
    page = client.get(f"{language}/exemptions/A36-4/").content.decode()
    for part in ("like-zones", "like-exemptions", "like-cases"):
        assert f'id="{part}"' in page
    assert ("함께 나오는 말" in page) is not bool(language)
