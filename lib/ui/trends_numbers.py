"""The numbers of the page of trends: asked once per (version, filters, audience), everything through the policy.

The page looks back from the end of the chosen period. Statistics use the counts that this audience may see: a hidden
month is missing to them, so that no band or level gives it back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import change, expected, periods, season, series, trends
from lib.complaints.delay import reporting_delay
from lib.complaints.filters import Filters
from lib.privacy.release import Released, release, restrict
from lib.result import Result
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.storage.queries import scope
from lib.ui import cache, monthly_counts
from lib.ui.choices import Holdings

MONTH, WEEK = "month", "week"
PROVISIONAL = ("provisional", "provisional_measured")
"""Cautions that the page says in its own words."""
SEASON = {MONTH: 12, WEEK: 52}


@dataclass(frozen=True)
class Trends:
    """What the page shows.

    step       "month" or "week"; weekly only where days are known and may be shown
    weekly     True when weeks may be chosen
    until      last day that the page looks at; ``settled`` the last one from which no late complaint is to come
    band       the series with what earlier years let us expect
    delay      share registered after d days, None when the source does not say or too few do
    shares     expected share that is in, by month; empty without ``delay``
    ytd        year, count, end, difference, verdict: to the same day in each year
    level      the months taken apart (None: fewer than 24, ``months`` says how many there are)
    kendall    the trend over whole years, None when they are too few
    watch      the CUSUM of the last twelve settled months, None without a band for them
    months     settled consecutive months up to the end
    """

    filters: Filters
    policy: Policy
    step: str
    weekly: bool
    until: dt.date
    settled: dt.date
    cut_off: dt.date | None
    band: Released | None
    delay: Released | None
    shares: Mapping[dt.date, float]
    ytd: Released | None
    level: Released | None
    kendall: Released | None
    watch: Released | None
    months: int

    @property
    def n(self) -> int:
        return 0 if self.band is None else int(self.band.table["count"].fillna(0).sum())


def numbers(snapshot: Snapshot, filters: Filters, holdings: Holdings, policy: Policy, step: str) -> Trends:
    """Everything on the page for these filters and this audience; from memory when it was asked before."""
    return cache.answer(
        snapshot, ("trends", filters, policy.name, step), lambda: _numbers(snapshot, filters, holdings, policy, step)
    )


def _numbers(snapshot: Snapshot, asked: Filters, holdings: Holdings, policy: Policy, step: str) -> Trends:
    whole = restrict(asked.but(start=None, end=None), policy)
    profile = queries.profiles(snapshot)[whole.source]
    last = periods.last_complete_month(holdings.last) if policy.whole_months else holdings.last
    until = min(asked.end or last, last)
    if until < holdings.first:
        until = last
    weekly = profile.coarsest == "day" and not policy.whole_months
    step = step if step == WEEK and weekly else MONTH
    delay, cut_off = _delay(snapshot, whole, policy)
    shares = {month: share for month, share in profile.measured.items() if month <= until}
    settled = min(until, profile.provisional_from - dt.timedelta(days=1))
    months = _months(snapshot, whole, until, settled, policy)
    answer = monthly_counts.series(snapshot, whole)
    first = _first_drawn(asked, holdings, until, step)
    drawn = whole.but(start=first, end=until)
    band = monthly = None
    if months is not None:
        periods_table = months if step == MONTH else _weeks(snapshot, whole, holdings, until, settled)
        expectation = _expected(periods_table, step)
        band = _band(expectation, first, drawn, answer, policy, bool(shares))
        monthly = expectation if step == MONTH else _expected(months, MONTH)
    filled = _filled(months)
    return Trends(
        whole, policy, step, weekly, until, settled, cut_off, band, delay, shares,
        _year_to_date(snapshot, whole, holdings, settled, policy, answer),
        _level(filled, whole, answer, policy), _kendall(filled, whole, answer, policy),
        _watch(monthly, whole, answer, policy), len(filled),
    )


def _setting(name: str) -> float:
    return float(settings.value(f"trends.{name}"))


def _count(name: str) -> int:
    return int(settings.value(f"trends.{name}"))


def _confidence() -> float:
    return float(settings.value("statistics.level"))


def _papers(result: Result, filters: Filters, of: Result, known_delay: bool = False) -> Result:
    """A statistic with the sources and cautions of the counts; with a known delay its own sentence replaces the rule."""
    said = tuple(caution for caution in of.cautions if not (known_delay and caution.key in PROVISIONAL))
    return replace(result, filters=filters, sources=of.sources, cautions=said, settings={**of.settings, **result.settings})


def _delay(snapshot: Snapshot, whole: Filters, policy: Policy) -> tuple[Released | None, dt.date | None]:
    """The delay of the whole source: registering late is a habit of stations, and small selections could not tell it."""
    whole = whole.but(places=(), crime_types=(), hours=(), weekdays=(), level=Filters().level)
    asked = cache.answer(snapshot, ("delays", whole), lambda: queries.delays(snapshot, whole, _count("delay_back")))
    if asked is None:
        return None, None
    result = reporting_delay(asked[0], asked[1], longest=_count("delay_longest"))
    if (result.n or 0) < _count("delay_fewest") or result.table.empty:
        return None, asked[2]
    of = scope.answer(snapshot, whole, result.table, dims=("days",))
    over = whole.but(start=asked[2] - dt.timedelta(days=_count("delay_back")), end=asked[2])
    return release(_papers(result, over, of, True), policy), asked[2]


def _months(
    snapshot: Snapshot, whole: Filters, until: dt.date, settled: dt.date, policy: Policy
) -> pd.DataFrame | None:
    """start, end, count (missing where hidden or cut), settled: every month up to ``until``; a cut month is left out."""
    found = monthly_counts.series(snapshot, whole)
    table = found.table[(found.table["month"] <= pd.Timestamp(until)) & ~_cut(found.table, until)]
    if table.empty:
        return None
    seen = release(replace(found, table=table.reset_index(drop=True)), policy).table
    ends = [periods.month_end(pd.Timestamp(month).date()) for month in seen["month"]]
    return pd.DataFrame({
        "start": seen["month"], "end": pd.DatetimeIndex(ends), "count": seen["count"].astype("Float64").astype("float64"),
        "settled": [end <= settled for end in ends],
    })


def _cut(table: pd.DataFrame, until: dt.date) -> pd.Series:
    """Months that the data or the end of the page cut: half a month looks like a fall."""
    beyond = [periods.month_end(pd.Timestamp(month).date()) > until for month in table["month"]]
    return table["partial"].astype(bool) | pd.Series(beyond, index=table.index)


def _weeks(
    snapshot: Snapshot, whole: Filters, holdings: Holdings, until: dt.date, settled: dt.date
) -> pd.DataFrame:
    table = series.weekly(by_day(snapshot, whole), holdings.first, until)
    table = table[table["whole"]].reset_index(drop=True)
    return table.assign(count=table["count"].astype("float64"), settled=table["end"] <= pd.Timestamp(settled))


def by_day(snapshot: Snapshot, whole: Filters) -> pd.DataFrame:
    """Every day of the source under these filters, whatever their period: day, count."""
    return cache.answer(
        snapshot, ("days", whole), lambda: queries.count(snapshot, whole, ("day",)).table.dropna(subset=["day"])
    )


def _expected(table: pd.DataFrame, step: str) -> Result:
    return expected.band(
        table, season=SEASON[step], level=_confidence(), fewest=_count("band_years_needed"), most=_count("band_years")
    )


def _band(
    result: Result, first: dt.date, drawn: Filters, of: Result, policy: Policy, known_delay: bool
) -> Released:
    shown = result.table[result.table["start"] >= pd.Timestamp(first)].reset_index(drop=True)
    shown = shown.drop(columns=["mean", "freedom"]).astype({"count": "Int64"})
    result = replace(result, table=shown, n=int(shown["count"].fillna(0).sum()))
    return release(_papers(result, drawn, of, known_delay), policy)


def _first_drawn(asked: Filters, holdings: Holdings, until: dt.date, step: str) -> dt.date:
    if step == WEEK:
        first = until - dt.timedelta(weeks=_count("weeks_drawn"))
        first -= dt.timedelta(days=first.weekday())
    else:
        month = until.year * 12 + until.month - _count("months_drawn")
        first = dt.date(month // 12, month % 12 + 1, 1)
    if asked.start is not None and asked.start < first and step == MONTH:
        first = asked.start.replace(day=1)
    return max(first, holdings.first)


def _filled(months: pd.DataFrame | None) -> pd.DataFrame:
    """The last run of settled months with a count, as ``month`` and ``count``."""
    if months is None:
        return pd.DataFrame({"month": [], "count": []})
    done = months[months["settled"]]
    holes = done.index[done["count"].isna()]
    run = done if not len(holes) else done.loc[holes[-1] + 1:]
    return run.rename(columns={"start": "month"})[["month", "count"]].reset_index(drop=True)


def _level(filled: pd.DataFrame, whole: Filters, of: Result, policy: Policy) -> Released | None:
    if len(filled) < 2 * season.MONTHS or not filled["count"].sum():
        return None
    return release(_papers(season.decompose(filled, level=_confidence()), _over(whole, filled["month"]), of), policy)


def _over(whole: Filters, months: pd.Series) -> Filters:
    """The filters of the months that a statistic used."""
    first, last = (pd.Timestamp(month).date() for month in (months.iloc[0], months.iloc[-1]))
    return whole.but(start=first, end=periods.month_end(last))


def _kendall(filled: pd.DataFrame, whole: Filters, of: Result, policy: Policy) -> Released | None:
    years = len(filled) // season.MONTHS
    if years < _count("trend_years") or not filled["count"].sum():
        return None
    values = filled["count"].to_numpy()[-years * season.MONTHS:].reshape(years, season.MONTHS)
    over = _over(whole, filled["month"].iloc[-years * season.MONTHS:])
    return release(_papers(trends.kendall(values, level=_confidence()), over, of), policy)


def _watch(monthly: Result | None, whole: Filters, of: Result, policy: Policy) -> Released | None:
    """The last settled months against years that lie wholly before them."""
    number = _count("watch_months")
    if monthly is None:
        return None
    table = monthly.table
    table = table[table["settled"].astype(bool)].tail(number)
    if len(table) < number or table[["count", "mean"]].isna().any(axis=None) or not table["expected"].sum():
        return None
    result = trends.watch(
        table["count"], table["mean"], table["years"], table["dispersion"], table["freedom"], ratio=_setting("watch_ratio"),
        level=_confidence(), runs=_count("watch_runs"), seed=_count("watch_seed"),
    )
    told = result.table.assign(start=table["start"].to_numpy())
    return release(_papers(replace(result, table=told, dims=("start",)), _over(whole, told["start"]), of), policy)


def _year_to_date(
    snapshot: Snapshot, whole: Filters, holdings: Holdings, settled: dt.date, policy: Policy, of: Result
) -> Released | None:
    """This year to the last settled day against the same days of earlier years; judged against the year before."""
    days_known = queries.profiles(snapshot)[whole.source].coarsest == "day" and not policy.whole_months
    daily = days_known and settled != periods.month_end(settled)
    if daily:
        counts, end = by_day(snapshot, whole), settled
    else:
        counts, end = of.table.rename(columns={"month": "day"}), periods.last_complete_month(settled)
    if end < holdings.first:
        return None
    first = holdings.first if daily else holdings.first.replace(day=1)
    table, matched = series.year_to_date(counts, first, end, _count("band_years"))
    if end.year not in set(table["year"]):
        return None
    now = int(table.loc[table["year"] == end.year, "count"].iloc[0])
    table["difference"] = now - table["count"]
    table["verdict"] = ""
    told: dict[str, Any] = {"end": end}
    if end.year - 1 in matched:
        row = change.change(matched[end.year - 1], level=_confidence()).table.iloc[0]
        table.loc[table["year"] == end.year - 1, "verdict"] = str(row["verdict"])
        told |= {"low": float(row["low"]), "high": float(row["high"]), "dispersion": float(row["dispersion"])}
    result = Result(
        table, dims=("year",), derived={"count": ("difference", "verdict")}, n=now,
        settings={"method": "conditional_quasi_binomial", "level": _confidence(), **told},
    )
    filters = whole.but(start=dt.date(end.year, 1, 1), end=end)
    return release(_papers(result, filters, of), policy)
