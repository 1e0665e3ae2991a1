"""The change against the year before: a published value, relations, a planted truth."""

import math
import tomllib

import numpy as np
import pandas as pd
import pytest

from lib.complaints.change import change, count_interval, rate
from lib.texts import DATA

LEVEL = 0.95


def one(now, before, **extra):
    return change(pd.DataFrame({"now": now, "before": before}), level=LEVEL, **extra).table.iloc[0]


CASES = tomllib.loads((DATA / "reference" / "cases" / "change.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["change"], ids=lambda c: c["name"])
def test_published_comparisons(case):
    row = one([case["now"]], [case["before"]], exposure_now=case["exposure_now"], exposure_before=case["exposure_before"])
    for name in ("ratio", "low", "high"):
        assert row[name] == pytest.approx(case[name], abs=5e-7)


@pytest.mark.parametrize("case", CASES["count_interval"], ids=lambda c: c["name"])
def test_published_intervals(case):
    assert count_interval(case["count"], LEVEL) == pytest.approx((case["low"], case["high"]), abs=5e-4)


def test_p_and_interval_agree():
    for now, before in [([30, 41, 25], [20, 22, 31]), ([8], [1]), ([100, 120], [90, 85])]:
        row = one(now, before)
        assert (row["p"] < 1 - LEVEL) == (not row["low"] <= 1 <= row["high"])


def test_swapping_the_years_inverts_the_ratio():
    a, b = one([30, 41, 25], [20, 22, 31]), one([20, 22, 31], [30, 41, 25])
    assert a["low"] == pytest.approx(1 / b["high"]) and a["p"] == pytest.approx(b["p"])


def test_two_to_three_is_not_a_change():
    assert one([3], [2])["verdict"] == "too_few"
    assert one([9], [6])["verdict"] == "no_evidence"


def test_nothing_before():
    row = one([9], [0])
    assert math.isinf(row["ratio"]) and math.isinf(row["high"]) and row["verdict"] == "up"
    empty = one([0, 0], [0, 0])
    assert math.isnan(empty["ratio"]) and empty["verdict"] == "too_few"


def test_missing_blocks_are_left_out():
    assert one([5, None], [7, 3])["now"] == 5


@pytest.mark.parametrize("variance_over_mean", [1, 2, 3])
def test_false_alarms_and_coverage_stay_near_nominal(variance_over_mean):
    rng = np.random.default_rng(20261123)

    def draw(mean):
        if variance_over_mean == 1:
            return rng.poisson(mean, 12)
        return rng.negative_binomial(mean / (variance_over_mean - 1), 1 / variance_over_mean, 12)

    runs, alarms, covered, found = 600, 0, 0, 0
    for _ in range(runs):
        alarms += one(draw(40), draw(40))["verdict"] in ("up", "down")
        planted = one(draw(60), draw(40))
        covered += planted["low"] <= 1.5 <= planted["high"]
        found += planted["verdict"] == "up"
    assert alarms / runs <= 0.075
    assert covered / runs >= 0.92
    assert found / runs >= 0.95


def test_one_month_needs_the_spread_of_the_others():
    rng = np.random.default_rng(7)
    past = pd.DataFrame({"now": rng.negative_binomial(20, 1 / 4, 12), "before": rng.negative_binomial(20, 1 / 4, 12)})
    alone, informed = one([80], [55]), one([80], [55], spread=past)
    assert informed["dispersion"] > 1.5 and informed["high"] - informed["low"] > alone["high"] - alone["low"]


def test_rate():
    row = rate(974, 150_280, level=LEVEL).table.iloc[0]
    assert row["rate"] == pytest.approx(648.12, abs=0.01)
    assert row["low"] < row["rate"] < row["high"]
    with pytest.raises(ValueError):
        rate(3, 0, level=LEVEL)
