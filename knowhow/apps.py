"""App configuration."""

from django.apps import AppConfig


class KnowhowConfig(AppConfig):
    """Know-how from the field."""

    name = "knowhow"
    verbose_name = "현장 노하우"

    def ready(self) -> None:
        """Register with search, importers and panels, and listen to Wagtail."""
        from knowhow import (  # noqa: PLC0415  (models are ready only now)
            block_indexing,
            comparison,
            desks,
            files_of_drafts,
            importers,
            indexing,
            kept_of_people,
            models,
            panels,
            policies,
            practice_indexing,
            practice_profile,
            profile,
            rights,
            signals,  # noqa: F401  (its receivers)
            vouching,
        )
        from portal.accounts.roles import let_editors  # noqa: PLC0415  (the same)
        from portal.media.openness import register_attachments  # noqa: PLC0415  (the same)

        register_attachments("files", files_of_drafts.may_open)
        let_editors("knowhow", "buildingblock")
        models.CasePage.present = staticmethod(profile.case_page_context)
        models.PracticePage.present = staticmethod(practice_profile.practice_page_context)
        for kind in (models.CasePage, models.PracticePage):
            kind.vouched = staticmethod(vouching.vouched)
        importers.register_importers()
        indexing.register_in_search()
        practice_indexing.register_in_search()
        block_indexing.register_in_search()
        policies.register_rules()
        panels.register_panels()
        comparison.register_comparison()
        desks.register_desks()
        rights.register_rights()
        kept_of_people.register_knowhow_rules()
