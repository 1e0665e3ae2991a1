"""Complaints by place and crime type in periods that follow one another: weeks, 28 days, months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
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
    row: ``settings["unplaced"]`` says how many they are in the last period.
    """
    filters = scope.resolve(snapshot, filters.but(start=spans[0].start, end=spans[-1].end))
    level = filters.level
    rows = scope.chosen(snapshot, filters, ("count", "day", level, "crime_type"))
    binned = rows.mutate(span=_span(rows.day, spans))
    found = snapshot.run(binned.group_by([level, "crime_type", "span"]).agg(count=binned["count"].sum()))
    last = found["span"] == len(spans) - 1
    unplaced = int(found.loc[last & found[level].isna(), "count"].sum())
    found = found.dropna(subset=[level])
    names = [str(i) for i in range(len(spans))]
    wide = found.assign(count=found["count"].astype("int64"), span=found["span"].astype("int64")).pivot_table(
        index=[level, "crime_type"], columns="span", values="count", aggfunc="sum", fill_value=0, observed=True
    )
    wide = wide.reindex(columns=range(len(spans)), fill_value=0).astype("int64")
    wide.columns = pd.Index(names)
    wide = wide[wide.sum(axis=1) > 0]
    table = wide.reset_index()
    for name in (level, "crime_type"):
        table[name] = table[name].astype("object")
    return scope.answer(
        snapshot, filters, table, dims=(level, "crime_type"), counts=tuple(names),
        n=int(wide.to_numpy().sum()), settings={"unplaced": unplaced, "spans": len(spans)},
    )


def _span(day: Any, spans: Sequence[Span]) -> Any:
    """The number of the period that a day lies in."""
    first = spans[0]
    lengths = {(span.end - span.start).days + 1 for span in spans}
    if len(lengths) == 1:
        return (day.delta(ibis.date(first.start), unit="day") // lengths.pop()).cast("int32")
    months = (day.year() - first.start.year) * 12 + day.month() - first.start.month
    return months.cast("int32")
