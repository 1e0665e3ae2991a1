"""What the data hold and the filters may offer: sources, days, places by level, crime types."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lib import catalogue
from lib.access.audiences import NEVER, Policy
from lib.complaints.columns import PLACE_LEVELS
from lib.complaints.filters import Filters
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.ui import cache


@dataclass(frozen=True)
class Holdings:
    """What one source holds, as far as an audience may ask for it.

    first, last    first and last day of its complaints
    levels         place levels that it knows, coarse to fine
    default_level  the finest level with polygons or with at least two places
    codes          codes of its places by level
    place_codes    codes for the place filter, as Filters.places writes them, coarse to fine
    crime_codes    families and types in it, each family before its types, the most frequent first
    area           (level, code) of the smallest place of the ubigeo that holds all of it; None when there is none
    """

    first: dt.date
    last: dt.date
    levels: tuple[str, ...]
    default_level: str
    codes: dict[str, tuple[str, ...]]
    place_codes: tuple[str, ...]
    crime_codes: tuple[str, ...]
    area: tuple[str, str] | None


def sources(snapshot: Snapshot) -> list[str]:
    """Codes of the sources with complaints, the default source first."""
    return cache.answer(snapshot, "choices.sources", lambda: _sources(snapshot))


def holdings(snapshot: Snapshot, source: str, policy: Policy) -> Holdings:
    """What this source holds for this audience."""
    return cache.answer(snapshot, ("choices.holdings", source, policy.name), lambda: _holdings(snapshot, source, policy))


def _sources(snapshot: Snapshot) -> list[str]:
    default = queries.default_source(snapshot)
    return sorted(snapshot.sources(), key=lambda code: (code != default, code))


def _holdings(snapshot: Snapshot, source: str, policy: Policy) -> Holdings:
    profile = queries.profiles(snapshot)[source]
    everything = Filters(source=source, non_crimes=True)
    codes: dict[str, tuple[str, ...]] = {}
    for level in PLACE_LEVELS:
        if policy.allows_place(level):
            found = queries.count(snapshot, everything, by=(level,)).table[level].dropna()
            if len(found):
                codes[level] = tuple(sorted(str(code) for code in found))
    levels = tuple(level for level in PLACE_LEVELS if level in codes)
    drawn = [level for level in levels if snapshot.places.polygon_set(level) and len(codes[level]) > 1]
    several = [level for level in levels if len(codes[level]) > 1]
    default = (drawn or several or list(levels) or ["district"])[-1]
    return Holdings(
        profile.first, profile.last, levels, default, codes,
        tuple(_place(level, code) for level in levels for code in codes[level]),
        _crimes(snapshot, everything, policy), _area(codes),
    )


def _place(level: str, code: str) -> str:
    """As Filters.places writes it: a bare ubigeo, else with its level."""
    return code if level in ("department", "province", "district") else f"{level}:{code}"


def _crimes(snapshot: Snapshot, everything: Filters, policy: Policy) -> tuple[str, ...]:
    never = {name for name, finest in policy.class_finest_place.items() if finest == NEVER}
    table = queries.count(snapshot, everything, by=("crime_type",)).table
    entries = catalogue.entries()
    by_family: dict[str, list[str]] = {}
    weight: dict[str, int] = {}
    for code, count in zip(table["crime_type"], table["count"], strict=True):
        entry = entries[str(code)]
        if not entry.is_crime or entry.disclosure in never:
            continue
        family = catalogue.family_of(entry.code)
        by_family.setdefault(family, []).append(entry.code)
        weight[entry.code] = int(count)
        weight[family] = weight.get(family, 0) + (int(count) if family != entry.code else 0)
    out: list[str] = []
    for family in sorted(by_family, key=lambda code: -weight[code]):
        types = sorted((code for code in by_family[family] if code != family), key=lambda code: -weight[code])
        if len(types) > 1 or not types:
            out.append(family)
        out += types
    return tuple(out)


def _area(codes: dict[str, tuple[str, ...]]) -> tuple[str, str] | None:
    for level in ("district", "province", "department"):
        if len(codes.get(level, ())) == 1:
            return level, codes[level][0]
    return None
