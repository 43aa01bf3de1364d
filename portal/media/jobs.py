"""What follows an upload: no reader and no editor waits for smaller pictures, or for the text of a file."""

from datetime import timedelta

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from portal.jobs.definition import job
from portal.jobs.schedule import schedule
from portal.media import file_texts
from portal.media.renditions import specs_for


@job("make_renditions", priority=-10)
def make_renditions(image_id: int) -> None:
    """Make every copy that pages show. Copies that exist are kept."""
    image = get_image_model().objects.filter(pk=image_id).first()
    if image is None:
        return
    try:
        image.get_renditions(*specs_for(image.width))
    except SourceImageIOError:
        if get_image_model().objects.filter(pk=image_id).exists():
            raise  # the file is really missing: try again, then give up loudly


@job("read_document", max_attempts=3)
def read_document(document_id: int) -> None:
    """Read the text of a document's file, unless another document has the same file and it was read."""
    document = get_document_model().objects.filter(pk=document_id).first()
    if document is not None:
        file_texts.read(document)


@job("read_missing_texts", priority=-10, max_attempts=1)
def read_missing_texts() -> None:
    """Order what has no text yet, or one by an older reader; forget the texts of files that are gone."""
    for document_id in file_texts.unread_documents():
        read_document.enqueue(document_id)
    file_texts.forget_gone_files()


schedule("read_missing_texts", every=timedelta(minutes=10))
