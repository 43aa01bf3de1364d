"""No page behind the door is forgotten: each of its addresses is a kind of `tests/signed_in_kinds.py`, or excused there."""

from collections.abc import Mapping

from tests.permissions.patterns import every_pattern
from tests.signed_in_kinds import NO_KINDS, ROOMS, SIGNED_IN_KINDS, Kind


def _forgotten(kinds: Mapping[str, Kind], excused: Mapping[str, tuple[str, ...]]) -> set[str]:
    listed = {kind.pattern for kind in kinds.values()} | {one for some in excused.values() for one in some}
    return {pattern for pattern in every_pattern() if pattern.startswith(ROOMS)} - listed


def test_every_address_behind_the_door_is_a_kind_or_excused() -> None:
    forgotten = _forgotten(SIGNED_IN_KINDS, NO_KINDS)
    assert not forgotten, f"Add to SIGNED_IN_KINDS or, with the reason, to NO_KINDS: {sorted(forgotten)}"


def test_control_a_kind_left_out_is_seen() -> None:
    kinds = {name: kind for name, kind in SIGNED_IN_KINDS.items() if name != "thread"}
    assert _forgotten(kinds, NO_KINDS) == {"people/threads/<int:pk>/"}


def test_nothing_is_excused_that_does_not_stand() -> None:
    listed = [one for some in NO_KINDS.values() for one in some]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(every_pattern())
    assert not set(listed) & {kind.pattern for kind in SIGNED_IN_KINDS.values()}
