"""The form behind every picture that an editor uploads."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from portal.media.metadata import BrokenImageError, without_metadata

BROKEN = _("그림 파일이 아니거나 손상되었습니다. 다시 저장한 파일을 올려 주세요.")


class PictureField(WagtailImageField):
    """Wagtail's field, which lets the error of a picture that ends too early through."""

    def to_python(self, data: Any) -> Any:
        """Give the file with its picture, or say that it is none."""
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, EOFError) as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error


class ImageForm(BaseImageForm):
    """Wagtail's form with messages that say what to do, file and copies changed in one transaction."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            field = PictureField(label=given.label, required=given.required, widget=given.widget)
            field.error_messages |= {"file_too_many_pixels": _too_many_pixels(), "invalid_image": BROKEN}
            self.fields["file"] = field

    def clean_file(self) -> object:
        """Refuse a picture whose parts do not fit together: its metadata cannot be taken out."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                without_metadata(file.read())
            except BrokenImageError as error:
                raise ValidationError(BROKEN) from error
            finally:
                file.seek(0)
        return file

    def save(self, commit: bool = True) -> object:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Save at once: the worker makes copies only after Wagtail has removed those of the old file."""
        with transaction.atomic():
            return super().save(commit=commit)


def _too_many_pixels() -> str:
    # Wagtail fills its own placeholders into this text, so the number is written in beforehand.
    return str(_("그림이 너무 큽니다. 가로×세로 {limit:,}화소 이하로 줄여 다시 올려 주세요.")).format(
        limit=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    )
