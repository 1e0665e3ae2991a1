"""Crime or reporting: published values, relations, a planted truth."""

from __future__ import annotations

import math
import tomllib
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.access.audiences import policy
from lib.complaints.change import change
from lib.complaints.reporting import Reporting, difference_interval, ratio_interval, split, wilson
from lib.privacy.release import release
from lib.texts import DATA

LEVEL = 0.95
CASES = tomllib.loads((DATA / "reference" / "cases" / "reporting.toml").read_text(encoding="utf-8"))


def one(now: Any, before: Any, later: Reporting, earlier: Reporting) -> pd.Series:
    told = change(pd.DataFrame({"now": np.atleast_1d(now), "before": np.atleast_1d(before)}), level=LEVEL)
    return split(told, later, earlier, level=LEVEL).table.iloc[0]


@pytest.mark.parametrize("case", CASES["wilson"], ids=lambda c: c["name"])
def test_published_intervals_of_a_rate(case: dict[str, Any]) -> None:
    assert wilson(case["x"] / case["n"], case["n"], LEVEL) == pytest.approx((case["low"], case["high"]), abs=6e-5)


@pytest.mark.parametrize("case", CASES["difference"], ids=lambda c: c["name"])
def test_published_intervals_of_a_difference(case: dict[str, Any]) -> None:
    first, second = case["x1"] / case["n1"], case["x2"] / case["n2"]
    found = difference_interval(first, wilson(first, case["n1"], LEVEL), second, wilson(second, case["n2"], LEVEL))
    assert found == pytest.approx((case["low"], case["high"]), abs=6e-5)


@pytest.mark.parametrize("case", CASES["split"], ids=lambda c: c["name"])
def test_more_reporting_is_not_more_crime(case: dict[str, Any]) -> None:
    row = one(case["now"], case["before"], Reporting(case["rate_now"], case["error_now"]),
              Reporting(case["rate_before"], case["error_before"]))
    assert row["ratio"] == pytest.approx(case["ratio"], abs=5e-5)
    assert row["reporting_ratio"] == pytest.approx(case["ratio"], abs=5e-5)
    assert row["crime_ratio"] == pytest.approx(1, abs=1e-4)
    assert (row["complaints_verdict"], row["crime_verdict"]) == (case["complaints"], case["crime"])
    assert row["by_reporting"] == pytest.approx(1613, abs=1)


def test_a_ratio_of_large_samples_is_katz() -> None:
    """Against scipy's interval of a relative risk (Katz et al. 1978), which large samples approach."""
    from scipy.stats.contingency import relative_risk

    first, second = wilson(0.18, 40_000, LEVEL), wilson(0.155, 50_000, LEVEL)
    katz = relative_risk(7200, 40_000, 7750, 50_000).confidence_interval(LEVEL)
    assert ratio_interval(0.18, first, 0.155, second) == pytest.approx((katz.low, katz.high), abs=2e-4)


def test_equal_and_certain_rates_leave_the_change_as_it_is() -> None:
    row = one([30, 41, 25], [20, 22, 31], Reporting(0.2, 0.0), Reporting(0.2, 0.0))
    for name, other in (("crime_ratio", "ratio"), ("crime_low", "low"), ("crime_high", "high")):
        assert row[name] == pytest.approx(row[other])
    assert row["by_reporting"] == 0 and row["remainder"] == row["now"] - row["before"]


def test_parts_add_up_and_factors_multiply() -> None:
    row = one([130, 141], [120, 99], Reporting(0.21, 0.01), Reporting(0.17, 0.02))
    assert row["by_reporting"] + row["remainder"] == pytest.approx(row["now"] - row["before"])
    assert row["crime_ratio"] * row["reporting_ratio"] == pytest.approx(row["ratio"])
    assert row["implied_now"] / row["implied_before"] == pytest.approx(row["crime_ratio"])
    assert row["implied_now_low"] < row["implied_now"] < row["implied_now_high"]


def test_halving_both_rates_changes_no_verdict_and_doubles_the_scenario() -> None:
    """Only their ratio matters to the change, when the relative errors stay."""
    whole = one(500, 400, Reporting(0.2, 0.0), Reporting(0.16, 0.0))
    half = one(500, 400, Reporting(0.1, 0.0), Reporting(0.08, 0.0))
    for name in ("crime_ratio", "crime_low", "crime_high"):
        assert whole[name] == pytest.approx(half[name])
    assert half["implied_now"] == pytest.approx(2 * whole["implied_now"])


def test_swapping_the_periods_inverts_everything() -> None:
    a = one(500, 400, Reporting(0.2, 0.01), Reporting(0.16, 0.02))
    b = one(400, 500, Reporting(0.16, 0.02), Reporting(0.2, 0.01))
    assert a["crime_low"] == pytest.approx(1 / b["crime_high"]) and a["crime_high"] == pytest.approx(1 / b["crime_low"])


def test_less_sure_surveys_widen_and_a_design_effect_too() -> None:
    def width(later: Reporting) -> float:
        row = one(1000, 800, later, Reporting(0.15, n=4000))
        return float(math.log(row["crime_high"] / row["crime_low"]))

    assert width(Reporting(0.18, n=4000)) < width(Reporting(0.18, n=4000, design_effect=2)) < width(Reporting(0.18, n=400))
    assert width(Reporting(0.18, 0.02)) > width(Reporting(0.18, 0.005))
    own = Reporting(0.18, 0.005, n=10).interval(LEVEL)
    assert own == Reporting(0.18, 0.005).interval(LEVEL), "the survey's own error wins"


def test_more_crime_than_reporting_explains_is_said() -> None:
    assert one(16000, 10000, Reporting(0.18, 0.004), Reporting(0.155, 0.004))["crime_verdict"] == "up"
    assert one(10000, 10000, Reporting(0.18, 0.004), Reporting(0.155, 0.004))["crime_verdict"] == "down"


def test_zero_and_few_complaints() -> None:
    for now, before in ((0, 0), (3, 0), (0, 3), (2, 1)):
        row = one(now, before, Reporting(0.2, 0.01), Reporting(0.2, 0.01))
        assert row["crime_verdict"] == "too_few"
        assert row["implied_now_low"] <= row["implied_now"] <= row["implied_now_high"]
    assert math.isnan(one(3, 0, Reporting(0.2, 0.01), Reporting(0.2, 0.01))["crime_ratio"])


@pytest.mark.parametrize("wrong", [
    {"rate": 0, "n": 9}, {"rate": 1, "n": 9}, {"rate": -0.1, "n": 9}, {"rate": 15.5, "error": 0.1}, {"rate": 0.2},
    {"rate": 0.2, "error": -1}, {"rate": 0.2, "n": 0}, {"rate": 0.2, "n": 100, "design_effect": 0.5},
    {"rate": math.nan, "n": 9}, {"rate": 0.2, "error": math.inf},
])
def test_impossible_surveys_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        Reporting(**wrong)


def test_a_hidden_count_hides_what_hangs_on_it() -> None:
    told = change(pd.DataFrame({"now": [40], "before": [4]}), level=LEVEL)
    shown = release(split(told, Reporting(0.2, 0.01), Reporting(0.2, 0.01), level=LEVEL), policy("public")).table.iloc[0]
    hidden = ("before", "ratio", "crime_ratio", "crime_verdict", "expected", "by_reporting", "remainder", "implied_before")
    for name in hidden:
        assert pd.isna(shown[name]), name
    assert shown["now"] == 40 and shown["implied_now"] == pytest.approx(200)


@pytest.mark.parametrize(("mean", "before", "now", "asked", "crime", "spread"), [
    (1000, 0.155, 0.18, 3000, 1.0, 1), (1000, 0.155, 0.18, 3000, 1.0, 3), (300, 0.15, 0.15, 28000, 1.5, 2),
])
def test_the_interval_holds_a_planted_change(
    mean: float, before: float, now: float, asked: int, crime: float, spread: int
) -> None:
    rng = np.random.default_rng(20261123)

    def months(expected: float) -> np.ndarray:
        if spread == 1:
            return rng.poisson(expected, 12)
        return rng.negative_binomial(expected / (spread - 1), 1 / spread, 12)

    runs, held, alarms = 600, 0, 0
    for _ in range(runs):
        earlier, later = rng.binomial(asked, before) / asked, rng.binomial(asked, now) / asked
        row = one(months(mean * now * crime), months(mean * before), Reporting(later, n=asked), Reporting(earlier, n=asked))
        held += row["crime_low"] <= crime <= row["crime_high"]
        alarms += row["crime_verdict"] == "up"
    assert 0.93 <= held / runs <= 0.975
    assert alarms / runs <= 0.045 if crime == 1 else alarms / runs >= 0.9
