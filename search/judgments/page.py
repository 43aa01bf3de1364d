"""The public page of how well search finds: what was measured, of which release, and where it fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from search.encoder import model_id
from search.judgments.questions import SHIPPED, JudgedQuestion, read
from search.judgments.records import all_kept
from search.judgments.scoring import Figures
from search.registry import Label

FORMS: Mapping[str, Label] = {
    "name": gettext_lazy("정확한 이름"),
    "former": gettext_lazy("옛 이름"),
    "place": gettext_lazy("지금 지명과 옛 지명"),
    "particle": gettext_lazy("조사와 어미"),
    "spacing": gettext_lazy("붙여 쓰기와 띄어쓰기"),
    "mixed": gettext_lazy("한글과 로마자 섞어 쓰기"),
    "loanword": gettext_lazy("외래어 표기"),
    "synonym": gettext_lazy("같은 뜻의 말"),
    "law": gettext_lazy("법률과 조문"),
    "number": gettext_lazy("숫자와 단위"),
    "typo": gettext_lazy("오타"),
    "keyboard": gettext_lazy("한글·영문 자판 바뀜"),
    "choseong": gettext_lazy("첫소리"),
    "unfinished": gettext_lazy("쓰다 만 글자"),
    "hanja": gettext_lazy("한자"),
    "topic": gettext_lazy("품목과 분야"),
    "problem": gettext_lazy("겪는 문제를 적은 말"),
    "question": gettext_lazy("영어로 묻기"),
    "typing": gettext_lazy("전각·자모 분리·따옴표"),
}
LANGUAGE_NAMES: Mapping[str, Label] = {
    "ko": gettext_lazy("한국어 화면"),
    "en": gettext_lazy("영어 화면"),
}


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One line of a table: a form or a language, an example of it, its figures."""

    label: Label
    example: str
    figures: Figures

    @property
    def score(self) -> str:
        """Return nDCG@10 as it is written."""
        return f"{self.figures.ndcg:.3f}"

    @property
    def empty_percent(self) -> str:
        """Return the share of questions that found nothing, in per cent."""
        return f"{100 * self.figures.empty_share:.1f}"


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """Show what was kept of each release; asks neither database nor engine."""
    records = all_kept()
    newest = records[0] if records else None
    frame = {"section": "search", "trail": [(_("통합검색"), reverse("search")), (_("검색 품질"), None)]}
    if newest is None:
        return render(request, "search/quality.html", frame)
    context = {
        **frame,
        "newest": newest,
        "overall": QualityRow("", "", newest.overall),
        "encoder_is_missing": bool(newest.encoder) and not model_id(),
        "forms": _rows(
            newest.forms,
            FORMS,
            {question.form: normalize("NFC", question.text) for question in reversed(_shipped())},
        ),
        "languages": _rows(newest.languages, LANGUAGE_NAMES, {}),
        "releases": [(record, QualityRow("", "", record.overall)) for record in records],
        "poor": [(text, f"{reverse('search')}?{urlencode({'q': text})}") for text in newest.poor],
    }
    return render(request, "search/quality.html", context)


def _rows(
    groups: Mapping[str, Figures], labels: Mapping[str, Label], examples: Mapping[str, str]
) -> list[QualityRow]:
    return [
        QualityRow(labels.get(name, name), examples.get(name, ""), group) for name, group in groups.items()
    ]


@lru_cache(maxsize=1)
def _shipped() -> tuple[JudgedQuestion, ...]:
    return read(SHIPPED)
