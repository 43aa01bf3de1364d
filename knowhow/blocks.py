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
