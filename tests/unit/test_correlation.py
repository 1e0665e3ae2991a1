"""Correlations: published values, relations, planted truths, and sentences that never disagree with their table."""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lib.errors import UsageError
from lib.surveys import coefficients, correlation, dependent, proportions, said, sentences, strength
from lib.surveys.normality import normality
from lib.texts import DATA

CASES = tomllib.loads((DATA / "reference" / "cases" / "correlation.toml").read_text(encoding="utf-8"))
LEVEL = 0.95


def table(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({name: np.asarray(values, dtype=float) for name, values in columns.items()})


def result(scores: pd.DataFrame, method: Any = "spearman", **more: Any) -> pd.DataFrame:
    first, *others = scores.columns
    return correlation.correlations(scores, first, others, method=method, level=LEVEL, power=0.8, **more).table


@pytest.mark.parametrize("case", CASES["printed"], ids=lambda case: case["name"])
def test_printed_coefficients(case: dict[str, Any]) -> None:
    assert coefficients.p_value(case["value"], case["n"]) == pytest.approx(
        case["p"], abs=5e-4 if case["p"] > 0.1 else 5e-5
    )
    assert coefficients.interval(case["value"], case["n"], LEVEL) == pytest.approx(
        (case["low"], case["high"]), abs=6e-4
    )
    assert coefficients.power(case["value"], case["n"], 0.05) == pytest.approx(case["power"], abs=6e-3)


def test_spearman_and_its_interval_with_ties() -> None:
    case = CASES["spearman"]
    row = result(table(y=case["y"], x=case["x"])).iloc[0]
    assert (row["value"], row["low"], row["high"]) == pytest.approx(
        (case["value"], case["low"], case["high"]), abs=1e-6
    )
    assert row["ties"] == pytest.approx(5 / 15)


def test_attitude_and_scipy(shared: Path) -> None:
    case = CASES["attitude"]
    scores = pd.read_csv(shared / "data" / "surveys" / "attitude.csv")
    row = result(scores[[case["first"], case["second"]]]).iloc[0]
    assert row["value"] == pytest.approx(case["value"], abs=1e-7)
    for method, other in (("spearman", stats.spearmanr), ("pearson", stats.pearsonr), ("kendall", stats.kendalltau)):
        found = result(scores, method)
        for name, value, p in found[["other", "value", "p"]].itertuples(index=False):
            wanted = other(scores["rating"], scores[name])
            assert (value, p) == pytest.approx((wanted.statistic, wanted.pvalue), abs=1e-10)


def test_families_of_tests() -> None:
    case = CASES["family"]
    for method in ("holm", "bonferroni", "bh"):
        assert correlation.adjusted(np.array(case["p"]), method) == pytest.approx(case[method], abs=5e-4)
    assert np.isnan(correlation.adjusted(np.array([0.01, np.nan]), "holm")).tolist() == [False, True]
    assert correlation.adjusted(np.array([0.01, np.nan]), "holm")[0] == 0.01, "a missing p is no test"
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(4).uniform(size=(3, 25)) ** 4
    for row, (ours, theirs) in zip(p, (("holm", "holm"), ("bh", "fdr_bh"), ("bonferroni", "bonferroni")), strict=True):
        assert correlation.adjusted(row, ours) == pytest.approx(multipletests(row, method=theirs)[1])


def test_dependent_correlations() -> None:
    case = CASES["williams"]
    found = dependent.compare(case["first"], case["second"], case["between"], case["n"], LEVEL, "pearson")
    assert (found.t, found.p) == pytest.approx((case["t"], case["p"]), abs=5e-5)
    case = CASES["zou"]
    found = dependent.compare(case["first"], case["second"], case["between"], case["n"], LEVEL, "pearson")
    assert (found.low, found.high) == pytest.approx((case["low"], case["high"]), abs=5e-4)
    back = dependent.compare(case["second"], case["first"], case["between"], case["n"], LEVEL, "pearson")
    assert (back.low, back.high, back.t) == pytest.approx((-found.high, -found.low, -found.t))
    assert math.isnan(dependent.compare(0.9, -0.9, 0.9, 50, LEVEL).p), "three that cannot belong together"
    assert math.isnan(dependent.compare(0.3, 0.2, 0.1, 50, LEVEL, "kendall").p)


def test_planning_numbers_of_correlations() -> None:
    case = CASES["people"]
    for value, wanted in case["power"]:
        assert coefficients.people_for_power(value, 0.05, 0.8) == wanted
    for value, width, wanted in case["width"]:
        assert coefficients.people_for_width(value, width, LEVEL) == wanted
    for n, alpha, wanted in case["critical"]:
        assert coefficients.critical(n, alpha) == pytest.approx(wanted, abs=5e-4)
    for n, wanted in case["smallest"]:
        assert coefficients.smallest(n, 0.05, 0.8) == pytest.approx(wanted, abs=5e-4)
        assert coefficients.power(coefficients.smallest(n, 0.05, 0.8), n, 0.05) == pytest.approx(0.8, abs=1e-4)


@pytest.mark.parametrize("case", CASES["proportions"], ids=lambda case: case["name"])
def test_two_proportions(case: dict[str, Any]) -> None:
    found = proportions.compare(case["x1"] / case["n1"], case["n1"], case["x2"] / case["n2"], case["n2"], LEVEL)
    assert (found.z, found.p) == pytest.approx((case["z"], case["p"]), abs=1e-6)
    assert (found.low, found.high) == pytest.approx((case["low"], case["high"]), abs=6e-5)


@pytest.mark.parametrize("case", CASES["waves"], ids=lambda case: case["name"])
def test_smallest_n_of_published_changes(case: dict[str, Any]) -> None:
    shares = case["before"], case["after"]
    assert [proportions.least_people(*shares, 0.05, deff) for deff in (1, 2)] == [case["least"], case["least_deff"]]
    assert [proportions.people_for_power(*shares, 0.05, 0.8, deff) for deff in (1, 2)] == [
        case["power"],
        case["power_deff"],
    ]
    for n, p in case["p"]:
        assert proportions.compare(shares[1], n, shares[0], n, LEVEL).p == pytest.approx(p, rel=0.06, abs=5e-5)
    least = case["least"]
    assert proportions.compare(shares[1], least, shares[0], least, LEVEL).p < 0.05
    assert proportions.compare(shares[1], least - 1, shares[0], least - 1, LEVEL).p > 0.05


def test_relations() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 80))
    scores = table(x=x, y=y + x)
    once, turned = result(scores).iloc[0], result(table(x=x, y=-(y + x))).iloc[0]
    assert (turned["value"], turned["low"], turned["high"]) == pytest.approx(
        (-once["value"], -once["high"], -once["low"])
    )
    grown = result(table(x=np.exp(x), y=(y + x) ** 3)).iloc[0]
    assert grown["value"] == pytest.approx(once["value"]), "ranks do not see a growing function"
    shuffled = result(scores.sample(frac=1, random_state=1)).iloc[0]
    assert shuffled["value"] == pytest.approx(once["value"])


def test_missing_answers_pairwise_and_listwise() -> None:
    scores = table(x=[1, 2, 3, 4, 5, np.nan], a=[1, 3, 2, 5, 4, 1], b=[2, np.nan, np.nan, 1, 3, 4])
    assert result(scores)["n"].tolist() == [5, 3]
    assert result(scores)["state"].tolist() == ["ok", "too_few"]
    assert result(scores, listwise=True)["n"].tolist() == [3, 3]
    found = correlation.correlations(scores, "x", ["a", "b"], method="spearman", level=LEVEL, power=0.8)
    assert [one.key for one in found.cautions] == ["correlation_pairs_differ"]


@pytest.mark.parametrize(
    "scores",
    [
        table(x=[3, 3, 3, 3, 3], a=[1, 2, 3, 4, 5]),
        table(x=[1], a=[2]),
        table(x=[], a=[]),
        table(x=[np.nan] * 9, a=range(9)),
    ],
)
@pytest.mark.parametrize("method", coefficients.METHODS)
def test_nothing_to_correlate(scores: pd.DataFrame, method: Any) -> None:
    row = result(scores, method).iloc[0]
    assert row["state"] in ("constant", "too_few") and math.isnan(row["p"])
    text = sentences.sentence(
        row,
        sentences.decide(row, 0.05),
        first="A",
        second="B",
        scale=strength.scale("cohen_1988"),
        lang="es",
        settings={},
    )
    assert "No se puede calcular" in text


def test_a_planted_rho_is_covered() -> None:
    """300 surveys of a known Spearman correlation (of a normal pair, 6/π asin(r/2)); the benchmark runs 1,000 of each."""
    rng, inside = np.random.default_rng(20), 0
    true = 6 / math.pi * math.asin(0.4 / 2)
    for _ in range(300):
        x, y = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], 120).T
        low, high = coefficients.interval(coefficients.coefficient(x, y, "spearman").value, 120, LEVEL)
        inside += low <= true <= high
    assert 0.92 <= inside / 300 <= 0.98


def test_scales_and_their_words() -> None:
    montes, cohen = strength.scale("montes_2021"), strength.scale("cohen_1988")
    assert [montes.word(value, "en") for value in (0.005, 0.01, 0.1, 0.234, -0.26, 0.5, 0.51, 0.8, 1.0)] == [
        "",
        "weak",
        "weak",
        "medium",
        "medium",
        "medium",
        "considerable",
        "very strong",
        "perfect",
    ]
    assert [cohen.word(value, "es") for value in (0.09, 0.1, 0.29, 0.3, 0.5, -0.7)] == [
        "",
        "pequeña",
        "pequeña",
        "mediana",
        "grande",
        "grande",
    ]
    assert len(strength.scales()) >= 4 and all(scale.source for scale in strength.scales().values())
    with pytest.raises(UsageError):
        strength.scale("mine")


def test_numbers_as_they_are_written() -> None:
    assert said.p_value(0.0191) == ".019" and said.p_value(0.00001) == "< .001" and said.p_value(1.0) == "1.000"
    assert said.p_value(0.0499, 0.05) == ".0499" and said.p_value(0.9606) == ".961" and said.p_value(math.nan) == "–"
    assert said.bounded(0.234) == ".234" and said.bounded(-0.26) == "−.260" and said.bounded(0.0) == ".000"


def test_normality() -> None:
    rng = np.random.default_rng(3)
    bell, skewed = normality(rng.normal(size=300)), normality(rng.exponential(size=300))
    assert bell.shapiro_p > 0.05 and bell.lilliefors_p > 0.05
    assert skewed.shapiro_p < 0.001 and skewed.lilliefors_p <= 0.001 and skewed.skewness > 1
    assert math.isnan(normality(np.array([1.0, 1.0, 1.0, 1.0, 1.0])).shapiro)


FORBIDDEN = re.compile(
    r"no hay relaci|no existe relaci|there is no relation|causa|provoca|influye|reduce|mitiga|efecto|effect|impact",
    re.I,
)


def random_row(rng: np.random.Generator) -> dict[str, Any]:
    """A row as ``correlations`` gives it, from any n and coefficient; some on the very edge of significance."""
    n = int(rng.integers(4, 3000))
    value = float(np.clip(rng.normal(0, 0.35), -0.9999, 0.9999))
    if rng.random() < 0.3:
        value = coefficients.critical(n, 0.05) * float(rng.choice([-1, 1])) * (1 + float(rng.normal(0, 0.003)))
        value = min(max(value, -0.9999), 0.9999)
    p, family = coefficients.p_value(value, n), int(rng.integers(1, 6))
    low, high = coefficients.interval(value, n, LEVEL)
    return {
        "value": value,
        "n": n,
        "p": p,
        "p_holm": min(p * family, 1.0),
        "p_bh": min(p * (1 + (family - 1) / 2), 1.0),
        "low": low,
        "high": high,
        "squared": value**2,
        "smallest": coefficients.smallest(n, 0.05, 0.8),
        "state": "ok",
        "family": family,
    }


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_sentence_never_contradicts_its_table(lang: str) -> None:
    """10,000 random results: decision, sign, numbers and limits in the sentence are the table's."""
    rng, scales = np.random.default_rng(7), list(strength.scales().values())
    yes, no = {"es": ("Se rechaza H0", "No se rechaza H0"), "en": ("H0 is rejected", "H0 is not rejected")}[lang]
    none = {"es": "no se detecta relación", "en": "no relation"}[lang]
    up, down = {"es": ("Es positiva", "Es negativa"), "en": ("It is positive", "It is negative")}[lang]
    edge = {"es": "limítrofe", "en": "borderline"}[lang]
    for i in range(10_000):
        row, by, scale = random_row(rng), ("raw", "holm", "bh")[i % 3], scales[i % len(scales)]
        decision = sentences.decide(row, 0.05, by)
        settings = {"level": LEVEL, "method": "spearman", "family": row["family"], "wanted_power": 0.8}
        text = sentences.sentence(
            row, decision, first="A", second="B", scale=scale, lang=lang, settings=settings, by=by
        )
        p = row[sentences.DECIDE_BY[by]]
        assert decision.detected == (p < 0.05) == text.startswith(yes)
        assert text.startswith(no) == (none in text) == (not decision.detected)
        assert (up in text) == (decision.detected and row["value"] > 0)
        assert (down in text) == (decision.detected and row["value"] < 0)
        assert not FORBIDDEN.search(text)
        shown = re.search(r"\(p (?:= )?(< )?(\.\d+|1\.\d+)(?: ([<≥]) \.05)?", text)
        assert shown is not None
        assert (float(shown[2]) < 0.05 or bool(shown[1])) == decision.detected, (
            "p as printed lies on the decision's side"
        )
        assert shown[1] or (shown[3] == "<") == decision.detected
        apart = row["low"] > 0 or row["high"] < 0
        assert (edge in text) == (not math.isnan(row["low"]) and apart != (row["p"] < 0.05))
        if not math.isnan(row["low"]):
            assert said.bounded(row["low"]) in text and said.bounded(row["high"]) in text
        word = scale.word(row["value"], lang)
        assert not decision.detected or (f"«{word}»" if lang == "es" else f"“{word}”") in text or not word
