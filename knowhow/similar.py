"""Cases like a case or like a zone, each with the reasons why: what both are about, and the words they share."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowhow.cards import CaseCard, case_cards
from knowhow.models import CaseExemption, CasePage
from portal.page_cache.kept import kept
from search.documents import Language
from search.similar import Alike, similar_to_document

MOST = 4
TEXT_WEIGHT = 4.0
"""What the likest text counts: as much as the same topic."""
FEWEST_WORDS = 2
"""One word alone is chance."""
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
    alike = alike_in_words("case", page.pk, "en" if get_language() == "en" else "ko")
    rows = CasePage.objects.visible_to(viewer).filter(is_sample=page.is_sample).exclude(pk=page.pk)
    cards = case_cards(ranked(rows, conditions, alike)[:MOST])
    sharing = set(shared_acts.filter(case__in=[card.pk for card in cards]).values_list("case", flat=True))
    return tuple(
        SimilarCase(
            card,
            (*_reasons(page, card, shares_act=card.pk in sharing), *_shared_words(alike.get(str(card.pk)))),
        )
        for card in cards
    )


def uses_of(acts: Collection[Any]) -> QuerySet[CaseExemption, Any]:
    """Return the uses of exemptions of these acts, whether the article is known or only the act."""
    uses: QuerySet[CaseExemption, Any] = CaseExemption.objects.filter(
        Q(act__in=acts) | Q(exemption__acts__in=acts)
    )
    return uses


def alike_in_words(kind: str, pk: int, language: Language) -> Mapping[str, Alike]:
    """Return the cases that are like a thing in words, by their ids; worked out once until something changes."""

    def compare() -> dict[str, Alike]:
        found = similar_to_document(kind, str(pk), language=language, kinds=("case",))
        return {alike.object_id: alike for alike in found if len(alike.words) >= FEWEST_WORDS}

    return kept(("alike-in-words", kind, pk, language), compare)


def ranked(
    rows: QuerySet[CasePage, Any], conditions: Mapping[int, Any], alike: Mapping[str, Alike]
) -> QuerySet[CasePage, Any]:
    """Return the rows that share something, by the weight of what they share."""
    parts: list[Any] = [
        Case(When(condition, then=Value(float(weight))), default=Value(0.0), output_field=FloatField())
        for weight, condition in conditions.items()
    ]
    in_words = [
        When(pk=found.object_id, then=Value(TEXT_WEIGHT * found.likeness)) for found in alike.values()
    ]
    if in_words:
        parts.append(Case(*in_words, default=Value(0.0), output_field=FloatField()))
    score = sum(parts, start=Value(0.0))
    return (
        rows.annotate(score=score)
        .filter(score__gt=0)
        .order_by("-score", F("year").desc(nulls_last=True), "title", "pk")
    )


def _shared_words(alike: Alike | None) -> tuple[str, ...]:
    return (_("함께 나오는 말 %(words)s") % {"words": " · ".join(alike.words)},) if alike else ()


def _reasons(page: CasePage, card: CaseCard, *, shares_act: bool) -> tuple[str, ...]:
    reasons = (
        (page.topic and page.topic.slug == card.topic_slug, _("같은 주제")),
        (shares_act, _("같은 법률의 특례")),
        (page.zone.field.slug == card.field_slug, _("같은 분야")),
        (page.stage and page.stage.slug == card.stage_slug != SPANS_ALL, _("같은 가치사슬 단계")),
    )
    return tuple(reason for holds, reason in reasons if holds)
