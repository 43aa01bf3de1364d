"""Lists as schema.org Datasets, so that searches for data find them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.importing.exports import XLSX_TYPE
from portal.open_data.licence import licence_path

FORMATS = (("csv", "text/csv"), ("xlsx", XLSX_TYPE), ("json", "application/json"))
FIRST_YEAR = 2004
"""The Special Zones Act came into force."""


@dataclass(frozen=True)
class Distribution:
    """A way to get a list: what it is called, its media type, its path."""

    label: str
    media_type: str
    path: str


def distributions(name: str, *, query: str = "") -> tuple[Distribution, ...]:
    """CSV, XLSX and JSON of the list of that name, under these filters."""
    tail = f"?{query}" if query else ""
    return tuple(
        Distribution(kind.upper(), media_type, f"{reverse(f'{name}-{kind}')}{tail}")
        for kind, media_type in FORMATS
    )


def api_path(name: str, *, query: str = "") -> str:
    """The API's address of the same list."""
    return f"{reverse(f'api:{name}')}{f'?{query}' if query else ''}"


def publisher() -> Mapping[str, str]:
    """Who runs the portal."""
    return {
        "@type": "GovernmentOrganization" if settings.SITE_OFFICIAL else "Organization",
        "name": settings.SITE_AGENCY or _("한마당"),
        "url": settings.SITE_URL,
    }


def dataset(name: str, *, title: str, description: str, site: str) -> dict[str, Any]:
    """A list as a Dataset. `site` is scheme and host of the page that tells it."""
    files = [*distributions(name), Distribution("API", "application/json", api_path(name))]
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{site}{reverse(name)}#dataset",
        "name": title,
        "description": description,
        "url": f"{site}{reverse(name)}",
        "inLanguage": ["ko", "en"],
        "isAccessibleForFree": True,
        "license": f"{site}{licence_path()}",
        "creator": publisher(),
        "publisher": publisher(),
        "spatialCoverage": {"@type": "Country", "name": "KR"},
        "temporalCoverage": f"{FIRST_YEAR}/..",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{title} ({file.label})",
                "encodingFormat": file.media_type,
                "contentUrl": f"{site}{file.path}",
            }
            for file in files
        ],
    }


def catalogue(datasets: Iterable[Mapping[str, Any]], *, title: str, site: str) -> dict[str, Any]:
    """All lists together; each names its own page."""
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": title,
        "url": f"{site}{reverse('data')}",
        "inLanguage": get_language() or settings.LANGUAGE_CODE,
        "license": f"{site}{licence_path()}",
        "publisher": publisher(),
        "dataset": [{key: value for key, value in row.items() if key != "@context"} for row in datasets],
    }


def breadcrumb_list(crumbs: Iterable[tuple[Any, str | None]], *, site: str, here: str) -> dict[str, Any]:
    """Where a page stands, as the breadcrumb shows it; the page itself comes last."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(title), "item": f"{site}{url or here}"}
            for position, (title, url) in enumerate(crumbs, start=1)
        ],
    }
