"""What the page of references shows: the place, its officers by who is counted, and the Released gap under each card."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.officers import ratios, standards
from lib.officers.standards import Standard
from lib.places.book import PlaceBook
from lib.privacy.release import Released, release
from lib.storage import benchmarks
from lib.storage.engine import Snapshot
from lib.ui import registers

LEVELS = ("department", "province", "district", "sector")
"""Levels that have a population. A station stands for its district."""


@dataclass(frozen=True)
class References:
    """The answers.

    level, place   what is looked at ("" when there is no staff); levels, places  what may be chosen
    cards, gaps    the benchmarks and what each means here, in one order
    heads          officers here by who is counted; forces  that are told here
    population     (inhabitants, year, source); None when not known
    as_of          date of the staff
    """

    level: str
    place: str
    levels: tuple[str, ...]
    places: tuple[str, ...]
    cards: tuple[Standard, ...]
    gaps: Released
    heads: dict[str, float]
    population: tuple[int, int, str] | None
    as_of: str


def plausible() -> tuple[float, float]:
    """The officers per 100,000 that a whole force may have."""
    low, high = settings.value("officers.plausible_per_100000")
    return float(low), float(high)


def numbers(snapshot: Snapshot, policy: Policy, *, level: str, place: str, year: str, home: str) -> References:
    """Every number of the page for the choices of the visit, replaced by what is there and allowed."""
    book, table = snapshot.places, registers.table(snapshot, "staff")
    levels = tuple(
        each for each in ratios.levels(table) if each in LEVELS and policy.sees("staff", each) and policy.allows_place(each)
    ) if len(table) else ()
    if level not in levels:
        stations = table.loc[(table["level"] == "station") & (table["place"] == place), "district"]
        place = place if stations.empty else str(stations.iloc[0])
    level = level if level in levels else "district" if "district" in levels else levels[-1] if levels else ""
    rows = ratios.counted(table, level) if level else table.assign(at="")
    places = tuple(sorted(rows["at"].unique()))
    if place not in places:
        place = home if home in places else str(rows.groupby("at")["total"].sum().idxmax()) if places and level else ""
    mine = rows[rows["at"] == place] if level else rows.iloc[0:0]
    heads = _heads(mine, level)
    as_of = min((date for date in mine["as_of"] if date), default="")
    asked = int(year) if year.isdigit() else int(as_of[:4]) if as_of else max(book.population.years(), default=0)
    population = book.population_for(place, asked) if place else None
    cards = (*standards.bundled(), *benchmarks.own(registers.shown("standards")))
    found = standards.gaps(
        cards, heads=heads, population=population[0] if population else None,
        stations=int(((mine["level"] == "station") & (mine["force"] == "pnp_station")).sum()), plausible=plausible(),
    )
    sources = (registers.source(registers.shown("staff"), mine),) if len(mine) else ()
    return References(level, place, levels, places, cards, release(replace(found, sources=sources), policy), heads,
                      population, as_of)


def name(found: References, book: PlaceBook) -> str:
    """What the place is called."""
    return book.name(found.level, found.place) if found.place else ""


def _heads(mine: pd.DataFrame, level: str) -> dict[str, float]:
    """Officers of these rows by who is counted; only where every force of the numerator is told here."""
    out = {}
    for numerator, (forces, functions) in ratios.NUMERATORS.items():
        if set(forces) <= set(mine["force"]) and not functions:
            out[numerator] = float(ratios.by_place(mine, level, numerator)["heads"].sum())
    return out
