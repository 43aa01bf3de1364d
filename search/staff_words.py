"""Synonyms and words in the CMS, and pages that show what one would do before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from wagtail.admin.auth import permission_required
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from search.analysis.base import Lexicon
from search.analysis.choice import BIGRAMS, fresh_analyser
from search.builds import LiveBuild, live_build
from search.documents import Word
from search.engines.base import EngineUnavailableError
from search.models import Synonym, UserWord
from search.queries import find
from search.results import Hit, SearchRequest, SearchResult
from search.synonyms import SynonymRow, active_rows, synonyms, terms_by
from search.text import clean_query

SYNONYM_RIGHT = "search.change_synonym"
WORD_RIGHT = "search.change_userword"
_LONGEST = 60
_SHOWN = 10


class AddSynonym(CreateView):
    """Begins with what the page of effects has tried, and remembers who added it."""

    def get_initial_form_instance(self) -> Synonym:
        """Take the words from the address."""
        word, meant = (
            clean_query(self.request.GET.get(name, ""), limit=_LONGEST) for name in ("word", "meant")
        )
        both = self.request.GET.get("one_way") != "on"
        return Synonym(word=word, meant=meant, goes_both_ways=both, added_by=self.request.user)


class WithEffect:
    """A list or form with a button to the page of effects."""

    effect_url_name = "search-index:synonym-effect"

    @property
    def header_buttons(self) -> list[Any]:
        """Return the usual ones and ours."""
        usual: list[Any] = list(super().header_buttons)  # type: ignore[misc]
        address = f"{reverse(self.effect_url_name)}?{urlencode(self.effect_words())}"
        return [*usual, HeaderButton(gettext("효과 보기"), address, icon_name="view")]

    def effect_words(self) -> dict[str, str]:
        """Return what the page begins with."""
        thing = getattr(self, "object", None)
        if not isinstance(thing, Synonym | UserWord):
            return {}
        if isinstance(thing, UserWord):
            return {"q": thing.word, "word": thing.word}
        one_way = {} if thing.goes_both_ways else {"one_way": "on"}
        return {"q": thing.word, "word": thing.word, "meant": thing.meant, **one_way}


class SynonymList(WithEffect, IndexView):
    """The list."""


class EditSynonym(WithEffect, EditView):
    """The form of one that stands."""


class SynonymViews(SnippetViewSet):
    """Ways to say one thing. They count from the next question on."""

    model = Synonym
    icon = "list-ul"
    menu_label = _("동의어")
    add_view_class = AddSynonym
    edit_view_class = EditSynonym
    index_view_class = SynonymList
    list_display: ClassVar[list[Any]] = [
        "word", "meant", BooleanColumn("goes_both_ways", label=_("양쪽 모두")),
        BooleanColumn("is_active", label=_("사용")), "changed_at",
    ]  # fmt: skip
    list_filter: ClassVar[list[str]] = ["is_active", "goes_both_ways"]
    search_fields: ClassVar[list[str]] = ["word", "meant", "note"]
    list_per_page = 50
    inspect_view_enabled = True


class UserWordForm(WagtailAdminModelForm):
    """Parts as a person writes them: with blanks between."""

    parts = forms.CharField(
        label=_("구성 낱말"),
        required=False,
        max_length=2 * _LONGEST,
        help_text=_("빈칸으로 나누어 적습니다. 이어 붙이면 낱말이 되어야 합니다. 비우면 분석기가 나눕니다."),
    )

    class Meta:
        model = UserWord
        fields: ClassVar[list[str]] = ["word", "parts", "is_atomic", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the parts that stand."""
        super().__init__(*args, **kwargs)
        if isinstance(parts := self.initial.get("parts"), list):
            self.initial["parts"] = " ".join(parts)

    def clean_word(self) -> str:
        """Keep it on one line, in composed form."""
        return clean_query(self.cleaned_data["word"], limit=_LONGEST)

    def clean_parts(self) -> list[str]:
        """Return the parts."""
        return clean_query(self.cleaned_data["parts"], limit=2 * _LONGEST).split()

    def clean(self) -> dict[str, Any]:
        """Refuse parts that are not those of the word."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        parts, word = cleaned.get("parts", []), cleaned.get("word", "")
        if parts and "".join(parts) != "".join(word.split()):
            raise ValidationError({"parts": gettext("구성 낱말을 이어 붙이면 낱말과 같아야 합니다.")})
        if parts and cleaned.get("is_atomic"):
            raise ValidationError({"is_atomic": gettext("나누지 않는 낱말에는 구성 낱말이 없어야 합니다.")})
        return cleaned


class UserWordList(WithEffect, IndexView):
    """The list."""

    effect_url_name = "search-index:word-effect"


class EditUserWord(WithEffect, EditView):
    """The form of one that stands."""

    effect_url_name = "search-index:word-effect"


class UserWordViews(SnippetViewSet):
    """Names that the analyser does not know. They count from the next rebuild on."""

    model = UserWord
    icon = "openquote"
    menu_label = _("분석기 낱말")
    edit_view_class = EditUserWord
    index_view_class = UserWordList
    list_display: ClassVar[list[Any]] = [
        "word", BooleanColumn("is_atomic", label=_("나누지 않음")), "source"
    ]  # fmt: skip
    search_fields: ClassVar[list[str]] = ["word", "source"]
    list_per_page = 50

    def get_form_class(self, for_update: bool = False) -> type[UserWordForm]:  # noqa: ARG002, FBT001, FBT002 -- Wagtail's own
        """Ask for parts in one line."""
        return UserWordForm


class WordViews(SnippetViewSetGroup):
    """Both, in one place of the side menu."""

    items = (SynonymViews, UserWordViews)
    menu_label = _("검색 낱말")
    menu_icon = "search"
    menu_order = 165
    add_to_admin_menu = True


class SynonymEffectForm(forms.Form):
    """A synonym to be tried, and a question to try it on."""

    q = forms.CharField(label=_("찾아볼 말"), max_length=200)
    word = forms.CharField(label=_("낱말"), max_length=_LONGEST)
    meant = forms.CharField(label=_("같은 뜻의 말"), max_length=_LONGEST)
    one_way = forms.BooleanField(label=_("한쪽으로만"), required=False)


class WordEffectForm(forms.Form):
    """A word to be tried, and a text to try it on."""

    q = forms.CharField(label=_("나누어 볼 글"), max_length=500)
    word = forms.CharField(label=_("낱말"), max_length=_LONGEST)
    atomic = forms.BooleanField(label=_("나누지 않음"), required=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit with its place, and where it stood before: how many places up, None if it is new."""

    place: int
    hit: Hit
    moved: int | None


@permission_required(SYNONYM_RIGHT)
@require_GET
def synonym_effect(request: HttpRequest) -> HttpResponse:
    """Show what a question finds now, and with the synonym; nothing is saved."""
    form = SynonymEffectForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        tried = SynonymRow(
            form.cleaned_data["word"], form.cleaned_data["meant"], not form.cleaned_data["one_way"]
        )
        try:
            context |= _synonym_effect(clean_query(form.cleaned_data["q"], limit=200), tried)
        except EngineUnavailableError:
            context["is_out"] = True
        given = {
            "word": tried.word,
            "meant": tried.meant,
            **({} if tried.goes_both_ways else {"one_way": "on"}),
        }
        context["add_url"] = f"{reverse(SynonymViews().get_url_name('add'))}?{urlencode(given)}"
    return render(request, "wagtailadmin/search/synonym_effect.html", context)


@permission_required(WORD_RIGHT)
@require_GET
def word_effect(request: HttpRequest) -> HttpResponse:
    """Show into which words a text falls now, and with the word in the dictionary; nothing is saved."""
    form = WordEffectForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            context |= _word_effect(
                clean_query(form.cleaned_data["q"], limit=500),
                Word(
                    clean_query(form.cleaned_data["word"], limit=_LONGEST),
                    (),
                    atomic=form.cleaned_data["atomic"],
                ),
                live_build(),
            )
        except EngineUnavailableError:
            context["is_out"] = True
    return render(request, "wagtailadmin/search/word_effect.html", context)


def _synonym_effect(text: str, tried: SynonymRow) -> dict[str, Any]:
    build = live_build()
    terms_of = terms_by(build)
    asked = SearchRequest(text=text, page_size=_SHOWN)
    visitor = AnonymousUser()
    trial = synonyms((*active_rows(), tried), terms_of)
    before, after = find(asked, viewer=visitor), find(asked, viewer=visitor, trial=trial)
    if before.is_degraded or after.is_degraded:
        raise EngineUnavailableError("The database answers without synonyms that are only tried.")
    return {
        "terms": terms_of(text),
        "word_terms": terms_of(tried.word),
        "meant_terms": terms_of(tried.meant),
        "sides": (
            (gettext("지금"), before, _placed(before.hits, before.hits)),
            (gettext("저장하면"), after, _placed(after.hits, before.hits)),
        ),
        "is_same": _same(before, after),
    }


def _placed(hits: Sequence[Hit], earlier: Sequence[Hit]) -> list[Placed]:
    places = {(hit.kind, hit.object_id, hit.language): place for place, hit in enumerate(earlier, start=1)}
    return [
        Placed(place, hit, None if known is None else known - place)
        for place, hit in enumerate(hits, start=1)
        for known in [places.get((hit.kind, hit.object_id, hit.language))]
    ]


def _same(before: SearchResult, after: SearchResult) -> bool:
    return before.total == after.total and [hit.url for hit in before.hits] == [hit.url for hit in after.hits]


def _word_effect(text: str, word: Word, build: LiveBuild) -> dict[str, Any]:
    if build.analyser is None or build.analyser is BIGRAMS:
        return {"has_no_dictionary": True}
    after = fresh_analyser(Lexicon.of(places=build.lexicon.places, words=(*build.lexicon.words, word)))
    return {
        "before": [term.text for term in build.analyser.terms(text)],
        "after": [term.text for term in after.terms(text)],
    }
