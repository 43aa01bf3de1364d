"""What the importer frame does at night."""

from portal.importing.uploads import discard_old_uploads
from portal.jobs.definition import job
from portal.jobs.schedule import schedule


@job("discard_old_uploads")
def discard_uploads() -> None:
    """Remove uploaded tables that nobody finished with."""
    discard_old_uploads()


schedule("discard_old_uploads", at="03:40")
