"""How many complaints, by what?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ibis
import pandas as pd

from lib.complaints.filters import Filters
from lib.errors import UsageError
from lib.result import Caution, Result
from lib.storage.engine import Snapshot
from lib.storage.queries import scope
from lib.storage.queries.sources import profiles

GROUPS = (
    "year", "quarter", "month", "day", "department", "province", "district", "station", "sector", "place",
    "crime_type", "crime_code", "family", "source", "hour", "weekday",
)
"""``place`` is the level of the filters; crime_type the type (a family where only that is known); crime_code the finest."""


def count(snapshot: Snapshot, filters: Filters, by: Sequence[str] = ()) -> Result:
    """How many complaints in each group?

    by       names out of GROUPS, in order; none gives one row
    Returns one row per group that has any row, ordered by the groups, unknown last: a column per group and ``count``.
    year 2023 · quarter "2023-Q1" · month and day as dates · codes of places and types · hour 0-23 · weekday 1-7. A group
    is missing (None, NaN, NaT) where the row does not say: the hour is unknown, a published month has no day. ``place``
    becomes the column of its level. With ``source`` among the groups and no source in the filters, every source is
    counted, each by itself.
    Raises UsageError for an unknown group, source or crime type.
    """
    names = _names(by, filters)
    if "source" in names and not filters.source:
        asked = [scope.resolve(snapshot, filters.but(source=code)) for code in sorted(profiles(snapshot))]
    else:
        asked = [scope.resolve(snapshot, filters)]
    parts = [_counted(snapshot, each, names) for each in asked] or [_counted(snapshot, filters, names)]
    table = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    if names and len(parts) > 1:
        table = table.sort_values(list(names), na_position="last", ignore_index=True)
    answered = scope.answer(
        snapshot, asked[0] if len(asked) == 1 else filters, table, dims=names,
        n=int(table["count"].sum()) if len(asked) == 1 else None, settings={"by": names},
    )
    if len(asked) == 1:
        return answered
    known = snapshot.sources()
    return replace(
        answered, sources=tuple(known[each.source] for each in asked), cautions=(Caution("sources_side_by_side"),)
    )


def total(snapshot: Snapshot, filters: Filters) -> Result:
    """How many complaints in all? One row, ``count``; zero when there are none."""
    return count(snapshot, filters)


def _names(by: Sequence[str], filters: Filters) -> tuple[str, ...]:
    unknown = [name for name in by if name not in GROUPS]
    if unknown:
        raise UsageError("query_unknown_group", name=unknown[0], known=", ".join(GROUPS))
    return tuple(dict.fromkeys(filters.level if name == "place" else name for name in by))


def _counted(snapshot: Snapshot, filters: Filters, names: tuple[str, ...]) -> pd.DataFrame:
    cells = snapshot.cells(filters, names)
    if cells is not None:
        table = cells.grouped(filters, names).drop(columns="rows").rename(columns={"complaints": "count"})
        if not names and table.empty:
            return pd.DataFrame({"count": [0]})
        return table.astype({name: "Int64" for name in names if name in WHOLE})
    needed = ["year" if name == "quarter" else name for name in names]
    rows = scope.chosen(snapshot, filters, ["count", *needed, *(["quarter"] if "quarter" in names else [])])
    if not names:
        found = snapshot.run(rows.aggregate(count=rows["count"].sum().fill_null(0)))
        return found.astype({"count": "int64"})
    grouped = rows.group_by([_group(rows, name) for name in names]).agg(count=rows["count"].sum())
    found = snapshot.run(grouped.order_by([ibis.asc(name, nulls_first=False) for name in names]))
    return found.astype({"count": "int64"} | {name: "Int64" for name in names if name in WHOLE})


WHOLE = ("year", "hour", "weekday")
"""Groups that are whole numbers, also where some are unknown."""


def _group(rows: Any, name: str) -> Any:
    if name == "quarter":
        return (rows.year.cast("string") + "-Q" + rows.quarter.cast("string")).name("quarter")
    return rows[name]
