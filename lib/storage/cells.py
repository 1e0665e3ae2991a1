"""Cells: the visible complaints added up by place and crime type, by day or by month; small enough to answer in memory.

A million complaints are some ten thousand cells by month and some hundred thousand by day. A question that a cell can
answer is a mask and a sum over arrays: it takes a millisecond or two, and asks the engine nothing. ``Snapshot.cells`` says
which cells answer a question, or None; the answers are the engine's, row by row (``tests/storage/test_cells.py``).

Filters read cells as they read the engine's table: a column compares with ``==``, ``>=``, ``<=``, ``isin``, ``notin``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from lib.complaints import periods
from lib.complaints.columns import PLACE_LEVELS
from lib.complaints.filters import Filters

Grain = Literal["day", "month"]
GRAINS: tuple[Grain, ...] = ("month", "day")
Mask = np.ndarray

_SHARED = ("source", "month", "year", "crime_code", "crime_type", "family", "is_crime", "disclosure", *PLACE_LEVELS)
_OWN: Mapping[Grain, tuple[str, ...]] = {"month": ("gaps", "location_quality"), "day": ("day", "weekday")}
_SPAN: Mapping[Grain, str] = {
    "month": "date_trunc('month', day)::date as day, last_day(day_end) as day_end", "day": "day, day_end",
}
_DENSE = 4_000_000
"""Groups up to which an array of all possible groups is quicker than sorting those that occur."""


class Column:
    """One column of cells: the place of each cell's value among the sorted ``values``; the unknown comes after them."""

    def __init__(self, codes: np.ndarray, values: np.ndarray) -> None:
        self.codes = codes
        self.values = values

    def _where(self, known: np.ndarray) -> Mask:
        return np.append(known, False).take(self.codes)

    def __eq__(self, other: object) -> Mask:  # type: ignore[override]
        return self._where(self.values == other)

    def __ge__(self, other: dt.date) -> Mask:
        return self._where(self.values >= np.datetime64(other))

    def __le__(self, other: dt.date) -> Mask:
        return self._where(self.values <= np.datetime64(other))

    def isin(self, wanted: Iterable[Any]) -> Mask:
        """True where the value is one of these; never where it is unknown."""
        return self._where(np.isin(self.values, np.array(list(wanted), dtype=self.values.dtype)))

    def notin(self, unwanted: Iterable[Any]) -> Mask:
        """True where the value is known and none of these."""
        return self._where(~np.isin(self.values, np.array(list(unwanted), dtype=self.values.dtype)))

    def mapped(self, to: np.ndarray) -> Column:
        """The column with ``to[i]`` in place of its i-th value."""
        values, codes = np.unique(to, return_inverse=True)
        return Column(np.append(codes, len(values)).astype(np.int32)[self.codes], values)

    def shown(self, codes: np.ndarray) -> Any:
        """The values at these places as a frame's column holds them."""
        unknown = codes == len(self.values)
        if self.values.dtype == object:
            return pd.array(np.concatenate([self.values, [None]])[codes], dtype="str")
        if not unknown.any():
            return self.values[codes]
        if self.values.dtype.kind == "M":
            return np.concatenate([self.values, np.full(1, "NaT", dtype=self.values.dtype)])[codes]
        return np.concatenate([self.values.astype(np.float64), [np.nan]])[codes]

    __hash__ = None  # type: ignore[assignment]


class Cells:
    """The cells of one grain. ``Filters.predicate`` takes it for the engine's table."""

    def __init__(self, grain: Grain, columns: Mapping[str, Column], rows: np.ndarray, complaints: np.ndarray) -> None:
        self._grain = grain
        self._columns = columns
        self._rows = rows
        self._complaints = complaints

    def __len__(self) -> int:
        return len(self._rows)

    def __getattr__(self, name: str) -> Column:
        try:
            return self._columns[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    @property
    def is_crime(self) -> Mask:
        """True for the cells of crimes."""
        return self._columns["is_crime"] == True  # noqa: E712 - a column compares cell by cell

    def grouped(self, filters: Filters, names: Sequence[str], also: Mapping[str, Column] | None = None) -> pd.DataFrame:
        """The groups with any row under these filters, ordered, unknown last: the columns ``names``, rows, complaints.

        also  further columns to group by, made of these cells' own (``Column.mapped``)
        """
        chosen = np.flatnonzero(filters.predicate(self))
        columns = {name: (also or {}).get(name) or self._columns[name] for name in names}
        sizes = [len(column.values) + 1 for column in columns.values()]
        key = np.zeros(len(chosen), dtype=np.int64)
        for column, size in zip(columns.values(), sizes, strict=True):
            key = key * size + column.codes[chosen]
        total = int(np.prod(sizes, dtype=np.float64))
        if total <= _DENSE:
            rows = np.bincount(key, weights=self._rows[chosen], minlength=total)
            found = np.flatnonzero(rows)
            rows, complaints = rows[found], np.bincount(key, weights=self._complaints[chosen], minlength=total)[found]
        else:
            found, group = np.unique(key, return_inverse=True)
            rows = np.bincount(group, weights=self._rows[chosen])
            complaints = np.bincount(group, weights=self._complaints[chosen])
        table = {}
        rest = found
        for name, size in zip(reversed(list(columns)), reversed(sizes), strict=True):
            rest, codes = np.divmod(rest, size)
            table[name] = columns[name].shown(codes)
        measured = {"rows": rows.astype("int64"), "complaints": complaints.astype("int64")}
        return pd.DataFrame({name: table[name] for name in columns} | measured)


def grain(filters: Filters, names: Collection[str]) -> Grain | None:
    """Cells of which grain answer a question by these columns under these filters? None: only the engine does."""
    if filters.hours:
        return None
    wanted = set(names) - set(_SHARED)
    if wanted <= set(_OWN["month"]) and not filters.weekdays and _in_whole_months(filters):
        return "month"
    return "day" if wanted <= set(_OWN["day"]) else None


def build(con: duckdb.DuckDBPyConnection, grain: Grain, largest: int) -> Cells | None:
    """The cells of this grain of the table ``complaints``; None when there are none, or more than ``largest``."""
    names = ["source", "month", "year", "crime_code", *PLACE_LEVELS, *(each for each in _OWN[grain] if each != "day")]
    table: pa.Table = con.sql(
        f"select {', '.join(names)}, {_SPAN[grain]}, count(*) as rows, sum(count)::bigint as complaints"
        f" from complaints group by all limit {largest + 1}"
    ).to_arrow_table()
    if not 0 < len(table) <= largest:
        return None
    columns = {name: _column(table[name]) for name in (*names, "day", "day_end")}
    crimes = columns["crime_code"]
    told = {code: kinds for code, *kinds in con.execute(
        "select distinct crime_code::varchar, crime_type::varchar, family::varchar, disclosure::varchar, is_crime"
        " from complaints").fetchall()}
    for place, name in enumerate(("crime_type", "family", "disclosure", "is_crime")):
        kind = bool if name == "is_crime" else object
        columns[name] = crimes.mapped(np.array([told[code][place] for code in crimes.values], dtype=kind))
    return Cells(
        grain, columns, table["rows"].to_numpy().astype(np.float64), table["complaints"].to_numpy().astype(np.float64)
    )


def _column(told: pa.ChunkedArray) -> Column:
    """Codes and the sorted values that occur."""
    if pa.types.is_date(told.type):
        told = told.cast(pa.timestamp("s"))
    coded = told.dictionary_encode().unify_dictionaries().combine_chunks()
    values = coded.dictionary.to_numpy(zero_copy_only=False)
    codes = coded.indices.fill_null(len(values)).to_numpy().astype(np.int64)
    occurring = np.flatnonzero(np.bincount(codes, minlength=len(values) + 1)[:len(values)])
    order = occurring[np.argsort(values[occurring], kind="stable")]
    place = np.full(len(values) + 1, len(order))
    place[order] = np.arange(len(order))
    return Column(place[codes].astype(np.int32), values[order])


def _in_whole_months(filters: Filters) -> bool:
    starts = filters.start is None or filters.start.day == 1
    return starts and (filters.end is None or filters.end == periods.month_end(filters.end))
