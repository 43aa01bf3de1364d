"""Cards: drawn in a job, named by their content, never overflowing, the portal's own until then."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from knowhow.jobs import draw_case_cards
from knowhow.models import CasePage
from knowhow.social_cards import case_cards_to_draw
from portal.jobs.schedule import load_jobs
from portal.media import lettering
from portal.media.cards import (
    FOLDER,
    HEIGHT,
    TEXT_WIDTH,
    TITLE_HEIGHT,
    WIDTH,
    Card,
    draw,
    draw_missing,
    layout,
)
from portal.zones import jobs as zone_jobs
from portal.zones.models import Field, Zone
from portal.zones.social_cards import zone_card, zone_cards_to_draw

ADDRESS = re.compile(r'og:image" content="http://testserver(/media/cards/[0-9a-z]+\.png)"')
PAGE = "/zones/gongju-chestnut/"


@pytest.fixture(autouse=True)
def media_folder(settings: LazySettings, tmp_path: Path) -> None:
    """A folder of its own for each test."""
    settings.MEDIA_ROOT = tmp_path


def address_of(client: Client, path: str) -> str:
    found = ADDRESS.search(client.get(path).content.decode())
    assert found
    return found[1]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job has two zones to draw."""
    monkeypatch.setattr(zone_jobs, "zone_cards_to_draw", lambda: list(zone_cards_to_draw())[:2])


LONG = [
    "가" * 60,
    "뷁" * 60,
    "W" * 60,
    "긴 이름의 지역특화발전특구 " * 4,
    "Extraordinarily Long Special Zone Name Of The Region " * 2,
    "한국어와English가섞인" * 6,
    "a " * 30,
    "👍" * 60,
    "",
]


@pytest.mark.parametrize("text", LONG)
def test_long_texts_never_leave_their_box(text: str) -> None:
    card = Card(title=text, kicker=text, place=text)
    kicker, title, place = layout(card)
    assert max(kicker.width, title.width, place.width) <= TEXT_WIDTH
    assert title.height <= TITLE_HEIGHT
    assert (len(kicker.texts), len(place.texts)) == (1, 1)


def test_short_title_is_set_large_and_whole() -> None:
    title = layout(Card(title="공주 알밤특구"))[1]
    assert (title.texts, title.size >= 76) == (("공주 알밤특구",), True)


def test_words_are_kept_together_and_all_of_them_are_shown() -> None:
    title = layout(Card(title="밤 한 품목을 축제와 박람회까지 잇다"))[1]
    assert " ".join(title.texts) == "밤 한 품목을 축제와 박람회까지 잇다"


def test_card_is_a_png_of_the_size_that_networks_ask_for() -> None:
    picture = Image.open(BytesIO(draw(Card(title="이름\0\n둘", province="44", units=("공주시", "없는곳")))))
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT)) == ("PNG", (1200, 630))


def test_shipped_card_is_of_that_size() -> None:
    with Image.open("static/img/card.png") as picture:
        assert picture.size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("other", [{"title": "b"}, {"kicker": "b"}, {"province": "11"}, {"sample": "예시"}])
def test_what_is_drawn_is_in_the_name(other: dict[str, Any]) -> None:
    assert Card(title="a").name == Card(title="a").name
    assert Card(**{"title": "a", **other}).name != Card(title="a").name


def test_example_and_place_are_seen_in_the_picture() -> None:
    plain = draw(Card(title="이름"))
    assert plain != draw(Card(title="이름", sample="예시"))
    assert plain != draw(Card(title="이름", province="44"))
    assert draw(Card(title="이름", province="44")) != draw(
        Card(title="이름", province="44", units=("공주시",))
    )


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.usefixtures("facts")
def test_our_fonts_hold_every_character_of_every_card(weight: int) -> None:
    characters = {
        character
        for card in (*zone_cards_to_draw(), *case_cards_to_draw())
        for character in card.title + card.kicker + card.place + card.portal + card.tagline
        if character != " "
    }
    missing = bytes(lettering._font(f"hanmadang-sans-{weight}.woff2", 40).getmask("\uffff"))
    unseen = [
        character
        for character in characters
        for run, font in lettering._runs(character, size=40, weight=weight)
        if bytes(font.getmask(run)) == missing
    ]
    assert len(characters) > 300
    assert not unseen


def test_missing_character_is_noticed() -> None:
    font = lettering._font("hanmadang-sans-700.woff2", 40)
    assert bytes(font.getmask("\uffff")) == bytes(font.getmask("𠀀")) != bytes(font.getmask("가"))


def test_missing_cards_are_drawn_and_standing_ones_kept() -> None:
    cards = [Card(title=str(number)) for number in range(3)]
    assert draw_missing(cards, most=2) == 1
    first = default_storage.get_modified_time(f"{FOLDER}/{cards[0].name}")
    assert draw_missing(cards, most=2) == 0
    assert default_storage.get_modified_time(f"{FOLDER}/{cards[0].name}") == first
    assert sorted(default_storage.listdir(FOLDER)[1]) == sorted(card.name for card in cards)


@pytest.mark.long
@pytest.mark.usefixtures("facts")
def test_page_names_the_card_that_the_job_draws(client: Client, settings: LazySettings) -> None:
    drawn = {f"/media/cards/{card.name}" for card in (*zone_cards_to_draw(), *case_cards_to_draw())}
    case = CasePage.objects.get(zone__page__public_slug="gongju-chestnut", title__startswith="밤 한 품목")
    for path in (PAGE, f"/en{PAGE}", f"/cases/{case.public_slug}/", f"/en/cases/{case.public_slug}/"):
        assert address_of(client, path) in drawn
    assert address_of(client, PAGE) != address_of(client, f"/en{PAGE}")


@pytest.mark.usefixtures("facts")
def test_changed_name_or_field_gives_another_card(client: Client) -> None:
    first = address_of(client, PAGE)
    zone = Zone.objects.get(page__public_slug="gongju-chestnut")
    Zone.objects.filter(pk=zone.pk).update(name_ko="공주 군밤특구")
    second = address_of(client, PAGE)
    Zone.objects.filter(pk=zone.pk).update(field=Field.objects.get(slug="education"))
    assert len({first, second, address_of(client, PAGE)}) == 3


@pytest.mark.usefixtures("facts", "few")
def test_card_is_the_portals_own_until_the_job_has_drawn_it(client: Client) -> None:
    name = next(iter(zone_cards_to_draw())).name
    before = client.get(f"/media/cards/{name}")
    assert before.getvalue() == Path("static/img/card.png").read_bytes()
    assert before["Cache-Control"] == "public, max-age=300"
    zone_jobs.draw_zone_cards.call()
    after = client.get(f"/media/cards/{name}")
    assert after.getvalue() != Path("static/img/card.png").read_bytes()
    assert "immutable" in after["Cache-Control"]
    assert after["Content-Type"] == "image/png"


@pytest.mark.usefixtures("facts")
def test_unpublished_zone_is_not_drawn() -> None:
    names = {card.title for card in zone_cards_to_draw()}
    zone = Zone.objects.select_related("page").get(page__public_slug="gongju-chestnut")
    assert zone.name_ko in names
    zone.page.unpublish()
    assert zone.name_ko not in {card.title for card in zone_cards_to_draw()}


def test_worker_knows_the_jobs() -> None:
    load_jobs()
    assert zone_jobs.draw_zone_cards.job_name == "zones.draw_cards"
    assert draw_case_cards.job_name == "knowhow.draw_cards"


@pytest.mark.usefixtures("facts")
def test_every_page_has_a_card_with_its_size(client: Client) -> None:
    for path in ("/", "/zones/", "/data/", "/en/cases/"):
        body = client.get(path).content.decode()
        assert 'property="og:image" content="http://testserver/media/cards/portal.png"' in body
        assert 'property="og:image:width" content="1200"' in body


@pytest.mark.usefixtures("facts")
def test_example_card_says_so() -> None:
    zone = Zone.objects.select_related("field", "province").first()
    assert zone
    assert zone_card(zone).sample == ""
    zone.is_sample = True
    assert zone_card(zone).sample == "예시"
