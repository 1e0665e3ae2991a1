"""Places: the codes of department, province and district, of the station and of the sector, by code or by name."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lib import catalogue
from lib.complaints.written.numbers import is_missing

ADMINISTRATIVE = ("ubigeo", "department", "province", "district")


class Places(Protocol):
    """What checking asks of a ``lib.places.book.PlaceBook``."""

    def exists(self, level: str, code: str) -> bool: ...
    def name(self, level: str, code: str) -> str: ...
    def repair_code(self, level: str, text: str) -> str | None: ...
    def find(self, level: str, name: str, within: str = "") -> str | None: ...
    def polygon_set(self, level: str) -> str | None: ...
    def assign_positions(
        self, level: str, longitude: npt.ArrayLike, latitude: npt.ArrayLike
    ) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]: ...


@dataclass(frozen=True)
class Where:
    """Codes of one combination of place texts, the text as written, and what is doubtful about it ("" = nothing)."""

    department: str | None
    province: str | None
    district: str | None
    raw: str
    doubt: str = ""
    value: str = ""


class PlaceFinder:
    """Finds codes, remembering each distinct text, and the names that the file gives to the codes."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._known: dict[tuple[str, ...], Where] = {}
        self._units: dict[tuple[str, str], str | None] = {}
        self.names: dict[str, dict[str, str]] = {}

    def find(self, texts: tuple[str, ...]) -> Where:
        """``texts`` in the order of ADMINISTRATIVE, "" where the file has none."""
        if texts not in self._known:
            self._known[texts] = self._find(tuple("" if is_missing(text) else text for text in texts))
        return self._known[texts]

    def unit(self, level: str, text: str) -> str | None:
        """A station or sector: the code of the place book with that code or name, else its normalised name; None when
        empty."""
        key = (level, text)
        if key not in self._units:
            self._units[key] = self._unit(level, text)
        return self._units[key]

    def _unit(self, level: str, text: str) -> str | None:
        if is_missing(text):
            return None
        if self._places.exists(level, text):
            return text
        code = self._places.find(level, text) or catalogue.normalise(text)
        self._named(level, code, text)
        return code

    def _find(self, texts: tuple[str, ...]) -> Where:
        ubigeo, department, province, district = texts
        raw = " / ".join(text for text in texts if text)
        if ubigeo:
            return self._by_code(ubigeo, district, province, department, raw)
        d1 = self._places.find("department", department) if department else None
        d2 = self._places.find("province", province, d1 or "") if province else None
        d3 = self._places.find("district", district, d2 or d1 or "") if district else None
        if d3:
            return Where(d3[:2], d3[:4], d3, raw)
        unknown = district or province and not d2 or department and not d1
        return Where(d2[:2] if d2 else d1, d2, None, raw, "unknown_place" if unknown else "", raw)

    def _by_code(self, ubigeo: str, district: str, province: str, department: str, raw: str) -> Where:
        digits = ubigeo.strip().removesuffix(".0").replace(" ", "")
        for level in ("district", "province", "department"):
            code = self._places.repair_code(level, digits) if _has_length(level, digits) else None
            if code is not None:
                doubt = ""
                if level == "district" and district and self._other_district(code, district):
                    doubt = "ubigeo_name_differs"
                codes = (code[:2], code[:4] if len(code) >= 4 else None, code if len(code) == 6 else None)
                return Where(*codes, raw, doubt, f"{ubigeo} {district}")
        digits = digits.zfill(6)
        if digits.isdigit() and len(digits) == 6 and self._places.exists("province", digits[:4]):
            self._named("district", digits, district or digits)
            return Where(digits[:2], digits[:4], digits, raw, "unknown_ubigeo", ubigeo)
        named = self._find(("", department, province, district))
        return Where(named.department, named.province, named.district, raw, "unusable_ubigeo", ubigeo)

    def _other_district(self, code: str, name: str) -> bool:
        """True when the name belongs to another district and not to this one: the code may be RENIEC's, not INEI's."""
        if catalogue.normalise(self._places.name("district", code)) == catalogue.normalise(name):
            return False
        same = self._places.find("district", name, code[:4])
        if same == code:
            return False
        return self._places.find("district", name, code[:2]) != code and not _alike(
            name, self._places.name("district", code))

    def _named(self, level: str, code: str, name: str) -> None:
        self.names.setdefault(level, {}).setdefault(code, name)


def _has_length(level: str, digits: str) -> bool:
    return len(digits) in {"district": (5, 6), "province": (3, 4), "department": (1, 2)}[level]


def _alike(one: str, other: str) -> bool:
    """Spellings of one name: they share most of their letters in order ('NASCA', 'NAZCA')."""


    return difflib.SequenceMatcher(None, catalogue.normalise(one), catalogue.normalise(other)).ratio() > 0.6
