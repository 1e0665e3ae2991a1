"""Alpha, omega and what items add: R's and pingouin's published values, relations, planted truth, refusals that teach."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.multivariate.factor import Factor

from lib.errors import UsageError
from lib.surveys.answers import Answers
from lib.surveys.instrument import Codebook, Item
from lib.surveys.moments import correlations, moments
from lib.surveys.omega import omega, one_factor
from lib.surveys.reliability import Reliability, alpha, feldt, reliability, summary
from tests.conftest import ROOT

CASES = tomllib.loads((ROOT / "data" / "reference" / "cases" / "reliability.toml").read_text(encoding="utf-8"))


def answers(table: pd.DataFrame | np.ndarray, **more: Any) -> tuple[Answers, Codebook]:
    frame = pd.DataFrame(table).astype(float)
    frame.columns = [str(name) for name in frame.columns]
    low, high = more.pop("low", 1.0), more.pop("high", 5.0)
    backwards = more.pop("reversed", ())
    items = tuple(Item(code, variable="total", low=low, high=high, reversed=code in backwards) for code in frame.columns)
    return Answers(frame, pd.DataFrame(index=frame.index)), Codebook("study", items, **more)


def of(table: pd.DataFrame | np.ndarray, missing: str = "listwise", runs: int = 0, **more: Any) -> Reliability:
    return reliability(*answers(table, **more), "total", missing, runs=runs)  # type: ignore[arg-type]


def read(shared: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(shared / "data" / "surveys" / name, encoding="utf-8-sig")


def row(found: Reliability) -> pd.Series:
    return found.whole.table.iloc[0]


@pytest.mark.parametrize("case", CASES["alpha"], ids=lambda case: case["name"])
def test_published_alphas(case: dict[str, Any], shared: Path) -> None:
    found = of(read(shared, case["file"]), case["missing"], low=0.0, high=100.0)
    whole, items = row(found), found.items.table.set_index("item")
    assert whole["alpha"] == pytest.approx(case["raw"], abs=1e-7)
    for name, ours in (("standardised", "standardised"), ("omega", "omega")):
        if name in case:
            assert whole[ours] == pytest.approx(case[name], abs=1e-5 if name == "omega" else 1e-7)
    if "low" in case:
        assert (round(whole["alpha_low"], 2), round(whole["alpha_high"], 2)) == (case["low"], case["high"])
    for name, ours, close in (("dropped", "dropped", 1e-7), ("rest", "rest_r", 1e-7), ("loadings", "loading", 2e-5)):
        for item, value in case.get(name, {}).items():
            assert items.loc[item, ours] == pytest.approx(value, abs=close)


def test_published_long_table(shared: Path) -> None:
    case = CASES["long"][0]
    long = read(shared, case["file"])
    whole = row(of(long.pivot(index="Subj", columns="Items", values="Scores"), low=0.0, high=10.0))
    assert whole["alpha"] == pytest.approx(case["raw"], abs=1e-7)
    assert whole["alpha_low"] == pytest.approx(case["low"], abs=5e-4)
    assert whole["alpha_high"] == pytest.approx(case["high"], abs=5e-4)


@pytest.mark.parametrize("case", CASES["bfi"], ids=lambda case: case["items"][0][0])
def test_bfi_with_its_reversed_items_and_gaps(case: dict[str, Any], shared: Path) -> None:
    table = read(shared, "bfi.csv")[case["items"]]
    pairwise = of(table, "pairwise", high=6.0, reversed=tuple(case["reversed"]))
    listwise = of(table, "listwise", high=6.0, reversed=tuple(case["reversed"]))
    assert row(pairwise)["alpha"] == pytest.approx(case["pairwise"], abs=1e-7)
    assert row(pairwise)["standardised"] == pytest.approx(case["pairwise_standardised"], abs=1e-7)
    assert row(listwise)["alpha"] == pytest.approx(case["listwise"], abs=1e-7)
    assert row(listwise)["n"] == case["n"]
    assert row(listwise)["omega"] == pytest.approx(case["omega"], abs=1e-5)
    assert list(pairwise.items.table["mean"]) == pytest.approx(case["means"], abs=1e-8)
    assert list(pairwise.items.table["n"]) == case["answered"]
    forgotten = of(table, high=6.0)
    assert ("negative" in row(forgotten)["flags"]) == bool(case["reversed"])


def test_one_factor_is_statsmodels(shared: Path) -> None:
    """The second program: maximum likelihood of statsmodels on the same correlations."""
    table = read(shared, "bfi.csv")[["N1", "N2", "N3", "N4", "N5"]].dropna()
    corr = np.corrcoef(table.to_numpy(float), rowvar=False)
    loading, unique = one_factor(corr[None])
    theirs = Factor(corr=corr, n_factor=1, method="ml", nobs=len(table)).fit()
    assert np.abs(theirs.loadings[:, 0]) == pytest.approx(loading[0], abs=1e-4)
    assert theirs.uniqueness == pytest.approx(unique[0], abs=2e-4)


def planted(n: int, loadings: list[float], seed: int = 7) -> np.ndarray:
    rng = np.random.default_rng(seed)
    common = rng.standard_normal((n, 1))
    strength = np.asarray(loadings)
    return common * strength + np.sqrt(1 - strength**2) * rng.standard_normal((n, len(strength)))


def test_planted_omega_and_alpha_are_found() -> None:
    """Unequal loadings: alpha stays below omega, both at their population values."""
    strength = [0.9, 0.8, 0.7, 0.5, 0.4]
    found = row(of(planted(200_000, strength), low=-9.0, high=9.0))
    cov = np.outer(strength, strength)
    np.fill_diagonal(cov, 1.0)
    truth = sum(strength) ** 2 / cov.sum()
    assert found["omega"] == pytest.approx(truth, abs=0.002)
    assert found["alpha"] == pytest.approx(alpha(cov), abs=0.003)
    assert found["alpha"] < found["omega"]


def test_parallel_items_follow_spearman_and_brown() -> None:
    """Relation: alpha of k parallel items with correlation r is k r / (1 + (k-1) r); omega is the same."""
    k, r = 6, 0.4
    cov = np.full((k, k), r)
    np.fill_diagonal(cov, 1.0)
    assert alpha(cov) == pytest.approx(k * r / (1 + (k - 1) * r))
    loading, unique = one_factor(cov[None])
    assert loading[0].sum() ** 2 / (loading[0].sum() ** 2 + unique[0].sum()) == pytest.approx(alpha(cov), abs=1e-6)


def test_order_and_direction_change_nothing() -> None:
    table = pd.DataFrame(np.clip(np.round(3 + planted(300, [0.8] * 5)), 1, 5), columns=list("abcde"))
    base = row(of(table))
    turned = table.copy()
    turned["b"] = 6 - turned["b"]
    for other in (table[list("edcba")], table.sample(frac=1, random_state=1)):
        assert row(of(other))["alpha"] == pytest.approx(base["alpha"])
    assert row(of(turned, reversed=("b",)))["alpha"] == pytest.approx(base["alpha"])
    assert row(of(turned))["alpha"] < base["alpha"]


def test_alpha_without_an_item_is_that_of_the_others() -> None:
    table = pd.DataFrame(planted(120, [0.8, 0.7, 0.6, 0.5]), columns=list("abcd"))
    items = of(table, low=-9.0, high=9.0).items.table.set_index("item")
    assert items.loc["a", "dropped"] == pytest.approx(row(of(table[list("bcd")], low=-9.0, high=9.0))["alpha"])
    rest = table[list("bcd")].sum(axis=1).corr(table["a"])
    assert items.loc["a", "rest_r"] == pytest.approx(rest)


@pytest.mark.parametrize("n", [50, 400])
def test_intervals_cover_the_planted_truth(n: int) -> None:
    """A small version of benchmarks/surveys.py: 100 surveys, alpha .80 known; Feldt and the bootstrap near 95 %."""
    k, r = 6, 0.4
    truth = k * r / (1 + (k - 1) * r)
    covered = np.zeros(2)
    rng = np.random.default_rng(n)
    for seed in range(100):
        found = moments(planted(n, [r**0.5] * k, seed), "listwise", tuple("abcdef"))
        low, high = feldt(alpha(found.cov), n, k, 0.95)
        boot = omega(found, 0.95, rng, 100)
        covered += [low <= truth <= high, boot.low <= truth <= boot.high]
    assert (covered >= 88).all(), covered


def test_the_bootstrap_of_groups_agrees_with_that_of_people() -> None:
    values = planted(3_000, [0.7] * 6)
    found = moments(values, "listwise", tuple("abcdef"))
    rng = np.random.default_rng(5)
    grouped = omega(found, 0.95, rng, 1000)
    drawn = []
    for _ in range(300):
        own = values[rng.integers(0, len(values), len(values))]
        loading, unique = one_factor(np.cov(own, rowvar=False)[None])
        drawn.append(loading.sum() ** 2 / (loading.sum() ** 2 + unique.sum()))
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert grouped.high - grouped.low == pytest.approx(high - low, rel=0.15)


def test_the_same_answers_give_the_same_interval() -> None:
    table = planted(80, [0.7] * 4)
    one, two = (row(of(table, runs=300, low=-9.0, high=9.0)) for _ in range(2))
    assert (one["omega_low"], one["omega_high"]) == (two["omega_low"], two["omega_high"])
    assert one["omega_low"] < one["omega"] < one["omega_high"]


def test_a_reversed_item_that_nobody_turned_is_named() -> None:
    table = pd.DataFrame(np.clip(np.round(3 + planted(300, [0.8] * 5)), 1, 5), columns=list("abcde"))
    table["c"] = 6 - table["c"]
    found = of(table)
    flags = found.items.table.set_index("item")["flags"]
    assert "negative" in flags["c"] and not flags.drop("c").str.contains("negative").any()
    assert "better_without" in flags["c"]


def test_alpha_too_high_and_too_few_people_are_said() -> None:
    same = np.repeat(planted(20, [0.999]), 5, axis=1) + np.random.default_rng(1).normal(0, 0.05, (20, 5))
    assert {"redundant", "few"} <= set(row(of(same, low=-9.0, high=9.0))["flags"].split())


def test_pairwise_counts_the_pairs() -> None:
    table = planted(100, [0.7] * 4)
    table[:30, 0] = np.nan
    table[60:, 1] = np.nan
    found = of(table, "pairwise", low=-9.0, high=9.0)
    pair = found.pairs.table.set_index(["item", "other"])
    assert pair.loc[("1", "0"), "n"] == 30 == row(found)["n"]
    both = table[30:60]
    assert pair.loc[("1", "0"), "r"] == pytest.approx(np.corrcoef(both[:, 0], both[:, 1])[0, 1])
    assert found.whole.cautions[0].key == "survey_pairwise"


def refused(table: np.ndarray, missing: str = "listwise") -> UsageError:
    with pytest.raises(UsageError) as caught:
        of(table, missing)
    for lang in ("es", "en"):
        assert caught.value.message(lang) and caught.value.remedy(lang)
    return caught.value


def test_what_cannot_be_said_is_refused_with_its_reason() -> None:
    varied = np.clip(np.round(3 + planted(50, [0.7] * 4)), 1, 5)
    assert refused(varied[:, :1]).key == "survey_one_item"
    assert refused(varied[:1]).key == "survey_too_few"
    assert refused(np.full((40, 4), 3.0)).key == "survey_items_constant"
    assert refused(np.full((40, 4), np.nan)).key == "survey_item_without_answers"


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_a_split_ballot_is_named(missing: str) -> None:
    table = np.clip(np.round(3 + planted(60, [0.7] * 6)), 1, 5)
    table[:30, 3:] = np.nan
    table[30:, :3] = np.nan
    error = refused(table, missing)
    assert error.key == "survey_split_ballot"
    assert error.params == {"one": "0, 1, 2", "other": "3, 4, 5"}


def test_a_constant_item_is_left_out_and_said() -> None:
    table = np.clip(np.round(3 + planted(60, [0.7] * 4)), 1, 5)
    alone = row(of(table[:, :3]))["alpha"]
    table[:, 3] = 4
    found = of(table)
    assert row(found)["alpha"] == pytest.approx(alone) and row(found)["items"] == 3
    assert "constant" in found.items.table["flags"].iloc[3]
    assert [caution.key for caution in found.whole.cautions] == ["survey_constant_left_out"]


def test_floor_and_ceiling_are_of_the_score() -> None:
    table = pd.DataFrame({"a": [1, 1, 5, 3], "b": [5, 5, 1, 2], "c": [2, 1, 5, 4]})
    items = of(table, reversed=("b",)).items.table.set_index("item")
    assert items.loc["a", "floor"] == 0.5 and items.loc["b", "floor_n"] == 2 and items.loc["b", "ceiling_n"] == 1


def test_summary_tells_each_scale_or_why_not() -> None:
    table = pd.DataFrame(np.clip(np.round(3 + planted(60, [0.7] * 4)), 1, 5), columns=list("abcd"))
    items = (Item("a", variable="one", dimension="x"), Item("b", variable="one", dimension="x"),
             Item("c", variable="one", dimension="x"), Item("d", variable="two"))
    found, no = summary(Answers(table, pd.DataFrame(index=table.index)), Codebook("s", items), runs=0)
    assert list(found) == ["one", "one.x"] and no["two"].key == "survey_one_item"
    assert np.allclose(np.diag(correlations(np.cov(table.to_numpy(), rowvar=False))), 1)
