"""The one facet that search brings by itself: whether a thing shows files that can be searched."""

from collections.abc import Collection, Iterator, Mapping

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.documents import LANGUAGES, Language
from search.registry import Facet, FacetName, registry
from search.storage import FILES, HAS_FILES


def register_files_facet() -> None:
    """Called when the app is ready; that may be more than once in one process, when settings change in tests."""
    if registry.facet(FILES) is None:
        label = gettext_lazy("붙임 문서")
        registry.register_facet(Facet(FILES, label, 110, _labels, ("붙임", "files"), _names))


def _labels(values: Collection[str], language: Language) -> Mapping[str, str]:
    with translation.override(language):
        return {HAS_FILES: _("있음")} if HAS_FILES in values else {}


def _names() -> Iterator[FacetName]:
    said = [_labels([HAS_FILES], language)[HAS_FILES] for language in LANGUAGES]
    yield FacetName(HAS_FILES, (HAS_FILES, *said))
