"""`{% translate %}` looks a plain text up once for each language, and leaves the rest to Django."""

from collections.abc import Callable
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import trans_real


def _said(text: str, language: str, **values: object) -> str:
    with translation.override(language):
        return Template("{% load i18n %}" + text).render(Context(values))


@pytest.mark.parametrize("text", ['{% translate "특구 찾기" %}', '{% trans "특구 찾기" as it %}[{{ it }}]'])
def test_each_language_has_its_own(text: str) -> None:
    template = Template("{% load i18n %}" + text)
    for language, said in (("ko", "특구 찾기"), ("en", "Find zones"), ("ko", "특구 찾기")):
        with translation.override(language):
            assert said in template.render(Context())


def test_a_variable_is_translated_each_time() -> None:
    template = Template("{% load i18n %}{% translate it %}")
    with translation.override("en"):
        said = [template.render(Context({"it": it})) for it in ("특구 찾기", "사례")]
    assert said == ["Find zones", "Cases"]


def test_filters_and_quotes_stay_as_django_has_them() -> None:
    assert _said('{% translate "Tom & Jerry" %}', "en") == "Tom & Jerry"
    assert _said('{% translate "사례"|upper %}', "en") == "CASES"
    assert _said('{% translate "100%%" noop %}', "en") == "100%"


def test_a_text_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    looked_up: Callable[[str], Any] = trans_real.gettext

    def gettext(text: str) -> Any:
        asked.append(text)
        return looked_up(text)

    monkeypatch.setattr(trans_real, "gettext", gettext)
    template = Template('{% load i18n %}{% translate "특구 찾기" %}')
    with translation.override("en"):
        assert {template.render(Context()) for _ in range(5)} == {"Find zones"}
    assert len(asked) <= 1
