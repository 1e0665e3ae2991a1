"""The alert board against a known truth: false discoveries and power, everything estimated again on every board.

    python benchmarks/alert_board.py [--boards 10000] [--write docs/methods/alerts.md]

600 cells whose means are log-uniform from .2 to 100, counts of variance / mean 1 (Poisson), 2 and 3 (negative
binomial), histories of 12 and 52 periods. On every board the same three weeks are judged with the same history: nothing
changed; PLANTED cells raised by 60 %; the same raised by 200 %. The oracle knows each cell's true mean and dispersion;
its level is set so that its realised false discovery rate is the method's.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lib import settings  # noqa: E402
from lib.complaints.alerts import dispersion  # noqa: E402
from lib.complaints.alerts.board import judge  # noqa: E402
from lib.complaints.alerts.discoveries import adjusted  # noqa: E402

CELLS, LOWEST, HIGHEST = 600, 0.2, 100.0
RISES = (1.6, 3.0)
LEVELS = np.concatenate([np.geomspace(1e-4, 0.02, 24), np.linspace(0.022, 0.1, 40)])
"""Levels at which the oracle is tried, to find the one with the same realised rate."""


@dataclass(frozen=True)
class Row:
    """What came out for one dispersion and one history; shares."""

    phi: float
    periods: int
    boards: int
    null: float
    rate: tuple[float, ...]
    power: tuple[float, ...]
    oracle: tuple[float, ...]

    def ratios(self) -> tuple[float, ...]:
        """Power over the oracle's."""
        return tuple(mine / best for mine, best in zip(self.power, self.oracle, strict=True))


def draw(rng: np.random.Generator, mean: np.ndarray, phi: float, size: tuple[int, ...]) -> np.ndarray:
    """Counts of these means whose variance is phi times the mean."""
    if phi == 1:
        return rng.poisson(mean, size)
    return rng.negative_binomial(np.broadcast_to(mean / (phi - 1), size), 1 / phi)


class Oracle:
    """Two-sided p of every count of every cell under the true mean and dispersion."""

    def __init__(self, mean: np.ndarray, phi: float) -> None:
        top = int(HIGHEST * max(RISES) + 60 * np.sqrt(HIGHEST * max(RISES) * phi))
        count = np.arange(top + 1)[None, :]
        if phi == 1:
            lower, upper = stats.poisson.cdf(count, mean[:, None]), stats.poisson.sf(count - 1, mean[:, None])
        else:
            size = mean[:, None] / (phi - 1)
            lower, upper = stats.nbinom.cdf(count, size, 1 / phi), stats.nbinom.sf(count - 1, size, 1 / phi)
        self._p = np.minimum(1, 2 * np.minimum(lower, upper))

    def outcomes(self, now: np.ndarray, planted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(false discovery proportion, planted cells found) at every level of LEVELS."""
        p = self._p[np.arange(len(now)), np.minimum(now, self._p.shape[1] - 1)]
        value = adjusted(p)
        false, true = np.sort(value[~planted]), np.sort(value[planted])
        wrong = np.searchsorted(false, LEVELS, side="right")
        right = np.searchsorted(true, LEVELS, side="right")
        return wrong / np.maximum(1, wrong + right), right.astype(float)


def simulate(phi: float, periods: int, boards: int, planted: int, seed: int, level: float) -> Row:
    """Judge ``boards`` boards of one kind."""
    rng = np.random.default_rng([seed, int(phi * 10), periods, planted])
    mean = np.exp(np.log(LOWEST) + (np.arange(CELLS) + 0.5) / CELLS * np.log(HIGHEST / LOWEST))
    oracle = Oracle(mean, phi)
    null = 0
    rate, power = np.zeros(len(RISES)), np.zeros(len(RISES))
    best_rate, best_power = np.zeros((len(RISES), len(LEVELS))), np.zeros((len(RISES), len(LEVELS)))
    for _ in range(boards):
        history = draw(rng, mean[:, None], phi, (CELLS, periods))
        fitted = dispersion.fit(history)
        quiet = draw(rng, mean, phi, (CELLS,))
        null += bool(judge(quiet, history, level, fitted).alarms.any())
        raised = np.zeros(CELLS, dtype=bool)
        raised[rng.choice(CELLS, planted, replace=False)] = True
        for i, rise in enumerate(RISES):
            now = quiet.copy()
            now[raised] = draw(rng, mean[raised] * rise, phi, (planted,))
            found = judge(now, history, level, fitted).alarms
            rate[i] += (found & ~raised).sum() / max(1, found.sum())
            power[i] += (found & raised).sum() / planted
            wrong, right = oracle.outcomes(now, raised)
            best_rate[i] += wrong
            best_power[i] += right / planted
    rate, power, best_rate, best_power = (x / boards for x in (rate, power, best_rate, best_power))
    reached = tuple(
        float(np.interp(rate[i], np.maximum.accumulate(best_rate[i]), best_power[i])) for i in range(len(RISES))
    )
    return Row(phi, periods, boards, null / boards, tuple(map(float, rate)), tuple(map(float, power)), reached)


def table(rows: list[Row]) -> list[str]:
    """The rows as a Markdown table."""
    lines = [
        "| variance/mean | history | boards | null boards with any alarm (= FDR) | rise | FDR | power | oracle | ratio |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        for i, rise in enumerate(RISES):
            lines.append(
                f"| {row.phi:g} | {row.periods} | {row.boards:,} | {row.null:.2%} | +{rise - 1:.0%} | {row.rate[i]:.2%} "
                f"| {row.power[i]:.1%} | {row.oracle[i]:.1%} | {row.ratios()[i]:.2f} |"
            )
    return lines


def main() -> None:
    """Run it all; ``--write`` puts the table between the marks of the method's page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boards", type=int, default=10_000)
    parser.add_argument("--planted", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--only", default="", help="variance/mean:history, such as 3:12")
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    level = float(settings.value("alerts.level"))
    rows = []
    for periods in (12, 52):
        for phi in (1.0, 2.0, 3.0):
            if args.only and args.only != f"{phi:g}:{periods}":
                continue
            began = time.perf_counter()
            rows.append(simulate(phi, periods, args.boards, args.planted, args.seed, level))
            print("\n".join(table(rows[-1:])[2:]), f"  {time.perf_counter() - began:.0f} s", flush=True)
    if args.write:
        text = args.write.read_text(encoding="utf-8")
        head, _, rest = text.partition("<!-- simulation -->\n")
        _, _, tail = rest.partition("<!-- end -->")
        middle = "\n".join(table(rows))
        args.write.write_text(f"{head}<!-- simulation -->\n{middle}\n<!-- end -->{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
