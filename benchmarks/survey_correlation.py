"""Planted correlations: how often the 95 % interval holds the true value, how often a test of no correlation alarms.

    python benchmarks/survey_correlation.py [--runs 1000]

The table of docs/methods/correlation.md. A survey is n people with two latent normal variables of known correlation. Seen
as they are ("normal"), as scores of six items from 1 to 5 ("items"), or as one item from 1 to 5 ("one item", which the
interval is not made for). The true Spearman or Kendall of what is seen is that of a million people.
"""

from __future__ import annotations

import argparse
import math
import time

import numpy as np

from benchmarks.measuring import machine
from lib.surveys import coefficients, dependent
from lib.surveys.coefficients import Method

LEVEL = 0.95
CASES: tuple[tuple[str, Method, float, int], ...] = (
    ("normal", "spearman", 0.0, 100), ("normal", "spearman", 0.25, 100), ("normal", "spearman", 0.5, 100),
    ("normal", "spearman", 0.8, 100), ("normal", "spearman", 0.25, 400), ("items", "spearman", 0.0, 100),
    ("items", "spearman", 0.25, 100), ("items", "spearman", 0.5, 400), ("normal", "pearson", 0.25, 100),
    ("normal", "kendall", 0.25, 100), ("one item", "spearman", 0.25, 100), ("one item", "spearman", 0.7, 100),
)


def people(rng: np.random.Generator, n: int, latent: float, seen: str) -> np.ndarray:
    """n x 2: two variables with this latent correlation, as they are seen."""
    both = rng.multivariate_normal([0, 0], [[1, latent], [latent, 1]], n)
    if seen == "normal":
        return both
    answers = both[:, None]
    if seen == "items":
        answers = answers * 0.75 + rng.normal(size=(n, 6, 2)) * math.sqrt(1 - 0.75**2)
    return (np.digitize(answers, [-1.2, -0.4, 0.4, 1.2]) + 1).mean(axis=1)


def case(seen: str, method: Method, latent: float, n: int, runs: int, seed: int) -> tuple[float, float, float]:
    """(true value, coverage, share of surveys with p below .05)."""
    rng = np.random.default_rng(seed)
    sample = people(rng, 200_000 if method == "kendall" else 1_000_000, latent, seen)
    true = coefficients.coefficient(sample[:, 0], sample[:, 1], method).value
    inside = found = 0
    for _ in range(runs):
        x, y = people(rng, n, latent, seen).T
        one = coefficients.coefficient(x, y, method)
        low, high = coefficients.interval(one.value, n, LEVEL, method)
        inside += low <= true <= high
        found += one.p < 0.05
    return true, inside / runs, found / runs


def two(rng: np.random.Generator, first: float, second: float, between: float, n: int, runs: int) -> tuple[float, float]:
    """(coverage of Zou's interval of the difference, share with Williams's p below .05) for Spearman."""
    cover = [[1, first, second], [first, 1, between], [second, between, 1]]
    true = 6 / math.pi * (math.asin(first / 2) - math.asin(second / 2))
    inside = found = 0
    for _ in range(runs):
        x, a, b = rng.multivariate_normal([0, 0, 0], cover, n).T
        values = [coefficients.coefficient(*pair, "spearman").value for pair in ((x, a), (x, b), (a, b))]
        one = dependent.compare(values[0], values[1], values[2], n, LEVEL)
        inside += one.low <= true <= one.high
        found += one.p < 0.05
    return inside / runs, found / runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    start, cpu = time.perf_counter(), time.process_time()
    print(f"{machine()}; {runs} surveys of each, seed 1\n")
    print("| seen as | coefficient | true value | n | coverage of the 95 % interval | p below .05 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for seen, method, latent, n in CASES:
        true, inside, found = case(seen, method, latent, n, runs, 1)
        print(f"| {seen} | {method} | {true:.3f} | {n} | {inside:.1%} | {found:.1%} |", flush=True)
    rng = np.random.default_rng(1)
    print("\n| r(x,a), r(x,b), r(a,b) | n | coverage of Zou's interval | Williams's p below .05 |")
    print("| --- | --- | --- | --- |")
    for first, second, between in ((0.25, 0.25, 0.5), (0.3, 0.1, 0.5), (0.5, 0.5, 0.2)):
        inside, found = two(rng, first, second, between, 100, runs)
        print(f"| {first}, {second}, {between} | 100 | {inside:.1%} | {found:.1%} |", flush=True)
    print(f"\n{time.perf_counter() - start:.0f} s, {time.process_time() - cpu:.0f} s of processor")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
