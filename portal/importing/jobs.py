"""What the importer frame leaves to the worker: long imports, and clearing away at night."""

from django.utils import translation

from portal.importing.background import apply_in_background, check_in_background
from portal.importing.uploads import discard_old_uploads
from portal.jobs.definition import job
from portal.jobs.schedule import schedule

ATTEMPTS = 3


@job("discard_old_uploads")
def discard_uploads() -> None:
    """Remove uploaded tables that nobody finished with."""
    discard_old_uploads()


@job("check_import", max_attempts=ATTEMPTS)
def check_import(run_id: int, language: str) -> None:
    """Check a long file, in the language of who uploaded it: the plan's fingerprint holds its words."""
    with translation.override(language):
        check_in_background(run_id)


@job("apply_import", max_attempts=ATTEMPTS)
def write_import(run_id: int, digest: str, removals: str, language: str) -> None:
    """Write a long file whose check was seen."""
    with translation.override(language):
        apply_in_background(run_id, digest=digest, with_removals=bool(removals))


schedule("discard_old_uploads", at="03:40")
