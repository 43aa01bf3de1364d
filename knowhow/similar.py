"""Cases like a case, a zone or an exemption, each with the reasons why: what both are about, and the words they share."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from knowhow.cards import CaseCard, case_cards
from knowhow.models import CaseExemption, CasePage
from portal.zones.models import Exemption
from search.similar import Alike, alike_in_words, scored, shared_words

MOST = 4
SPANS_ALL = "cross"
"""The stage that spans the whole chain: sharing it says little."""


@dataclass(frozen=True)
class SimilarCase:
    """A case like the one shown, and what the two share."""

    card: CaseCard
    reasons: tuple[str, ...]


def similar_cases(page: CasePage, *, acts: Collection[int], viewer: object) -> tuple[SimilarCase, ...]:
    """Up to four other cases that share topic, act, field, stage or words, the closest first.

    `acts` are the keys of the acts that the exemptions of this case touch.
    """
    shared_acts = uses_of(acts)
    conditions = {
        4: Q(topic__isnull=False, topic=page.topic_id),
        3: Exists(shared_acts.filter(case=OuterRef("pk"))),
        2: Q(zone__field=page.zone.field_id),
        1: Q(stage__isnull=False, stage=page.stage_id) & ~Q(stage__slug=SPANS_ALL),
    }
    alike = alike_in_words("case", page.pk, among="case")
    rows = CasePage.objects.visible_to(viewer).filter(is_sample=page.is_sample).exclude(pk=page.pk)
    cards = case_cards(ranked(rows, conditions, alike)[:MOST])
    sharing = set(shared_acts.filter(case__in=[card.pk for card in cards]).values_list("case", flat=True))
    return tuple(
        SimilarCase(
            card,
            (*_reasons(page, card, shares_act=card.pk in sharing), *shared_words(alike.get(str(card.pk)))),
        )
        for card in cards
    )


def cases_like_exemption(exemption: Exemption, *, viewer: object) -> tuple[SimilarCase, ...]:
    """Up to four cases that use another exemption of the same act, the likest in words first.

    As with zones, shared words put them in order, but only the act is a reason to name a case.
    """
    acts = list(exemption.acts.all())
    uses = uses_of([act.pk for act in acts]).filter(case=OuterRef("pk"))
    own = CaseExemption.objects.filter(case=OuterRef("pk"), exemption=exemption)
    alike = alike_in_words("exemption", exemption.pk, among="case")
    rows = (
        CasePage.objects.visible_to(viewer)
        .filter(Exists(uses), is_sample=exemption.is_sample)
        .exclude(Exists(own))
    )
    reason = _("같은 법률의 특례: %(acts)s") % {"acts": ", ".join(act.name for act in acts)}
    return tuple(
        SimilarCase(card, (reason, *shared_words(alike.get(str(card.pk)))))
        for card in case_cards(ranked(rows, {3: Exists(uses)}, alike)[:MOST])
    )


def uses_of(acts: Collection[Any]) -> QuerySet[CaseExemption, Any]:
    """Return the uses of exemptions of these acts, whether the article is known or only the act."""
    uses: QuerySet[CaseExemption, Any] = CaseExemption.objects.filter(
        Q(act__in=acts) | Q(exemption__acts__in=acts)
    )
    return uses


def ranked(
    rows: QuerySet[CasePage, Any], conditions: Mapping[int, Any], alike: Mapping[str, Alike]
) -> QuerySet[CasePage, Any]:
    """Return the rows that share something, by the weight of what they share."""
    return scored(rows, conditions, alike).order_by("-score", F("year").desc(nulls_last=True), "title", "pk")


def _reasons(page: CasePage, card: CaseCard, *, shares_act: bool) -> tuple[str, ...]:
    reasons = (
        (page.topic and page.topic.slug == card.topic_slug, _("같은 주제")),
        (shares_act, _("같은 법률의 특례")),
        (page.zone.field.slug == card.field_slug, _("같은 분야")),
        (page.stage and page.stage.slug == card.stage_slug != SPANS_ALL, _("같은 가치사슬 단계")),
    )
    return tuple(reason for holds, reason in reasons if holds)
