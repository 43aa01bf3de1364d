"""Search: documents, analysis, engines. Rooms register what can be found; search knows none of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Search over everything that rooms register."""

    name = "search"
    verbose_name = _("검색")

    def ready(self) -> None:
        """Let changes wake the job that indexes them, in every process, and have the worker ready for it."""
        from portal.accounts.roles import let_editors  # noqa: PLC0415  (needs the models)
        from portal.jobs.worker import prepare_indexing_with  # noqa: PLC0415  (needs the models)
        from search import checks, encoder, jobs, rules  # noqa: F401, PLC0415  (needs the models)
        from search.builds import warm_up  # noqa: PLC0415  (needs the models)
        from search.files_facet import register_files_facet  # noqa: PLC0415  (needs the models)

        prepare_indexing_with(warm_up)
        rules.register_search_rules()
        prepare_indexing_with(encoder.warm_up)
        let_editors("search", "indexrun", "synonym", "userword")
        register_files_facet()
        let_editors("search", "loggedsearch", verbs=["view"])
