"""The form behind every picture that an editor uploads."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from portal.media.metadata import BrokenImageError, without_metadata


class ImageForm(BaseImageForm):
    """Wagtail's form with messages that say what to do, and with file and copies changed in one transaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].error_messages["file_too_many_pixels"] = _too_many_pixels()

    def clean_file(self) -> Any:
        """Refuse a picture whose parts do not fit together: its metadata cannot be taken out."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                without_metadata(file.read())
            except BrokenImageError as error:
                raise ValidationError(
                    _("이미지 파일이 손상되었습니다. 다시 저장한 파일을 올려 주세요.")
                ) from error
            finally:
                file.seek(0)
        return file

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Save at once, so that the worker makes copies only after Wagtail has removed those of the old file."""
        with transaction.atomic():
            return super().save(commit=commit)


def _too_many_pixels() -> Any:
    megapixels = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    # Wagtail puts its own placeholders into this text, so the number is written in beforehand.
    return str(
        _("이미지가 너무 큽니다. 가로×세로 {megapixels}백만 화소 이하로 줄여 다시 올려 주세요.")
    ).format(megapixels=megapixels)
