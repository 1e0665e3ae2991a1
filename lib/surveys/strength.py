"""Words for the size of a correlation, under a scale that is named: scales disagree, and none says what is important.

The scales are data (``data/scales/*.toml``), each with its source; another file is another scale.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache

from lib.errors import UsageError
from lib.texts import DATA


@dataclass(frozen=True)
class Band:
    """One word of a scale: sizes up to ``to``."""

    to: float
    es: str
    en: str


@dataclass(frozen=True)
class Scale:
    """A scale of words. ``start``: below it there is no word. ``lower_ends``: a band's end belongs to the next band."""

    key: str
    order: int
    source: str
    es: str
    en: str
    start: float
    bands: tuple[Band, ...]
    lower_ends: bool = False

    def called(self, lang: str) -> str:
        """The scale's name for people."""
        return self.es if lang == "es" else self.en

    def place(self, value: float) -> int | None:
        """Which band holds a coefficient (0 the weakest); None below the scale's start or where it is missing."""
        size = abs(value)
        if math.isnan(size) or size < self.start:
            return None
        for place, band in enumerate(self.bands):
            if size < band.to or (size == band.to and not self.lower_ends):
                return place
        return len(self.bands) - 1

    def word(self, value: float, lang: str) -> str:
        """The scale's word for a coefficient; "" where it has none."""
        place = self.place(value)
        if place is None:
            return ""
        return self.bands[place].es if lang == "es" else self.bands[place].en


@cache
def scales() -> dict[str, Scale]:
    """Every scale by key, in their order; the first is the default."""
    found = []
    for path in (DATA / "scales").glob("*.toml"):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        bands = tuple(Band(float(row["to"]), row["es"], row["en"]) for row in raw["band"])
        found.append(
            Scale(
                path.stem,
                raw["order"],
                raw["source"],
                raw["es"],
                raw["en"],
                float(raw["from"]),
                bands,
                bool(raw.get("lower_ends", False)),
            )
        )
    return {scale.key: scale for scale in sorted(found, key=lambda one: one.order)}


def scale(key: str) -> Scale:
    """One scale; UsageError names those that exist."""
    if key not in scales():
        raise UsageError("survey_no_such_strength_scale", name=key, known=", ".join(scales()))
    return scales()[key]
