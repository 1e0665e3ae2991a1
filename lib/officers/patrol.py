"""Patrols: who went where, when, for how long, and with whom. Police and serenazgo in one log.

The log is a plain sheet, one row per patrol. Its hours are hours of a patrol on the street, whatever its crew; officer-hours
are told beside them. Shares of hours are a count of everything written down, so they have no interval; shares of crime
have one, and a sector is called over- or under-patrolled only where its hours lie outside it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from statsmodels.stats.proportion import proportion_confint

from lib.result import Caution, Result

CREWS = ("pnp", "serenazgo", "joint")
"""Police alone, serenazgo alone, both in one patrol (integrated)."""

FIELDS: tuple[tuple[str, pa.DataType, str], ...] = (
    ("day", pa.string(), "ISO date on which the patrol began"),
    ("sector", pa.string(), "code of the sector, as complaints are coded"),
    ("shift", pa.string(), "one of settings hours.shifts, by the hour it began; empty when not told"),
    ("crew", pa.string(), "one of CREWS"),
    ("hours", pa.float64(), "hours on the street, more than 0 and at most 24"),
    ("officers", pa.int64(), "people in the patrol; missing when not told"),
    ("critical", pa.string(), "the critical place it was sent to; empty for an ordinary round"),
    ("unit", pa.string(), "vehicle or call sign; empty when not told"),
    ("source", pa.string(), "who said so"),
)
LOG = pa.schema([pa.field(name, kind) for name, kind, _ in FIELDS])
KEY = ("day", "sector", "shift", "crew", "unit", "critical")


def between(log: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """The patrols that began from ``start`` to ``end``, both included (ISO dates)."""
    return log[log["day"].between(start, end)]


def hours(log: pd.DataFrame, by: Sequence[str] = ("sector", "shift")) -> Result:
    """How many hours were patrolled, where and when, and how many of them together?

    log  rows as LOG says
    by   columns of the log to group by; none gives one row
    Returns one row per group: patrols, hours, officer_hours (missing where no patrol told its people), joint_hours,
    joint_share = joint hours / hours, critical_hours, critical_share. A group without patrols has no row; a shift that
    nobody told is the group "".
    """
    told = log.assign(
        officer_hours=log["hours"] * log["officers"].astype("Float64"),
        joint_hours=log["hours"].where(log["crew"] == "joint", 0.0),
        critical_hours=log["hours"].where(log["critical"].ne(""), 0.0), patrols=1,
    )
    names = ["patrols", "hours", "officer_hours", "joint_hours", "critical_hours"]
    if by:
        grouped = told.groupby(list(by), sort=True)
        table = grouped[["patrols", "hours", "joint_hours", "critical_hours"]].sum()
        table["officer_hours"] = grouped["officer_hours"].sum(min_count=1)
        table = table[names].reset_index()
    else:
        sums = {name: told[name].sum(min_count=1 if name == "officer_hours" else 0) for name in names}
        table = pd.DataFrame([sums])
    for part in ("joint", "critical"):
        table[f"{part}_share"] = table[f"{part}_hours"] / table["hours"].where(table["hours"] > 0)
    untold = int(log["officers"].isna().sum())
    return Result(
        table, dims=tuple(by), counts=(), measure="patrol_hours", unit="hours", subject="patrol",
        cautions=(Caution("patrol_people_untold", {"patrols": untold}),) if untold else (),
        settings={"method": "patrol_hours", "patrols": len(log)},
    )


def against_crime(log: pd.DataFrame, complaints: pd.DataFrame, level: float) -> Result:
    """Do the hours go where the complaints are?

    log         rows as LOG says, of one period
    complaints  ``sector`` and ``count`` of the same period
    level       confidence, say .95
    Returns one row per sector that has hours or complaints, by code: hours, hours_share, count, crime_share with low and
    high, ratio = hours_share / crime_share, verdict: "more" or "less" when the share of hours lies above or below the
    interval, "alike" inside it, "no_crime" where nothing was reported. Shares are missing when the whole is zero.
    Interval: Clopper & Pearson 1934, each sector against the rest; whether complaints come in clusters is not in it, so
    it is narrower than the truth where they do.
    """
    patrolled = log.groupby("sector")["hours"].sum()
    counted = complaints.groupby("sector")["count"].sum()
    sectors = sorted(set(patrolled.index) | set(counted.index))
    spent = patrolled.reindex(sectors).fillna(0.0).to_numpy(dtype=float)
    crimes = counted.reindex(sectors).fillna(0).to_numpy(dtype=float)
    all_hours, all_crimes = spent.sum(), crimes.sum()
    share = spent / all_hours if all_hours > 0 else np.full(len(sectors), np.nan)
    if all_crimes > 0:
        low, high = (np.asarray(end) for end in proportion_confint(crimes, all_crimes, alpha=1 - level, method="beta"))
        low, high = np.where(crimes == 0, 0.0, low), np.where(crimes == all_crimes, 1.0, high)
        crime = crimes / all_crimes
    else:
        low = high = crime = np.full(len(sectors), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(crimes > 0, share / crime, np.nan)
    verdict = np.select(
        [crimes == 0, np.isnan(share), share > high, share < low], ["no_crime", "no_hours", "more", "less"], "alike"
    )
    table = pd.DataFrame({
        "sector": sectors, "hours": spent, "hours_share": share, "count": crimes.astype(int), "crime_share": crime,
        "low": low, "high": high, "ratio": ratio, "verdict": verdict,
    })
    return Result(
        table, dims=("sector",), counts=("count",),
        derived={"count": ("crime_share", "low", "high", "ratio", "verdict")}, measure="patrol_share", unit="share",
        n=int(all_crimes), subject="patrol",
        settings={"method": "clopper_pearson", "reference": "Clopper & Pearson 1934", "level": level, "hours": all_hours},
    )
