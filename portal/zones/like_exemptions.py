"""What is like an exemption: other exemptions, and zones that use others of the same act, each with the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal.zones.models import Act, Exemption, ExemptionUse, Zone
from search.similar import alike_in_words, scored, shared_words

EXEMPTIONS_SHOWN = 6
ZONES_SHOWN = 6
KIND = "exemption"


@dataclass(frozen=True)
class LikeExemption:
    """An exemption like the one shown, and what the two share."""

    exemption: Exemption
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class LikeZone:
    """A zone that uses other exemptions of the same act: which, and the words it shares with this one."""

    zone: Zone
    reasons: tuple[str, ...]


def like_exemptions(exemption: Exemption, *, acts: Sequence[Act]) -> tuple[LikeExemption, ...]:
    """Up to six exemptions of the same act or area, the likest in words first. `acts` are those of the exemption."""
    of_act = Exemption.acts.through.objects.filter(exemption=OuterRef("pk"), act__in=acts)
    alike = alike_in_words(KIND, exemption.pk, among=KIND)
    conditions = {3: Exists(of_act), 2: Q(area=exemption.area_id)}
    related = Q(area=exemption.area_id) | Exists(of_act)
    rows = Exemption.objects.filter(related, is_sample=exemption.is_sample).exclude(pk=exemption.pk)
    chosen = scored(rows, conditions, alike).order_by("-score", "position", "code").prefetch_related("acts")
    return tuple(
        LikeExemption(row, (*_reasons(exemption, row, acts=acts), *shared_words(alike.get(str(row.pk)))))
        for row in chosen[:EXEMPTIONS_SHOWN]
    )


def like_zones(exemption: Exemption, *, acts: Sequence[Act], viewer: object) -> tuple[LikeZone, ...]:
    """Up to six zones that use another article of the same act, the likest in words first.

    Shared words put them in order, but only the act is a reason to name a zone: words alone are often chance. Zones of
    which only the act is known stand elsewhere on the page, since they may use this very article.
    """
    uses = ExemptionUse.objects.filter(exemption__acts__in=acts).exclude(exemption=exemption)
    own = Q(exemption=exemption) | Q(level=ExemptionUse.Level.ACT, act__in=acts)
    theirs = OuterRef("pk")
    alike = alike_in_words(KIND, exemption.pk, among="zone")
    of_act = Exists(uses.filter(zone=theirs))
    rows = (
        Zone.objects.visible_to(viewer)
        .filter(of_act, is_sample=exemption.is_sample)
        .exclude(Exists(ExemptionUse.objects.filter(own, zone=theirs)))
    )
    ranked = scored(rows, {3: of_act}, alike).order_by("-score", "name_ko", "pk")
    zones = list(ranked.select_related("page", "province")[:ZONES_SHOWN])
    used: dict[int, dict[str, None]] = {}
    for use in uses.filter(zone__in=zones).select_related("exemption").order_by("exemption__position"):
        title = use.exemption.title if use.exemption else use.text_as_read
        used.setdefault(use.zone_id, {})[title] = None
    return tuple(
        LikeZone(
            zone,
            (
                _("쓰는 특례: %(titles)s") % {"titles": ", ".join(used[zone.pk])},
                *shared_words(alike.get(str(zone.pk))),
            ),
        )
        for zone in zones
    )


def _reasons(exemption: Exemption, other: Exemption, *, acts: Sequence[Act]) -> tuple[str, ...]:
    reasons = (
        (set(acts) & set(other.acts.all()), _("같은 법률")),
        (other.area_id == exemption.area_id, _("같은 특례 분야")),
    )
    return tuple(reason for holds, reason in reasons if holds)
