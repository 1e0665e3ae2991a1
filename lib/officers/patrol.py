"""Patrols: who went where, when, for how long, and with whom. Police and serenazgo in one log.

The log is a plain sheet, one row per patrol. Its hours are hours of a patrol on the street, whatever its crew; officer-hours
are told beside them. Shares of hours are a count of everything written down, so they have no interval; shares of crime
have one, and a sector is called over- or under-patrolled only where its hours lie outside it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy import special

from lib.result import Caution, Result

CREWS = ("pnp", "serenazgo", "joint")
"""Police alone, serenazgo alone, both in one patrol (integrated)."""

FIELDS: tuple[tuple[str, pa.DataType, str], ...] = (
    ("day", pa.string(), "ISO date on which the patrol began"),
    ("sector", pa.string(), "code of the sector, as complaints are coded"),
    ("shift", pa.string(), "one of settings hours.shifts, by the hour it began; empty when not told"),
    ("crew", pa.string(), "one of CREWS"),
    ("began", pa.string(), "the time at which it began, HH:MM; empty when not told"),
    ("hours", pa.float64(), "hours on the street, more than 0 and at most 24"),
    ("officers", pa.int64(), "people in the patrol; missing when not told"),
    ("critical", pa.string(), "the critical place it was sent to; empty for an ordinary round"),
    ("unit", pa.string(), "vehicle or call sign; empty when not told"),
    ("source", pa.string(), "who said so"),
)
LOG = pa.schema([pa.field(name, kind) for name, kind, _ in FIELDS])
KEY = ("day", "sector", "shift", "crew", "unit", "critical", "began", "hours")
"""What makes a patrol the same one: read again, it is not counted again."""

COLUMNS = ("day", "sector", "shift", "crew", "began", "ends", "hours", "officers", "critical", "unit", "source")
"""The columns of the sheet that people fill in: the end may be told in place of the hours."""


def between(log: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """The patrols that began from ``start`` to ``end``, both included (ISO dates)."""
    return log[log["day"].between(start, end)]


def days(log: pd.DataFrame) -> int:
    """On how many days did a patrol begin?"""
    return int(log["day"].nunique())


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


def against_crime(
    log: pd.DataFrame, complaints: pd.DataFrame, level: float, by: str = "sector", spread: float = 1.0
) -> Result:
    """Do the hours go where (or when) the complaints are?

    log         rows as LOG says, of one period; those whose ``by`` is "" count nowhere
    complaints  ``by`` and ``count`` of the same period (weights, where an hour is known as an interval)
    level       confidence, say .95
    by          the column that both are divided by: sector, shift, or critical (the critical place)
    spread      how much more days vary than chance alone makes them (>= 1): complaints that come in clusters tell less
    Returns one row per group that has hours or complaints, by code: hours, hours_share, count, crime_share with low and
    high, ratio = hours_share / crime_share, verdict: "more" or "less" when the share of hours lies above or below the
    interval, "alike" inside it, "no_crime" where nothing was reported, "no_hours" when nothing was patrolled at all. Shares
    are missing when the whole is zero. settings: untold, the hours whose group nobody told.
    Interval: Clopper & Pearson (1934), Biometrika 26, 404-413, continuous form, each group against the rest, on counts
    divided by ``spread`` (effective sample size; Kish 1965, Survey Sampling).
    """
    patrolled = log.groupby(by)["hours"].sum()
    untold = float(patrolled.get("", 0.0))
    counted = complaints.groupby(by)["count"].sum()
    groups = sorted((set(patrolled.index) | set(counted.index)) - {""})
    spent = patrolled.reindex(groups).fillna(0.0).to_numpy(dtype=float)
    crimes = counted.reindex(groups).fillna(0).to_numpy(dtype=float)
    share, crime = _shares(spent), _shares(crimes)
    low, high = _interval(crimes / spread, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(crimes > 0, share / crime, np.nan)
    verdict = np.select(
        [crimes == 0, np.isnan(share), share > high, share < low], ["no_crime", "no_hours", "more", "less"], "alike"
    )
    table = pd.DataFrame({
        by: groups, "hours": spent, "hours_share": share, "count": crimes, "crime_share": crime,
        "low": low, "high": high, "ratio": ratio, "verdict": verdict,
    })
    return Result(
        table, dims=(by,), counts=("count",),
        derived={"count": ("crime_share", "low", "high", "ratio", "verdict")}, measure="patrol_share", unit="share",
        n=round(float(crimes.sum())), subject="patrol",
        settings={"method": "clopper_pearson", "reference": "Clopper & Pearson 1934", "level": level, "spread": spread,
                  "hours": float(spent.sum()), "untold": untold},
    )


def _shares(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    whole = values.sum()
    return values / whole if whole > 0 else np.full(len(values), np.nan)


def _interval(counts: npt.NDArray[np.float64], level: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The limits of each count's share of all of them; missing when there are none."""
    rest = counts.sum() - counts
    if not counts.sum() > 0:
        return np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    tail = (1 - level) / 2
    low = np.where(counts > 0, special.betaincinv(np.maximum(counts, 1e-12), rest + 1, tail), 0.0)
    high = np.where(rest > 1e-12, special.betaincinv(counts + 1, np.maximum(rest, 1e-12), 1 - tail), 1.0)
    return low, high
