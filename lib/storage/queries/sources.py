"""What each source holds: period, rows, complaints, freshness. Worked out once per snapshot."""

from __future__ import annotations

import datetime as dt
import threading
import weakref
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import settings
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.storage.queries import lateness


@dataclass(frozen=True)
class Profile:
    """One source of a snapshot.

    first, last        first and last day that its rows speak for
    last_reported      last day of registration; None when the source does not say
    provisional_from   first day that is provisional: late complaints still come in (first of a month)
    measured           share of each of the last months that is in, by first day; empty where that day is a rule of thumb
                       (see ``lib.storage.queries.lateness``)
    coarsest           the coarsest precision of its rows ("month" for published counts)
    hours, points, sectors, unmapped   rows with an hour known, with a point that may be drawn, with a sector, without a
                                       known crime type
    latitude           mean latitude of the points that may be drawn; None without any
    """

    source: str
    rows: int
    count: int
    first: dt.date
    last: dt.date
    last_reported: dt.date | None
    provisional_from: dt.date
    measured: dict[dt.date, float]
    coarsest: str
    hours: int
    points: int
    sectors: int
    districts: int
    unmapped: int
    non_crimes: int
    latitude: float | None

    @property
    def by_month(self) -> bool:
        """True when every row knows its month."""
        return self.coarsest in ("day", "month")


_known: weakref.WeakKeyDictionary[Snapshot, dict[str, Profile]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def profiles(snapshot: Snapshot) -> dict[str, Profile]:
    """Every source with data, by code."""
    with _lock:
        if snapshot not in _known:
            _known[snapshot] = _profiles(snapshot)
        return dict(_known[snapshot])


def _profiles(snapshot: Snapshot) -> dict[str, Profile]:
    t = snapshot.table()
    found = snapshot.run(
        t.group_by("source").agg(
            rows=t.count(), complaints=t["count"].sum(), first=t.day.min(), last=t.day_end.max(),
            last_reported=t.reported_day.max(),
            months=(t.precision == "month").sum(), quarters=(t.precision == "quarter").sum(),
            years=(t.precision == "year").sum(),
            hours=t.hour.notnull().sum(), points=t.mappable.sum(), sectors=t.sector.notnull().sum(),
            districts=t.district.notnull().sum(), unmapped=(t.crime_code == "unmapped").sum(),
            non_crimes=(~t.is_crime).sum(), latitude=t.latitude.mean(where=t.mappable),
        )
    )
    out: dict[str, Profile] = {}
    for row in found.to_dict("records"):
        last = _day(row["last"])
        reported = None if pd.isna(row["last_reported"]) else _day(row["last_reported"])
        open_end = lateness.provisional(snapshot, str(row["source"]), last, reported)
        out[str(row["source"])] = Profile(
            str(row["source"]), int(row["rows"]), int(row["complaints"]), _day(row["first"]), last,
            reported, open_end.since, open_end.measured,
            "year" if row["years"] else "quarter" if row["quarters"] else "month" if row["months"] else "day",
            int(row["hours"]), int(row["points"]), int(row["sectors"]), int(row["districts"]), int(row["unmapped"]),
            int(row["non_crimes"]), None if pd.isna(row["latitude"]) else float(row["latitude"]),
        )
    return out


def _day(value: Any) -> dt.date:
    return pd.Timestamp(value).date()


def sources(snapshot: Snapshot) -> Result:
    """Which sources are there, over what, and how fresh? One row per source, never to be added together.

    source, first, last (dates), rows, count (complaints and other entries), last_reported, provisional_from, edition,
    hours, points, sectors, unmapped, non_crimes (rows). Ordered by last day, newest first.
    """
    known = snapshot.sources()
    records = [
        {
            "source": p.source, "first": p.first, "last": p.last, "rows": p.rows, "count": p.count,
            "last_reported": p.last_reported, "provisional_from": p.provisional_from,
            "edition": known[p.source].edition, "hours": p.hours, "points": p.points, "sectors": p.sectors,
            "unmapped": p.unmapped, "non_crimes": p.non_crimes,
        }
        for p in sorted(profiles(snapshot).values(), key=lambda p: (p.last, p.count), reverse=True)
    ]
    columns = [
        "source", "first", "last", "rows", "count", "last_reported", "provisional_from", "edition", "hours", "points",
        "sectors", "unmapped", "non_crimes",
    ]
    return Result(
        pd.DataFrame(records, columns=columns), dims=("source",), counts=("count",), measure="complaints",
        settings={"version": snapshot.version}, sources=tuple(known.values()),
    )


def freshness(snapshot: Snapshot, source: str) -> Result:
    """How fresh is this source? One row: source, last, last_reported, provisional_from, edition, loaded (UTC), who."""
    profile = profiles(snapshot)[source]
    loads = [e for e in snapshot.events if e.type == "load" and e.payload["source"] == source]
    newest = max(loads, key=lambda e: e.version)
    return Result(
        pd.DataFrame([{
            "source": source, "last": profile.last, "last_reported": profile.last_reported,
            "provisional_from": profile.provisional_from, "edition": snapshot.sources()[source].edition,
            "loaded": newest.when, "who": newest.who,
        }]),
        dims=("source",), counts=(), measure="freshness", sources=(snapshot.sources()[source],),
        settings={"version": snapshot.version, "provisional_days": settings.value("storage.provisional_days")},
    )
