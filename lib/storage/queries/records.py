"""The rows behind a number, for those allowed to see them: searched, in order, a page at a time.

A page deep in a million rows costs as little as the first: the rows are counted by what they are ordered by, so that it is
known on which value (and then on which day) the page begins, and only the rows of those are sorted. That also lets names be
ordered as people read them, though the engine knows codes only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from lib import catalogue, settings
from lib.access import audiences
from lib.complaints.columns import PLACE_LEVELS
from lib.complaints.filters import Filters
from lib.errors import PolicyError, UsageError
from lib.result import Caution, Result
from lib.storage.engine import Snapshot
from lib.storage.queries import record_search, scope

SORTABLE = ("day", "hour", "crime_code", *reversed(PLACE_LEVELS), "location_quality", "count")
"""What rows can be ordered by: nothing by which a withheld coordinate could be guessed."""

COLUMNS = (
    "day", "day_end", "precision", "hour", "crime_code", "disclosure", *PLACE_LEVELS, "location_quality", "latitude",
    "longitude", "point_withheld", "count", "reported_day", "load", "row_number",
)
_READ = tuple(name for name in COLUMNS if name != "point_withheld")
Name = Callable[[str, str], str]
"""(column, code) -> what people call it: the order of names."""

Test = Callable[[Any], Any]
"""Ibis table -> boolean expression."""


@dataclass(frozen=True)
class Order:
    """By which column, and whether the largest (latest, last in the alphabet) comes first; the unknown is always last.

    Rows that are equal there stand by day, the latest first, then by load and row of the file.
    """

    column: str = "day"
    descending: bool = True

    def __post_init__(self) -> None:
        if self.column not in SORTABLE:
            raise UsageError("records_unknown_order", column=self.column, known=", ".join(SORTABLE))


def contents(snapshot: Snapshot, filters: Filters, search: str, order: Order) -> pd.DataFrame:
    """How many rows and complaints for each value of the order's column? ``key`` (NaN unknown), ``rows``, ``complaints``.

    What ``page`` needs to know where it is; kept by the caller, it is asked once for all pages of an order.
    """
    filters = _allowed(snapshot, filters)
    rows = _searched(snapshot, filters, search, (order.column, "count"))
    counted = rows.group_by(order.column).agg(rows=rows.count(), complaints=rows["count"].sum())
    return snapshot.run(counted).set_axis(["key", "rows", "complaints"], axis=1)


def page(
    snapshot: Snapshot, filters: Filters, *, search: str = "", order: Order | None = None, first: int = 0, size: int = 100,
    name: Name = lambda column, code: code, held: pd.DataFrame | None = None,
) -> Result:
    """Which rows are these? ``size`` of them from the ``first`` (counted from 0), in order.

    filters  restricted for an audience that may see rows
    search   words, all of which a row must hold: see ``lib.storage.queries.record_search``
    name     names of codes, for the order of texts
    held     the answer of ``contents`` for the same question, when the caller has it

    Returns the columns COLUMNS: a row's day (day_end differs for published months), hour (missing when unknown), finest
    crime code, disclosure class, place codes, coordinates, how good they are, count (1, or the published count), day of
    registration, load and row of the file; ``point_withheld``. Coordinates of the classes in ``records.no_point`` are
    missing: their sector is the finest that is said (Ley 30364, DS 009-2023-MIMP).
    ``n`` is the complaints of all pages, ``settings["rows"]``
    the rows of all pages. No person-level field exists in the store.
    Raises PolicyError when the filters' audience may not see rows, UsageError for an order nobody knows.
    """
    order = order or Order()
    held = contents(snapshot, filters, search, order) if held is None else held
    filters = _allowed(snapshot, filters)
    touched, skip = _touched(held, order, name, first, size)
    if touched:
        table = _of_keys(snapshot, filters, search, order, touched, skip, size)
    else:
        table = pd.DataFrame(columns=list(COLUMNS))
    return _answer(snapshot, filters, table, held, search, order, first=first, size=size)


def everything(
    snapshot: Snapshot, filters: Filters, *, search: str = "", order: Order | None = None,
    name: Name = lambda column, code: code, held: pd.DataFrame | None = None,
) -> Result:
    """All rows at once, in order, for a file: as ``page``, which see."""
    order = order or Order()
    held = contents(snapshot, filters, search, order) if held is None else held
    filters = _allowed(snapshot, filters)
    rows = _searched(snapshot, filters, search, _READ)
    keys = _keys(_ordered(held, order, name))
    table = _shown(snapshot.run(rows.order_by(_by(rows, order, keys)).select(_READ)))
    return _answer(snapshot, filters, table, held, search, order, first=0, size=len(table))


def _allowed(snapshot: Snapshot, filters: Filters) -> Filters:
    if not filters.policy:
        raise PolicyError("not_restricted", audience="–")
    if not audiences.policy(filters.policy).rows:
        raise PolicyError("rows_not_allowed", audience=filters.policy)
    return scope.resolve(snapshot, filters)


def _searched(snapshot: Snapshot, filters: Filters, search: str, names: Sequence[str], *, more: Test | None = None) -> Any:
    """The rows as an Ibis table, by one filter: Ibis takes longer over each further step than the engine over its work.

    more  what else a row must hold
    """
    t = snapshot.table([*names, *scope.asked_of(filters), *(record_search.LOOKED_AT if search.strip() else ())])
    test = filters.predicate(t)
    if search.strip():
        test = test & record_search.predicate(t, snapshot, search)
    return t.filter(test if more is None else test & more(t))


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    """The rows as they may be seen: withheld points are gone before anything else happens to them."""
    withheld = table["disclosure"].isin(settings.value("records.no_point")).to_numpy()
    points = {name: table[name].mask(withheld) for name in ("latitude", "longitude")}
    return table.assign(point_withheld=withheld, **points)


def _ordered(held: pd.DataFrame, order: Order, name: Name) -> pd.DataFrame:
    """The values in the order in which people read them, the unknown last."""
    known, unknown = held[held["key"].notna()], held[held["key"].isna()]
    if order.column in ("day", "hour", "count"):
        known = known.sort_values("key", ascending=not order.descending, kind="stable")
    else:
        said = {key: _alphabet(name(order.column, str(key))) for key in known["key"]}
        known = known.iloc[sorted(range(len(known)), key=lambda i: (said[known["key"].iloc[i]], str(known["key"].iloc[i])),
                                  reverse=order.descending)]
    return pd.concat([known, unknown], ignore_index=True)


def _alphabet(text: str) -> str:
    return catalogue.normalise(text)


def _keys(held: pd.DataFrame) -> list[Any]:
    return [None if pd.isna(key) else key for key in held["key"]]


def _touched(held: pd.DataFrame, order: Order, name: Name, first: int, size: int) -> tuple[list[Any], int]:
    """The values that the page touches, and how many rows of the first of them lie before it."""
    table = _ordered(held, order, name)
    ends = table["rows"].cumsum()
    starts = ends - table["rows"]
    inside = (ends > first) & (starts < first + size)
    return _keys(table[inside]), int(first - starts[inside].iloc[0]) if inside.any() else 0


def _of_keys(
    snapshot: Snapshot, filters: Filters, search: str, order: Order, keys: list[Any], skip: int, size: int
) -> pd.DataFrame:
    """``size`` rows of these values of the order's column, after the ``skip`` first ones."""
    past: list[dt.date] = []
    if order.column != "day" and skip > size:  # deep in one value: begin on the day on which the page begins
        of_first = _searched(snapshot, filters, search, ("day", order.column), more=lambda t: _is(t, order, keys[:1]))
        by_day = snapshot.run(of_first.group_by("day").agg(rows=of_first.count())).sort_values("day", ascending=False)
        passed = by_day["rows"].cumsum()
        passed = passed[passed <= skip]
        skip -= int(passed.iloc[-1]) if len(passed) else 0
        past = [pd.Timestamp(by_day["day"].iloc[len(passed)]).date()]

    def wanted(t: Any) -> Any:
        if not past:
            return _is(t, order, keys)
        first = _is(t, order, keys[:1]) & (t.day <= past[0])
        return first | _is(t, order, keys[1:]) if len(keys) > 1 else first

    rows = _searched(snapshot, filters, search, _READ, more=wanted)
    return _shown(snapshot.run(rows.order_by(_by(rows, order, keys)).limit(size, offset=skip).select(_READ)))


def _is(t: Any, order: Order, keys: list[Any]) -> Any:
    """The rows of these values of the order's column; days are a span."""
    column = t[order.column]
    if order.column == "day":
        days = [pd.Timestamp(key).date() for key in keys]
        return (column >= min(days)) & (column <= max(days))
    known = [_literal(order.column, key) for key in keys if key is not None]
    if not known:
        return column.isnull()
    test = column.isin(known) if len(known) > 1 else column == known[0]
    return test | column.isnull() if None in keys else test


def _by(shown: Any, order: Order, keys: list[Any]) -> list[Any]:
    """What to sort by: the place of the value among ``keys``, then the latest day, then the row of its file."""
    if order.column == "day":
        return [shown.day.desc() if order.descending else shown.day.asc(), shown.load, shown.row_number]
    known = [(_literal(order.column, key), place) for place, key in enumerate(keys) if key is not None]
    rank = [shown[order.column].cases(*known, else_=len(keys))] if len(keys) > 1 and known else []
    return [*rank, shown.day.desc(), shown.load, shown.row_number]


def _literal(column: str, key: Any) -> Any:
    if column == "day":
        return pd.Timestamp(key).date()
    return int(key) if column in ("hour", "count") else str(key)


def _answer(
    snapshot: Snapshot, filters: Filters, table: pd.DataFrame, held: pd.DataFrame, search: str, order: Order, *,
    first: int, size: int,
) -> Result:
    table = table[list(COLUMNS)].astype({"count": "int64", "load": "int64", "row_number": "int64", "hour": "Int64"})
    told = scope.answer(
        snapshot, filters, table, dims=("load", "row_number"), measure="rows", n=int(held["complaints"].sum()),
        settings={
            "rows": int(held["rows"].sum()), "first": first, "size": size, "search": search, "order": order.column,
            "descending": order.descending, "no_point": tuple(settings.value("records.no_point")),
        },
    )
    return replace(told, cautions=(*told.cautions, Caution("rows_without_point")))
