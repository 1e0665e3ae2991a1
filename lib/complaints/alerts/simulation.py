"""How often does this method cry wolf on a board like this one? Boards on which nothing changed, drawn and judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from lib.complaints.alerts import exact
from lib.complaints.alerts.discoveries import alarms_of_runs, can_alarm, weight
from lib.complaints.alerts.dispersion import Dispersion
from lib.result import Result

CHUNK = 1_000
"""Boards drawn at once: 5 MB of random numbers for 600 cells."""
STEPS = (-2, -1, 0, 1, 2)
"""Standard errors of phi between which a drawn board's own estimate is rounded."""


def simulate(
    board: Result, *, runs: int, seed: int, progress: Callable[[float], None] | None = None
) -> Result:
    """Of ``runs`` boards with these totals and no change at all, on how many does the method alarm?

    board     what ``board.board`` returned; progress  is told the share done
    seed      the same seed gives the same answer on every machine
    Returns one row: ``runs``, ``boards`` (share of boards with any alarm: the false discovery rate when nothing changed),
    ``alarms`` (mean alarms a board), ``single`` (mean cells a board that a look at each alone at the same level would
    call changed), ``tested``.
    Method: the total of each tested cell is kept, the period's count drawn from its distribution given the total
    (``exact.tails``) and judged with a dispersion drawn from the error of its estimate, as if fitted anew on each board.
    """
    settings = board.settings
    level, periods = float(settings["level"]), int(settings["periods"])
    fitted = Dispersion(settings["constant"], settings["slope"], settings["covariance"], settings["cells"],
                        settings["freedom"])
    totals = (board.table["now"] + board.table["past"]).to_numpy(dtype=np.int64)
    mean = totals / (periods + 1)
    phi = fitted.at(mean)
    tested = can_alarm(exact.smallest(totals, periods, phi), weight(mean, phi), level)
    any_alarm = alarms = single = 0.0
    if tested.any():
        cells = _Cells(totals[tested], periods, fitted, level)
        rng = np.random.default_rng(seed)
        for first in range(0, runs, CHUNK):
            boards, all_alarms, alone = cells.draw(rng, min(CHUNK, runs - first))
            any_alarm, alarms, single = any_alarm + boards, alarms + all_alarms, single + alone
            if progress is not None:
                progress(min(first + CHUNK, runs) / runs)
    table = pd.DataFrame({
        "runs": [runs], "boards": [any_alarm / runs], "alarms": [alarms / runs], "single": [single / runs],
        "tested": [int(tested.sum())],
    })
    return replace(
        board, table=table, dims=(), counts=(), derived={}, measure="alerts", unit="share", n=None,
        settings={**settings, "method": "simulation", "runs": runs, "seed": seed},
    )


class _Cells:
    """Tested cells with their tables: the distribution to draw from, and p under each of STEPS."""

    def __init__(self, totals: np.ndarray, periods: int, fitted: Dispersion, level: float) -> None:
        mean = totals / (periods + 1)
        self._fitted, self._level, self._mean = fitted, level, mean
        phi, self._error = fitted.at(mean), fitted.error(mean)
        weights = weight(mean, phi)
        self._factor = weights.sum() / (len(totals) * weights)
        highest = np.minimum(totals, np.maximum(50, np.ceil(mean + exact.REACH * np.sqrt(phi * mean))).astype(np.int64))
        true = exact.tails(highest, totals, periods, phi)
        self._start, self._length = true.start, true.length
        # One rising line for all cells: 2 i + P(X <= k). Cell i's draw u becomes the first count with P(X <= k) >= u.
        self._line = true.lower + np.repeat(2.0 * np.arange(len(totals)), true.length)
        self._p = np.stack([
            self._under(totals, periods, phi + step * self._error, true) if step else true.two_sided() for step in STEPS
        ])
        cut = level * np.maximum(1.0, 1 / self._factor)
        near = np.any(self._p <= np.repeat(cut, true.length), axis=0)
        self._low, self._high = self._bounds(near, true)

    def _under(self, totals: np.ndarray, periods: int, phi: np.ndarray, true: exact.Tails) -> np.ndarray:
        """p of the same counts under another phi; tables of another length are cut or end in their last value."""
        other = exact.tails(true.length - 1, totals, periods, np.maximum(1.0, phi))
        place = np.arange(len(true.lower)) - np.repeat(true.start, true.length)
        return other.two_sided()[np.repeat(other.start, true.length)
                                 + np.minimum(place, np.repeat(other.length, true.length) - 1)]

    @staticmethod
    def _bounds(near: Any, true: exact.Tails) -> tuple[np.ndarray, np.ndarray]:
        """Draws between the two cannot alarm under any of STEPS."""
        low, high = np.zeros(len(true.start)), np.ones(len(true.start))
        for i, (start, length) in enumerate(zip(true.start, true.length, strict=True)):
            quiet = np.flatnonzero(~near[start:start + length])
            if len(quiet):
                low[i] = true.lower[start + quiet[0] - 1] if quiet[0] else 0.0
                high[i] = true.lower[start + quiet[-1]]
        return low, high

    def draw(self, rng: np.random.Generator, runs: int) -> tuple[int, int, int]:
        """(boards with an alarm, alarms, cells at or below the level by themselves) among ``runs`` boards."""
        uniform = rng.random((runs, len(self._start)))
        run, cell = np.nonzero((uniform < self._low) | (uniform >= self._high))
        constant, both, slope = self._fitted.covariance
        drawn = rng.multivariate_normal([0, 0], [[constant, both], [both, slope]], runs, check_valid="ignore")
        off = (drawn[run, 0] + drawn[run, 1] * self._mean[cell]) / np.maximum(self._error[cell], 1e-12)
        step = np.clip(np.rint(off), STEPS[0], STEPS[-1]).astype(np.int64) - STEPS[0]
        place = np.searchsorted(self._line, uniform[run, cell] + 2.0 * cell)
        place = np.minimum(place, self._start[cell] + self._length[cell] - 1)
        p = self._p[step, place]
        alone = int((p <= self._level).sum())
        p = p * self._factor[cell]
        kept = p <= self._level
        found = alarms_of_runs(p[kept], run[kept], len(self._start), self._level)
        return len(np.unique(run[kept][found])), int(found.sum()), alone
