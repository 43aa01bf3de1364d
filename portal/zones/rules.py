"""What the registry keeps of people: who edited a fact."""

from django.utils.translation import gettext_lazy as _

from portal.personal.registry import Rule, register_rule


def register_zone_rules() -> None:
    """Called once when the app is ready."""
    register_rule(
        Rule(
            key="facts",
            tables=("zones.FactChange",),
            title=_("특구 사실의 변경 기록"),
            items=_("고친 사람의 번호, 고친 값, 때"),
            purpose=_("공표된 사실을 누가 고쳤는지 밝히고 되돌리기"),
            period=_("글이나 자료가 있는 동안"),
            then=_("탈퇴하면 ‘탈퇴한 사용자’의 번호로만 남습니다."),
            order=52,
        )
    )
