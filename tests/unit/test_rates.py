"""Rates: a published example, a second program, relations, and a planted truth found again."""

from __future__ import annotations

import importlib.util
import tomllib

import numpy as np
import pandas as pd
import pytest

from lib.complaints.change import count_interval
from lib.complaints.rates import empirical_bayes, rates
from lib.texts import DATA

CASES = tomllib.loads((DATA / "reference" / "cases" / "rates.toml").read_text(encoding="utf-8"))["empirical_bayes"]
RULES = {"level": 0.95, "fewest": 16, "unstable": 20}


def frame(counts, populations):
    return pd.DataFrame({"count": pd.array(counts, dtype="Int64"), "population": pd.array(populations, dtype="Int64")})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_published_smoothed_rates(case):
    found = empirical_bayes(frame(case["events"], case["population"]), per=1).table["smoothed"]
    assert found.head(10).to_numpy() == pytest.approx(case["documented"], rel=5e-8)
    assert found.to_numpy() == pytest.approx(case["smoothed"], rel=1e-10)


@pytest.mark.skipif(importlib.util.find_spec("esda") is None, reason="esda, the second program, is not installed")
def test_a_second_program_agrees():
    smoothing = importlib.import_module("esda.smoothing")
    rng = np.random.default_rng(3)
    population = rng.integers(2_000, 200_000, 60)
    events = rng.poisson(population * rng.gamma(4, 0.001, 60))
    theirs = smoothing.Empirical_Bayes(events, population).r.ravel()
    assert empirical_bayes(frame(events, population), per=1).table["smoothed"].to_numpy() == pytest.approx(theirs)


def test_a_smoothed_rate_lies_between_its_own_and_the_mean():
    table = frame([0, 3, 40, 800], [900, 1_000, 20_000, 150_000])
    found = empirical_bayes(table, per=1).table
    mean = 843 / 171_900
    own = (found["count"] / found["population"]).astype(float)
    assert ((found["smoothed"] - own) * (found["smoothed"] - mean) <= 1e-18).all()
    assert found["weight"].is_monotonic_increasing


def test_equal_rates_stay_and_the_order_does_not_matter():
    same = empirical_bayes(frame([10, 100, 50], [1_000, 10_000, 5_000])).table["smoothed"]
    assert same.to_numpy() == pytest.approx([1000, 1000, 1000])
    table = frame([5, 90, 20, 61], [1_000, 3_000, 9_000, 2_000])
    turned = table.iloc[::-1]
    assert empirical_bayes(turned).table["smoothed"].sort_index().to_numpy() == pytest.approx(
        empirical_bayes(table).table["smoothed"].to_numpy())


def test_places_without_count_or_population_lend_nothing():
    whole = empirical_bayes(frame([30, 60, 5], [1_000, 3_000, 500])).table["smoothed"].to_numpy()
    found = empirical_bayes(frame([30, None, 60, 7, 5], [1_000, 4_000, 3_000, None, 500])).table["smoothed"].to_numpy()
    assert found[[0, 2, 4]] == pytest.approx(whole) and np.isnan(found[[1, 3]]).all()
    alone = empirical_bayes(frame([30], [1_000])).table.iloc[0]
    assert alone["smoothed"] == 3000 and alone["weight"] == 1


def test_smoothing_finds_planted_rates_better_than_the_raw_ones():
    rng = np.random.default_rng(20261123)
    population = rng.integers(300, 5_000, 400)
    truth = rng.gamma(9, 0.003 / 9, 400)
    events = rng.poisson(population * truth)
    table = empirical_bayes(frame(events, population), per=1).table
    raw = (table["count"] / table["population"]).astype(float)
    assert ((table["smoothed"] - truth) ** 2).mean() < 0.45 * ((raw - truth) ** 2).mean()


def test_what_may_be_printed():
    table = rates(frame([0, 15, 16, 19, 20, None, 40], [9_000] * 6 + [None]), **RULES).table
    assert table["state"].tolist() == ["too_few", "too_few", "unstable", "unstable", "shown", "hidden", "no_population"]
    assert table["rate"].notna().tolist() == [False, False, True, True, True, False, False]
    assert table[["low", "high"]].notna().all(axis=1).tolist() == table["rate"].notna().tolist()


def test_intervals_are_those_of_a_single_count():
    table = rates(frame([16, 58, 4_000], [20_000, 7_000, 90_000]), **RULES).table
    for row in table.to_dict("records"):
        wanted = [end / row["population"] * 100_000 for end in count_interval(row["count"], 0.95)]
        assert [row["low"], row["high"]] == pytest.approx(wanted)
