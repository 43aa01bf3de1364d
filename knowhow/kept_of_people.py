"""What know-how keeps of people."""

from django.utils.translation import gettext_lazy as _

from portal.personal.registry import Rule, register_rule


def register_knowhow_rules() -> None:
    """Called once when the app is ready."""
    register_rule(
        Rule(
            key="case-versions",
            tables=("knowhow.CaseVersion", "knowhow.Confirmation"),
            title=_("거둔 판과 확인의 기록"),
            items=_("판을 거두거나 내용이 맞다고 확인한 사람의 번호, 때, 까닭"),
            purpose=_("글을 누가 거두고 확인했는지 밝히기"),
            period=_("사례가 있는 동안"),
            then=_("탈퇴하면 ‘탈퇴한 사용자’의 번호로만 남습니다."),
            order=53,
        )
    )
