"""Validation out of time: worked values, relations, a planted map that is right and one that is not."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest
from scipy import stats

from lib.places.validation import pai, taken, validate
from lib.texts import DATA

CASES = tomllib.loads((DATA / "reference" / "cases" / "validation.toml").read_text(encoding="utf-8"))
ASKED = {"runs": 199, "seed": 5, "level": 0.95}


@pytest.mark.parametrize("case", CASES["areas"], ids=lambda c: c["name"])
def test_published_indices(case: dict) -> None:
    n = len(case["later"])
    shares = [(i + 1) / n for i in range(n)]
    table = validate({"map": case["score"]}, case["later"], [1] * n, shares=shares, **ASKED).table
    own = table[table["map"] == "map"]
    assert own["pai"].tolist() == pytest.approx(case["pai"]) and own["pei"].tolist() == pytest.approx(case["pei"])


def test_equal_scores_are_taken_alike() -> None:
    assert taken([5, 1, 1, 1], [1, 1, 1, 1], 0.5).tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3])
    assert taken([5, np.nan, 1], [2, 1, 1], 0.75).tolist() == pytest.approx([1, 0, 1])
    part = taken(np.zeros(7), np.arange(1, 8), 0.03)
    assert part == pytest.approx(0.03) and pai(float(part @ np.ones(7)), 7, 0.03) == pytest.approx(1)


def test_no_map_beats_the_best_and_chance_is_one() -> None:
    rng = np.random.default_rng(1)
    later, area = rng.poisson(rng.gamma(0.3, 2, 500)), rng.uniform(0.2, 1, 500)
    table = validate({"blind": rng.random(500), "later": later / area}, later, area, shares=(0.01, 0.05), **ASKED).table
    assert (table["pei"] <= 1 + 1e-12).all()
    assert table.loc[table["map"] == "later", "pei"].tolist() == pytest.approx([1, 1])
    chance = table[table["map"] == "chance"]
    assert chance["pai"].tolist() == pytest.approx([1, 1])
    assert (chance["pai_low"] < 1).all() and (chance["pai_high"] > 1).all()


def test_the_interval_is_clopper_and_pearson() -> None:
    later = np.array([30, 0, 70, 0, 0])
    row = validate({"map": [9, 1, 0, 0, 0]}, later, np.ones(5), shares=(0.2,), **ASKED).table.iloc[0]
    known = stats.binomtest(30, 100).proportion_ci(0.95, "exact")
    assert (row["low"], row["high"]) == pytest.approx((known.low, known.high))


def test_a_right_map_beats_last_period_and_a_wrong_one_does_not() -> None:
    rng = np.random.default_rng(2)
    risk = rng.gamma(0.3, 1, 1_500)
    long, last, later = rng.poisson(risk * 12), rng.poisson(risk), rng.poisson(risk)
    result = validate(
        {"year": long, "last": last, "blind": rng.random(1_500)}, later, np.ones(1_500), shares=(0.05,), base="last",
        marked={"hot": long >= np.sort(long)[-60]}, **ASKED,
    )
    table = result.table.set_index("map")
    assert table.loc["year", "verdict"] == "better" and table.loc["blind", "verdict"] == "worse"
    assert table.loc["last", "verdict"] == "" and table.loc["hot", "kind"] == "marked"
    assert table.loc["hot", "share"] == pytest.approx((long >= np.sort(long)[-60]).mean())
    assert table.loc["chance", "pai_low"] < table.loc["blind", "pai"] < table.loc["chance", "pai_high"]
    assert result.n == later.sum()


def test_maps_of_equal_worth_are_seldom_told_apart() -> None:
    rng = np.random.default_rng(3)
    apart = 0
    for _ in range(150):
        risk = rng.gamma(0.3, 1, 400)
        one, other, later = (rng.poisson(risk * 2) for _ in range(3))
        table = validate({"a": one, "b": other}, later, np.ones(400), shares=(0.05,), base="b", runs=2, seed=1, level=0.95)
        apart += table.table["verdict"].isin(["better", "worse"]).any()
    assert apart / 150 < 0.12


def test_without_later_complaints_there_is_nothing_to_say() -> None:
    result = validate({"a": [1, 2]}, [0, 0], [1, 1], shares=(0.05,), **ASKED)
    assert result.table.empty and result.n == 0
    nothing = validate({"a": [1, 2]}, [3, 0], [1, 1], shares=(), marked={"hot": [False, False]}, base="a", **ASKED).table
    assert np.isnan(nothing["pai"][0]) and nothing["hits"][0] == 0
