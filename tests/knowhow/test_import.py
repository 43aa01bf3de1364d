"""Cases from files: what is read, what is refused, what stays an editor's."""

from collections.abc import Mapping

import pytest

from knowhow.importers.bilingual import split_languages
from knowhow.models import CaseExemption, CasePage
from portal.importing.actions import ImportRefusedError, apply_import
from portal.importing.columns import Row
from portal.importing.models import ImportRun
from portal.importing.plans import Plan
from portal.outbox.models import IndexOutbox
from tests.knowhow.factories import make_act, make_case, make_exemption, make_stage, make_topic, make_zone

ROW = {
    "title_ko": "고추를 기관에 팔다",
    "title_en": "Selling chilli",
    "summary_ko": "요약",
    "zone_name_ko": "청양 고추특구",
    "topic": "export",
    "value_chain_stage": "가공",
    "results": "매출 10억원, 특허 4건 / KRW 1bn, 4 patents",
    "year": "2020",
    "source_url": "https://example.org",
    "note": "",
}


def load(*rows: Mapping[str, str], importer: str = "cases") -> Plan:
    """Import rows as a file would."""
    return apply_import(
        ImportRun(importer=importer, source_name="test.csv"),
        lambda: (Row(n, dict(r)) for n, r in enumerate(rows, 2)),
    )


@pytest.fixture
def registry(db: None) -> None:
    """What a row of cases points at."""
    make_zone()
    make_topic()
    make_stage()


@pytest.mark.usefixtures("facts")
class TestShippedCases:
    """The shipped tables."""

    def test_all_56_are_live(self) -> None:
        assert CasePage.objects.live().real().count() == 56

    def test_two_were_stopped(self) -> None:
        assert CasePage.objects.stopped().count() == 2

    def test_every_zone_is_the_one_the_page_hangs_under(self) -> None:
        cases = CasePage.objects.real().select_related("zone__page")
        assert all(case.is_child_of(case.zone.page) for case in cases)

    def test_exemptions_are_as_exact_as_the_words(self) -> None:
        levels = {
            level: CaseExemption.objects.filter(level=level).count() for level in CaseExemption.Level.values
        }
        assert levels == {"article": 19, "act": 43, "unresolved": 9}

    def test_results_are_parted_by_language(self) -> None:
        results = CasePage.objects.get(title="농가 열두 곳이 함께 쓰는 와인 공장").results.get()
        assert results.text_ko.endswith("연 임대료 470만원")
        assert results.text_en.startswith("KRW 3.9bn")

    def test_address_is_the_reviewed_one(self) -> None:
        assert CasePage.objects.filter(public_slug="the-first-zone-to-be-released").exists()


@pytest.mark.usefixtures("registry")
class TestRows:
    """One row and its page."""

    def test_row_becomes_a_live_page_below_its_zone(self) -> None:
        load(ROW)
        case = CasePage.objects.get()
        assert (case.live, case.zone.name_ko, case.public_slug) == (True, "청양 고추특구", "selling-chilli")
        assert case.results.get().text_en == "KRW 1bn, 4 patents"

    def test_same_file_again_changes_nothing(self) -> None:
        load(ROW)
        plan = load(ROW)
        assert (len(plan.added), len(plan.changed), plan.unchanged) == (0, 0, 1)

    def test_changed_row_changes_the_page(self) -> None:
        load(ROW)
        plan = load(ROW | {"summary_ko": "다른 요약", "results": "새 성과"})
        assert {item.field for item in plan.changed[0].fields} == {"summary_ko", "results"}
        case = CasePage.objects.get()
        assert (case.summary_ko, case.results.get().text_ko) == ("다른 요약", "새 성과")

    def test_new_zone_moves_the_page(self) -> None:
        other = make_zone("하동 녹차특구", slug="hadong")
        load(ROW)
        load(ROW | {"zone_name_ko": "하동 녹차특구"})
        assert CasePage.objects.get().is_child_of(other.page)

    def test_case_that_an_editor_saved_stays_as_it_is(self) -> None:
        load(ROW)
        case = CasePage.objects.get()
        case.title, case.summary_ko = "고친 제목", "고친 요약"
        case.save_revision().publish()
        plan = load(ROW | {"summary_ko": "파일의 요약"})
        assert (plan.unchanged, CasePage.objects.get().summary_ko) == (1, "고친 요약")

    def test_parts_of_the_story_are_read(self) -> None:
        load(ROW | {"context_ko": "배경", "went_wrong_ko": "늦었다", "went_wrong_en": "Too late"})
        case = CasePage.objects.get()
        assert (case.context_ko, case.went_wrong_ko, case.went_wrong_en) == ("배경", "늦었다", "Too late")

    def test_row_marked_as_an_example_is_passed_over(self) -> None:
        plan = load(ROW | {"sample": "예시"}, ROW | {"title_ko": "다른 사례"})
        assert [change.key for change in plan.added] == ["다른 사례"]

    def test_column_that_is_not_in_the_file_stays(self) -> None:
        load(ROW)
        load({"title_ko": ROW["title_ko"], "zone_name_ko": ROW["zone_name_ko"]})
        assert CasePage.objects.get().summary_ko == "요약"

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"zone_name_ko": "없는 특구"}, "없는 특구"),
            ({"topic": "없는 주제"}, "없는 주제"),
            ({"value_chain_stage": "없는 단계"}, "없는 단계"),
            ({"year": "작년"}, "작년"),
            ({"year": "1999"}, "2004년부터"),
            ({"outcome": "모름"}, "모름"),
            ({"title_ko": ""}, "비어 있습니다"),
            ({"public_slug": "Not A Slug"}, "영문 소문자"),
        ],
    )
    def test_row_that_cannot_be_is_refused_with_what_to_do(self, change: dict[str, str], word: str) -> None:
        with pytest.raises(ImportRefusedError) as refusal:
            load(ROW | change)
        assert word in refusal.value.plan.errors[0].message
        assert not CasePage.objects.exists()

    def test_address_of_another_case_is_refused(self) -> None:
        make_case("다른 사례", public_slug="taken")
        with pytest.raises(ImportRefusedError):
            load(ROW | {"public_slug": "taken"})

    def test_search_hears_of_the_new_case(self) -> None:
        load(ROW)
        assert IndexOutbox.objects.filter(kind="case", object_id=str(CasePage.objects.get().pk)).exists()


@pytest.mark.usefixtures("registry")
class TestExemptionRows:
    """Rows of the file of exemption links."""

    def link(self, **cells: str) -> Mapping[str, str]:
        return {
            "source_table": "cases",
            "source_key": ROW["title_ko"],
            "text_as_read": "농지법",
            "reason": "",
        } | cells

    def test_levels_keep_what_they_may(self) -> None:
        act = make_act()
        exemption = make_exemption(acts=(act,))
        load(ROW)
        load(
            self.link(level="article", exemption_code="A36-1", act_ko="농지법"),
            self.link(level="act", act_ko="농지법"),
            self.link(level="unresolved", text_as_read="등 6건"),
            self.link(level="act", act_ko="농지법", source_table="zones", source_key="청양 고추특구"),
            importer="case_exemptions",
        )
        rows = CaseExemption.objects.order_by("level").values_list("level", "exemption", "act")
        assert list(rows) == [
            ("act", None, act.pk),
            ("article", exemption.pk, None),
            ("unresolved", None, None),
        ]

    def test_link_without_a_case_is_refused(self) -> None:
        with pytest.raises(ImportRefusedError):
            load(self.link(level="unresolved"), importer="case_exemptions")


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("매출 10억 / sales KRW 1bn", ("매출 10억", "sales KRW 1bn")),
        ("특허 / 상표 4건 / 4 patents", ("특허 / 상표 4건", "4 patents")),
        ("특허 / 상표", ("특허 / 상표", "")),
        (
            "156,869㎡→588,242㎡ 확대 / 156,869 to 588,242 m2",
            ("156,869㎡→588,242㎡ 확대", "156,869 to 588,242 m2"),
        ),
        ("매출 10억", ("매출 10억", "")),
        ("", ("", "")),
    ],
)
def test_only_the_separator_between_the_languages_parts_them(cell: str, parts: tuple[str, str]) -> None:
    assert split_languages(cell) == parts
