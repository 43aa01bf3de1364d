"""What the example desks say of themselves, one talk and two reports about the example zone, all marked 예시."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from portal.accounts.models import Desk, User
from portal.desks.models import Correction, DeskProfile, Exchange, Message, Thread
from portal.desks.profiles import write_lists
from portal.desks.promises import Promised, promise
from portal.desks.threads import ANSWER_WITHIN
from portal.zones.models import Field, ValueChainStage, Zone

type Line = tuple[str, str, str, str]
"""Side, Korean text, English text, slug of the stage."""

ASKER: Final = "company@hanmadang.example"
OFFICER: Final = "zone-editor@hanmadang.example"
PROFILES: Final[dict[str, tuple[str, str, tuple[str, ...], tuple[Line, ...]]]] = {
    "특구담당": (
        "예시군의 특구 계획과 규제특례를 맡습니다. 버섯 가공과 체험을 함께할 곳을 찾습니다. (예시)",
        "Looks after the county's zone plan and its exemptions. Seeks partners for processing. (sample)",
        ("ko", "en"),
        (
            ("offer", "공동 가공 시설의 빈 시간", "Free hours of the shared processing plant", "processing"),
            (
                "need",
                "수출 포장을 도울 기업",
                "A company that helps with packaging for export",
                "distribution",
            ),
        ),
    ),
    "협력담당": (
        "예시식품에서 특구와 함께할 일을 찾습니다. (예시)",
        "Looks for work with zones on behalf of Example Foods. (sample)",
        ("ko",),
        (("offer", "온라인 판로와 소포장", "Online sales and small packages", "sales"),),
    ),
}
QUESTION: Final = (
    "공동 가공 시설을 쓸 수 있습니까? (예시)",
    "3월에 열흘쯤 쓰려고 합니다. 신청하는 길을 알려 주십시오. (예시)",
    "쓸 수 있습니다. 2월 말까지 군청에 신청서를 내 주십시오. (예시)",
)
PROMISE: Final = "신청 결과를 알려 드립니다. (예시)"
PROMISED_WITHIN: Final = timedelta(days=20)


def load_desks() -> None:
    """Describe the example desks; the talk comes once the demo accounts stand. Safe to repeat."""
    for desk in Desk.objects.filter(is_sample=True, name_ko__in=PROFILES, profile=None):
        does_ko, does_en, languages, lines = PROFILES[desk.name_ko]
        profile = DeskProfile.objects.create(desk=desk, does_ko=does_ko, does_en=does_en)
        write_lists(profile, languages=languages, exchanges=[_exchange(line) for line in lines])
    _load_report()
    load_talk()


def _exchange(line: Line) -> Exchange:
    side, text_ko, text_en, stage = line
    return Exchange(
        side=side,
        text_ko=f"{text_ko} (예시)",
        text_en=f"{text_en} (sample)",
        field=Field.objects.filter(slug="agriculture_food").first(),
        stage=ValueChainStage.objects.filter(slug=stage).first(),
    )


def _load_report() -> None:
    zone = Zone.objects.filter(is_sample=True).select_related("page").order_by("pk").first()
    if zone is None or Correction.objects.filter(is_sample=True).exists():
        return
    now = timezone.now()
    Correction.objects.create(
        subject_kind=Correction.Subject.ZONE,
        subject_key=zone.page.public_slug,
        zone=zone,
        fact="zone",
        claim="면적의 단위가 틀렸습니다. (예시)",
        reported_at=now - timedelta(days=9),
        state=Correction.State.ACCEPTED,
        outcome="면적을 고시에 적힌 대로 고쳤습니다. (예시)",
        decided_at=now - timedelta(days=6),
        is_sample=True,
    )


def load_talk() -> None:
    """A question of the example company to the county's desk, with its answer, and one that waits."""
    asker, officer = (User.objects.filter(email=email, is_demo=True).first() for email in (ASKER, OFFICER))
    desk = Desk.objects.filter(is_sample=True, name_ko="특구담당").first()
    if asker is None or desk is None or Thread.objects.filter(is_sample=True).exists():
        return
    zone = Zone.objects.filter(is_sample=True).select_related("page").order_by("pk").first()
    title, path = (zone.name_ko, f"/zones/{zone.page.public_slug}/") if zone else (str(desk), "/")
    subject, question, answer = QUESTION
    now = timezone.now()
    for days, state in ((5, Thread.State.ANSWERED), (1, Thread.State.OPEN)):
        asked = now - timedelta(days=days)
        thread = Thread.objects.create(
            desk=desk,
            asked_by=asker,
            about_kind="zone",
            about_title=title,
            about_path=path,
            subject=subject,
            state=state,
            opened_at=asked,
            changed_at=asked,
            due_at=asked + ANSWER_WITHIN,
            is_sample=True,
        )
        Message.objects.create(thread=thread, author=asker, text=question, written_at=asked)
        if state == Thread.State.ANSWERED:
            answered = Message.objects.create(
                thread=thread,
                author=officer,
                text=answer,
                is_from_desk=True,
                written_at=asked + timedelta(days=1),
            )
            promise(answered, Promised(PROMISE, timezone.localdate(now) + PROMISED_WITHIN))
