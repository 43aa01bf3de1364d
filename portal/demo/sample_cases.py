"""Examples beside plain cases: versions with one taken back, a day that has passed, unnamed and waiting stopped cases.

Made by the same actions as real ones.
"""

import datetime as dt
from typing import Any, Final

from django.utils import timezone

from knowhow.models import CasePage, Freshness, PageVersion
from knowhow.withdrawing import Reason, withdraw_version
from portal.zones.models import ZonePage

ZONE: Final = "sample-pine-mushroom-industry"
WITH_VERSIONS: Final = "sample-export-stopped"
UNNAMED: Final = "예시: 이름을 밝히지 않고 나누는 중단 사례"
WAITING: Final = "예시: 내년에 공개할 중단 사례"
STOPPED: Final[dict[str, Any]] = {
    "outcome": CasePage.Outcome.STOPPED,
    "licence": CasePage.Licence.KOGL_1,
    "source_url": "https://example.org/",
    "live": False,
}
TOLD: Final = (
    "첫 글입니다. 화면을 보이기 위한 예시입니다.",
    "거두게 될 글입니다. 화면을 보이기 위한 예시입니다.",
    "고쳐 쓴 글입니다. 화면을 보이기 위한 예시입니다.",
)
DAYS_OVERDUE: Final = 45
DAYS_TO_WAIT: Final = 365


def add_sample_cases() -> None:
    """Add them to the first example zone. Safe to repeat: what stands is left alone."""
    parent = ZonePage.objects.filter(public_slug=ZONE, zone__is_sample=True).first()
    if parent is None or CasePage.objects.filter(is_sample=True, title__in=(UNNAMED, WAITING)).exists():
        return
    _stopped(
        parent,
        title=UNNAMED,
        title_en="Sample: a stopped case that does not say whose it is",
        summary_ko="공동 건조장을 짓다 그만두었다. 화면을 보이기 위한 예시이다.",
        summary_en="A shared dryer was begun and given up. A sample to show the page.",
        went_wrong_ko="쓸 사람을 먼저 모으지 않았다.",
        went_wrong_en="Nobody had gathered those who would use it.",
        is_anonymous=True,
    )
    _stopped(
        parent,
        title=WAITING,
        title_en="Sample: a stopped case that waits for its day",
        summary_ko="공개할 날을 미룬 사례가 CMS에서 어떻게 보이는지 보이기 위한 예시이다.",
        embargo_until=timezone.localdate() + dt.timedelta(days=DAYS_TO_WAIT),
    )
    _add_versions()


def _stopped(parent: ZonePage, **facts: object) -> None:
    page = parent.add_child(instance=CasePage(**STOPPED, **facts))
    page.save_revision().publish()


def _add_versions() -> None:
    """Three versions of an example, the second of which was taken back, and a day of review that has passed."""
    case = CasePage.objects.filter(public_slug=WITH_VERSIONS, is_sample=True).first()
    if case is None:
        return
    for text in TOLD:
        page = CasePage.objects.get(pk=case.pk)
        page.context_ko = text
        page.save_revision().publish()
    number = case.versions.order_by("-number").values_list("number", flat=True)[1]
    reason = Reason(PageVersion.Why.PERSONAL, "예시")
    withdraw_version(case.versions.get(number=number), reason=reason, by=None)
    passed = timezone.localdate() - dt.timedelta(days=DAYS_OVERDUE)
    Freshness.objects.filter(page_id=case.pk).update(review_by=passed)
