"""What search keeps of people: who ordered work on it, and searches without who made them."""

from django.utils.translation import gettext_lazy as _

from portal.personal.registry import Rule, register_rule


def register_search_rules() -> None:
    """Called once when the app is ready."""
    register_rule(
        Rule(
            key="index-runs",
            tables=("search.IndexRun", "search.Synonym", "search.UserWord"),
            title=_("색인 작업과 검색 낱말의 기록"),
            items=_("시키거나 고친 사람의 번호, 한 일, 때"),
            purpose=_("색인과 검색 낱말을 누가 바꾸었는지 밝히기"),
            period=_("글이나 자료가 있는 동안"),
            then=_("탈퇴하면 ‘탈퇴한 사용자’의 번호로만 남습니다."),
            order=54,
        )
    )
    register_rule(
        Rule(
            key="searches",
            tables=("search.LoggedSearch", "search.LoggedClick"),
            title=_("검색 기록"),
            items=_(
                "검색어(이메일과 번호는 가림), 고른 조건, 연 결과, 때, 누구인지 알 수 없게 바꾼 세션과 통신망의 값"
            ),
            purpose=_("무엇을 찾지 못했는지 알아 검색을 고치기"),
            period=_("90일. 추적 거부(DNT, GPC)를 켠 브라우저의 것은 적지 않습니다."),
            then=_("지웁니다."),
            order=100,
        )
    )
