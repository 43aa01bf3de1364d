"""Columns that put cases in order: title and year stand in two tables, and a list would sort all rows anew."""

from typing import Any

from django.db import models

LAST = 9999
"""After every year: an unknown one."""


class NewestFirst(models.PositiveSmallIntegerField[Any, Any]):
    """The year counted backwards, written with every row that is written."""

    def pre_save(self, model_instance: Any, add: bool) -> int:  # noqa: FBT001  (Django's signature)
        """Take it from the year."""
        model_instance.newest_first = LAST - (model_instance.year or 0)
        return super().pre_save(model_instance, add)  # type: ignore[no-any-return]


class TitleAgain(models.CharField[Any, Any]):
    """The page's title beside the columns it is sorted with."""

    def pre_save(self, model_instance: Any, add: bool) -> str:  # noqa: FBT001  (the same)
        """Take it from the page."""
        model_instance.title_again = model_instance.title
        return super().pre_save(model_instance, add)  # type: ignore[no-any-return]
