"""Our own image and document models, there from the first migration so that they can grow."""

from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.media.file_names import shown_name, stored_name
from portal.media.jobs import make_renditions, read_document
from portal.media.metadata import without_metadata

ORIGINAL_NAME_LENGTH = 255


class PortalImage(AbstractImage):
    """A picture with its maker."""

    credit = models.CharField(_("촬영·제공"), max_length=120, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "description", "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("이미지")
        verbose_name_plural = _("이미지")
        permissions = [("choose_portalimage", "Can choose image")]

    def save(self, *args: object, **kwargs: object) -> None:
        """Save; a new file loses what it tells about its maker, and its smaller copies are ordered.

        Wagtail saves images in forms, choosers and its API, so this is the one place that all of them pass.
        """
        if not _is_new(self.file):
            super().save(*args, **kwargs)
            return
        self._forget_metadata()
        with transaction.atomic():
            super().save(*args, **kwargs)
            make_renditions.enqueue(self.pk)

    def get_upload_to(self, filename: str) -> str:
        """A name that cannot be guessed: media files are served without asking who reads them."""
        return f"original_images/{stored_name(filename)}"

    def _forget_metadata(self) -> None:
        with self.open_file() as original:
            content = original.read()
        cleaned = without_metadata(content)
        if cleaned != content:
            self.file: Any = ContentFile(cleaned, name=self.file.name)
        self._set_image_file_metadata()


class PortalRendition(AbstractRendition):
    """A cut or converted copy of a picture."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


def document_path(_document: models.Model, filename: str) -> str:
    """Where a document is stored: under a name that nobody can guess and every file system can hold."""
    return f"documents/{stored_name(filename)}"


class PortalDocument(AbstractDocument):
    """A file for download. It is stored under a random name and handed out under the one it came with."""

    file = models.FileField(_("파일"), upload_to=document_path)
    original_name = models.CharField(_("파일 이름"), max_length=ORIGINAL_NAME_LENGTH, editable=False)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("문서")
        verbose_name_plural = _("문서")
        permissions = [("choose_portaldocument", "Can choose document")]

    def save(self, *args: object, **kwargs: object) -> None:
        """Save, keeping the name that a new file came with, and order that its text is read."""
        if not _is_new(self.file):
            super().save(*args, **kwargs)
            return
        self.original_name = shown_name(self.file.name or "", limit=ORIGINAL_NAME_LENGTH)
        self._set_document_file_metadata()  # Wagtail does so in its forms alone
        with transaction.atomic():
            super().save(*args, **kwargs)
            read_document.enqueue(self.pk)

    @property
    def filename(self) -> str:
        """The name in the address and in the download."""
        return self.original_name or PurePath(self.file.name or "").name


def _is_new(file: Any) -> bool:
    """Whether the file was given to the object but not yet stored."""
    return bool(file) and not file._committed  # noqa: SLF001 - Django's own mark, it has no public name
