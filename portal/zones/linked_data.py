"""JSON-LD of registry pages: schema.org words only, nothing the page does not say."""

from typing import Any

from portal.zones.models.zones import Zone


def zone_linked_data(zone: Zone, *, description: str) -> dict[str, Any]:
    """A zone as a schema.org Place."""
    address = {"@type": "PostalAddress", "addressCountry": "KR", "addressRegion": zone.province.name_ko}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Place",
        "name": zone.name_ko,
        "address": address,
        "containedInPlace": {"@type": "AdministrativeArea", "name": zone.province.name_ko},
    }
    if zone.municipality_text:
        address["addressLocality"] = zone.municipality_text
    if zone.name_en:
        data["alternateName"] = zone.name_en
    if description:
        data["description"] = description
    return data
