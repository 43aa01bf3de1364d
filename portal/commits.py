"""What follows a commit, once a transaction however often it is asked for."""

from collections.abc import Callable

from django.db import transaction


def once_on_commit(function: Callable[[], object]) -> None:
    """Call `function` after the commit of the present transaction, or now where there is none.

    A failure there harms nobody: it is logged, and the change itself is safe.
    """
    waiting = (
        transaction.get_connection().run_on_commit
    )  # Django cuts it back when a savepoint is rolled back
    if all(known is not function for _savepoints, known, _robust in waiting):
        transaction.on_commit(function, robust=True)
