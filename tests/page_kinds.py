"""Every kind of public page by name, once: what is read in Chromium, validated and photographed is this table."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

ZONE = "/zones/sunchang-fermented-sauce-industry/"
COMPARED = (
    "/zones/compare/?zone=sunchang-fermented-sauce-industry&zone=gongju-chestnut&zone=wanju-wine-industry"
)
GUIDES = (
    "scheme",
    "reform",
    "life-cycle",
    "evaluation",
    "glossary",
    "about",
    "search-help",
    "terms",
    "privacy",
    "accessibility",
    "copyright",
)
MISSING = "missing"
"""The one kind that answers 404."""

PAGE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "home": "/",
        "zones": "/zones/",
        "zones-map": "/zones/?field=education&view=map",
        "zones-province": "/zones/?province=52",
        "zones-chosen": "/zones/?province=52&compare=gongju-chestnut",
        "zones-none": f"/zones/?q={quote('없는이름')}",
        "zone": ZONE,
        "zone-history": f"{ZONE}history/",
        "zone-replies": f"{ZONE}replies/",
        "compare": COMPARED,
        "compare-none": "/zones/compare/",
        "changes": "/changes/",
        "fields": "/fields/",
        "field": "/fields/agriculture_food/",
        "provinces": "/provinces/",
        "province": "/provinces/jeonbuk/",
        "offices": "/offices/",
        "office": "/offices/jeonbuk/",
        "exemptions": "/exemptions/",
        "exemptions-all": "/exemptions/?status=all",
        "exemption": "/exemptions/A28-1/",
        "act": "/exemptions/acts/farmland/",
        "corrections": "/corrections/",
        "cases": "/cases/",
        "case": "/cases/a-rice-zone-using-farmland-and-signage-exemptions/",
        "practices": "/practices/",
        "blocks": "/blocks/",
        "search": "/search/",
        "search-results": f"/search/?q={quote('장류')}",
        "search-none": "/search/?q=zzzzqqqq",
        "search-narrowed": f"/search/?q={quote('분야:식품 -축제')}&not_province=44",
        "search-named": f"/search/?q={quote('순창 장류산업특구')}",
        "search-table": "/search/?kind=zone&view=table",
        "search-map": "/search/?province=52&view=map",
        "search-quality": "/search/quality/",
        "search-similar": "/search/similar/",
        "announcements": "/announcements/",
        "announcement": "/announcements/dates-of-facts/",
        "guides": "/guide/",
        **{f"guide-{slug}": f"/guide/{slug}/" for slug in GUIDES},
        "data": "/data/",
        "display": "/display/",
        "sign-in": "/accounts/login/",
        "sign-up": "/accounts/signup/",
        "new-password": "/accounts/password/reset/",
        MISSING: "/nope/",
    }
)
EXAMPLE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "example-zone": "/zones/sample-pine-mushroom-industry/",
        "example-announcement": "/announcements/sample-star-night/",
        "example-case": "/cases/sample-shared-drying-hall/",
        "example-practice": "/practices/sample-rules-of-a-shared-hall/",
        "example-block": "/blocks/sample-booking-table/",
    }
)
"""Kinds of which only the examples of `load_sample` show everything that they can hold."""
VERSION_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "version": "/c/{case}/v/1/",
        "version-difference": "/c/{case}/v/1/3/",
        "version-withdrawn": "/c/{case}/v/2/",
    }
)
"""Kinds that stand under the number of a case, which only a test knows: `tests.knowhow.factories.make_versions` makes them."""


def path_in(language: str, kind: str) -> str:
    """The address of this kind of page; Korean is the one without a prefix."""
    path = PAGE_KINDS.get(kind) or EXAMPLE_KINDS[kind]
    return path if language == "ko" else f"/{language}{path}"
