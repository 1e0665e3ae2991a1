"""What a question is about: its source, the rows it may see, and what must be said with the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from lib import catalogue, settings
from lib.complaints.filters import Filters, place_level
from lib.errors import UsageError
from lib.result import Caution, Result
from lib.storage.engine import Snapshot
from lib.storage.queries.sources import Profile, profiles


def default_source(snapshot: Snapshot) -> str | None:
    """The source that is counted when nobody chose: the one with the latest data, then with most complaints."""
    known = profiles(snapshot).values()
    return max(known, key=lambda p: (p.last, p.count, p.source)).source if known else None


def resolve(snapshot: Snapshot, filters: Filters) -> Filters:
    """The filters with their source named. UsageError for a source without data or a crime type nobody knows.

    An empty store keeps the empty source: every count of it is zero.
    """
    unknown = [code for code in filters.crime_types if code not in catalogue.entries()]
    if unknown:
        raise UsageError("query_unknown_crime_type", code=unknown[0])
    if not filters.source:
        return filters.but(source=default_source(snapshot) or "")
    if filters.source not in profiles(snapshot):
        raise UsageError(
            "query_unknown_source", source=filters.source, known=", ".join(sorted(profiles(snapshot))) or "–"
        )
    return filters


def chosen(snapshot: Snapshot, filters: Filters, names: Iterable[str]) -> Any:
    """The rows that resolved filters choose, as an Ibis table with the columns ``names`` and those of the filters."""
    t = snapshot.table([*names, *asked_of(filters)])
    return t.filter(filters.predicate(t))


def asked_of(filters: Filters) -> list[str]:
    """The columns that the predicate of these filters looks at."""
    asked = {
        "day": filters.start is not None, "day_end": filters.end is not None, "crime_code": filters.crime_types,
        "is_crime": not filters.non_crimes, "hour": filters.hours, "weekday": filters.weekdays,
        "disclosure": filters.hidden_classes,
    }
    levels = [place_level(place)[0] for place in filters.places]
    return ["source", *(name for name, needed in asked.items() if needed), *levels]


def cautions(snapshot: Snapshot, filters: Filters) -> tuple[Caution, ...]:
    """What must stand with a count of these filters."""
    profile = profiles(snapshot).get(filters.source)
    if profile is None:
        return (Caution("no_data"),)
    out: list[Caution] = []
    if cuts_published_periods(profile, filters):
        out.append(Caution("period_cuts_published", {"precision": profile.coarsest}))
    if filters.hours and profile.hours < profile.rows:
        key = "no_hours" if profile.hours == 0 else "hours_missing"
        out.append(Caution(key, {"rows": profile.rows - profile.hours}))
    if filters.weekdays and profile.coarsest != "day":
        out.append(Caution("no_weekdays", {"precision": profile.coarsest}))
    if profile.unmapped and catalogue.entries()["unmapped"].disclosure not in filters.hidden_classes:
        out.append(Caution("unmapped", {"rows": profile.unmapped}))
    if (filters.end or profile.last) >= profile.provisional_from:
        key = "provisional_measured" if profile.measured else "provisional"
        told = {
            "since": profile.provisional_from, "days": int(settings.value("storage.provisional_days")),
            "missing": round(100 * (1 - float(settings.value("trends.settled_share")))),
        }
        out.append(Caution(key, told))
    if len(profiles(snapshot)) > 1:
        out.append(Caution("one_source", {"source": filters.source}))
    return tuple(out)


def cuts_published_periods(profile: Profile, filters: Filters) -> bool:
    """True when a count of months (quarters, years) is asked for days inside them: those months stay out."""
    if profile.coarsest == "day":
        return False
    months = {"month": 1, "quarter": 3, "year": 12}[profile.coarsest]
    starts = filters.start is None or filters.start <= profile.first or _begins(filters.start, months)
    after = filters.end + dt.timedelta(days=1) if filters.end else None
    ends = after is None or after > profile.last or _begins(after, months)
    return not (starts and ends)


def _begins(day: dt.date, months: int) -> bool:
    return day.day == 1 and (day.month - 1) % months == 0


def answer(
    snapshot: Snapshot, filters: Filters, table: pd.DataFrame, *, dims: tuple[str, ...],
    counts: tuple[str, ...] = ("count",), measure: str = "complaints", settings: Mapping[str, Any] | None = None,
    n: int | None = None,
) -> Result:
    """The Result of a question, with its sources and cautions."""
    known = snapshot.sources()
    return Result(
        table=table, dims=dims, counts=counts, measure=measure, filters=filters, n=n,
        sources=(known[filters.source],) if filters.source in known else (),
        cautions=cautions(snapshot, filters), settings={"version": snapshot.version, **(settings or {})},
    )
