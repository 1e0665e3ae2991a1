"""Reliability: do the intervals cover a known truth, and how long does a survey of 100,000 people x 36 items take?

    python benchmarks/surveys.py coverage [--surveys 1000] [--json]   # share of intervals that hold the truth
    python benchmarks/surveys.py speed [--people 100000] [--json]     # the whole analysis, beside pingouin's alpha alone
    python benchmarks/surveys.py coverage --write                     # put the table into docs/methods/reliability.md

Coverage: surveys with a known alpha and omega, n 50, 100 and 400; parallel and unequal normal items, and answers from 1 to 5
cut at uneven places (their truth is taken from 400,000 simulated people). Feldt's interval for alpha, bootstrap for omega.
Target: 93 to 97 %. Speed: alpha, omega with its bootstrap interval, item statistics and correlations between items of two
variables and six dimensions, scores, levels and every frequency. Target: 2 s.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import measuring
from lib.surveys import reliability, results
from lib.surveys.answers import Answers
from lib.surveys.instrument import Codebook, Item
from lib.surveys.moments import moments
from lib.surveys.omega import omega, one_factor

PEOPLE = (50, 100, 400)
START, END = "<!-- coverage -->", "<!-- /coverage -->"
LOADINGS = {"parallel": [0.4**0.5] * 6, "unequal": [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], "answers 1 to 5": [0.75] * 6}
CUTS = {"answers 1 to 5": [-0.6, 0.1, 0.8, 1.5]}


def survey(kind: str, n: int, rng: np.random.Generator) -> np.ndarray:
    """Answers of n people to six items of one factor."""
    strength = np.asarray(LOADINGS[kind])
    values = rng.standard_normal((n, 1)) * strength + np.sqrt(1 - strength**2) * rng.standard_normal((n, len(strength)))
    return 1.0 + np.searchsorted(np.asarray(CUTS[kind]), values) if kind in CUTS else values


def truth(kind: str) -> tuple[float, float]:
    """(alpha, omega) of the population."""
    if kind in CUTS:
        cov = np.cov(survey(kind, 400_000, np.random.default_rng(1)), rowvar=False)
    else:
        cov = np.outer(LOADINGS[kind], LOADINGS[kind])
        np.fill_diagonal(cov, 1.0)
    loading, unique = one_factor(cov[None])
    return reliability.alpha(cov), float(loading[0].sum() ** 2 / (loading[0].sum() ** 2 + unique[0].sum()))


def coverage(surveys: int, runs: int) -> list[dict[str, Any]]:
    """For each kind and n: the truth, and the share of intervals that hold it."""
    rows = []
    for kind in LOADINGS:
        alpha, common = truth(kind)
        for n in PEOPLE:
            held = np.zeros(2)
            rng = np.random.default_rng([n, len(kind)])
            for _ in range(surveys):
                found = moments(survey(kind, n, rng), "listwise", tuple("abcdef"))
                low, high = reliability.feldt(reliability.alpha(found.cov), n, 6, 0.95)
                boot = omega(found, 0.95, rng, runs)
                held += [low <= alpha <= high, boot.low <= common <= boot.high]
            rows.append({"items": kind, "n": n, "alpha": alpha, "feldt": held[0] / surveys, "omega": common,
                         "bootstrap": held[1] / surveys, "surveys": surveys})
    return rows


def measured(work: Callable[[], object], repeat: int = 3) -> dict[str, float]:
    """The quickest of some runs: seconds by the clock and of the processor."""
    best = {"wall": float("inf"), "cpu": float("inf")}
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        best = {"wall": min(best["wall"], time.perf_counter() - wall), "cpu": min(best["cpu"], time.process_time() - cpu)}
    return best


def large(people: int) -> tuple[Answers, Codebook]:
    """36 items from 1 to 5 in two variables of three dimensions, 3 % of the answers missing."""
    rng = np.random.default_rng(7)
    latent = rng.standard_normal((people, 6)) * 0.7 + rng.standard_normal((people, 1)) * 0.7
    values = np.clip(np.round(3 + np.repeat(latent, 6, axis=1) * 0.8 + rng.standard_normal((people, 36)) * 0.7), 1, 5)
    values[rng.random(values.shape) < 0.03] = np.nan
    items = tuple(Item(f"q{i}", variable="ab"[i // 18], dimension=f"d{i // 6}") for i in range(36))
    return Answers(pd.DataFrame(values, columns=[item.code for item in items]), pd.DataFrame(index=range(people))), Codebook(
        "large", items)


def speed(people: int) -> dict[str, Any]:
    """Our whole analysis, its parts, and pingouin's alpha with its interval for the same eight scales."""
    answers, book = large(people)
    import pingouin

    def described() -> None:
        results.score_table(answers, book, weighted=False)
        results.levels(answers, book, weighted=False)
        for code in "ab":
            results.frequencies(answers, book, code, weighted=False)

    def theirs() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for scale in book.scales():
                pingouin.cronbach_alpha(answers.items[[item.code for item in scale.items]], nan_policy="listwise")

    def analysis() -> None:
        reliability.summary(answers, book)
        described()

    described()
    parts = {
        "reliability, all of it": measured(lambda: reliability.summary(answers, book)),
        "alpha and item statistics alone": measured(lambda: reliability.summary(answers, book, runs=0)),
        "scores, levels, frequencies": measured(described),
        "the whole analysis": measured(analysis),
        "pingouin, alpha of the same scales": measured(theirs),
    }
    return {"people": people, "load": os.getloadavg()[0], "parts": parts}


def table(rows: list[dict[str, Any]]) -> str:
    """The coverage as a table of a document."""
    lines = ["| items | n | alpha | Feldt holds it | omega | bootstrap holds it |", "| --- | --- | --- | --- | --- | --- |"]
    lines += [
        f"| {row['items']} | {row['n']} | {row['alpha']:.3f} | {row['feldt'] * 100:.1f} % | {row['omega']:.3f} | "
        f"{row['bootstrap'] * 100:.1f} % |" for row in rows
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("coverage", "speed"))
    parser.add_argument("--surveys", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    if words.what == "speed":
        found = speed(words.people)
        if not words.json:
            print(measuring.machine(), f"load {found['load']:.1f}")
            for name, took in found["parts"].items():
                print(f"{name:38} {took['wall']:6.2f} s by the clock {took['cpu']:6.2f} s of the processor")
    else:
        rows = coverage(words.surveys, words.runs)
        found = {"rows": rows}
        if not words.json:
            print(table(rows))
        if words.write:
            path = measuring.ROOT / "docs" / "methods" / "reliability.md"
            text = path.read_text(encoding="utf-8")
            before, after = text.split(START)[0], text.split(END)[1]
            path.write_text(f"{before}{START}\n{table(rows)}\n{END}{after}", encoding="utf-8")
    if words.json:
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
