"""What search keeps of people: who ordered work on the index."""

from django.utils.translation import gettext_lazy as _

from portal.personal.registry import Rule, register_rule


def register_search_rules() -> None:
    """Called once when the app is ready."""
    register_rule(
        Rule(
            key="index-runs",
            tables=("search.IndexRun", "search.Synonym"),
            title=_("색인 작업과 검색 낱말의 기록"),
            items=_("시키거나 고친 사람의 번호, 한 일, 때"),
            purpose=_("색인과 검색 낱말을 누가 바꾸었는지 밝히기"),
            period=_("글이나 자료가 있는 동안"),
            then=_("탈퇴하면 ‘탈퇴한 사용자’의 번호로만 남습니다."),
            order=54,
        )
    )
