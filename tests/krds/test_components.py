"""The tags: what they say, what they refuse, what they escape."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from portal.krds.charts import BarRow, GradePoint
from portal.krds.components import Fact, TimelineEvent, page_numbers


def render(source: str, address: str = "/list/", context: Mapping[str, Any] | None = None) -> str:
    """A template with the tags loaded, as a page at this address would show it."""
    request = RequestFactory().get(address)
    return Template("{% load krds %}" + source).render(Context({"request": request, **(context or {})}))


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match=r"assets/icons\.json"):
        render('{% icon "unicorn" %}')


def test_a_known_icon_is_decorative() -> None:
    assert render('{% icon "down" %}') == '<i class="svg-icon ico-down" aria-hidden="true"></i>'


@pytest.mark.parametrize("source", ['{% badge "x" "mauve" %}', '{% grade 0 "x" %}', '{% grade 6 "x" %}'])
def test_parts_refuse_what_they_cannot_show(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        render(source)


def test_a_grade_says_its_word() -> None:
    shown = render('{% grade 5 "탁월" prefix="종합평가" %}')
    assert "탁월" in shown
    assert '<span class="sr-only">종합평가 </span>' in shown


@pytest.mark.parametrize(
    ("current", "last", "shown"),
    [
        (1, 1, [1]),
        (4, 7, [1, 2, 3, 4, 5, 6, 7]),
        (1, 8, [1, 2, 3, 4, 5, 0, 8]),
        (5, 8, [1, 0, 4, 5, 6, 7, 8]),
        (8, 8, [1, 0, 4, 5, 6, 7, 8]),
        (20, 47, [1, 0, 19, 20, 21, 0, 47]),
        (47, 47, [1, 0, 43, 44, 45, 46, 47]),
    ],
)
def test_pages_around_the_current_one_are_linked(current: int, last: int, shown: list[int]) -> None:
    assert [link.number for link in page_numbers(current, last)] == shown


def test_pagination_never_shows_more_than_seven_links_and_always_the_current_page() -> None:
    for last in range(1, 40):
        for current in range(1, last + 1):
            links = page_numbers(current, last)
            assert len(links) <= 7
            assert [link.number for link in links if link.is_current] == [current]
            assert {1, last} <= {link.number for link in links}


def test_pagination_keeps_the_filters_and_marks_the_current_page() -> None:
    page = Paginator(range(30), 10).get_page(2)
    shown = render("{% pagination page %}", "/list/?q=%EB%B0%A4&field=a&field=b&page=2", {"page": page})
    assert 'href="/list/?q=%EB%B0%A4&amp;field=a&amp;field=b&amp;page=3"' in shown
    assert shown.count('aria-current="page"') == 1
    assert "data-hx" not in shown


def test_pagination_of_a_single_page_is_nothing() -> None:
    assert render("{% pagination page %}", context={"page": Paginator([1], 10).get_page(1)}).strip() == ""


def test_pagination_escapes_hostile_filters() -> None:
    page = Paginator(range(30), 10).get_page(1)
    assert "<script>" not in render("{% pagination page %}", '/list/?q="><script>', {"page": page})


def test_pagination_with_a_target_swaps_it() -> None:
    page = Paginator(range(30), 10).get_page(1)
    assert 'data-hx-target="#result"' in render(
        '{% pagination page target="#result" %}', context={"page": page}
    )


@pytest.mark.parametrize(
    ("value", "korean", "english"),
    [
        ("2023", "2023년", "2023"),
        ("2023-12", "2023년 12월", "December 2023"),
        ("2023-12-03", "2023년 12월 3일", "3 December 2023"),
        (dt.date(2004, 12, 30), "2004년 12월 30일", "30 December 2004"),
        ("", "", ""),
        (None, "", ""),
        ("2023-13", "2023-13", "2023-13"),
        ("약 2023년", "약 2023년", "약 2023년"),
    ],
)
def test_a_date_is_as_precise_as_its_source(value: object, korean: str, english: str) -> None:
    assert render("{{ value|partial_date }}", context={"value": value}) == korean
    with translation.override("en"):
        assert render("{{ value|partial_date }}", context={"value": value}) == english


def test_no_line_starts_with_a_dot() -> None:
    assert render("{{ name|keep_dots }}", context={"name": "기장·수영"}) == "기장\u2060·수영"


def test_dots_do_not_open_a_door_for_markup() -> None:
    assert "<b>" not in render("{{ name|keep_dots }}", context={"name": "<b>·"})


@pytest.mark.parametrize(
    ("language", "row", "shown"),
    [
        ("ko", {"name_ko": "밤", "name_en": "Chestnut"}, "밤"),
        ("en", {"name_ko": "밤", "name_en": "Chestnut"}, "Chestnut"),
        ("en", {"name_ko": "밤", "name_en": ""}, '<span lang="ko">밤</span>'),
        ("en", {"name": "밤", "name_en": None}, '<span lang="ko">밤</span>'),
        ("en", {"name_ko": "<b>", "name_en": ""}, '<span lang="ko">&lt;b&gt;</span>'),
    ],
)
def test_text_without_a_translation_is_marked_as_korean(
    language: str, row: dict[str, str], shown: str
) -> None:
    with translation.override(language):
        assert render('{% in_language row "name" %}', context={"row": row}) == shown


def test_the_korean_notice_stands_on_foreign_pages_only() -> None:
    assert "note" not in render("{% korean_notice %}")
    with translation.override("en"):
        assert "note" in render("{% korean_notice %}")


def test_an_unknown_fact_says_so() -> None:
    shown = render("{% facts_list facts %}", context={"facts": [Fact("면적", None), Fact("특례", 0)]})
    assert shown.count("확인되지 않음") == 1
    assert "<dd>0</dd>" in shown


def test_a_fact_shows_source_and_date() -> None:
    fact = Fact(
        "지정일", "2004년", source_title="신문", source_url="https://example.org/?a=1&b=2", as_of="2023-12"
    )
    shown = render("{% facts_list facts %}", context={"facts": [fact]})
    assert 'href="https://example.org/?a=1&amp;b=2"' in shown
    assert "2023년 12월 기준" in shown


def test_a_life_line_keeps_its_order() -> None:
    events = [TimelineEvent("2004", "지정", kind="key"), TimelineEvent("2027", "끝", kind="next")]
    shown = render("{% timeline events %}", context={"events": events})
    assert shown.index("지정") < shown.index("끝")


def test_grades_are_drawn_in_the_order_of_years_with_a_table() -> None:
    rows = [GradePoint(2024, 5, "탁월"), GradePoint(2022, 3, "보통", 74.5)]
    shown = render("{% grade_history rows %}", context={"rows": rows})
    assert 'points="1,5 3,1"' in shown
    assert "<table" in shown
    assert "74.5" in shown


def test_no_grades_draw_nothing() -> None:
    assert render("{% grade_history rows %}", context={"rows": []}).strip() == ""


def test_bars_are_measured_against_the_largest_value() -> None:
    rows = [BarRow("가", 4, url="/a/"), BarRow("<b>", 1)]
    shown = render('{% bar_table rows "제목" %}', context={"rows": rows})
    assert 'width="100"' in shown
    assert 'width="25"' in shown
    assert "<b>" not in shown


@pytest.mark.parametrize("values", [[], [0, 0]])
def test_bars_of_nothing_do_not_divide_by_zero(values: list[int]) -> None:
    rows = [BarRow(str(value), value) for value in values]
    assert "<table" in render('{% bar_table rows "제목" %}', context={"rows": rows})


def test_a_spark_needs_two_values() -> None:
    assert render('{% spark values "흐름" %}', context={"values": [1]}) == ""
    assert "polyline" in render('{% spark values "흐름" %}', context={"values": [3, 3]})


def test_linked_data_cannot_leave_its_script() -> None:
    shown = render("{% json_ld data %}", context={"data": {"name": "</script><b>"}})
    assert shown.startswith('<script type="application/ld+json">')
    assert shown.count("</script>") == 1


class Contact(forms.Form):
    """A form of every kind of control."""

    email = forms.EmailField(label="전자우편", help_text="소식을 보낼 주소입니다.")
    way = forms.ChoiceField(label="방법", widget=forms.RadioSelect, choices=[("a", "방문"), ("b", "전화")])
    read = forms.BooleanField(label="읽었습니다")


def test_an_error_is_announced_linked_and_described() -> None:
    shown = render("{{ form }}", context={"form": Contact({"email": "hong@", "way": "a", "read": "on"})})
    assert 'role="alert"' in shown
    assert 'href="#id_email"' in shown
    assert 'aria-describedby="id_email_helptext id_email_error"' in shown
    assert 'id="id_email_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_a_form_without_errors_announces_nothing() -> None:
    assert 'role="alert"' not in render("{{ form }}", context={"form": Contact()})


def test_every_control_has_a_label_of_its_own() -> None:
    shown = render("{{ form }}", context={"form": Contact()})
    for control in ("id_email", "id_way_0", "id_way_1", "id_read"):
        assert f'for="{control}"' in shown
        assert f'id="{control}"' in shown
    assert "<legend" in shown
