"""How the CMS lays out the form of a case: Korean first, one sentence of help for each field."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from portal.personal.publishing import reason_panel

KOREAN = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel(
                    "title",
                    help_text=_("무엇을 했는지 한 문장으로 씁니다. 예: 농가 열두 곳이 함께 쓰는 와인 공장"),
                ),
                FieldPanel(
                    "summary_ko", help_text=_("목록과 검색에 나옵니다. 한 일과 결과를 300자 안으로 씁니다.")
                ),
            ],
            heading=_("제목과 요약"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("context_ko", help_text=_("지역과 특구가 어떤 상황이었는지 씁니다.")),
                FieldPanel("problem_ko", help_text=_("무엇이 막혀 있었는지 씁니다.")),
                FieldPanel("action_ko", help_text=_("누가 무엇을 했는지 씁니다.")),
                FieldPanel(
                    "steps", help_text=_("시간 순서대로 나눕니다. 다른 특구가 따라 할 수 있게 씁니다.")
                ),
                FieldPanel("costs_ko", help_text=_("금액과 재원을 씁니다. 예: 국비 3억 원, 군비 2억 원")),
            ],
            heading=_("배경과 한 일"),
        ),
        InlinePanel(
            "results",
            heading=_("성과"),
            label=_("성과"),
            max_num=20,
            help_text=_("지표가 있으면 전과 후를 나누어 씁니다."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("went_wrong_ko", help_text=_("다시 한다면 다르게 할 점을 씁니다.")),
                FieldPanel("conditions_ko", help_text=_("다른 곳에서도 되려면 무엇이 있어야 하는지 씁니다.")),
            ],
            heading=_("배운 점"),
        ),
        InlinePanel(
            "files",
            heading=_("파일"),
            label=_("파일"),
            max_num=20,
            help_text=_("두 가지를 모두 살펴본 파일만 공개됩니다."),
        ),
        FieldPanel("body", help_text=_("사진, 파일, 더 긴 이야기를 덧붙입니다.")),
    ],
    heading=_("내용"),
)
FACTS = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("outcome"),
                FieldPanel("year", help_text=_("성과가 나온 해입니다. 모르면 비웁니다.")),
                FieldRowPanel([FieldPanel("stage"), FieldPanel("topic")]),
                FieldPanel(
                    "embargo_until",
                    help_text=_("중단 사례만 정할 수 있습니다. 게시해도 이날까지 어디에도 보이지 않습니다."),
                ),
                FieldPanel(
                    "is_anonymous",
                    help_text=_(
                        "중단 사례만 고를 수 있습니다. 특구, 지역, 출처를 보이지 않고, 글에 그 이름이 있으면 저장하지 않습니다."
                    ),
                ),
                FieldPanel("other_zones", help_text=_("이 사례를 함께한 다른 특구를 고릅니다.")),
                FieldPanel(
                    "blocks",
                    help_text=_(
                        "다른 사례와 함께 쓰는 구성요소를 고릅니다. 없으면 비웁니다. 예: 공동 예약표"
                    ),
                ),
            ],
            heading=_("분류"),
        ),
        InlinePanel(
            "exemption_uses",
            heading=_("쓴 규제특례"),
            label=_("규제특례"),
            max_num=20,
            help_text=_("조문을 확인하지 못했으면 법률까지만, 법률도 모르면 원문만 남깁니다."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("source_url", help_text=_("읽은 곳의 주소입니다. 여러 곳이면 ' | '로 나눕니다.")),
                FieldPanel("source_note", help_text=_("출처마다 다르거나 확실하지 않은 점을 적습니다.")),
                FieldRowPanel([FieldPanel("as_of"), FieldPanel("evidence_grade")]),
                FieldRowPanel([FieldPanel("licence"), FieldPanel("is_ai_allowed")]),
                FieldPanel("review_by", help_text=_("이날이 지나면 내용이 아직 맞는지 다시 봅니다.")),
            ],
            heading=_("출처와 이용 조건"),
        ),
    ],
    heading=_("분류와 출처"),
)
ENGLISH = ObjectList(
    [
        FieldPanel("title_en", help_text=_("비워 두면 영문 화면에서도 한국어 제목을 보여드립니다.")),
        FieldPanel("summary_en"),
        FieldPanel("context_en"),
        FieldPanel("problem_en"),
        FieldPanel("action_en"),
        FieldPanel("costs_en"),
        FieldPanel("went_wrong_en"),
        FieldPanel("conditions_en"),
        FieldPanel("body_en"),
    ],
    heading=_("영문"),
)
ADDRESS = ObjectList(
    [
        FieldPanel(
            "public_slug",
            help_text=_("바꾸면 옛 주소에서 새 주소로 이어 줍니다. 비워 두면 영문 제목으로 만듭니다."),
        ),
        FieldPanel("slug", help_text=_("CMS 안에서만 쓰는 이름입니다.")),
        FieldPanel(
            "search_description", help_text=_("검색 엔진에 보일 설명입니다. 비워 두면 요약을 씁니다.")
        ),
        reason_panel(),
        PublishingPanel(),
        CommentPanel(),
    ],
    heading=_("주소와 게시"),
)
CASE_EDITING = TabbedInterface([KOREAN, FACTS, ENGLISH, ADDRESS])
