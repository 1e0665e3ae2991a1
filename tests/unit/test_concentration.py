"""Concentration: published values, relations, what chance alone gives, planted busy places."""

from __future__ import annotations

import tomllib

import numpy as np
import pandas as pd
import pytest

from lib.places.concentration import Chance, chance, concentration, curve, generalised, ranked
from lib.texts import DATA

CASES = tomllib.loads((DATA / "reference" / "cases" / "concentration.toml").read_text(encoding="utf-8"))
LEVEL = 0.95


def thrown(counts: object, exposure: object = None) -> tuple[np.ndarray, Chance]:
    """The counts, and as many thrown by chance."""
    counts = np.asarray(counts)
    return counts, chance(int(counts.sum()), np.ones(len(counts)) if exposure is None else exposure, runs=199, seed=3)


def told(counts: object, exposure: object = None) -> pd.DataFrame:
    return concentration(*thrown(counts, exposure), level=LEVEL).table.set_index("measure")


def gini(counts: object) -> float:
    return float(told(counts).loc["gini", "value"])


@pytest.mark.parametrize("case", CASES["gini"], ids=lambda c: c["name"])
def test_published_coefficients(case: dict) -> None:
    counts = case["counts"]
    assert gini(counts) == pytest.approx(case["gini"])
    assert float(generalised(gini(counts), sum(counts), len(counts))) == pytest.approx(case["generalised"])


@pytest.mark.parametrize("case", CASES["chance"], ids=lambda c: c["name"])
def test_pure_chance_is_unequal_too(case: dict) -> None:
    rng = np.random.default_rng(1)
    counts = rng.multinomial(case["complaints"], np.full(case["places"], 1 / case["places"]))
    table = told(counts)
    assert table.loc["gini", "expected"] == pytest.approx(case["gini"], abs=0.005)
    assert table.loc["gini", "low"] <= table.loc["gini", "value"] <= table.loc["gini", "high"]
    assert table.loc["gini", "p"] > 0.05 and table.loc["half", "p"] > 0.05
    assert abs(table.loc["generalised", "value"]) < 0.25


def test_relations() -> None:
    rng = np.random.default_rng(2)
    counts = rng.poisson(rng.gamma(0.4, 5, 300))
    assert gini(counts) == pytest.approx(gini(rng.permutation(counts))) == pytest.approx(gini(counts * 7))
    pairs = np.abs(counts[:, None] - counts[None, :]).sum() / (2 * len(counts) ** 2 * counts.mean())
    assert gini(counts) == pytest.approx(pairs)  # the other definition: mean difference over twice the mean
    assert gini([4] * 9) == pytest.approx(0) and gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert float(generalised(0.4, 500, 100)) == pytest.approx(0.4)
    assert float(generalised(gini([1, 1, 0, 0, 0]), 2, 5)) == pytest.approx(0), "as even as two complaints can be"


def test_planted_busy_places_are_more_than_chance() -> None:
    rng = np.random.default_rng(4)
    share = np.full(400, 1.0)
    share[:20] = 19.0  # a twentieth of the places holds half
    counts = rng.multinomial(3_000, share / share.sum())
    table = told(counts)
    assert table.loc["half", "value"] == pytest.approx(0.05, abs=0.006)
    assert table.loc["top5", "value"] == pytest.approx(0.5, abs=0.03)
    assert (table.loc[["gini", "generalised", "half", "top1", "top5"], "p"] == 1 / 200).all()
    fair = told(counts, share)
    assert fair.loc["gini", "p"] > 0.05, "with the planted exposure it is chance"


def test_the_curve_starts_with_the_busiest_and_ends_with_all() -> None:
    table = curve(*thrown([6, 3, 1, 0]), level=LEVEL, points=4).table
    assert table["held"].tolist() == pytest.approx([0, 0.6, 0.9, 1, 1])
    assert table["share"].tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert (table["low"] <= table["expected"] + 1e-12).all() and (table["expected"] <= table["high"] + 1e-12).all()
    assert table["expected"].iloc[-1] == pytest.approx(1)


def test_half_of_the_complaints_takes_a_place_in_part() -> None:
    table = told([6, 3, 1, 0])
    assert table.loc["half", "value"] == pytest.approx(5 / 6 / 4)
    assert table.loc["most", "value"] == pytest.approx((1 + 2 / 3) / 4)
    assert table.loc["empty", "value"] == pytest.approx(0.25)


def test_the_busiest_are_compared_with_the_busiest_of_chance() -> None:
    counts, by_chance = thrown([30, 2, 2, 1, *[0] * 96])
    table = ranked(counts, by_chance, level=LEVEL, most=5).table
    assert table["count"].tolist() == [30, 2, 2, 1, 0] and table["rank"].tolist() == [1, 2, 3, 4, 5]
    assert table["expected"].is_monotonic_decreasing and table["expected"][0] > 1.5, "some place is the busiest by chance"
    assert table["verdict"].tolist() == ["more", *["no_evidence"] * 4]
    assert len(ranked(*thrown([3, 1]), level=LEVEL, most=5).table) == 2


def test_chance_deals_by_exposure_and_keeps_the_number() -> None:
    maps = chance(500, [0.0, 1.0, 3.0], runs=400, seed=1).maps
    assert (maps.sum(axis=1) == 500).all() and maps.shape == (400, 2)
    assert maps.mean(axis=0) == pytest.approx([125, 375], rel=0.02)
    assert (chance(500, [1, 2], runs=3, seed=1).maps == chance(500, [1, 2], runs=3, seed=1).maps).all()


def test_no_complaints_make_no_row() -> None:
    counts, by_chance = thrown([0, 0, 0])
    assert concentration(counts, by_chance, level=LEVEL).table.empty
    assert curve(counts, by_chance, level=LEVEL, points=4).table["held"].isna().all()
