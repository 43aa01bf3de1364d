"""Fictitious practices, a building block and reviews of the example zones; every word is made up."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from knowhow.models import BuildingBlock, CasePage, PracticePage, Review, ReviewStep
from knowhow.snapshots import record_version, snapshot
from portal.outbox.actions import mark_changed
from portal.zones.models import Zone

ZONE: Final = "sample-pine-mushroom-industry"
BLOCK: Final = "sample-booking-table"
PRACTICE: Final = "sample-rules-of-a-shared-hall"
DRAFT: Final = "sample-fee-table"
ADMITTED: Final = "sample-shared-drying-hall"
STEPS: Final = (
    ("참여 농가 모으기", "Gather the growers", "농정과", "Agriculture division", "2주", "2 weeks", "참여 동의서", "consent form"),
    ("운영 규약 만들기", "Write the rules", "운영위원회", "Committee", "3주", "3 weeks", "규약안", "draft rules"),
    ("요금 정하기", "Settle the fees", "운영위원회", "Committee", "1주", "1 week", "요금표", "table of fees"),
)  # fmt: skip
STEP_NAMES: Final = (
    "name_ko",
    "name_en",
    "who_ko",
    "who_en",
    "duration_ko",
    "duration_en",
    "papers_ko",
    "papers_en",
)
TOLD: Final = (
    ("요금은 나중에 정해도 됩니다. (처음 글)", "Fees can be settled later. (First text)"),
    (
        "요금을 나중에 올리면 다툼이 생기므로 처음에 정합니다.",
        "Fees raised later lead to quarrels: settle them first.",
    ),
)
"""What two versions say, one after the other."""
NOTE: Final = "예시: 실제가 아닌 자료입니다."


def load_knowhow() -> None:
    """Add them to the first example zone. Safe to repeat; what somebody tried out on them stays."""
    zone = Zone.objects.filter(is_sample=True, page__public_slug=ZONE).select_related("page").first()
    if zone is None or PracticePage.objects.filter(public_slug=PRACTICE).exists():
        return
    block = _block()
    page = _practice(
        zone, PRACTICE, "예시: 함께 쓰는 시설의 운영 규약을 만드는 방법", "Sample: rules of a shared hall"
    )
    page.blocks.add(block)
    page.save()
    for told in TOLD:
        page.cautions_ko, page.cautions_en = told
        page.save_revision(log_action=False).publish(log_action=False)
    _waiting(
        _practice(zone, DRAFT, "예시: 요금표를 정하는 방법", "Sample: how to settle fees", is_live=False)
    )
    _admitted(block)


def remove_knowhow() -> None:
    """Take them out: pages go with their zones, so that only search is told and the block is deleted here."""
    for pk in PracticePage.objects.filter(is_sample=True).values_list("pk", flat=True):
        mark_changed("practice", pk)
    BuildingBlock.objects.filter(is_sample=True).delete()


def _block() -> BuildingBlock:
    block: BuildingBlock = BuildingBlock.objects.create(
        slug=BLOCK,
        name_ko="예시: 공동 예약표",
        name_en="Sample: shared booking table",
        purpose_ko="시설을 쉬는 날 없이 돌립니다. (예시)",
        purpose_en="Keeps a facility running. (Sample)",
        how_ko="한 달 앞서 예약을 받고 빈 시간은 문자로 알립니다.",
        how_en="Bookings are taken a month ahead; free hours are told by text message.",
        enabling_ko="관리하는 사람 한 명과 운영 규약",
        enabling_en="One caretaker and rules of use",
        lessons_ko="요금은 처음부터 받아야 합니다.",
        lessons_en="Charge a fee from the beginning.",
        is_sample=True,
    )
    return block


def _practice(zone: Zone, slug: str, title: str, title_en: str, *, is_live: bool = True) -> PracticePage:
    page = PracticePage(
        title=title,
        title_en=title_en,
        slug=slug,
        public_slug=slug,
        live=is_live,
        summary_ko="여러 농가가 시설 하나를 다툼 없이 쓰도록 순서를 정했습니다. 화면을 보이기 위한 예시입니다.",
        summary_en="An order in which several farms share one facility. A sample to show the page.",
        purpose_ko="여러 농가가 시설 하나를 함께 쓸 때 씁니다.",
        purpose_en="When several farms share one facility.",
        preparation_ko="시설을 쓸 수 있는 땅과 참여할 농가",
        preparation_en="A site and growers who want to take part",
        duration_ko="약 6주",
        duration_en="About 6 weeks",
        steps=[{"type": "step", "value": dict(zip(STEP_NAMES, row, strict=True))} for row in STEPS],
        source_note=NOTE,
        evidence_grade="stated",
    )
    zone.page.add_child(instance=page)
    return page


def _waiting(page: PracticePage) -> None:
    revision = page.save_revision(log_action=False)
    review = _review(
        page, Review.Level.ZONE, revision=revision, due_on=timezone.localdate() + timedelta(days=14)
    )
    ReviewStep.objects.create(review=review, kind=ReviewStep.Kind.SUBMITTED)


def _admitted(block: BuildingBlock) -> None:
    page: Any = CasePage.objects.filter(public_slug=ADMITTED, is_sample=True).first()
    if page is None:
        return
    page.blocks.add(block)
    page.admitted_at, page.evidence_grade = timezone.now(), "measured"
    page.save()
    review = _review(
        page,
        Review.Level.LIBRARY,
        due_on=timezone.localdate(),
        state=Review.State.ACCEPTED,
        decided_at=timezone.now(),
        opinion="예약 기록과 요금 장부를 함께 확인했습니다. (예시)",
        evidence_grade="measured",
        validated=snapshot(page),
    )
    for kind in (ReviewStep.Kind.SUBMITTED, ReviewStep.Kind.ACCEPTED):
        ReviewStep.objects.create(review=review, kind=kind)
    record_version(page.pk)
    mark_changed("case", page.pk)


def _review(page: Any, level: str, **facts: Any) -> Review:
    return Review.objects.create(
        page_id=page.pk, zone_number=page.zone_id, level=level, raw=snapshot(page), **facts
    )
