"""Stopped cases that do not say whose they are, and those that nobody may see before a day.

What would give an anonymous case away is kept out in one place each: its zone, its places, its sources, its address are not
shown; its texts may not name them; it bears no files.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Orderable

from portal.accounts.models import Membership
from portal.zones.models import Zone

FEWEST_ZONES = 5
"""The field is told: among fewer zones than this it would tell the zone."""
SHORTEST = 2
UNITS = ("특별자치시", "특별자치도", "특별시", "광역시", "시", "군", "구")
FILE_BLOCKS = frozenset({"image", "gallery", "download", "contact"})
FILE_MARKS = ("<embed", 'linktype="document"')
UNSAID = frozenset(
    {"slug", "public_slug", "source_url", "source_note", "imported_title", "url_path", "title_again"}
)
"""Columns that an anonymous case does not show, or that follow others."""


def unnamed_zone() -> str:
    """What stands in the place of the zone's name."""
    return _("익명 특구")


def no_files_of_anonymous() -> str:
    """Why an anonymous case takes no files."""
    return _(
        "익명 사례에는 파일, 사진, 문의처, 빌딩 블록을 붙일 수 없습니다. 이름과 내용, 만든 사람의 기록이 특구를 알릴 수 있습니다."
    )


def forget_former_embargo(page: Any, typed: Mapping[str, Any]) -> None:
    """Let go of the day that an embargo set: in a form that asks for no other, it would hide the page for good."""
    former = getattr(page, "embargo_until", None)
    if (
        former
        and "embargo_until" in typed
        and typed["embargo_until"] != former
        and page.go_live_at == _opening(former)
    ):
        page.go_live_at = None


def _opening(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def refuse_early_embargo(page: Any) -> None:
    """Make the day of the embargo the first on which the page can go live; refuse it for what is public already."""
    until: dt.date | None = page.embargo_until
    if not until or until <= timezone.localdate():
        return
    if page.live:
        message = _("이미 공개된 사례입니다. 먼저 게시를 내린 뒤 공개할 날을 정해 주십시오.")
        raise ValidationError({"embargo_until": message})
    opens = _opening(until)
    page.go_live_at = max(page.go_live_at or opens, opens)


def refuse_identifying(page: Any) -> None:
    """Refuse an anonymous case that was public under its name, bears files or names what it must not."""
    if not page.is_anonymous or page.outcome != page.Outcome.STOPPED:
        return  # a case that was not stopped is refused by its constraint
    named = type(page).objects.filter(pk=page.pk, is_anonymous=False, first_published_at__isnull=False)
    if page.pk and named.exists():
        message = _(
            "이름을 밝히고 공개한 적이 있어 익명으로 바꿀 수 없습니다. 게시를 내리고 새 사례로 써 주십시오."
        )
        raise ValidationError({"is_anonymous": message})
    if page.zone_id and not page.is_sample and _is_field_small(page.zone):
        message = _(
            "이 분야의 특구가 %(number)s곳보다 적어, 이름을 밝히지 않아도 어느 특구인지 알 수 있습니다."
        )
        raise ValidationError({"is_anonymous": message % {"number": FEWEST_ZONES}})
    texts = list(_texts(page))
    if any(mark in text for text in texts for mark in FILE_MARKS) or _bears_files(page):
        raise ValidationError({"is_anonymous": no_files_of_anonymous()})
    refuse_names(page, texts)


def _is_field_small(zone: Zone) -> bool:
    alike = Zone.objects.filter(field=zone.field_id, page__live=True)
    return alike.count() < FEWEST_ZONES


def refuse_names(page: Any, texts: Iterable[str]) -> None:
    """Refuse texts that name the zone, its places, its people."""
    if found := sorted(names_in(texts, identity_of(page))):
        message = _("익명 사례의 글에 특구를 알리는 말이 있습니다: %(words)s. 지우거나 바꾸어 써 주십시오.")
        raise ValidationError({"is_anonymous": message % {"words": ", ".join(found)}})


def names_in(texts: Iterable[str], names: Iterable[str]) -> set[str]:
    """Those of the names that stand in the texts, however they are spaced and written."""
    plain = " ".join(_plain(text) for text in texts)
    return {name for name in names if _plain(name) in plain}


def identity_of(page: Any) -> set[str]:
    """Every name that tells whose case it is: the zone's, its places', its author's and his bodies'."""
    zones = [*([page.zone] if page.zone_id else []), *page.other_zones.all()]
    names = {name for zone in zones for name in _names_of_zone(zone)}
    if page.owner_id:
        names.add(page.owner.get_full_name())
        bodies = Membership.objects.verified().filter(user=page.owner_id).select_related("organisation")
        names |= {name for row in bodies for name in (row.organisation.name_ko, row.organisation.name_en)}
    return {name.strip() for name in names if len(name.strip()) >= SHORTEST}


def _names_of_zone(zone: Zone) -> Iterator[str]:
    yield from (zone.name_ko, zone.name_en)
    yield from zone.former_names.values_list("name_ko", flat=True)
    for place in (zone.province, *zone.municipalities.all()):
        yield from (place.name_ko, place.name_en, _stem(place.name_ko), place.name_en.partition("-")[0])


def _stem(name: str) -> str:
    """A place without the word for its unit: 청양 of 청양군. One syllable alone says nothing."""
    unit = next((unit for unit in UNITS if name.endswith(unit)), "")
    stem = name.removesuffix(unit)
    return stem if len(stem) >= SHORTEST else ""


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def _texts(page: Any) -> Iterator[str]:
    yield from _texts_of(page)
    for rows in (page.results.all(), page.exemption_uses.all()):
        for row in rows:
            yield from _texts_of(row)


def _texts_of(row: Model | Orderable) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, StreamField):
            yield json.dumps(list(value.get_prep_value()), ensure_ascii=False)
        elif isinstance(value, str) and field.name not in UNSAID:
            yield value


def _bears_files(page: Any) -> bool:
    """Whether something beside its texts would be shown; a building block leads to the other cases of its zone."""
    return any(_file_blocks(page)) or any(page.files.all()) or any(page.blocks.all())


def _file_blocks(page: Any) -> Iterator[object]:
    for story in (page.body, page.body_en):
        yield from (block for block in story.get_prep_value() if block["type"] in FILE_BLOCKS)
