"""Frequencies, scores, levels, groups and waves: published values, sums that agree, planted differences, weights."""

from __future__ import annotations

import tomllib
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.access.audiences import policy
from lib.errors import PolicyError
from lib.privacy.release import release
from lib.surveys import results
from lib.surveys.answers import Answers, score, scores
from lib.surveys.estimates import design_effect, difference, mean_of, share_of
from lib.surveys.instrument import Codebook, Item
from tests.conftest import ROOT

CASES = tomllib.loads((ROOT / "data" / "reference" / "cases" / "survey_results.toml").read_text(encoding="utf-8"))


def survey(n: int = 400, seed: int = 3, weighted: bool = True) -> tuple[Answers, Codebook]:
    rng = np.random.default_rng(seed)
    sector = rng.choice(["ICA-S1", "ICA-S2"], n)
    wave = rng.choice(["2024", "2025"], n)
    base = 2.6 + 0.9 * (wave == "2025")[:, None] + rng.normal(0, 0.8, (n, 1))
    values = np.clip(np.round(base + rng.normal(0, 0.7, (n, 6))), 1, 5)
    values[rng.random(values.shape) < 0.05] = np.nan
    items = pd.DataFrame(values, columns=list("abcdef"))
    people = pd.DataFrame({"sector": sector, "ola": wave, "sexo": rng.choice(["H", "M"], n)})
    weights = rng.uniform(0.5, 1.5, n) if weighted else None
    book = Codebook(
        "s", tuple(Item(c, variable="v", dimension="x" if c < "d" else "y", reversed=c == "f") for c in "abcdef"),
        weight="w", wave="ola", place="sector", place_level="sector", groups=("sexo",),
    )
    return Answers(items, people, None if weights is None else weights / weights.mean()), book


@pytest.mark.parametrize("case", CASES["thirds"], ids=lambda case: str(case["items"]))
def test_levels_are_those_that_tables_print(case: dict[str, Any]) -> None:
    book = Codebook("s", tuple(Item(f"q{i}", variable="v") for i in range(case["items"])))
    assert list(results.thirds(book.scale("v"))) == case["cuts"]


@pytest.mark.parametrize("case", CASES["wilson"], ids=lambda case: f"{case['count']}/{case['n']}")
def test_shares_have_wilsons_interval(case: dict[str, Any]) -> None:
    meant = np.arange(case["n"]) < case["count"]
    found = share_of(meant, np.ones(case["n"], dtype=bool), None, 0.95)
    assert (found.low, found.high) == pytest.approx((case["low"], case["high"]), abs=5e-5)


@pytest.mark.parametrize("case", CASES["welch"], ids=["sleep"])
def test_waves_are_compared_as_welch_does(case: dict[str, Any]) -> None:
    first, last = (mean_of(np.array(case[name]), None, 0.95) for name in ("first", "last"))
    gap, low, high, p = difference(first, last, 0.95)
    assert (gap, low, high, p) == pytest.approx((case["difference"], case["low"], case["high"], case["p"]), abs=1e-6)


def test_without_weights_a_mean_is_the_textbooks() -> None:
    values = np.array([1.0, 2, 2, 5, np.nan, 4])
    found = mean_of(values, None, 0.95)
    known = values[np.isfinite(values)]
    assert (found.n, found.mean, found.sd) == (5, known.mean(), pytest.approx(known.std(ddof=1)))
    assert found.error == pytest.approx(known.std(ddof=1) / 5**0.5)
    equal = mean_of(values, np.full(6, 2.0), 0.95)
    assert (equal.mean, equal.error, equal.deff) == pytest.approx((found.mean, found.error, 1.0))


def test_the_design_effect_is_kishs() -> None:
    weights = np.array([1.0, 1, 2, 4])
    cv = weights.std() / weights.mean()
    assert design_effect(weights) == pytest.approx(1 + cv**2)
    assert design_effect(None) == 1.0


def test_weighted_intervals_cover_the_population() -> None:
    """Planted: a population where the over-sampled half scores 1 more; 300 samples, the weighted interval covers 95 %."""
    rng = np.random.default_rng(11)
    covered = naive = 0
    for _ in range(300):
        young = rng.random(200) < 0.8
        values = rng.normal(2.0, 1.0, 200) + young
        weights = np.where(young, 0.5 / 0.8, 0.5 / 0.2)
        found = mean_of(values, weights, 0.95)
        covered += found.low <= 2.5 <= found.high
        plain = mean_of(values, None, 0.95)
        naive += plain.low <= 2.5 <= plain.high
    assert 275 <= covered <= 297 and naive < 100


def test_frequencies_add_up_to_everybody() -> None:
    answers, book = survey()
    for weighted in (False, True):
        table = results.frequencies(answers, book, "v", weighted=weighted).table
        assert (table.groupby("item")["count"].sum() == answers.n).all()
        given = table[table["place"] >= 0]
        assert np.allclose(given.groupby("item")["share"].sum(), 1.0)
        assert ((given["low"] <= given["share"]) & (given["share"] <= given["high"])).all()


def test_long_scales_are_cut_into_classes() -> None:
    values = pd.DataFrame({"a": [0.0, 9.9, 10, 55, 100], "b": [1.0, 2, 3, 4, 5]})
    book = Codebook("s", (Item("a", variable="v", low=0, high=100), Item("b", variable="v", low=0, high=100)))
    table = results.frequencies(Answers(values, pd.DataFrame(index=values.index)), book, "v", weighted=False).table
    counts = table[table["item"] == "a"].set_index("answer")["count"]
    assert counts["0-10"] == 2 and counts["10-20"] == 1 and counts["90-100"] == 1 and counts.sum() == 5


def test_scores_turn_reversed_items_and_follow_the_rule_for_gaps() -> None:
    items = pd.DataFrame({"a": [1.0, 5, np.nan], "b": [1.0, 5, 2], "c": [5.0, np.nan, np.nan]})
    book = Codebook("s", (Item("a", variable="v"), Item("b", variable="v"), Item("c", variable="v", reversed=True)))
    answers = Answers(items, pd.DataFrame(index=items.index))
    assert score(answers, book.scale("v"), share=0.6).tolist()[:2] == [1.0, 5.0]
    assert np.isnan(scores(answers, book)["v"].iloc[1]) and np.isnan(scores(answers, book)["v"].iloc[2])


def test_levels_share_everybody_with_a_score() -> None:
    answers, book = survey()
    table = results.levels(answers, book, weighted=True).table
    with_score = np.isfinite(scores(answers, book)).sum()
    assert (table.groupby("scale")["count"].sum() == with_score).all()
    assert np.allclose(table.groupby("scale")["share"].sum(), 1)
    own = results.levels(answers, book, weighted=False, cuts={"v": (6.0, 29.0)}).table
    counts = own[own["scale"] == "v"]["count"]
    assert counts.sum() == with_score["v"] and counts.iloc[1] > 0.9 * with_score["v"]


def test_groups_add_up_and_a_place_is_called_by_its_level() -> None:
    answers, book = survey()
    whole = results.score_table(answers, book, weighted=False).table.set_index("scale")
    for group, dim in (("sexo", "group"), ("sector", "sector"), ("ola", "wave")):
        found = results.by_group(answers, book, group, weighted=False)
        assert found.dims == ("scale", dim)
        parts = found.table[found.table["scale"] == "v"]
        assert parts["n"].sum() == whole.loc["v", "n"]
        assert (parts["n"] * parts["mean"]).sum() / parts["n"].sum() == pytest.approx(whole.loc["v", "mean"])


def test_a_planted_change_is_found_and_none_is_invented() -> None:
    answers, book = survey()
    table = results.changes(answers, book, "2024", "2025", weighted=True).table.set_index("scale")
    assert table.loc["v.x", "verdict"] == "up"
    assert 0.5 < table.loc["v.x", "low"] < table.loc["v.x", "high"] < 1.2
    assert (table["p_holm"] >= table["p"]).all()
    calm = Answers(answers.items, answers.people.assign(ola=np.resize(["2024", "2025"], answers.n)), answers.weights)
    assert (results.changes(calm, book, "2024", "2025", weighted=True).table["verdict"] == "no_evidence").all()


def test_small_groups_are_hidden_from_others_and_places_where_they_may_not_be_seen() -> None:
    answers, book = survey(60)
    answers.people.loc[:2, "sexo"] = "otro"
    found = results.by_group(answers, book, "sexo", weighted=False)
    shown = release(found, policy("public")).table
    hidden = shown[shown["group"] == "otro"]
    assert hidden["n"].isna().all() and hidden["mean"].isna().all()
    assert not release(found, policy("command")).table["mean"].isna().any()
    with pytest.raises(PolicyError):
        release(results.by_group(answers, book, "sector", weighted=False), policy("public"))
    counts = release(results.frequencies(answers, book, "v", weighted=False), policy("municipal")).table
    small = counts["count"].notna() & (counts["count"] > 0) & (counts["count"] < 5)
    assert not small.any() and counts.loc[counts["count"].isna(), "share"].isna().all()


def test_a_group_of_nobody_and_one_person_give_no_interval() -> None:
    assert mean_of(np.array([np.nan, np.nan]), None, 0.95).n == 0
    one = mean_of(np.array([3.0]), None, 0.95)
    assert one.mean == 3.0 and np.isnan(one.low)
    assert np.isnan(difference(one, one, 0.95)[3])
