"""The same series for each crime type or place: the last twelve settled months against the twelve before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import change, periods
from lib.complaints.filters import Filters
from lib.privacy.release import Released, release, restrict
from lib.storage.engine import Snapshot
from lib.ui import cache, monthly_counts
from lib.ui.trends_numbers import Trends

SPLITS = ("crime_type", "place")


@dataclass(frozen=True)
class Groups:
    """months: month, group, count, settled. compared: group, now, before, difference, p, verdict, the largest first;
    ``verdict`` counts the other groups in (Benjamini & Hochberg). ``spans``: (now, before) as first and last day."""

    months: Released
    compared: Released
    spans: tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]] | None


def groups(snapshot: Snapshot, asked: Filters, policy: Policy, found: Trends, split: str) -> Groups:
    """The series of each group, up to the same end as the page; from memory when it was asked before."""
    return cache.answer(
        snapshot, ("trend groups", asked.but(start=None, end=None), policy.name, split, found.until, found.settled),
        lambda: _groups(snapshot, asked, policy, found, split),
    )


def _groups(snapshot: Snapshot, asked: Filters, policy: Policy, found: Trends, split: str) -> Groups:
    filters = restrict(asked.but(start=None, end=None), policy, ("place",) if split == "place" else ())
    column = filters.level if split == "place" else split
    of = monthly_counts.series(snapshot, filters)
    ends = pd.Series([periods.month_end(pd.Timestamp(month).date()) for month in of.table["month"]], dtype=object)
    shown = of.table[(~of.table["partial"].astype(bool)).to_numpy() & np.array([end <= found.until for end in ends], bool)]
    starts = pd.DatetimeIndex(shown["month"]).as_unit("us")
    table = monthly_counts.by_month(snapshot, filters, split).dropna(subset=["month", column])
    grid = table.pivot_table(index="month", columns=column, values="count", aggfunc="sum", fill_value=0, observed=True)
    grid.index = pd.DatetimeIndex(grid.index).as_unit("us")
    grid = grid.reindex(starts, fill_value=0)
    settled = np.array([periods.month_end(start.date()) <= found.settled for start in starts], dtype=bool)
    compared, spans = _compared(grid, settled, column)
    kept = compared[column].tolist()
    drawn = grid[kept].tail(int(settings.value("trends.months_drawn")))
    drawn.index.name, drawn.columns.name = "month", column
    long = drawn.stack().reset_index().set_axis(["month", column, "count"], axis=1)
    long["settled"] = long["month"].map(dict(zip(starts, settled, strict=True)))
    over = filters.but(start=drawn.index[0].date(), end=periods.month_end(drawn.index[-1].date())) if len(drawn) else filters
    papers = replace(of, filters=over, n=int(long["count"].sum()))
    hangs = ("difference", "p", "verdict")
    return Groups(
        release(replace(papers, table=long, dims=("month", column)), policy),
        release(replace(papers, table=compared, dims=(column,), counts=("now", "before"),
                        derived={"now": hangs, "before": hangs}, n=int(compared["now"].sum())), policy),
        spans,
    )


def _compared(
    grid: pd.DataFrame, settled: np.ndarray, column: str
) -> tuple[pd.DataFrame, tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]] | None]:
    """now and before with their verdicts, the largest groups only; without two whole years there is only ``now``."""
    level = float(settings.value("statistics.level"))
    months = grid[settled]
    most = int(settings.value("trends.groups_shown"))
    now = months.tail(12)
    names = now.sum().sort_values(ascending=False, kind="stable")
    names = names[(names > 0) | (grid[names.index].sum() > 0)].head(most)
    records = []
    enough = len(months) >= 24
    for name in names.index:
        earlier = months[name].iloc[-24:-12] if enough else months[name].iloc[:0]
        record = {column: str(name), "now": int(now[name].sum()), "before": int(earlier.sum()) if enough else None,
                  "difference": None, "p": float("nan"), "verdict": ""}
        if enough:
            row = change.change(
                pd.DataFrame({"now": now[name].to_numpy(), "before": earlier.to_numpy()}), level=level
            ).table.iloc[0]
            record |= {"difference": int(row["difference"]), "p": float(row["p"]), "verdict": str(row["verdict"])}
        records.append(record)
    table = pd.DataFrame(records, columns=[column, "now", "before", "difference", "p", "verdict"])
    table[["now", "before", "difference"]] = table[["now", "before", "difference"]].astype("Int64")
    judged = table["verdict"].isin(["up", "down", "no_evidence"])
    if judged.any():
        adjusted = stats.false_discovery_control(table.loc[judged, "p"].to_numpy())
        table.loc[judged, "verdict"] = np.where(
            adjusted < 1 - level, np.where(table.loc[judged, "difference"] > 0, "up", "down"), "no_evidence"
        )
    if not enough:
        return table, None
    first, middle = (months.index[at].date() for at in (-24, -12))
    return table, ((middle, periods.month_end(months.index[-1].date())), (first, middle - dt.timedelta(days=1)))
