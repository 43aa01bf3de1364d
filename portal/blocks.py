"""StreamField blocks that editorial pages share."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock


class HeadingBlock(blocks.CharBlock):
    """A heading inside a story."""

    class Meta:
        icon = "title"
        label = _("소제목")
        template = "blocks/heading.html"


class GalleryItemBlock(blocks.StructBlock):
    """A picture with a caption."""

    image = ImageBlock(label=_("사진"))
    caption = blocks.CharBlock(label=_("설명"), required=False, max_length=200)


class ContactBlock(blocks.StructBlock):
    """Whom to ask: a post, not a person."""

    desk = blocks.CharBlock(label=_("부서"), max_length=120)
    phone = blocks.CharBlock(label=_("전화"), required=False, max_length=30)
    url = blocks.URLBlock(label=_("누리집"), required=False)
    note = blocks.CharBlock(label=_("비고"), required=False, max_length=200)

    class Meta:
        icon = "mail"
        label = _("문의처")
        template = "blocks/contact.html"


class DownloadBlock(blocks.StructBlock):
    """A file with a plain name."""

    document = DocumentChooserBlock(label=_("파일"))
    title = blocks.CharBlock(label=_("이름"), required=False, max_length=200)

    class Meta:
        icon = "download"
        label = _("내려받기")
        template = "blocks/download.html"


class StoryBlock(blocks.StreamBlock):
    """The editorial part of a page."""

    heading = HeadingBlock(max_length=120)
    paragraph = blocks.RichTextBlock(label=_("문단"), icon="pilcrow", template="blocks/paragraph.html")
    image = GalleryItemBlock(label=_("사진"), icon="image", template="blocks/image.html")
    gallery = blocks.ListBlock(
        GalleryItemBlock(),
        label=_("사진 모음"),
        icon="image",
        min_num=2,
        max_num=24,
        template="blocks/gallery.html",
    )
    quote = blocks.BlockQuoteBlock(label=_("인용"), icon="openquote", template="blocks/quote.html")
    contact = ContactBlock()
    download = DownloadBlock()
