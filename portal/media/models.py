"""Our own image and document models, there from the first migration so that they can grow."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class PortalImage(AbstractImage):
    """A picture with its maker."""

    credit = models.CharField(_("촬영·제공"), max_length=120, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "description", "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("이미지")
        verbose_name_plural = _("이미지")
        permissions = [("choose_portalimage", "Can choose image")]


class PortalRendition(AbstractRendition):
    """A cut or converted copy of a picture."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PortalDocument(AbstractDocument):
    """A file for download."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("문서")
        verbose_name_plural = _("문서")
        permissions = [("choose_portaldocument", "Can choose document")]
