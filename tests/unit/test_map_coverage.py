"""What is on a map and what is not; which periods may be compared on it; who leads beyond chance."""

from __future__ import annotations

import itertools
import math
import tomllib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lib.places.breaks import METHODS, breaks, deviation
from lib.places.leading import leader
from lib.places.map_coverage import KINDS, comparable, coverage
from tests.conftest import ROOT


def rows(*told: tuple[str, bool, str, int]) -> pd.DataFrame:
    return pd.DataFrame(told, columns=["month", "placed", "location_quality", "count"])


FEED = rows(
    ("2024-01", True, "exact", 50), ("2024-01", False, "station_centroid", 40), ("2024-01", False, "none", 10),
    ("2024-02", True, "station_centroid", 5), ("2024-02", False, "filler", 3), ("2024-02", False, "exact", 2),
)


def test_the_parts_add_up_and_the_share_is_theirs() -> None:
    table = coverage(FEED, ("month",)).table
    assert table["count"].tolist() == [100, 10] and table["share"].tolist() == [0.5, 0.5]
    assert table[list(KINDS)].to_numpy().tolist() == [[50, 40, 0, 0, 10], [5, 0, 3, 2, 0]]
    whole = coverage(FEED.drop(columns="month"))
    assert whole.table[list(KINDS)].iloc[0].tolist() == [55, 40, 3, 2, 10]
    assert whole.n == 110 and whole.table["share"].iloc[0] == 0.5
    assert math.isnan(coverage(FEED.head(0).drop(columns="month")).table["share"].iloc[0])


@pytest.mark.parametrize(("shares", "expected"), [
    ([0.63, 0.55, 0.07], [True, True, False]),
    ([0.07, 0.63], [False, True]),               # equally large groups: the one with the latest period
    ([0.50, 0.60], [True, True]),                # ten points exactly
    ([0.50, 0.601], [False, True]),
    ([0.5, 0.55, 0.6, 0.65], [False, True, True, True]),
    ([float("nan"), 0.5], [False, True]),
    ([], []),
])
def test_no_two_periods_side_by_side_differ_by_more_than_ten_points(shares: list[float], expected: list[bool]) -> None:
    assert comparable(shares, 10).tolist() == expected


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.floats(0, 30))
def test_the_group_is_the_largest_there_is(shares: list[float], points: float) -> None:
    kept = comparable(shares, points)
    inside = [share for share, yes in zip(shares, kept, strict=True) if yes]
    assert max(inside) - min(inside) <= points / 100 + 1e-6
    largest = max(
        len(some) for size in range(1, len(shares) + 1) for some in itertools.combinations(shares, size)
        if max(some) - min(some) <= points / 100
    )
    assert len(inside) >= largest


def test_natural_breaks_are_the_best_of_all_partitions() -> None:
    random = np.random.default_rng(7)
    for _ in range(60):
        values, classes = random.integers(0, 40, random.integers(6, 11)).astype(float), int(random.integers(2, 5))
        distinct = np.unique(values)
        if len(distinct) <= classes:
            continue
        best = max(
            deviation(values, [distinct[0], *cuts]) for cuts in itertools.combinations(distinct[1:], classes - 1)
        )
        assert deviation(values, breaks(values, classes, "natural")) == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize("method", ["natural", "equal"])
def test_the_published_classes_of_californian_counties(method: str) -> None:
    case = tomllib.loads((ROOT / "data" / "reference" / "cases" / "breaks.toml").read_text())["classes"][0]
    values = np.array(case["values"])
    lower = breaks(values, 5, method)  # type: ignore[arg-type]
    place = np.searchsorted(lower, values, side="right") - 1
    assert [int((place == k).sum()) for k in range(5)] == case[f"{method}_counts"]
    if method == "natural":
        assert [values[place == k].max() for k in range(5)] == case["natural_highest"]
    else:
        assert [*lower[1:], values.max()] == pytest.approx(case["equal_highest"], abs=0.006)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.integers(2, 6), st.sampled_from(METHODS))
def test_breaks_are_few_ascending_and_begin_at_the_least(values: list[float], classes: int, method: str) -> None:
    lower = breaks(values, classes, method)  # type: ignore[arg-type]
    assert 1 <= len(lower) <= classes and lower[0] == min(values)
    assert all(a < b for a, b in itertools.pairwise(lower))


def test_quantiles_hold_equally_many() -> None:
    lower = breaks(range(100), 5, "quantile")
    assert np.histogram(range(100), bins=[*lower, 100])[0].tolist() == [20] * 5
    assert breaks([0, 10, 20], 2, "equal") == [0, 10] and breaks([], 3, "equal") == []


def test_the_first_leads_only_beyond_chance() -> None:
    assert leader([338, 212, 141, 187, 96], alpha=0.05) == (0, 1, pytest.approx(
        4 * stats.binomtest(338, 550, 0.5).pvalue), True)
    found = leader([100, 96, 20], alpha=0.05)
    assert found is not None and found[:2] == (0, 1) and not found[3]
    assert leader([5], alpha=0.05) is None and leader([0, 0], alpha=0.05) is None
    first = leader([100, 100, float("nan")], [50_000, 10_000, 1], alpha=0.05)
    assert first is not None and first[:2] == (1, 0) and first[3]


def test_alike_places_seldom_have_a_leader() -> None:
    random = np.random.default_rng(3)
    ahead = sum(bool(found and found[3]) for found in (leader(random.poisson(80, 8), alpha=0.05) for _ in range(400)))
    assert ahead / 400 <= 0.05
