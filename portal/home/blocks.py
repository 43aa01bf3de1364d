"""Blocks of guide pages: sections with anchors, steps, cards, definitions, questions, the glossary, charts."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.blocks import ContactBlock, DownloadBlock, GalleryItemBlock
from portal.home.charts import chart_choices
from portal.personal.policy import PARTS


class SectionBlock(blocks.StructBlock):
    """Begins a section; what follows belongs to it."""

    title = blocks.CharBlock(label=_("제목"), max_length=120)
    anchor = blocks.RegexBlock(
        r"^[a-z][a-z0-9-]{0,39}\Z",
        label=_("쪽 안 주소"),
        help_text=_("영문 소문자와 붙임표. 다른 곳에서 이 대목으로 바로 올 때 씁니다."),
    )

    class Meta:
        icon = "title"
        label = _("대목")


class StepBlock(blocks.StructBlock):
    """A step of a procedure."""

    title = blocks.CharBlock(label=_("단계"), max_length=80)
    text = blocks.TextBlock(label=_("설명"), required=False)
    basis = blocks.CharBlock(label=_("근거"), required=False, max_length=120)


class CardBlock(blocks.StructBlock):
    """One of several things of a kind."""

    label = blocks.CharBlock(label=_("머리말"), required=False, max_length=60)
    title = blocks.CharBlock(label=_("이름"), max_length=120)
    text = blocks.TextBlock(label=_("설명"))


class DefinitionBlock(blocks.StructBlock):
    """A row of a table of two columns."""

    term = blocks.CharBlock(label=_("항목"), max_length=120)
    text = blocks.TextBlock(label=_("내용"))


class QuestionBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(label=_("물음"), max_length=200)
    answer = blocks.TextBlock(label=_("답"))


class NoteBlock(blocks.StructBlock):
    """What a reader must not miss."""

    title = blocks.CharBlock(label=_("제목"), max_length=120)
    text = blocks.TextBlock(label=_("내용"), required=False)

    class Meta:
        icon = "info-circle"
        label = _("알아 둘 것")
        template = "blocks/guide_note.html"


class LinkBlock(blocks.StructBlock):
    """A page of the portal to go on to; the address is that of the Korean page."""

    title = blocks.CharBlock(label=_("이름"), max_length=120)
    path = blocks.RegexBlock(
        r"^/(?!/|en/)[^\s]*\Z", label=_("주소"), help_text=_("/로 시작하는 국문 쪽의 주소. 예: /zones/")
    )
    text = blocks.CharBlock(label=_("설명"), required=False, max_length=200)


class GuideBlock(blocks.StreamBlock):
    """The body of a guide page."""

    section = SectionBlock()
    paragraph = blocks.RichTextBlock(label=_("문단"), icon="pilcrow", template="blocks/paragraph.html")
    steps = blocks.ListBlock(StepBlock(), label=_("단계"), icon="list-ol", template="blocks/guide_steps.html")
    cards = blocks.ListBlock(CardBlock(), label=_("갈래"), icon="grip", template="blocks/guide_cards.html")
    definitions = blocks.ListBlock(
        DefinitionBlock(), label=_("항목과 내용"), icon="table", template="blocks/guide_definitions.html"
    )
    questions = blocks.ListBlock(
        QuestionBlock(), label=_("묻고 답하기"), icon="help", template="blocks/guide_questions.html"
    )
    note = NoteBlock()
    links = blocks.ListBlock(
        LinkBlock(), label=_("이어 볼 곳"), icon="link", template="blocks/guide_links.html"
    )
    glossary = blocks.StaticBlock(
        label=_("용어집"),
        icon="list-ul",
        admin_text=_("용어집의 낱말이 여기에 나옵니다. 낱말은 왼쪽 메뉴의 용어집에서 고칩니다."),
        template="blocks/glossary.html",
    )
    chart = blocks.ChoiceBlock(
        choices=chart_choices, label=_("그림"), icon="snippet", template="blocks/guide_chart.html"
    )
    personal_data = blocks.ChoiceBlock(
        choices=PARTS, label=_("개인정보 처리"), icon="lock", template="blocks/personal_data.html"
    )
    image = GalleryItemBlock(label=_("사진"), icon="image", template="blocks/image.html")
    contact = ContactBlock()
    download = DownloadBlock()


class SourceBlock(blocks.StructBlock):
    """Where the facts of a page were read."""

    title = blocks.CharBlock(label=_("출처"), max_length=200)
    url = blocks.URLBlock(label=_("주소"), required=False)
    dated = blocks.CharBlock(
        label=_("날짜"), required=False, max_length=60, help_text=_("시행일이나 나온 날")
    )

    class Meta:
        icon = "link-external"
        label = _("출처")
        form_classname: ClassVar[str] = "struct-block"
