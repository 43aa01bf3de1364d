"""What pages of the registry show of replies: beside the fact, who answered what and when."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import get_language

from portal.addresses import address
from portal.desks.models import Reply
from portal.page_cache.kept import kept
from portal.words import gettext as _
from portal.words import in_language
from portal.zones.fact_cells import cells_of
from portal.zones.fact_notes import FactNote, register_fact_notes
from portal.zones.models import Zone

MOST_NOTES: Final = 200
NAMES: Final = (
    *("reference", "value_ko", "value_en", "text_ko", "text_en", "post_ko", "post_en"),
    *("made_at", "state", "hidden_why"),
)


def replies_about(zone: int) -> Sequence[Mapping[str, Any]]:
    """What readers see of a zone's replies, the newest first, each with what its cell shows today; kept until something changes."""
    rows: Sequence[Mapping[str, Any]] = kept(("replies", zone), lambda: _read(zone))
    return rows


def _read(zone: int) -> list[Mapping[str, Any]]:
    rows = list(
        Reply.objects.shown().filter(zone=zone).order_by("-made_at", "-pk").values(*NAMES)[:MOST_NOTES]
    )
    if not rows:
        return []
    thing = Zone.objects.select_related("province", "field").get(pk=zone)
    with translation.override("ko"):
        today = {str(cell.reference): cell.value for cell in cells_of(thing)}
    return [{**row, "has_changed": today.get(row["reference"], "") != row["value_ko"]} for row in rows]


def notes_of(kind: str, number: int, key: str) -> Iterator[tuple[str, FactNote]]:
    """Beside each fact of a zone its latest reply; of one that was hidden, that and why."""
    told: set[str] = set()
    for row in replies_about(number) if kind == "zone" else ():
        if row["reference"] not in told:
            told.add(row["reference"])
            yield row["reference"], _note(row, address("zone-replies", key))


def _note(row: Mapping[str, Any], url: str) -> FactNote:
    day = timezone.localdate(row["made_at"]).isoformat()
    if row["state"] == Reply.State.HIDDEN:
        return FactNote(_("삭제된 답변"), day, _("사유: %(why)s") % {"why": row["hidden_why"]}, url=url)
    label = _("특구의 답변(%(post)s)") % {"post": in_language(row["post_ko"], row["post_en"])}
    text = in_language(row["text_ko"], row["text_en"])
    if row["has_changed"]:
        value = in_language(row["value_ko"], row["value_en"]) or _("확인되지 않음")
        text = _("‘%(value)s’이던 때의 답변: %(text)s") % {"value": value, "text": text}
    is_korean = get_language() != "ko" and not row["text_en"]
    return FactNote(label, day, text, is_korean=is_korean, url=url)


def register_reply_notes() -> None:
    """Called once when the app is ready."""
    register_fact_notes(20, notes_of)
