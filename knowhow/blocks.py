"""StreamField blocks of cases."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class StepBlock(blocks.StructBlock):
    """One step of what was done, in the order it was done."""

    name_ko = blocks.CharBlock(label=_("단계 이름"), max_length=80)
    text_ko = blocks.TextBlock(label=_("한 일"), required=False, max_length=1000)
    name_en = blocks.CharBlock(label=_("단계 이름(영문)"), required=False, max_length=160)
    text_en = blocks.TextBlock(label=_("한 일(영문)"), required=False, max_length=2000)

    class Meta:
        icon = "list-ol"
        label = _("단계")


class StepsBlock(blocks.StreamBlock):
    """The steps in order."""

    step = StepBlock()

    class Meta:
        max_num = 20


class PracticeStepBlock(blocks.StructBlock):
    """One step: what is done, by whom, how long it takes, on which ground, with which papers."""

    name_ko = blocks.CharBlock(label=_("단계 이름"), max_length=80, help_text=_("예: 조례안 만들기"))
    text_ko = blocks.TextBlock(
        label=_("하는 일"), required=False, max_length=1000, help_text=_("1,000자 안으로 씁니다.")
    )
    who_ko = blocks.CharBlock(
        label=_("맡는 곳"),
        required=False,
        max_length=120,
        help_text=_("사람이 아니라 부서를 씁니다. 예: 농정과"),
    )
    duration_ko = blocks.CharBlock(
        label=_("걸리는 기간"), required=False, max_length=80, help_text=_("예: 3주")
    )
    basis_ko = blocks.CharBlock(
        label=_("근거 조문"), required=False, max_length=200, help_text=_("예: 지방자치법 제28조")
    )
    papers_ko = blocks.CharBlock(
        label=_("쓰는 서식"), required=False, max_length=200, help_text=_("예: 입법예고문, 비용추계서")
    )
    name_en = blocks.CharBlock(label=_("단계 이름(영문)"), required=False, max_length=160)
    text_en = blocks.TextBlock(label=_("하는 일(영문)"), required=False, max_length=2000)
    who_en = blocks.CharBlock(label=_("맡는 곳(영문)"), required=False, max_length=160)
    duration_en = blocks.CharBlock(label=_("걸리는 기간(영문)"), required=False, max_length=120)
    basis_en = blocks.CharBlock(label=_("근거 조문(영문)"), required=False, max_length=300)
    papers_en = blocks.CharBlock(label=_("쓰는 서식(영문)"), required=False, max_length=300)

    class Meta:
        icon = "list-ol"
        label = _("단계")


class PracticeStepsBlock(blocks.StreamBlock):
    """The steps in order."""

    step = PracticeStepBlock()

    class Meta:
        max_num = 20
