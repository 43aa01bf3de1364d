"""JSON-LD of cases and practices: schema.org words only, nothing the page does not say."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from knowhow.models import CasePage, PracticePage


def case_linked_data(page: CasePage, *, title: str, description: str) -> dict[str, Any]:
    """A case as a schema.org Article about its zone, citing its sources."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "description": description,
        "inLanguage": get_language() or settings.LANGUAGE_CODE,
        "url": settings.SITE_URL + reverse("case", args=[page.public_slug]),
        "about": None if page.is_anonymous else _zone(page),
        "citation": () if page.is_anonymous else page.web_sources,
        "datePublished": page.first_published_at and page.first_published_at.date().isoformat(),
        "dateModified": page.last_published_at and page.last_published_at.date().isoformat(),
        "isAccessibleForFree": True,
    }
    return {key: value for key, value in data.items() if value}


def practice_linked_data(page: PracticePage, *, title: str, profile: Any) -> dict[str, Any]:
    """A practice as a schema.org HowTo with its steps."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "HowTo",
        "name": title,
        "description": profile.summary.text,
        "inLanguage": get_language() or settings.LANGUAGE_CODE,
        "url": settings.SITE_URL + reverse("practice", args=[page.public_slug]),
        "about": {"@type": "Place", "name": page.zone.name_ko, "alternateName": page.zone.name_en},
        "step": [
            {
                "@type": "HowToStep",
                "position": number,
                "name": step.name.text,
                "text": step.text.text or step.name.text,
            }
            for number, step in enumerate(profile.steps, 1)
        ],
        "citation": page.web_sources,
        "datePublished": page.first_published_at and page.first_published_at.date().isoformat(),
        "dateModified": page.last_published_at and page.last_published_at.date().isoformat(),
        "isAccessibleForFree": True,
    }
    return {key: value for key, value in data.items() if value}


def _zone(page: CasePage) -> dict[str, str]:
    return {"@type": "Place", "name": page.zone.name_ko, "alternateName": page.zone.name_en}
