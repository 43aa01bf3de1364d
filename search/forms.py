"""Read the address of a search. Nothing that a stranger writes there is an error on the page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from search.documents import LANGUAGES, Language
from search.engines.base import FACET_VALUE, Sort
from search.registry import EXCLUDED, registry
from search.results import MAX_CHARACTERS, MAX_PAGE, MAX_SUGGESTIONS, VIEWS, SearchRequest, View
from search.text import clean_query

SORTS: tuple[tuple[Sort, Any], ...] = (
    ("relevance", _("정확도순")),
    ("newest", _("최신순")),
    ("title", _("이름순")),
)

VIEW_LABELS: tuple[tuple[View, Any], ...] = (
    ("list", _("목록")),
    ("grid", _("카드")),
    ("table", _("표")),
    ("map", _("지도")),
)


class TypedTextField(forms.CharField):
    """Typed text: cleaned and cut before anything looks at it, so that NUL and the like are no error."""

    def to_python(self, value: Any) -> str:
        """Return one clean line."""
        return clean_query(str(value or ""), limit=MAX_CHARACTERS)


class SlugsField(forms.Field):
    """Any number of slugs."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[str, ...]:
        """Return the values without repeats; raise for one that is no slug."""
        values = tuple(dict.fromkeys(value or ()))
        if not all(FACET_VALUE.fullmatch(slug) for slug in values):
            raise ValidationError(_("값은 글자, 숫자, -, _, .으로 80자까지 쓸 수 있습니다."), code="slug")
        return values


class SearchForm(forms.Form):
    """A search as the address has it; facets are whatever rooms registered.

    The page takes what is valid and drops the rest (`request_for`); the API asks `is_valid()` first.
    """

    q = TypedTextField(label=_("검색어"), required=False)
    kind = SlugsField(label=_("자료 종류"), required=False)
    not_kind = SlugsField(label=_("제외할 자료 종류"), required=False)
    sort = forms.ChoiceField(label=_("정렬"), choices=SORTS, required=False)
    page = forms.IntegerField(label=_("쪽"), min_value=1, max_value=MAX_PAGE, required=False)
    typed = forms.BooleanField(label=_("입력한 대로"), required=False)
    view = forms.ChoiceField(label=_("보기"), choices=[(view, view) for view in VIEWS], required=False)
    language = forms.ChoiceField(
        label=_("언어"), choices=[(code, code) for code in LANGUAGES], required=False
    )

    def __init__(self, data: QueryDict | Mapping[str, Any]) -> None:
        """Add a field for each facet."""
        super().__init__(data)
        self.facets = registry.facets()
        for facet in self.facets:
            self.fields[facet.name] = SlugsField(label=str(facet.label), required=False)
            self.fields[f"{EXCLUDED}{facet.name}"] = SlugsField(label=str(facet.label), required=False)

    def clean_kind(self) -> tuple[str, ...]:
        """Refuse kinds that no room brings."""
        return _known_kinds(self.cleaned_data["kind"])

    def clean_not_kind(self) -> tuple[str, ...]:
        """Refuse kinds that no room brings."""
        return _known_kinds(self.cleaned_data["not_kind"])

    def request_for(self, language: Language) -> SearchRequest:
        """Return the request; what was not valid is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        return SearchRequest(
            text=cleaned.get("q", ""),
            language=cleaned.get("language") or language,
            kinds=cleaned.get("kind", ()),
            barred_kinds=cleaned.get("not_kind", ()),
            filters=self._chosen(""),
            exclusions=self._chosen(EXCLUDED),
            sort=cleaned.get("sort") or "relevance",
            page=cleaned.get("page") or 1,
            as_typed=bool(cleaned.get("typed")),
            view=cleaned.get("view") or "list",
        )

    def _chosen(self, prefix: str) -> dict[str, tuple[str, ...]]:
        cleaned = self.cleaned_data
        names = ((facet.name, f"{prefix}{facet.name}") for facet in self.facets)
        return {name: values for name, field in names if (values := cleaned.get(field, ()))}


def _known_kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    for kind in kinds:
        if registry.source(kind) is None:
            raise ValidationError(_("“%(kind)s” 종류의 자료는 없습니다."), code="kind", params={"kind": kind})
    return kinds


class SuggestForm(forms.Form):
    """The beginning of a name, as the address has it."""

    q = TypedTextField(label=_("검색어"), required=False)
    language = forms.ChoiceField(
        label=_("언어"), choices=[(code, code) for code in LANGUAGES], required=False
    )
    lang = forms.ChoiceField(label=_("언어"), choices=[(code, code) for code in LANGUAGES], required=False)
    limit = forms.IntegerField(label=_("개수"), min_value=1, max_value=MAX_SUGGESTIONS, required=False)
