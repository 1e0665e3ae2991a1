"""Complaints by place and crime type in periods that follow one another: weeks, 28 days, months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import ibis
import numpy as np
import pandas as pd

from lib.complaints.alerts.spans import Span
from lib.complaints.filters import Filters
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.storage.queries import scope


def span_counts(snapshot: Snapshot, filters: Filters, spans: Sequence[Span]) -> Result:
    """How many complaints in each place and crime type, period by period?

    spans    periods that follow one another without a gap, in order, of one length or whole months; they replace the
             period of the filters
    Returns a row for each place (of the filters' level) and crime type with any complaint in them, ordered by both: the
    level's column, ``crime_type``, and one column per period, "0", "1", ... Complaints whose place is not known are in no
    row: ``settings["unplaced"]`` says how many they are in each period.
    """
    filters = scope.resolve(snapshot, filters.but(start=spans[0].start, end=spans[-1].end))
    level = filters.level
    found = _found(snapshot, filters, spans)
    nowhere = found[found[level].isna()].groupby("span")["count"].sum()
    unplaced = tuple(int(nowhere.get(i, 0)) for i in range(len(spans)))
    table = _wide(found.dropna(subset=[level]), level, len(spans))
    return scope.answer(
        snapshot, filters, table, dims=(level, "crime_type"), counts=tuple(str(i) for i in range(len(spans))),
        n=int(table.iloc[:, 2:].to_numpy().sum()), settings={"unplaced": unplaced, "spans": len(spans)},
    )


def _found(snapshot: Snapshot, filters: Filters, spans: Sequence[Span]) -> pd.DataFrame:
    """The level's column, crime_type, span (number of the period), count."""
    names = (filters.level, "crime_type")
    cells = snapshot.cells(filters, (*names, "day"))
    if cells is not None:
        starts = np.array([span.start for span in spans], dtype="datetime64[s]")
        numbers = np.searchsorted(starts, cells["day"].values, side="right") - 1
        table = cells.grouped(filters, (*names, "span"), {"span": cells["day"].mapped(numbers)})
        return table.rename(columns={"complaints": "count"})
    rows = scope.chosen(snapshot, filters, ("count", "day", *names))
    binned = rows.mutate(span=_span(rows.day, spans))
    return snapshot.run(binned.group_by([*names, "span"]).agg(count=binned["count"].sum()))


def _wide(found: pd.DataFrame, level: str, number: int) -> pd.DataFrame:
    """One row a cell with any complaint, one column a period."""
    codes = [found[name].astype("object") for name in (level, "crime_type")]
    cells, labels = pd.MultiIndex.from_arrays(codes).factorize(sort=True)
    index = cast(pd.MultiIndex, labels)
    counts = np.zeros((len(index), number), dtype=np.int64)
    np.add.at(counts, (cells, found["span"].to_numpy(dtype=np.int64)), found["count"].to_numpy(dtype=np.int64))
    held = counts.sum(axis=1) > 0
    names = pd.DataFrame({
        level: np.asarray(index.get_level_values(0), dtype=object)[held],
        "crime_type": np.asarray(index.get_level_values(1), dtype=object)[held],
    }, dtype="object")
    return pd.concat([names, pd.DataFrame(counts[held], columns=[str(i) for i in range(number)])], axis=1)


def _span(day: Any, spans: Sequence[Span]) -> Any:
    """The number of the period that a day lies in."""
    first = spans[0]
    lengths = {(span.end - span.start).days + 1 for span in spans}
    if len(lengths) == 1:
        return (day.delta(ibis.date(first.start), unit="day") // lengths.pop()).cast("int32")
    months = (day.year() - first.start.year) * 12 + day.month() - first.start.month
    return months.cast("int32")
