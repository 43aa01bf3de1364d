"""Find zones, places, acts and exemptions by what files call them. Each look-up reads its tables once."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from django.utils.translation import gettext as _

from portal.importing.importers import FactError
from portal.zones.models import (
    Act,
    Exemption,
    FormerName,
    Municipality,
    PlaceAlias,
    Province,
    Zone,
)

PROVINCE_CODE_LENGTH = 2
_SPACE = re.compile(r"\s+")


def plain(name: str) -> str:
    """A name for comparison: without spaces, in one letter case."""
    return _SPACE.sub("", name).casefold()


class ZoneLookup:
    """Zones, either real ones or examples, by their name, else by a former name or another spelling."""

    def __init__(self, *, is_sample: bool) -> None:
        self._is_sample = is_sample

    @cached_property
    def _by_name(self) -> dict[str, Zone]:
        return {plain(zone.name_ko): zone for zone in Zone.objects.filter(is_sample=self._is_sample)}

    @cached_property
    def _by_former_name(self) -> dict[str, dict[int, Zone]]:
        found: dict[str, dict[int, Zone]] = defaultdict(dict)
        rows = FormerName.objects.filter(zone__is_sample=self._is_sample).select_related("zone")
        for former in rows:
            found[plain(former.name_ko)][former.zone_id] = former.zone
        return found

    def find(self, name: str, *, column: str) -> Zone | None:
        """The zone of that name. Raises `FactError` where an old name belongs to several."""
        zone = self._by_name.get(plain(name))
        if zone is not None:
            return zone
        former = list(self._by_former_name.get(plain(name), {}).values())
        if len(former) > 1:
            known = ", ".join(sorted(item.name_ko for item in former))
            raise FactError(
                _("'%(name)s'은(는) 여러 특구의 옛 이름입니다. 지금 이름을 써 주십시오: %(known)s")
                % {"name": name, "known": known},
                column=column,
            )
        return former[0] if former else None

    def get(self, name: str, *, column: str) -> Zone:
        """The zone of that name. Raises `FactError` where there is none."""
        zone = self.find(name, column=column)
        if zone is None:
            raise FactError(
                _("'%(name)s' 특구가 등록되어 있지 않습니다. 이름을 고치거나 특구를 먼저 넣어 주십시오.")
                % {"name": name},
                column=column,
            )
        return zone


class PlaceLookup:
    """Provinces and municipalities, either real ones or examples, by code, name, short name or alias."""

    def __init__(self, *, is_sample: bool) -> None:
        self._is_sample = is_sample

    @cached_property
    def _provinces(self) -> list[Province]:
        rows = Province.objects.filter(is_sample=self._is_sample)
        return list(rows.select_related("successor__successor"))

    @cached_property
    def _provinces_by_name(self) -> dict[str, Province]:
        names: dict[str, Province] = {}
        aliases = (
            PlaceAlias.objects.filter(province__is_sample=self._is_sample)
            .order_by("pk")
            .select_related("province__successor")
        )
        for alias in aliases:
            if alias.province is not None:
                names.setdefault(plain(alias.alias), alias.province)
        current_last = sorted(self._provinces, key=lambda province: province.valid_to is None)
        names |= {plain(province.short_ko): province for province in current_last}
        names |= {
            plain(name): province for province in current_last for name in (province.name_ko, province.code)
        }
        return names

    @cached_property
    def _municipalities(self) -> dict[str, Municipality]:
        rows = Municipality.objects.filter(is_sample=self._is_sample).select_related("province")
        return {place.code: place for place in rows}

    @cached_property
    def _municipalities_by_name(self) -> dict[tuple[int, str], list[Municipality]]:
        names: dict[tuple[int, str], list[Municipality]] = defaultdict(list)
        for place in self._municipalities.values():
            if place.valid_to is None:
                names[place.province_id, plain(place.name_ko)].append(place)
        return names

    def province(self, name: str, *, column: str) -> Province:
        """The province of that code, name or alias. Raises `FactError`."""
        found = self._provinces_by_name.get(plain(name))
        if found is None:
            raise FactError(
                _("'%(name)s'은(는) 아는 시·도가 아닙니다. '전북특별자치도'처럼 써 주십시오.")
                % {"name": name},
                column=column,
            )
        return found

    def province_now(self, province: Province) -> Province:
        """The province that took over, where this one is gone."""
        while province.successor is not None:
            province = province.successor
        return province

    def province_on(self, province: Province, day: str) -> Province:
        """The province as it was on a day; itself where its past is not clear."""
        if not day:
            return province
        moment = datetime.date(*[*map(int, day.split("-")), 1, 1][:3])
        while not province.existed_on(moment):
            earlier = [item for item in self._provinces if item.successor_id == province.pk]
            if len(earlier) != 1:
                return province
            province = earlier[0]
        return province

    def municipality(self, code: str, *, column: str) -> Municipality:
        """The municipality of that code. Raises `FactError`."""
        found = self._municipalities.get(code)
        if found is None:
            raise FactError(
                _("'%(code)s'은(는) 아는 시·군·구 코드가 아닙니다.") % {"code": code}, column=column
            )
        return found

    def municipalities(self, codes: Iterable[str], *, column: str) -> tuple[Municipality, ...]:
        """The municipalities of those codes. Raises `FactError`."""
        return tuple(self.municipality(code, column=column) for code in codes)

    def municipalities_named(self, text: str, province: Province) -> tuple[Municipality, ...]:
        """The municipalities of a province that a text names, if every name is clear; else none."""
        named = [
            self._municipalities_by_name.get((province.pk, plain(part)), [])
            for part in re.split(r"[,·;/]", text)
            if part.strip()
        ]
        return tuple(found[0] for found in named) if all(len(found) == 1 for found in named) else ()


class ActLookup:
    """Acts by slug, name or alias."""

    @cached_property
    def _acts(self) -> dict[str, Act]:
        acts = list(Act.objects.prefetch_related("aliases"))
        names = {plain(alias.alias): act for act in acts for alias in act.aliases.all()}
        return names | {plain(name): act for act in acts for name in (act.slug, act.name_ko)}

    def get(self, name: str, *, column: str) -> Act:
        """The act of that name. Raises `FactError`."""
        found = self._acts.get(plain(name))
        if found is None:
            raise FactError(
                _("'%(name)s' 법률이 등록되어 있지 않습니다. 이름을 고쳐 주십시오.") % {"name": name},
                column=column,
            )
        return found


class ExemptionLookup:
    """Exemptions by their code."""

    @cached_property
    def _exemptions(self) -> dict[str, Exemption]:
        return {row.code: row for row in Exemption.objects.filter(is_sample=False)}

    def get(self, code: str, *, column: str) -> Exemption:
        """The exemption of that code. Raises `FactError`."""
        found = self._exemptions.get(code)
        if found is None:
            raise FactError(
                _("'%(code)s' 규제특례가 등록되어 있지 않습니다. 코드를 고쳐 주십시오.") % {"code": code},
                column=column,
            )
        return found
