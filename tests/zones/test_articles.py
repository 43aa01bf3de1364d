"""Articles of the Act are read in the language of the page."""

import pytest
from django.test import Client
from django.utils import translation

from portal.zones.articles import article_in_language, article_markup
from portal.zones.models import Exemption
from portal.zones.models.peers import ZonePeer
from portal.zones.peers import refresh_peers

ODD = "시행령 별표 1"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("법 제55조", "Article 55"),
        ("제36조의2제1항", "Article 36-2(1)"),
        ("법 제64조제1항제1호", "Article 64(1), subparagraph 1"),
        (ODD, ODD),
    ],
)
def test_article_is_written_as_english_readers_cite_it(text: str, english: str) -> None:
    with translation.override("en"):
        assert article_in_language(text) == english
    assert article_in_language(text) == text


def test_what_stays_korean_on_an_english_page_says_so() -> None:
    with translation.override("en"):
        assert article_markup(ODD) == f'<span lang="ko">{ODD}</span>'
        assert article_markup("법 제55조") == "Article 55"


@pytest.mark.usefixtures("facts")
def test_every_article_of_the_catalogue_can_be_read_in_english(client: Client) -> None:
    with translation.override("en"):
        texts = Exemption.objects.filter(is_sample=False).values_list("article", flat=True)
        assert [text for text in texts if article_in_language(text) == text] == []
    assert "Article 28(1)" in client.get("/en/exemptions/").content.decode()
    assert "법 제28조제1항" in client.get("/exemptions/").content.decode()


@pytest.mark.long
@pytest.mark.usefixtures("facts")
def test_english_reasons_for_likeness_name_acts_in_english() -> None:
    refresh_peers()
    reasons = [reason for peer in ZonePeer.objects.all() for reason in peer.reasons_en]
    acts = [reason for reason in reasons if reason.startswith("Uses exemptions from the same act")]
    assert acts
    assert not [reason for reason in acts if any("가" <= letter <= "힣" for letter in reason)]
