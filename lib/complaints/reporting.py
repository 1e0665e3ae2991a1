"""More crime, or more people who report it? A change in complaints split by what a survey says of reporting.

Complaints are crimes times the share of them that is reported. When that share moves, complaints move with it though no
crime more is committed: a reporting rate that goes from 15.5 % to 18 % gives 16.1 % more complaints of the same crime.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from scipy import stats

from lib.complaints.change import count_interval
from lib.result import Result

Interval = tuple[float, float]


@dataclass(frozen=True)
class Reporting:
    """What a survey says of one period: of a hundred crimes, how many were reported, and how sure that is.

    rate           share of the crimes that were reported, between 0 and 1
    error          its standard error, on the scale of the rate; None when only ``n`` is known
    n              crimes (or victims) asked about; used when there is no ``error``
    design_effect  by how much the survey's design widens its variance against a simple random sample, >= 1; goes with ``n``
    Raises ValueError outside these ranges, and when neither ``error`` nor ``n`` is given: a rate without its error
    explains everything and nothing.
    """

    rate: float
    error: float | None = None
    n: float | None = None
    design_effect: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.rate < 1:
            raise ValueError("rate must lie between 0 and 1")
        if self.error is None and self.n is None:
            raise ValueError("a rate needs its standard error or its n")
        if self.error is not None and not 0 <= self.error < math.inf:
            raise ValueError("error must not be negative")
        if self.n is not None and not self.n > 0:
            raise ValueError("n must be positive")
        if not self.design_effect >= 1:
            raise ValueError("design_effect must be at least 1")

    def interval(self, level: float) -> Interval:
        """The interval of the rate: Wilson's from ``n``, else the logit's from ``error``; both stay between 0 and 1.

        Formula: Wilson with n / design effect; logit(r) +- z error / (r (1 - r)).
        Sources: Wilson, E. B. (1927), JASA 22, 209-212; Agresti, A. (2013), Categorical Data Analysis, 3.1.
        """
        z = _z(level)
        if self.error is None:
            if self.n is None:
                raise ValueError("a rate needs its standard error or its n")
            return wilson(self.rate, self.n / self.design_effect, level)
        centre, half = math.log(self.rate / (1 - self.rate)), z * self.error / (self.rate * (1 - self.rate))
        return 1 / (1 + math.exp(-(centre - half))), 1 / (1 + math.exp(-(centre + half)))


def wilson(share: float, n: float, level: float) -> Interval:
    """The score interval of a proportion. ``(.2553, .3662)`` for 81 of 263 at 95 %.

    Source: Wilson, E. B. (1927), JASA 22, 209-212; published values: Newcombe, R. G. (1998), Statistics in Medicine 17,
    857-872.
    """
    z = _z(level)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def difference_interval(first: float, first_ends: Interval, second: float, second_ends: Interval) -> Interval:
    """The interval of ``first - second`` from the interval of each (MOVER): asymmetric ends stay asymmetric.

    Formula: low = d - sqrt((x - lx)^2 + (uy - y)^2), high = d + sqrt((ux - x)^2 + (y - ly)^2). With Wilson's intervals
    this is Newcombe's hybrid score interval.
    Source: Zou, G. Y. & Donner, A. (2008), Statistics in Medicine 27, 1693-1702.
    """
    gap = first - second
    low = gap - math.hypot(first - first_ends[0], second_ends[1] - second)
    return low, gap + math.hypot(first_ends[1] - first, second - second_ends[0])


def ratio_interval(first: float, first_ends: Interval, second: float, second_ends: Interval) -> Interval:
    """The interval of ``first / second``: ``difference_interval`` of the logarithms. An end of 0 or inf stays so.

    All values are positive but the low ends, which may be 0, and the high ends, which may be infinite.
    """
    low, high = difference_interval(
        math.log(first),
        (_log(first_ends[0]), _log(first_ends[1])),
        math.log(second),
        (_log(second_ends[0]), _log(second_ends[1])),
    )
    return math.exp(low), math.exp(high) if high < math.inf else math.inf


def split(complaints: Result, now: Reporting, before: Reporting, *, level: float) -> Result:
    """Of a change in complaints, how much is reporting and how much is crime?

    complaints  the answer of ``lib.complaints.change.change``: one row, ``now`` and ``before`` over equal exposures, with
                the interval of their ratio (which already holds the spread of the matched months)
    now, before what surveys of the same two periods say; the surveys are taken as independent of each other and of the
                counts, and as speaking of the same crimes and the same place
    level       confidence level, 0-1: the one of ``complaints``

    Returns one row:
    ``now``, ``before``, ``ratio``, ``low``, ``high`` and ``complaints_verdict`` as they came;
    ``reporting_now``, ``reporting_before`` with ``_low`` and ``_high`` (shares);
    ``reporting_ratio``, ``reporting_low``, ``reporting_high``, ``reporting_verdict``: reporting now over before;
    ``expected``: complaints now if crime had stayed the same (before x reporting ratio), ``by_reporting`` (expected -
    before) and ``remainder`` (now - expected): the two add up to the difference;
    ``crime_ratio``, ``crime_low``, ``crime_high``, ``crime_verdict``: crime now over before, (now / r_now) over
    (before / r_before);
    ``noticeable``: by what factor crime must have risen for these errors to show it (ratio over its low end);
    ``implied_now``, ``implied_before`` with ``_low`` and ``_high``: complaints over reporting, a scenario and never a count.
    Verdicts: "up" or "down" when the interval leaves 1, else "no_evidence"; "too_few" when the complaints are too few to
    tell anything. Ratios are missing (NaN) when either count is zero.

    Formula: crime ratio = (C2/C1) / (r2/r1); its interval combines that of the complaints with that of the reporting
    ratio, and that one the intervals of both rates, on the log scale (MOVER). No random numbers.
    Source: Zou & Donner (2008). That complaints mix crime and reporting: Biderman & Reiss (1967), Annals 374, 1-15.
    Raises ValueError when the levels differ.
    """
    if complaints.settings.get("level") != level:
        raise ValueError("complaints and reporting need the same level")
    row = complaints.table.iloc[0]
    later, earlier = int(row["now"]), int(row["before"])
    ends_now, ends_before = now.interval(level), before.interval(level)
    reporting = now.rate / before.rate
    reporting_ends = ratio_interval(now.rate, ends_now, before.rate, ends_before)
    expected = earlier * reporting
    known = later > 0 and earlier > 0
    crime = float(row["ratio"]) / reporting if known else math.nan
    crime_ends = (
        ratio_interval(float(row["ratio"]), (float(row["low"]), float(row["high"])), reporting, reporting_ends)
        if known
        else (math.nan, math.nan)
    )
    told = str(row["verdict"])
    spread = max(1.0, float(row["dispersion"]))
    told_now, told_before = (
        _implied(later, now.rate, ends_now, spread, level),
        _implied(earlier, before.rate, ends_before, spread, level),
    )
    table = pd.DataFrame(
        [
            {
                "now": later,
                "before": earlier,
                "ratio": float(row["ratio"]),
                "low": float(row["low"]),
                "high": float(row["high"]),
                "complaints_verdict": told,
                "reporting_now": now.rate,
                "reporting_now_low": ends_now[0],
                "reporting_now_high": ends_now[1],
                "reporting_before": before.rate,
                "reporting_before_low": ends_before[0],
                "reporting_before_high": ends_before[1],
                "reporting_ratio": reporting,
                "reporting_low": reporting_ends[0],
                "reporting_high": reporting_ends[1],
                "reporting_verdict": _verdict(reporting_ends),
                "expected": expected,
                "by_reporting": expected - earlier,
                "remainder": later - expected,
                "crime_ratio": crime,
                "crime_low": crime_ends[0],
                "crime_high": crime_ends[1],
                "crime_verdict": _verdict(crime_ends) if known and told != "too_few" else "too_few",
                "noticeable": crime / crime_ends[0] if known and crime_ends[0] > 0 else math.inf,
                "implied_now": told_now[0],
                "implied_now_low": told_now[1],
                "implied_now_high": told_now[2],
                "implied_before": told_before[0],
                "implied_before_low": told_before[1],
                "implied_before_high": told_before[2],
            }
        ]
    )
    both = (
        "ratio",
        "low",
        "high",
        "complaints_verdict",
        "remainder",
        "crime_ratio",
        "crime_low",
        "crime_high",
        "crime_verdict",
        "noticeable",
    )
    return Result(
        table,
        counts=("now", "before"),
        derived={
            "now": (*both, "implied_now", "implied_now_low", "implied_now_high"),
            "before": (
                *both,
                "expected",
                "by_reporting",
                "implied_before",
                "implied_before_low",
                "implied_before_high",
            ),
        },
        measure="split",
        unit="ratio",
        n=later + earlier,
        filters=complaints.filters,
        sources=complaints.sources,
        cautions=complaints.cautions,
        settings={
            "method": "mover_log",
            "reference": "Zou & Donner 2008",
            "level": level,
            "complaints": dict(complaints.settings),
            "reporting_now": _told(now),
            "reporting_before": _told(before),
        },
    )


def _implied(count: int, rate: float, ends: Interval, spread: float, level: float) -> tuple[float, float, float]:
    """Complaints over reporting, with both errors; 0 complaints imply nothing below the high end."""
    low, high = (end * spread for end in count_interval(count / spread, level))
    if count == 0:
        return 0.0, 0.0, high / ends[0]
    return count / rate, *ratio_interval(count, (low, high), rate, ends)


def _verdict(ends: Interval) -> str:
    return "up" if ends[0] > 1 else "down" if ends[1] < 1 else "no_evidence"


def _told(one: Reporting) -> dict[str, float | None]:
    return {"rate": one.rate, "error": one.error, "n": one.n, "design_effect": one.design_effect}


def _z(level: float) -> float:
    return float(stats.norm.ppf((1 + level) / 2))


def _log(value: float) -> float:
    return math.log(value) if 0 < value < math.inf else (-math.inf if value <= 0 else math.inf)
