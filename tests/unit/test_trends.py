"""Trends: published values, relations, planted truths."""

from __future__ import annotations

import datetime as dt
import tomllib

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lib.complaints import series
from lib.complaints.delay import completeness, reporting_delay
from lib.complaints.expected import band
from lib.complaints.season import decompose, season_test
from lib.complaints.trends import cusum, kendall, watch
from lib.texts import DATA

CASES = tomllib.loads((DATA / "reference" / "cases" / "trends.toml").read_text(encoding="utf-8"))
LEVEL = 0.95


def draw(rng: np.random.Generator, mean: float, ratio: float, size: int) -> np.ndarray:
    """Counts with this mean and variance over mean."""
    return rng.poisson(mean, size) if ratio == 1 else rng.negative_binomial(mean / (ratio - 1), 1 / ratio, size)


def months(counts: object, first: str = "2020-01-01") -> pd.DataFrame:
    counts = np.asarray(counts, dtype=float)
    return pd.DataFrame({"start": pd.date_range(first, periods=len(counts), freq="MS"), "count": counts, "settled": True})


def judged(counts: object, **changes: object) -> pd.DataFrame:
    return band(months(counts).assign(**changes), season=12, level=LEVEL, fewest=2, most=5).table


@pytest.mark.parametrize("case", CASES["kendall"], ids=lambda c: c["name"])
def test_mann_kendall(case: dict) -> None:
    row = kendall(case["values"], level=LEVEL).table.iloc[0]
    assert row["s"] == case["s"] and row["verdict"] == "up"
    assert row["tau"] == pytest.approx(case["tau"], abs=5e-8) and row["z"] == pytest.approx(case["z"], abs=5e-7)
    falling = kendall(case["values"][::-1], level=LEVEL).table.iloc[0]
    assert (falling["s"], falling["verdict"]) == (-case["s"], "down")


def test_ties_lessen_the_variance_and_a_flat_series_has_no_trend() -> None:
    tied = kendall([1, 2, 2, 3, 3, 3, 4], level=LEVEL).table.iloc[0]
    assert tied["tau"] == pytest.approx(stats.kendalltau(range(7), [1, 2, 2, 3, 3, 3, 4]).statistic)
    variance = (7 * 6 * 19 - 2 * 1 * 9 - 3 * 2 * 11) / 18
    assert tied["z"] == pytest.approx((tied["s"] - 1) / variance ** 0.5)
    assert kendall([5] * 8, level=LEVEL).table.iloc[0]["verdict"] == "no_evidence"


def test_years_that_jump_are_not_twelve_witnesses() -> None:
    """All months of a year share its level: with months taken as independent, a third of flat histories would 'rise'."""
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(400):
        level = np.exp(rng.normal(0, 0.15, 6))[:, None] * 100
        alarms += kendall(rng.poisson(np.repeat(level, 12, axis=1)), level=LEVEL).table["verdict"].iloc[0] != "no_evidence"
    assert alarms / 400 < 0.075
    growing = rng.poisson(np.linspace(80, 160, 8)[:, None] * np.ones(12))
    assert kendall(growing, level=LEVEL).table["verdict"].iloc[0] == "up"


@pytest.mark.parametrize("case", CASES["cusum"], ids=lambda c: c["name"])
def test_poisson_cusum(case: dict) -> None:
    table = cusum(case["counts"], case["expected"], case["raised"])
    assert table["reference"].iloc[0] == pytest.approx(case["reference"], abs=5e-5)
    assert table["cusum"].tolist() == pytest.approx(case["cusum"], abs=0.005)


def test_a_watch_is_quiet_without_change_and_finds_a_lasting_rise() -> None:
    rng = np.random.default_rng(11)
    flat = rose = 0
    for _ in range(60):
        past = draw(rng, 30, 2, 48)
        for raised in (False, True):
            history = np.concatenate([past, draw(rng, 48 if raised else 30, 2, 12)])
            last = judged(history).tail(12)
            result = watch(
                last["count"], last["mean"], last["years"], last["dispersion"], last["freedom"], ratio=1.5, level=LEVEL,
                runs=500, seed=1,
            )
            alarm = bool(result.table["alarm"].any())
            rose, flat = rose + (raised and alarm), flat + (not raised and alarm)
    assert flat / 60 <= 0.1
    assert rose / 60 >= 0.9


@pytest.mark.parametrize("ratio", [1, 2, 3])
@pytest.mark.parametrize("mean", [2, 10, 100])
def test_the_band_holds_its_promise(ratio: int, mean: int) -> None:
    rng = np.random.default_rng(20261123)
    inside = []
    for _ in range(60):
        verdicts = judged(draw(rng, mean, ratio, 60))["verdict"]
        inside.append((verdicts[verdicts != ""] == "inside").mean())
    assert 0.93 <= np.mean(inside) <= 0.995


def test_the_band_knows_what_it_may_use() -> None:
    counts = np.full(60, 50.0)
    table = judged(counts)
    assert (table["verdict"].iloc[:24] == "").all() and (table["years"].iloc[24:36] == 2).all()
    assert table["years"].iloc[-1] == 4 and table["expected"].iloc[-1] == 50
    counts[30] = np.nan
    holed = judged(counts)
    assert holed["verdict"].iloc[30] == "" and holed["years"].iloc[42] == 2 and holed["years"].iloc[54] == 3
    unsettled = judged(np.full(60, 50.0), settled=[True] * 40 + [False] * 20)
    assert unsettled["years"].iloc[-1] == 3, "an unfinished month is judged but is no history"
    spike = np.full(60, 50.0)
    spike[50] = 120
    assert judged(spike)["verdict"].iloc[50] == "above"
    assert judged(np.zeros(60))["verdict"].iloc[-1] == "inside"


def test_the_parts_add_up_and_a_planted_season_is_found() -> None:
    rng = np.random.default_rng(3)
    shape = np.tile([1.0] * 11 + [1.5], 4)
    table = months(rng.poisson(200 * shape)).rename(columns={"start": "month"})
    result = decompose(table, level=LEVEL)
    parts = result.table[["trend", "season", "remainder"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(table["count"].to_numpy())
    assert result.settings["verdict"] == "season" and result.settings["high"] == 12
    with pytest.raises(ValueError, match="24"):
        decompose(table.head(23), level=LEVEL)


def test_noise_has_no_season() -> None:
    rng = np.random.default_rng(4)
    alarms = sum(season_test(draw(rng, 30, 2, 36).reshape(3, 12).astype(float), np.full((3, 12), 30.0)) < 0.05
                 for _ in range(600))
    assert 0.02 <= alarms / 600 <= 0.08


def test_short_months_are_no_season() -> None:
    """28 days of February are fewer complaints, not a low season."""
    days = np.tile([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], (3, 1)).astype(float)
    assert season_test(days * 100, days) > 0.99


def test_the_delay_is_recovered_though_recent_events_show_only_short_ones() -> None:
    rng = np.random.default_rng(9)
    cut_off = 1000
    day = rng.integers(0, cut_off, 60_000)
    late = np.where(rng.random(60_000) < 0.6, 0, rng.integers(1, 61, 60_000))
    known = day + late <= cut_off
    delays = pd.DataFrame({"days": late[known]}).value_counts("days").reset_index()
    ages = pd.DataFrame({"days": cut_off - day[known]}).value_counts("days").reset_index()
    share = reporting_delay(delays, ages, longest=90).table.set_index("days")["share"]
    for after in (0, 10, 30, 59):
        assert share[after] == pytest.approx(0.6 + 0.4 * after / 60, abs=0.01)
    assert share[90] == 1 and share.is_monotonic_increasing
    start, end = dt.date(2025, 3, 1), dt.date(2025, 3, 31)
    assert completeness(start, end, dt.date(2025, 7, 1), share) == 1
    assert completeness(start, end, dt.date(2025, 2, 1), share) == 0
    assert completeness(end, end, end, share) == pytest.approx(share[0])


def test_too_young_a_source_has_no_delay() -> None:
    young = pd.DataFrame({"days": [0, 5], "count": [100, 100]})
    assert reporting_delay(young, young, longest=90).table.empty


def test_weeks_begin_on_monday_and_cut_ones_say_so() -> None:
    written = pd.to_datetime(["2024-01-03", "2024-01-07", "2024-01-08", "2024-01-17"])
    days = pd.DataFrame({"day": written, "count": [1, 2, 4, 8]})
    weeks = series.weekly(days, dt.date(2024, 1, 3), dt.date(2024, 1, 17))
    assert weeks["start"].dt.day_of_week.eq(0).all()
    assert weeks["count"].tolist() == [3, 4, 8] and weeks["whole"].tolist() == [False, True, False]


def test_the_year_to_date_stops_on_the_same_day() -> None:
    days = pd.date_range("2022-06-01", "2024-02-29", freq="D")
    counts = pd.DataFrame({"day": days, "count": 1})
    table, matched = series.year_to_date(counts, dt.date(2022, 6, 1), dt.date(2024, 2, 29), 5)
    assert table["year"].tolist() == [2023, 2024], "2022 begins in June and is left out"
    assert table["count"].tolist() == [59, 60] and table["end"].tolist() == [dt.date(2023, 2, 28), dt.date(2024, 2, 29)]
    assert matched[2023].to_numpy().tolist() == [[31, 31], [29, 28]]
