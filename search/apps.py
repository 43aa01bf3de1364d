"""Search: documents, analysis, engines. Rooms register what can be found; search knows none of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Search over everything that rooms register."""

    name = "search"
    verbose_name = _("검색")
