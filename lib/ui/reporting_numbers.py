"""The numbers of "crime or reporting?": the change in complaints, what was said of reporting, and the split of both."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from functools import cache as keep
from typing import Any

import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import change, periods, reporting
from lib.complaints.filters import Filters
from lib.complaints.reporting import Reporting
from lib.privacy.release import Released, release, restrict
from lib.result import Result
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.texts import DATA
from lib.ui import cache, monthly_counts, visit
from lib.ui.choices import Holdings
from lib.ui.overview_numbers import clipped

FIELDS = ("rate", "error", "n", "design_effect")
"""What is typed of a survey: percent, percentage points, people or crimes asked about, a factor."""


@dataclass(frozen=True)
class Typed:
    """A survey as it was typed: None where nothing was."""

    rate: float | None = None
    error: float | None = None
    n: float | None = None
    design_effect: float | None = None

    def understood(self) -> Reporting | None:
        """The same as a statistic wants it; None while the rate or its error is missing or impossible."""
        if self.rate is None or (self.error is None and self.n is None):
            return None
        try:
            return Reporting(
                self.rate / 100, None if self.error is None else self.error / 100, self.n, self.design_effect or 1.0
            )
        except ValueError:
            return None


@dataclass(frozen=True)
class Found:
    """What the page shows.

    now, before   filters of the two periods, restricted for the audience
    back          years between them
    choices       years back that the data reach
    change        complaints now against before; None when the data do not reach back
    split         with the surveys; None while these are not told, or the change is hidden
    typed         what was typed of the surveys: (before, now)
    """

    now: Filters
    before: Filters
    back: int
    choices: tuple[int, ...]
    change: Released | None
    split: Released | None
    typed: tuple[Typed, Typed]

    @property
    def hidden(self) -> bool:
        return self.change is not None and bool(self.change.table[["now", "before"]].isna().any(axis=None))


def numbers(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy) -> Found:
    """The two periods, their complaints and the split; the counts from memory when they were asked before."""
    asked = clipped(filters, holdings, policy)
    now = restrict(asked, policy)
    reach = _reach(now, holdings)
    wanted = str(visit.get("years_back"))
    back = int(wanted) if wanted.isdigit() and int(wanted) in reach else 1
    before, said = earlier(now, back), typed()
    if not reach:
        return Found(now, before, back, reach, None, None, said)
    level = float(settings.value("statistics.level"))
    result: Result = cache.answer(
        snapshot, ("reporting", now, back, policy.name), lambda: _change(snapshot, now, before, back, level)
    )
    first, second = said[0].understood(), said[1].understood()
    parted = None
    if first is not None and second is not None:
        parted = _released(reporting.split(result, second, first, level=level), policy)
    return Found(now, before, back, reach, _released(result, policy), parted, said)


def earlier(filters: Filters, back: int) -> Filters:
    """The same days so many years before."""
    for _ in range(back):
        filters = filters.year_before()
    return filters


def typed() -> tuple[Typed, Typed]:
    """What stands in the address of the surveys, "15.5,0.4,,~18,0.4,,": (before, now). What is no number is nothing."""
    parts = (str(visit.get("surveys")).split("~") + ["", ""])[:2]
    return _typed(parts[0]), _typed(parts[1])


def write(before: Typed, now: Typed) -> None:
    """Put both surveys into the address."""
    told = "~".join(
        ",".join("" if (value := getattr(one, name)) is None else f"{value:g}" for name in FIELDS)
        for one in (before, now)
    )
    visit.put("surveys", told if any(ch.isdigit() for ch in told) else "")


@keep
def examples() -> tuple[dict[str, Any], ...]:
    """Published reporting rates with their sources (``data/reference/reporting_rates.toml``)."""
    return tuple(tomllib.loads((DATA / "reference" / "reporting_rates.toml").read_text(encoding="utf-8"))["rate"])


def _released(result: Result, policy: Policy) -> Released:
    """``n`` on the page is that of the period of the filters; the period before is said beside it."""
    return release(replace(result, n=int(result.table["now"].iloc[0])), policy)


def _typed(text: str) -> Typed:
    values: dict[str, float] = {}
    for name, part in zip(FIELDS, text.split(","), strict=False):
        try:
            value = float(part)
        except ValueError:
            continue
        if math.isfinite(value) and value >= 0:
            values[name] = value
    return Typed(**values)


def _reach(now: Filters, holdings: Holdings) -> tuple[int, ...]:
    """Years back to which the data reach."""
    out: list[int] = []
    before = now.year_before()
    while _reaches(before, holdings):
        out.append(len(out) + 1)
        before = before.year_before()
    return tuple(out)


def _reaches(before: Filters, holdings: Holdings) -> bool:
    return before.start is not None and before.start >= holdings.first.replace(day=1)


def _change(snapshot: Snapshot, now: Filters, before: Filters, back: int, level: float) -> Result:
    """Matched months where the source has them; a period of few months takes the spread of the twelve up to its end."""
    months = monthly_counts.series(snapshot, now).table.set_index("month")["count"]
    start, end = now.start, now.end
    whole = start is not None and end is not None and start.day == 1 and end == periods.month_end(end)
    spread = None
    if (
        whole
        and start is not None
        and end is not None
        and queries.profiles(snapshot)[now.source].by_month
    ):
        blocks = _matched(months, pd.date_range(start, end, freq="MS"), back)
        if len(blocks) < int(settings.value("crosstab.short_months")):
            wider = _matched(months, pd.date_range(end=pd.Timestamp(end.replace(day=1)), periods=12, freq="MS"), back)
            spread = wider if len(wider) > len(blocks) else None
    else:
        blocks = pd.DataFrame(
            {
                name: [int(queries.total(snapshot, filters).table["count"].iloc[0])]
                for name, filters in (("now", now), ("before", before))
            }
        )
    result = change.change(blocks, level=level, spread=spread)
    return replace(
        result,
        filters=now,
        sources=queries.total(snapshot, now).sources,
        cautions=queries.total(snapshot, now).cautions,
    )


def _matched(months: pd.Series, wanted: pd.DatetimeIndex, back: int) -> pd.DataFrame:
    pairs = [(month, month - pd.DateOffset(years=back)) for month in wanted]
    return pd.DataFrame(
        [
            {"now": int(months.get(month, 0)), "before": int(months[before])}
            for month, before in pairs
            if before in months.index
        ],
        columns=["now", "before"],
    )
