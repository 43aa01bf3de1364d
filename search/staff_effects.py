"""What a synonym or a word would do to a search, shown before anybody saves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
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

from search.builds import LiveBuild, live_build
from search.documents import Word
from search.engines.base import EngineUnavailableError
from search.models import Synonym, UserWord
from search.queries import find
from search.results import MAX_CHARACTERS, Hit, SearchRequest, SearchResult
from search.staff_words import LONGEST, SynonymViews, UserWordViews
from search.synonyms import SynonymRow, active_rows, synonyms, terms_by
from search.text import clean_query
from search.trial import MOST_READ_AGAIN, Trial, with_word

SYNONYM_RIGHT = "search.change_synonym"
WORD_RIGHT = "search.change_userword"
_SHOWN = 10


class _TrialForm(forms.Form):
    """A question, and what is tried on it; the model says what may be saved."""

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be saved."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.candidate().clean()
            except ValidationError as refused:
                # Fields of the model that the page asks for otherwise would have nowhere to show their message.
                for message in refused.messages:
                    self.add_error(None, message)
        return cleaned

    def candidate(self) -> Synonym | UserWord:
        """Return what would be saved."""
        raise NotImplementedError


class SynonymEffectForm(_TrialForm):
    """A synonym to be tried, and a question to try it on."""

    q = forms.CharField(label=_("찾아볼 말"), max_length=MAX_CHARACTERS)
    word = forms.CharField(label=_("낱말"), max_length=LONGEST)
    meant = forms.CharField(label=_("같은 뜻의 말"), max_length=LONGEST)
    one_way = forms.BooleanField(label=_("한쪽으로만"), required=False)

    def candidate(self) -> Synonym:
        """Return it, as the one that stands if it does."""
        word, meant = self.cleaned_data["word"], self.cleaned_data["meant"]
        standing = Synonym.objects.filter(word__iexact=word, meant__iexact=meant).first()
        tried = standing or Synonym()
        tried.word, tried.meant = word, meant
        tried.goes_both_ways = not self.cleaned_data["one_way"]
        return tried


class WordEffectForm(_TrialForm):
    """A word to be tried, and a question to try it on."""

    q = forms.CharField(label=_("찾아볼 말"), max_length=MAX_CHARACTERS)
    word = forms.CharField(label=_("낱말"), max_length=LONGEST)
    tag = forms.ChoiceField(label=_("종류"), choices=UserWord.Tag, required=False)
    parts = forms.CharField(
        label=_("구성 낱말"), max_length=2 * LONGEST, required=False, help_text=_("빈칸으로 나누어 적습니다.")
    )
    atomic = forms.BooleanField(label=_("나누지 않음"), required=False)

    def candidate(self) -> UserWord:
        """Return it."""
        cleaned = self.cleaned_data
        return UserWord(
            word=cleaned["word"],
            tag=cleaned["tag"] or UserWord.Tag.NAME,
            parts=cleaned["parts"].split(),
            is_atomic=cleaned["atomic"],
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit, and how many places it went up (down, if below 0); None if it was not there."""

    hit: Hit
    moved: int | None

    @property
    def fell(self) -> int:
        """Return how many places it went down."""
        return -(self.moved or 0)


@dataclass(frozen=True, slots=True)
class Side:
    """What a question finds before or after."""

    label: str
    terms: tuple[str, ...]
    total: int
    hits: tuple[Placed, ...]


@permission_required(SYNONYM_RIGHT)
@require_GET
def synonym_effect(request: HttpRequest) -> HttpResponse:
    """Show what a question finds now, and with the synonym; nothing is saved."""
    form = SynonymEffectForm(request.GET if "q" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        tried = form.candidate()
        tried.clean()
        row = SynonymRow(tried.word, tried.meant, tried.goes_both_ways)
        try:
            context |= _synonym_effect(clean_query(form.cleaned_data["q"], limit=MAX_CHARACTERS), row)
        except EngineUnavailableError:
            context["is_out"] = True
        one_way = {} if row.goes_both_ways else {"one_way": "on"}
        context["add_url"] = _add_url(SynonymViews(), word=row.word, meant=row.meant, **one_way)
    return render(request, "wagtailadmin/search/synonym_effect.html", context)


@permission_required(WORD_RIGHT)
@require_GET
def word_effect(request: HttpRequest) -> HttpResponse:
    """Show what a question finds now, and with the word in the dictionary; nothing is saved."""
    form = WordEffectForm(request.GET if "q" in request.GET else None)
    context: dict[str, Any] = {"form": form, "most": MOST_READ_AGAIN}
    if form.is_valid():
        tried = form.candidate()
        tried.clean()
        try:
            context |= _word_effect(clean_query(form.cleaned_data["q"], limit=MAX_CHARACTERS), tried)
        except EngineUnavailableError:
            context["is_out"] = True
        atomic = {"atomic": "on"} if tried.is_atomic else {}
        context["add_url"] = _add_url(
            UserWordViews(), word=tried.word, tag=tried.tag, parts=" ".join(tried.parts), **atomic
        )
    return render(request, "wagtailadmin/search/word_effect.html", context)


def _add_url(views: Any, **given: str) -> str:
    return f"{reverse(views.get_url_name('add'))}?{urlencode(given)}"


def _synonym_effect(text: str, tried: SynonymRow) -> dict[str, Any]:
    build = live_build()
    terms_of = terms_by(build)
    standing = active_rows()
    without = [row for row in standing if _pair(row) != _pair(tried)]
    before = _found(text, Trial(synonyms=synonyms(without, terms_of)))
    after = _found(text, Trial(synonyms=synonyms((*without, tried), terms_of)))
    return {
        "is_standing": len(without) < len(standing),
        "word_terms": terms_of(tried.word),
        "meant_terms": terms_of(tried.meant),
        **_compared(before, after, terms=(_said(before, terms_of(text)), _said(after, terms_of(text)))),
    }


def _pair(row: SynonymRow) -> tuple[str, str]:
    return row.word.lower(), row.meant.lower()


def _said(result: SearchResult, terms: tuple[str, ...]) -> tuple[str, ...]:
    return (*terms, *(f"({told})" for told in result.synonyms))


def _word_effect(text: str, tried: UserWord) -> dict[str, Any]:
    is_name = tried.tag == UserWord.Tag.NAME
    word = Word(tried.word, tuple(tried.parts), atomic=tried.is_atomic, is_name=is_name)
    with with_word(word) as found:
        if found is None or found.trial.build is None:
            return {"has_no_dictionary": True}
        before, after = _found(text, Trial()), _found(text, found.trial)
        terms = (_terms(found.build, text), _terms(found.trial.build, text))
        return {
            "documents": found.documents,
            "is_partial": found.is_partial,
            **_compared(before, after, terms=terms),
        }


def _terms(build: LiveBuild, text: str) -> tuple[str, ...]:
    return tuple(term.text for term in build.analyser.terms(text)) if build.analyser else ()


def _found(text: str, trial: Trial) -> SearchResult:
    """Ask as a visitor who is not signed in."""
    result = find(SearchRequest(text=text, page_size=_SHOWN), viewer=AnonymousUser(), trial=trial)
    if result.is_degraded:
        raise EngineUnavailableError("The database answers without what is only tried.")
    return result


def _compared(
    before: SearchResult, after: SearchResult, *, terms: tuple[tuple[str, ...], tuple[str, ...]]
) -> dict[str, Any]:
    sides = (
        Side(gettext("없을 때"), terms[0], before.total, _placed(before.hits, before.hits)),
        Side(gettext("있을 때"), terms[1], after.total, _placed(after.hits, before.hits)),
    )
    is_same = before.total == after.total and [hit.url for hit in before.hits] == [
        hit.url for hit in after.hits
    ]
    gone = {hit.url for hit in after.hits}
    return {
        "sides": sides,
        "is_same": is_same,
        "gone": [hit for hit in before.hits if hit.url not in gone],
    }


def _placed(hits: Sequence[Hit], earlier: Sequence[Hit]) -> tuple[Placed, ...]:
    places = {(hit.kind, hit.object_id, hit.language): place for place, hit in enumerate(earlier)}
    return tuple(
        Placed(hit, None if known is None else known - place)
        for place, hit in enumerate(hits)
        for known in [places.get((hit.kind, hit.object_id, hit.language))]
    )
