"""When in the week: shifts, weekdays, hours, and the busiest windows of a place. Unknown hours are a group of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from lib.complaints.aoristic import HOURS
from lib.result import Result

Floats = npt.NDArray[np.float64]
UNKNOWN = "unknown"


def shift_of(hour: int | None, shifts: Mapping[str, Sequence[int]]) -> str:
    """The shift of an hour 0-23: each is half-open, [from, to). None is "unknown", never the shift of midnight.

    >>> shift_of(6, {"dawn": [0, 6], "morning": [6, 12]}), shift_of(None, {"dawn": [0, 6]})
    ('morning', 'unknown')
    """
    if hour is None:
        return UNKNOWN
    return next(name for name, (first, end) in shifts.items() if first <= hour < end)


def by_shift(week: pd.DataFrame, shifts: Mapping[str, Sequence[int]], *, level: float) -> Result:
    """How do complaints divide among the shifts?

    week    ``weekday``, ``hour`` (missing = unknown), ``count`` (weights; see lib.storage.queries.hours)
    shifts  name -> [first hour, end), together the 24 hours once each
    level   confidence level, 0-1

    Returns a row per shift in order and a last row "unknown": ``shift``, ``count``, ``share`` of the complaints with a known
    hour with its interval ``low``, ``high`` (missing for unknown).
    Formula: Clopper & Pearson (1934), Biometrika 26, 404-413, in its continuous form for fractional weights.
    """
    named = week["hour"].map(lambda hour: shift_of(None if pd.isna(hour) else int(hour), shifts))
    counted = week.groupby(named)["count"].sum()
    names = [*shifts, UNKNOWN]
    counts = np.array([float(counted.get(name, 0.0)) for name in names])
    known = counts[:-1].sum()
    low, high = share_interval(counts[:-1], known, level)
    table = pd.DataFrame({
        "shift": names, "count": counts, "share": np.append(_divided(counts[:-1], known), np.nan),
        "low": np.append(low, np.nan), "high": np.append(high, np.nan),
    })
    return Result(table, dims=("shift",), derived={"count": ("share", "low", "high")}, n=int(round(counts.sum())),
                  settings={"method": "clopper_pearson", "reference": "Clopper & Pearson 1934", "level": level})


def by_weekday(
    week: pd.DataFrame, days: Mapping[int, int], *, level: float, spread: tuple[float, int] = (1.0, 0)
) -> Result:
    """How many complaints on a Monday, a Tuesday ...?

    week   as in ``by_shift``; complaints with a weekday but no hour count too
    days   how many Mondays (1) ... Sundays (7) the period has
    spread (variance over Poisson variance, degrees of freedom) of the days, see ``day_spread``
    Returns seven rows: ``weekday``, ``count``, ``days``, ``rate`` (complaints per such day) with ``low``, ``high``.
    ``settings``: p of "every weekday has the same", the dispersion.
    Formula: Garwood (1936) in its continuous form on counts divided by the spread; p by chi-square over the spread, F with
    6 and its degrees of freedom (McCullagh & Nelder 1989, 4.5).
    """
    counts = np.array([float(week.loc[week["weekday"] == day, "count"].sum()) for day in range(1, 8)])
    number = np.array([float(days.get(day, 0)) for day in range(1, 8)])
    phi, freedom = spread
    low, high = (phi * end for end in count_interval(counts / phi, level))
    even = counts.sum() * number / number.sum() if number.sum() else number
    known = even > 0
    chi_square = float(((counts[known] - even[known]) ** 2 / even[known]).sum()) / phi
    p = float(stats.f.sf(chi_square / 6, 6, freedom)) if freedom > 0 else float(stats.chi2.sf(chi_square, 6))
    table = pd.DataFrame({
        "weekday": range(1, 8), "count": counts, "days": number.astype("int64"), "rate": _divided(counts, number),
        "low": _divided(low, number), "high": _divided(high, number),
    })
    return Result(table, dims=("weekday",), derived={"count": ("rate", "low", "high")}, n=int(round(counts.sum())),
                  settings={"method": "quasi_poisson_garwood", "reference": "Garwood 1936", "level": level, "p": p,
                            "dispersion": phi})


def day_spread(days: pd.DataFrame) -> tuple[float, int]:
    """How much more do days vary than Poisson counts, once week and weekday are allowed for? (spread >= 1, freedom)

    days  ``day``, ``count``; only whole weeks count, a day without a row has none
    Formula: Pearson's chi-square around week x weekday effects over its degrees of freedom. (1, 0) below two weeks.
    """
    day = pd.DatetimeIndex(days["day"])
    if not len(day):
        return 1.0, 0
    monday = (day - pd.to_timedelta(day.day_of_week, unit="D")).as_unit("us")
    grid = days["count"].astype("float64").groupby([monday, np.asarray(day.day_of_week)]).sum().unstack(fill_value=0)
    weeks = pd.date_range(grid.index.min(), grid.index.max(), freq="7D").as_unit("us")
    grid = grid.reindex(index=weeks, columns=range(7), fill_value=0.0)
    whole = (weeks >= day.min()) & (weeks + pd.Timedelta(days=6) <= day.max())
    counts = grid.to_numpy()[np.asarray(whole)]
    counts = counts[counts.sum(axis=1) > 0]
    if len(counts) < 2:
        return 1.0, 0
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / counts.sum()
    used = expected > 0
    freedom = (len(counts) - 1) * 6
    return max(1.0, float(((counts - expected)[used] ** 2 / expected[used]).sum()) / freedom), freedom


def busiest_windows(
    week: pd.DataFrame, place: str, *, length: int, most: int, fewest: int, level: float
) -> Result:
    """In which hours of the week does each place have most complaints?

    week    a row per place, weekday and hour with ``count``; ``place`` names the column of the place
    length  hours of a window; it may run past midnight, and past Sunday into Monday
    most    windows for each place, which do not overlap
    fewest  complaints with a known hour that a place needs; below it, it has no window
    level   confidence level, 0-1

    Returns a row per window, the places in order of their complaints: the place, ``rank`` (1 = busiest), ``weekday`` and
    ``hour`` of its start, ``until`` (hour at which it ends), ``count`` with its interval ``count_low``, ``count_high``,
    ``share`` of the place's complaints of known hour with ``low``, ``high``, ``times`` (against an average window of the
    place), ``p`` and ``beyond_chance``.

    The windows are chosen because they are high, so their counts tend to be high by luck too. ``p`` therefore asks whether
    any of the place's 168 windows would be so full if the hours were even: one-sided binomial times 168 (Bonferroni).
    """
    records = []
    totals = week.groupby(place, observed=True)["count"].sum().sort_values(ascending=False, kind="stable")
    for name in totals.index:
        hours = _week(week[week[place] == name])
        known = float(hours.sum())
        if known < fewest:
            continue
        for rank, (start, count) in enumerate(windows(hours, length, most), start=1):
            count_low, count_high = count_interval(np.array([count]), level)
            low, high = share_interval(np.array([count]), known, level)
            even = length / HOURS
            p = min(1.0, HOURS * float(special.betainc(count, known - count + 1, even))) if count > 0 else 1.0
            records.append({
                place: name, "rank": rank, "weekday": start // 24 + 1, "hour": start % 24,
                "until": (start + length) % 24, "count": count,
                "count_low": float(count_low[0]), "count_high": float(count_high[0]), "share": count / known,
                "low": float(low[0]), "high": float(high[0]), "times": count / (known * even), "p": p,
                "beyond_chance": p < 1 - level,
            })
    measures = ["count", "count_low", "count_high", "share", "low", "high", "times", "p", "beyond_chance"]
    table = pd.DataFrame(records, columns=[place, "rank", "weekday", "hour", "until", *measures])
    return Result(
        table, dims=(place, "rank"), derived={"count": ("weekday", "hour", "until", *measures[1:])},
        n=int(round(float(totals.sum()))),
        settings={"method": "busiest_windows", "reference": "Garwood 1936; Clopper & Pearson 1934", "level": level,
                  "hours": length, "windows": most, "fewest": fewest},
    )


def windows(hours: Floats, length: int, most: int) -> list[tuple[int, float]]:
    """(first hour of the week, weight) of the fullest windows that do not overlap, the fullest first; ties: the earliest."""
    round_week = np.concatenate([hours, hours[: length - 1]])
    sums = np.convolve(round_week, np.ones(length), "valid")
    free = np.ones(HOURS, dtype=bool)
    found: list[tuple[int, float]] = []
    while len(found) < most and free.any():
        start = int(np.argmax(np.where(free, np.round(sums, 9), -1.0)))
        if sums[start] <= 0:
            break
        found.append((start, float(sums[start])))
        free[np.arange(start - length + 1, start + length) % HOURS] = False
    return found


def count_interval(counts: Floats, level: float) -> tuple[Floats, Floats]:
    """Exact Poisson limits of counts; of a sum of weights, the continuous form between whole counts (Garwood 1936)."""
    tail = (1 - level) / 2
    return np.where(counts > 0, stats.chi2.ppf(tail, 2 * np.maximum(counts, 1e-12)) / 2, 0.0), \
        stats.chi2.ppf(1 - tail, 2 * counts + 2) / 2


def share_interval(counts: Floats, total: float, level: float) -> tuple[Floats, Floats]:
    """Clopper-Pearson limits of shares of ``total``; NaN of nothing."""
    if not total > 0:
        return np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    tail = (1 - level) / 2
    rest = np.maximum(total - counts, 0.0)
    low = np.where(counts > 0, special.betaincinv(np.maximum(counts, 1e-12), rest + 1, tail), 0.0)
    high = np.where(rest > 0, special.betaincinv(counts + 1, np.maximum(rest, 1e-12), 1 - tail), 1.0)
    return low, high


def _week(rows: pd.DataFrame) -> Floats:
    """The 168 hours of rows with a weekday and an hour; the rest stay out."""
    known = rows[rows["hour"].notna() & rows["weekday"].notna()]
    at = (known["weekday"].astype("int64") - 1) * 24 + known["hour"].astype("int64")
    return np.bincount(at, weights=known["count"].astype("float64"), minlength=HOURS).astype(np.float64)


def _divided(a: Floats, b: Floats | float) -> Floats:
    return np.divide(a, b, out=np.full(len(a), np.nan), where=np.broadcast_to(b, a.shape) > 0)
