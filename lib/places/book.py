"""PlaceBook: names and codes of places, their polygons and their population.

Two sources: the bundled INEI table (``data/reference/places.csv``) and the store's live events, in order:
``polygons`` (a PolygonSet), ``population`` (a PopulationTable), ``load`` (its ``place_names``), ``streets`` and
``stations`` (what is drawn with them). Pure and immutable: a new version of the store makes a new book.

Codes are text: 2 digits department, 4 province, 6 district (INEI ubigeo); stations and sectors as their files say.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from lib.complaints.columns import PLACE_LEVELS
from lib.places import joining
from lib.places.polygon_set import CRS, PolygonSet
from lib.places.population import PopulationTable

if TYPE_CHECKING:
    import geopandas

    from lib.places.stations import StationSet
    from lib.places.streets import StreetLayer

TABLE = Path(__file__).resolve().parents[2] / "data" / "reference" / "places.csv"
LEVEL_OF_LENGTH = {2: "department", 4: "province", 6: "district"}
LENGTH_OF_LEVEL = {level: length for length, level in LEVEL_OF_LENGTH.items()}


@dataclass(frozen=True)
class Place:
    """A place with its code, name and the code one level up ("" when not known)."""

    level: str
    code: str
    name: str
    parent: str = ""


class PlaceBook:
    """What is this place called, what lies in it, where is this point, how many people live here?"""

    def __init__(
        self,
        polygon_sets: Sequence[PolygonSet] = (),
        population: PopulationTable | None = None,
        place_names: Mapping[str, Mapping[str, str]] | None = None,
        streets: Mapping[str, Any] | None = None,
        stations: Mapping[str, Any] | None = None,
    ) -> None:
        self._sets = tuple(polygon_sets)
        self._streets, self._stations = streets, stations
        self.population = population or PopulationTable()
        self._extra: dict[str, dict[str, Place]] = {level: {} for level in PLACE_LEVELS}
        for level, names in (place_names or {}).items():
            for code, name in names.items():
                if level in self._extra and code not in _bundled()[level]:
                    self._extra[level][code] = Place(level, code, name or code, _parent(level, code))
        for polygons in self._sets:
            for code, name in zip(polygons.codes, polygons.names, strict=True):
                if code not in _bundled()[polygons.level]:
                    parent = _parent(polygons.level, code) or polygons.district
                    self._extra[polygons.level][code] = Place(polygons.level, code, name, parent)

    @classmethod
    def from_events(cls, events: Iterable[Any]) -> PlaceBook:
        """The book that these live events make, oldest first.

        An event has ``type`` and ``payload`` (keys of a mapping or attributes; the payload a mapping or its JSON);
        other types are passed over. A polygon set replaces the earlier ones of its level, except that sets which name
        different districts stand side by side. A later population table goes before an earlier one, place and year by
        place and year. A later street layer, or list of stations, replaces the earlier one.
        """
        sets: list[PolygonSet] = []
        population = PopulationTable()
        names: dict[str, dict[str, str]] = {}
        last: dict[str, Mapping[str, Any]] = {}
        for event in events:
            kind, payload = _event(event)
            if kind in ("streets", "stations"):
                last[kind] = payload
            elif kind == "polygons":
                new = PolygonSet.from_payload(payload)
                sets = [old for old in sets if old.level != new.level or _side_by_side(old, new)] + [new]
            elif kind == "population":
                population = population.updated(PopulationTable.from_payload(payload))
            elif kind == "load":
                for level, of_level in (payload.get("place_names") or {}).items():
                    names.setdefault(level, {}).update(of_level)
        return cls(sets, population, names, last.get("streets"), last.get("stations"))

    @cached_property
    def streets(self) -> StreetLayer | None:
        """The street layer in force: the newest one; unpacked when somebody asks for it."""
        from lib.places.streets import StreetLayer

        return StreetLayer.from_payload(self._streets) if self._streets else None

    @cached_property
    def stations(self) -> StationSet | None:
        """The stations to mark on maps: the newest list."""
        from lib.places.stations import StationSet

        return StationSet.from_payload(self._stations) if self._stations else None

    def get(self, level: str, code: str) -> Place | None:
        """The place, or None when neither the table nor an event knows it."""
        return _bundled()[level].get(code) or self._extra[level].get(code)

    def name(self, level: str, code: str) -> str:
        """What people call it; the code itself when nobody said."""
        place = self.get(level, code)
        return place.name if place else code

    def full_name(self, level: str, code: str) -> str:
        """With what it lies in, where the bare name is not enough: 'Pueblo Nuevo (Ica, Ica)'."""
        place = self.get(level, code)
        if place is None:
            return code
        above: list[str] = []
        up = self.above(place)
        while up is not None:
            above.append(up.name)
            up = self.above(up)
        return f"{place.name} ({', '.join(above)})" if above else place.name

    def above(self, place: Place) -> Place | None:
        """The place one level up, when it is known."""
        if not place.parent:
            return None
        level = LEVEL_OF_LENGTH.get(len(place.parent)) if place.parent.isdigit() else None
        return self.get(level, place.parent) if level else None

    def exists(self, level: str, code: str) -> bool:
        return self.get(level, code) is not None

    def codes(self, level: str) -> tuple[str, ...]:
        """Every code of a level, sorted."""
        return tuple(sorted({*_bundled()[level], *self._extra[level]}))

    def children(self, level: str, code: str, child_level: str | None = None) -> tuple[Place, ...]:
        """The places of ``child_level`` inside this one (default: one level down), by code.

        Departments, provinces and districts by their digits; sectors and stations by the district of their file.
        """
        child_level = child_level or _down(level)
        if child_level is None:
            return ()
        inside = [
            place for place in (*_bundled()[child_level].values(), *self._extra[child_level].values())
            if place.parent.startswith(code) and (place.code != code)
        ]
        return tuple(sorted(inside, key=lambda place: place.code))

    def repair_code(self, level: str, text: str) -> str | None:
        """The existing code that ``text`` means, with a lost leading zero mended ('40112' -> '040112'); or None."""
        digits = text.strip().removesuffix(".0")
        length = LENGTH_OF_LEVEL.get(level)
        if length is None:
            return digits if self.exists(level, digits) else None
        if digits.isdigit() and len(digits) == length - 1:
            digits = "0" + digits
        return digits if self.exists(level, digits) else None

    def find(self, level: str, name: str, within: str = "") -> str | None:
        """The code of the one place of this level with this name, inside the place ``within`` ("" = anywhere).

        Case, accents and punctuation do not matter. None when nobody has the name or several do ('Pueblo Nuevo').
        """
        codes = {
            code for code in self._by_name[level].get(plain(name), ())
            if code.startswith(within) or (within and self._parent_of(level, code).startswith(within))
        }
        return codes.pop() if len(codes) == 1 else None

    def search(self, text: str, level: str | None = None, limit: int = 20) -> tuple[Place, ...]:
        """Places that a person may mean by ``text``: a code (leading zero or not) or part of a name.

        Exact names first, then names that begin so, then names that hold it; coarse levels before fine ones. 'ICA'
        gives the department, the province and the district, in this order: the caller shows the level beside the name.
        """
        levels = (level,) if level else PLACE_LEVELS
        wanted = plain(text)
        if not wanted:
            return ()
        scored: list[tuple[int, int, str, Place]] = []
        for depth, each in enumerate(levels):
            repaired = self.repair_code(each, text)
            for code in {repaired} if repaired else set():
                scored.append((0, depth, code, self.get(each, code)))  # type: ignore[arg-type]
            for name, codes in self._by_name[each].items():
                if wanted not in name:
                    continue
                rank = 1 if name == wanted else 2 if name.startswith(wanted) else 3
                scored += [(rank, depth, code, self.get(each, code)) for code in codes]  # type: ignore[misc]
        seen: dict[tuple[str, str], Place] = {}
        for _, _, _, place in sorted(scored, key=lambda item: item[:3]):
            seen.setdefault((place.level, place.code), place)
        return tuple(seen.values())[:limit]

    @cached_property
    def _by_name(self) -> dict[str, dict[str, tuple[str, ...]]]:
        index: dict[str, dict[str, tuple[str, ...]]] = {}
        for level in PLACE_LEVELS:
            names = index[level] = dict(_bundled_names()[level])
            for place in self._extra[level].values():
                key = plain(place.name)
                names[key] = tuple(sorted({*names.get(key, ()), place.code}))
        return index

    def _parent_of(self, level: str, code: str) -> str:
        place = self.get(level, code)
        return place.parent if place else ""

    def polygon_sets(self, level: str) -> tuple[PolygonSet, ...]:
        """The sets now in force for a level, oldest first; usually one or none."""
        return tuple(polygons for polygons in self._sets if polygons.level == level)

    def polygon_set(self, level: str) -> str | None:
        """Id of the polygons in force for a level; None when there are none. It changes when any of them does."""
        ids = [polygons.set_id for polygons in self.polygon_sets(level)]
        return "+".join(ids) if ids else None

    def assign(self, level: str, longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> npt.NDArray[np.object_]:
        """Code of the place of ``level`` that holds each point (WGS 84 degrees); None outside all and for NaN."""
        positions, codes = self.assign_positions(level, longitude, latitude)
        lookup = np.array([*codes, None], dtype=object)  # position -1 is the last: None
        return lookup[positions]

    def assign_positions(
        self, level: str, longitude: npt.ArrayLike, latitude: npt.ArrayLike
    ) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]:
        """The same as positions in the returned codes (-1 outside): ready for an Arrow dictionary array."""
        sets = self.polygon_sets(level)
        codes = tuple(code for polygons in sets for code in polygons.codes)
        shapes = [shape for polygons in sets for shape in polygons.shapes]
        return joining.assign(shapes, longitude, latitude), codes

    def outline(self, level: str, tolerance: float = 0.0) -> geopandas.GeoDataFrame:
        """Polygons to draw: code, name, geometry (WGS 84), simplified by ``tolerance`` degrees without opening seams.

        Empty (with these columns) when the level has no polygons.
        """
        import geopandas  # half a second that only a map needs

        sets = self.polygon_sets(level)
        shapes = np.array([shape for polygons in sets for shape in polygons.shapes], dtype=object)
        if tolerance > 0 and len(shapes):
            shapes = shapely.coverage_simplify(shapes, tolerance)
        return geopandas.GeoDataFrame(
            {
                "code": [code for polygons in sets for code in polygons.codes],
                "name": [name for polygons in sets for name in polygons.names],
            },
            geometry=geopandas.GeoSeries(list(shapes), crs=CRS), crs=CRS,
        )

    @cached_property
    def _areas(self) -> dict[str, dict[str, float]]:
        from lib.places import coverage  # geopandas: half a second that only who asks for areas waits

        found: dict[str, dict[str, float]] = {level: {} for level in PLACE_LEVELS}
        for polygons in self._sets:
            measured, _ = coverage.project(polygons.shapes)
            found[polygons.level].update(zip(polygons.codes, (shapely.area(measured) / 1e6).tolist(), strict=True))
        return found

    def area_km2(self, level: str, code: str) -> float | None:
        """The ground of a place in square kilometres, out of the polygons in force; None without a polygon."""
        return self._areas[level].get(code)

    def population_for(self, place: str, year: int) -> tuple[int, int, str] | None:
        """(inhabitants, the year they are of, source) of a place; see ``PopulationTable.for_year``."""
        return self.population.for_year(place, year)


def plain(text: str) -> str:
    """Upper case without accents or punctuation; Ñ is N: 'La Tinguiña' -> 'LA TINGUINA'."""
    letters = unicodedata.normalize("NFKD", text)
    kept = "".join(ch if ch.isalnum() else " " for ch in letters if not unicodedata.combining(ch))
    return " ".join(kept.upper().split())


@cache
def _bundled() -> dict[str, dict[str, Place]]:
    table: dict[str, dict[str, Place]] = {level: {} for level in PLACE_LEVELS}
    for row in _rows():
        level = LEVEL_OF_LENGTH[len(row["code"])]
        table[level][row["code"]] = Place(level, row["code"], row["name"], _parent(level, row["code"]))
    return table


@cache
def _bundled_names() -> dict[str, dict[str, tuple[str, ...]]]:
    index: dict[str, dict[str, tuple[str, ...]]] = {level: {} for level in PLACE_LEVELS}
    for row in _rows():
        names = index[LEVEL_OF_LENGTH[len(row["code"])]]
        for name in {plain(row["name"]), plain(row["also"])} - {""}:
            names[name] = (*names.get(name, ()), row["code"])
    return index


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _parent(level: str, code: str) -> str:
    return code[:-2] if level in ("province", "district") and code.isdigit() else ""


def _down(level: str) -> str | None:
    position = PLACE_LEVELS.index(level) + 1
    if level == "district":
        return "sector"
    return PLACE_LEVELS[position] if position < len(PLACE_LEVELS) else None


def _side_by_side(old: PolygonSet, new: PolygonSet) -> bool:
    return bool(old.district) and bool(new.district) and old.district != new.district


def _event(event: Any) -> tuple[str, Mapping[str, Any]]:
    if isinstance(event, Mapping):
        kind, payload = event["type"], event.get("payload") or {}
    else:
        kind, payload = event.type, event.payload or {}
    return kind, json.loads(payload) if isinstance(payload, (str, bytes)) else payload
