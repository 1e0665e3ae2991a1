"""In which hours of the week? Events of known moment in their hour, intervals spread over theirs."""

from __future__ import annotations

import threading
import weakref

import numpy as np
import pandas as pd

from lib.complaints import aoristic
from lib.complaints.filters import Filters
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.storage.queries import scope

_with_intervals: weakref.WeakKeyDictionary[Snapshot, frozenset[str]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def intervals(snapshot: Snapshot) -> frozenset[str]:
    """Sources with at least one event known as an interval (from ... to ...). Asked once per snapshot."""
    with _lock:
        if snapshot not in _with_intervals:
            t = snapshot.table(("source", "minutes"))
            found = snapshot.run(t.filter(t.minutes.notnull()).group_by("source").agg(n=t.minutes.count()))
            _with_intervals[snapshot] = frozenset(str(code) for code in found["source"])
        return _with_intervals[snapshot]


def week_hours(snapshot: Snapshot, filters: Filters) -> Result:
    """How many complaints fall into each hour of the week, in each place of the filters' level?

    One row per place, weekday (1-7, Monday first) and hour (0-23) with any weight: ``count`` is a sum of aoristic weights
    (whole where no interval is known). Rows whose hour or weekday is not known have none (<NA>) and count whole: they are
    never put into an hour. An interval longer than a week gives 1/168 to every hour. Over the whole table the counts add
    up to the complaints. ``settings``: intervals (rows known as an interval), known (complaints with an hour).
    """
    filters = scope.resolve(snapshot, filters)
    level = filters.level
    spread = filters.source in intervals(snapshot)
    rows = scope.chosen(
        snapshot, filters, ("count", "weekday", "hour", level, *(("minute", "minutes") if spread else ()))
    )
    point = rows.filter(rows.minutes.isnull()) if spread else rows
    counted = snapshot.run(point.group_by([level, "weekday", "hour"]).agg(count=point["count"].sum()))
    counted["count"] = counted["count"].astype("float64")
    pieces, number = [counted], 0
    if spread:
        more, number = _spread(snapshot, rows.filter(rows.minutes.notnull()), level)
        pieces.append(more)
    table = pd.concat(pieces, ignore_index=True)
    table[["weekday", "hour"]] = table[["weekday", "hour"]].astype("Int64")
    table = table.groupby([level, "weekday", "hour"], dropna=False, observed=True)["count"].sum().reset_index()
    whole = int(round(float(table["count"].sum())))
    known = int(round(float(table.loc[table["hour"].notna() & table["weekday"].notna(), "count"].sum())))
    return scope.answer(
        snapshot, filters, table, dims=(level, "weekday", "hour"), n=whole,
        settings={"method": "aoristic", "reference": "Ratcliffe 2000", "intervals": number, "known": known},
    )


def _spread(snapshot: Snapshot, rows: object, level: str) -> tuple[pd.DataFrame, int]:
    """Rows known as intervals: place, weekday, hour, count; and how many they are."""
    t = rows.mutate(start=(rows.weekday.cast("int32") - 1) * 24 + rows.hour)  # type: ignore[attr-defined]
    short = t.filter(t.minutes <= aoristic.WEEK)
    share = aoristic.parts(short.start, short.minute.cast("int32"), short.minutes)
    weight = short["count"]
    short = short.mutate(
        last=share.last, head=share.head * weight, tail=share.tail * weight, each=share.each * weight
    )
    first = snapshot.run(short.group_by([level, "start"]).agg(head=short["head"].sum(), each=short.each.sum(),
                                                              n=short["count"].sum()))
    last = snapshot.run(short.group_by([level, "last"]).agg(tail=short["tail"].sum(), each=short.each.sum()))
    long = t.filter(t.minutes > aoristic.WEEK)
    longer = snapshot.run(long.group_by(level).agg(n=long["count"].sum()))
    places = pd.concat([first[level], longer[level]]).drop_duplicates().tolist()
    pieces = []
    for place in places:
        a, b, c = (part[part[level].isna() if pd.isna(place) else part[level] == place] for part in (first, last, longer))
        weights = aoristic.unfold(
            a["start"].to_numpy(), a["head"].to_numpy(float), a["each"].to_numpy(float),
            b["last"].to_numpy(), b["tail"].to_numpy(float), b["each"].to_numpy(float),
        ) + float(c["n"].sum()) / aoristic.HOURS
        pieces.append(pd.DataFrame({
            level: [place] * aoristic.HOURS, "weekday": np.repeat(np.arange(1, 8), 24), "hour": np.tile(np.arange(24), 7),
            "count": np.where(np.abs(weights) < 1e-9, 0.0, weights),
        }))
    table = pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(
        {level: [], "weekday": [], "hour": [], "count": []})
    return table[table["count"] > 0], int(first["n"].sum() + longer["n"].sum())
