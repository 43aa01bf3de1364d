"""Search: documents, analysis, engines. Rooms register what can be found; search knows none of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Search over everything that rooms register."""

    name = "search"
    verbose_name = _("검색")

    def ready(self) -> None:
        """Let changes wake the job that indexes them, in every process that can change something."""
        from search import jobs  # noqa: F401, PLC0415  (needs the models)
