"""Cases like this one, each with the reasons why."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from knowhow.cards import CaseCard, case_cards
from knowhow.models import CaseExemption, CasePage

MOST = 4
SPANS_ALL = "cross"
"""The stage that spans the whole chain: sharing it says little."""


@dataclass(frozen=True)
class SimilarCase:
    """A case like the one shown, and what the two share."""

    card: CaseCard
    reasons: tuple[str, ...]


def similar_cases(page: CasePage, *, acts: Collection[int], viewer: object) -> tuple[SimilarCase, ...]:
    """Up to four other cases that share topic, act, field or stage, the closest first.

    `acts` are the keys of the acts that the exemptions of this case touch.
    """
    shared_acts = CaseExemption.objects.filter(Q(act__in=acts) | Q(exemption__acts__in=acts))
    conditions = {
        4: Q(topic__isnull=False, topic=page.topic_id),
        3: Exists(shared_acts.filter(case=OuterRef("pk"))),
        2: Q(zone__field=page.zone.field_id),
        1: Q(stage__isnull=False, stage=page.stage_id) & ~Q(stage__slug=SPANS_ALL),
    }
    score = sum(
        (
            Case(When(condition, then=Value(weight)), default=Value(0), output_field=IntegerField())
            for weight, condition in conditions.items()
        ),
        start=Value(0),
    )
    rows = (
        CasePage.objects.visible_to(viewer)
        .filter(is_sample=page.is_sample)
        .exclude(pk=page.pk)
        .annotate(score=score)
        .filter(score__gt=0)
        .order_by("-score", F("year").desc(nulls_last=True), "title", "pk")[:MOST]
    )
    cards = case_cards(rows)
    sharing = set(shared_acts.filter(case__in=[card.pk for card in cards]).values_list("case", flat=True))
    return tuple(SimilarCase(card, _reasons(page, card, shares_act=card.pk in sharing)) for card in cards)


def _reasons(page: CasePage, card: CaseCard, *, shares_act: bool) -> tuple[str, ...]:
    reasons = (
        (page.topic and page.topic.slug == card.topic_slug, _("같은 주제")),
        (shares_act, _("같은 법률의 특례")),
        (page.zone.field.slug == card.field_slug, _("같은 분야")),
        (page.stage and page.stage.slug == card.stage_slug != SPANS_ALL, _("같은 가치사슬 단계")),
    )
    return tuple(reason for holds, reason in reasons if holds)
