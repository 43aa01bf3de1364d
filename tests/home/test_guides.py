"""Guides: complete in both languages, translated in the CMS, kept as editors leave them; the glossary."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import Translation

from portal.demo.editorial import GUIDES, load_editorial
from portal.home.models import GlossaryTerm, GuidePage
from search.queries import SearchRequest, find
from tests.accounts.people import make_person, sign_in
from tests.zones.hostile import HOSTILE

pytestmark = pytest.mark.usefixtures("facts")

SLUGS = sorted(path.name.split(".")[0].partition("-")[2] for path in GUIDES.glob("*.ko.toml"))


def guide(slug: str, language: str = "ko") -> GuidePage:
    page: GuidePage = GuidePage.objects.get(slug=slug, locale__language_code=language)
    return page


@pytest.mark.parametrize("slug", SLUGS)
def test_guide_stands_in_both_languages_at_one_address(client: Client, slug: str) -> None:
    korean, english = client.get(f"/guide/{slug}/"), client.get(f"/en/guide/{slug}/")
    assert (korean.status_code, english.status_code) == (200, 200)
    assert korean.context["page_links"].other.url == f"/en/guide/{slug}/"
    assert not english.context["page"].is_foreign


@pytest.mark.parametrize("slug", SLUGS)
def test_english_guide_is_a_whole_translation_in_the_cms(slug: str) -> None:
    (translation,) = Translation.objects.filter(source__object__translation_key=guide(slug).translation_key)
    total, done = translation.get_progress()
    assert total == done > 0


@pytest.mark.parametrize("slug", SLUGS)
def test_every_section_has_an_anchor_of_its_own(client: Client, slug: str) -> None:
    for prefix in ("", "/en"):
        anchors = [part.anchor for part in client.get(f"{prefix}/guide/{slug}/").context["headed_sections"]]
        assert len(anchors) == len(set(anchors))


def test_overview_names_every_guide_by_group(client: Client) -> None:
    groups = client.get("/guide/").context["groups"]
    assert sorted(page.slug for group in groups for page in group.pages) == SLUGS
    assert [group.title for group in groups] == ["제도", "한마당 이용", "운영 방침"]


def test_guide_tells_its_sources_and_when_it_was_reviewed(client: Client) -> None:
    body = client.get("/guide/scheme/").content.decode()
    assert "https://www.law.go.kr/" in body
    assert "마지막으로 살펴본 날: 2026년 11월 22일" in body


def test_footer_and_menu_lead_to_pages_that_stand(client: Client) -> None:
    for path in ("terms", "privacy", "copyright", "accessibility"):
        assert f'href="/guide/{path}/"' in client.get("/").content.decode()
        assert client.get(f"/guide/{path}/").status_code == 200


def test_editors_change_outlives_a_second_load() -> None:
    page = guide("about")
    page.summary = "우리가 고친 요약"
    page.save_revision().publish()
    assert load_editorial().guides == 0
    page.refresh_from_db()
    assert page.summary == "우리가 고친 요약"


def test_deleted_guide_and_term_do_not_come_back() -> None:
    guide("about", "en").delete()
    guide("about").delete()
    GlossaryTerm.objects.filter(slug="zone").delete()
    loaded = load_editorial()
    assert (loaded.guides, loaded.terms, loaded.announcements) == (0, 0, 0)
    assert not GuidePage.objects.filter(slug="about").exists()


def test_korean_guide_stands_in_for_a_missing_english_one(client: Client) -> None:
    guide("about", "en").delete()
    body = client.get("/en/guide/about/").content.decode()
    assert '<div class="pb" lang="ko">' in body


def test_links_inside_english_guides_stay_english(client: Client) -> None:
    assert 'href="/en/exemptions/"' in client.get("/en/guide/scheme/").content.decode()


@pytest.mark.parametrize(("kind", "may"), [("editor", True), ("member", False), ("nobody", False)])
def test_only_editors_may_change_a_guide(client: Client, kind: str, *, may: bool) -> None:
    if kind != "nobody":
        sign_in(client, make_person(f"{kind}@example.kr", is_editor=may, has_second_factor=True))
    response = client.get(f"/cms/pages/{guide('about').pk}/edit/")
    assert (response.status_code == 200) is may


def test_editor_goes_on_in_the_translation_editor(client: Client) -> None:
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    response = client.get(f"/cms/pages/{guide('about', 'en').pk}/edit/")
    assert response.status_code == 200
    assert "js-translation-editor" in response.content.decode()


# --- Glossary --------------------------------------------------------------------------------------


def terms(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    return [term.slug for term in response.context["glossary"].terms]


def test_glossary_is_sorted_by_either_name(client: Client) -> None:
    names = [
        GlossaryTerm.objects.get(slug=slug).name_en for slug in terms(client, "/guide/glossary/?sort=en")
    ]
    assert names == sorted(names)
    assert terms(client, "/en/guide/glossary/") == terms(client, "/guide/glossary/?sort=en")


@pytest.mark.parametrize("query", ["명예졸업", "honorary", "graduation honorary"])
def test_glossary_is_searched_in_both_languages(client: Client, query: str) -> None:
    assert terms(client, f"/guide/glossary/?q={query}") == ["honorary-graduation"]


def test_glossary_without_a_hit_leads_back(client: Client) -> None:
    assert "모두 보기" in client.get("/guide/glossary/?q=없는말없는말").content.decode()


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_address_is_no_error(client: Client, query: str) -> None:
    assert client.get("/guide/glossary/", {"q": query, "sort": query}).status_code in {200, 400}


def test_every_term_is_complete_and_has_its_anchor(client: Client) -> None:
    body = client.get("/guide/glossary/").content.decode()
    for term in GlossaryTerm.objects.all():
        assert f'<tr id="{term.slug}">' in body
        assert term.text_en


# --- Search ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "kind", "url"),
    [
        ("명예졸업", "ko", "term", "/guide/glossary/#honorary-graduation"),
        ("특구의 한살이", "ko", "guide", "/guide/life-cycle/"),
        ("privacy policy", "en", "guide", "/en/guide/privacy/"),
        ("기준일 자료마다 적힌 날짜", "ko", "announcement", "/announcements/dates-of-facts/"),
    ],
)
def test_unified_search_finds_editorial_pages(text: str, language: Any, kind: str, url: str) -> None:
    hits = find(SearchRequest(text=text, language=language, kinds=(kind,)), viewer=None).hits  # type: ignore[arg-type]
    assert url in [hit.url for hit in hits]


def test_sitemap_has_every_guide_in_both_languages(client: Client) -> None:
    body = client.get("/sitemap.xml").content.decode()
    for slug in SLUGS:
        assert f"<loc>http://testserver/guide/{slug}/</loc>" in body
        assert f"<loc>http://testserver/en/guide/{slug}/</loc>" in body


def test_untranslated_page_of_an_editor_shows_in_both_navigations(client: Client) -> None:
    parent = guide("about").get_parent()
    locale = Locale.objects.get(language_code="ko")
    parent.add_child(instance=GuidePage(title="새 안내", slug="new", locale=locale, group="portal"))
    pages = [page.slug for group in client.get("/en/guide/").context["groups"] for page in group.pages]
    assert pages.count("new") == 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("language", "question", "help_title"),
    [("ko", "藥令市", "검색 도움말"), ("en", "chestnut", "Help on searching")],
)
def test_help_on_searching_is_found_by_name_and_not_by_its_examples(
    facts: None, client: Client, language: str, question: str, help_title: str
) -> None:
    address = "/api/v1/search"
    found = client.get(address, {"q": question, "language": language}).json()
    assert found["total"]
    assert help_title not in [hit["title"] for hit in found["results"]]
    named = client.get(address, {"q": help_title, "language": language}).json()
    assert named["results"][0]["title"] == help_title
