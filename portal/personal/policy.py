"""The privacy policy, made of the register: it cannot say anything else than what is done."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.personal.models import ConsentText
from portal.personal.registry import rules

PARTS = (
    ("register", _("무엇을, 왜, 얼마 동안 두는지의 표")),
    ("consents", _("동의받는 것")),
    ("sharing", _("제공과 위탁")),
    ("officer", _("보호책임자와 요청하는 곳")),
)


@dataclass(frozen=True)
class Officer:
    """Who answers for personal data; what is not set is shown as not confirmed."""

    name: str
    contact: str
    processors: tuple[str, ...]


def officer() -> Officer:
    """As the settings have it."""
    return Officer(settings.PRIVACY_OFFICER, settings.PRIVACY_CONTACT, tuple(settings.PRIVACY_PROCESSORS))


def policy_part(part: str) -> dict[str, Any]:
    """What the template of a part of the policy needs."""
    match part:
        case "register":
            return {"part": part, "rules": rules()}
        case "consents":
            return {"part": part, "texts": ConsentText.objects.in_force()}
        case _:
            return {"part": part, "officer": officer()}
