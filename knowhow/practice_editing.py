"""How the CMS lays out the form of a practice: each field with one sentence of help, a limit and an example."""

from django.utils.functional import Promise
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

SUMMARY_LIMIT = 300
TEXT_LIMIT = 3000

HELP: dict[str, str | Promise] = {
    "title": _("무엇을 하는 방법인지 씁니다. 예: 공동 시설의 운영 조례를 만드는 방법"),
    "summary_ko": _(
        "목록과 검색에 나옵니다. 300자 안으로 씁니다. 예: 공동 시설을 짓기 전에 조례와 요금을 정하는 순서"
    ),
    "purpose_ko": _("어떤 때에 쓰는 절차인지 3,000자 안으로 씁니다. 예: 여러 농가가 시설 하나를 함께 쓸 때"),
    "preparation_ko": _(
        "시작하기 전에 있어야 할 것을 3,000자 안으로 씁니다. 예: 참여 농가의 동의서, 부지 사용 허락"
    ),
    "steps": _(
        "순서대로 나누고 단계마다 맡는 곳과 기간을 씁니다. 20단계까지 쓸 수 있습니다. 예: 조례안 만들기 · 농정과 · 3주"
    ),
    "duration_ko": _("처음부터 끝까지 걸린 기간을 120자 안으로 씁니다. 예: 약 4개월(조례 심의 2개월 포함)"),
    "legal_basis_ko": _(
        "근거가 되는 법령과 조례를 3,000자 안으로 씁니다. 예: 공유재산 및 물품 관리법 제20조"
    ),
    "costs_ko": _("금액과 재원을 3,000자 안으로 씁니다. 예: 용역비 1,200만 원(군비)"),
    "cautions_ko": _(
        "놓치기 쉬운 것을 3,000자 안으로 씁니다. 예: 요금을 나중에 올리면 반대가 커지므로 처음에 정합니다."
    ),
    "source_url": _(
        "읽은 곳의 주소가 있으면 씁니다. 여러 곳이면 ' | '로 나눕니다. 예: https://www.elis.go.kr"
    ),
    "source_note": _("누가 무엇을 보고 썼는지 한 문장으로 씁니다. 예: 담당자가 업무를 마치고 씀"),
    "as_of": _("내용이 맞는 날을 10자 안으로 씁니다. 예: 2026-11"),
    "evidence_grade": _("무엇에 근거하는지 고릅니다. 예: 담당자 서술"),
    "licence": _("다른 기관이 쓸 수 있는 조건을 고릅니다. 예: 공공누리 제1유형"),
    "review_by": _(
        "이날이 지나면 내용이 아직 맞는지 다시 봅니다. 비우면 게시한 지 한 해 뒤입니다. 예: 2027-11-30"
    ),
    "topic": _("무엇에 관한 안내인지 하나 고릅니다. 예: 공동 시설"),
    "stage": _("가치사슬의 어느 단계인지 고릅니다. 예: 가공"),
    "exemptions": _("이 절차에서 쓰는 특례를 고릅니다. 없으면 비웁니다. 예: 농지 위탁경영"),
    "blocks": _("다른 사례와 함께 쓰는 구성요소를 고릅니다. 없으면 비웁니다. 예: 공동 예약표"),
}


def _field(name: str) -> FieldPanel:
    return FieldPanel(name, help_text=HELP.get(name, ""))


PRACTICE_EDITING = TabbedInterface(
    [
        ObjectList(
            [
                MultiFieldPanel([_field("title"), _field("summary_ko")], heading=_("제목과 요약")),
                MultiFieldPanel(
                    [
                        _field("purpose_ko"),
                        _field("preparation_ko"),
                        _field("steps"),
                        _field("duration_ko"),
                        _field("legal_basis_ko"),
                        _field("costs_ko"),
                        _field("cautions_ko"),
                    ],
                    heading=_("절차"),
                ),
                InlinePanel(
                    "files",
                    heading=_("서식과 파일"),
                    label=_("파일"),
                    max_num=20,
                    help_text=_("두 가지를 모두 살펴본 파일만 공개됩니다."),
                ),
                FieldPanel("body", help_text=_("사진이나 더 긴 이야기를 덧붙입니다.")),
            ],
            heading=_("내용"),
        ),
        ObjectList(
            [
                FieldRowPanel([_field("stage"), _field("topic")]),
                _field("exemptions"),
                _field("blocks"),
                MultiFieldPanel(
                    [
                        _field("source_url"),
                        _field("source_note"),
                        FieldRowPanel([_field("as_of"), _field("evidence_grade")]),
                        FieldRowPanel([_field("licence"), FieldPanel("is_ai_allowed")]),
                        _field("review_by"),
                    ],
                    heading=_("근거와 이용 조건"),
                ),
            ],
            heading=_("분류와 근거"),
        ),
        ObjectList(
            [
                FieldPanel("title_en", help_text=_("비워 두면 영문 화면에서도 한국어 제목을 보여드립니다.")),
                *(
                    FieldPanel(f"{name}_en")
                    for name in (
                        "summary",
                        "purpose",
                        "preparation",
                        "duration",
                        "legal_basis",
                        "costs",
                        "cautions",
                        "body",
                    )
                ),
            ],
            heading=_("영문"),
        ),
        ObjectList(
            [
                FieldPanel(
                    "public_slug",
                    help_text=_(
                        "바꾸면 옛 주소에서 새 주소로 이어 줍니다. 비워 두면 영문 제목으로 만듭니다."
                    ),
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
        ),
    ]
)
