"""What search reads of a zone."""

import pytest

from portal.zones.indexing import zone_document
from portal.zones.models import Award, ZonePage


@pytest.mark.parametrize("language", ["ko", "en"])
def test_story_is_read_as_text_and_nothing_of_its_form(facts: None, language: str) -> None:
    page = ZonePage.objects.select_related("zone").order_by("pk")[0]
    name = "story" if language == "ko" else "story_en"
    setattr(page, name, [("heading", "첫 소제목"), ("paragraph", "<p>밤을 <b>함께</b> 줍는다.</p>")])
    page.save()
    document = zone_document(str(page.zone_id), "ko" if language == "ko" else "en")
    assert document is not None
    assert "첫 소제목" in document.body
    assert "밤을 함께 줍는다." in document.body
    assert not set("[]<>") & set(document.body)
    story = document.body.split("\n")[0]
    assert "밤을 함께" in story
    assert not set("[]'<>") & set(story)


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "년 우수특구 포상 최우수"), ("en", " excellent-zone award Top award")]
)
def test_zone_is_found_by_its_awards_in_words(facts: None, language: str, said: str) -> None:
    award = Award.objects.filter(rank=Award.Rank.TOP).order_by("pk")[0]
    document = zone_document(str(award.zone_id), "ko" if language == "ko" else "en")
    assert document is not None
    assert f"{award.year}{said}" in document.body
