"""Answers as numbers, turned where an item is reversed, and the scores of variables and dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib import settings
from lib.surveys.instrument import Codebook, Item, Scale

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """What people answered, one row per respondent.

    items    numbers as given (not turned), a column per item; NaN where there is no answer or none that counts
    people   text columns of the same rows under the file's names: wave, place, groups, respondent
    weights  one per respondent, mean 1; None when the study has none
    """

    items: pd.DataFrame
    people: pd.DataFrame
    weights: Numbers | None = None

    @property
    def n(self) -> int:
        """Respondents, whether they answered or not."""
        return len(self.items)

    def only(self, chosen: npt.NDArray[np.bool_]) -> Answers:
        """The respondents where ``chosen`` is true."""
        weights = None if self.weights is None else self.weights[chosen]
        return Answers(self.items[chosen], self.people[chosen], weights)


def turned(answers: Answers, items: Sequence[Item]) -> Numbers:
    """Respondents x items as an array, each item turned so that more means more of its variable; NaN = no answer."""
    values = answers.items[[item.code for item in items]].to_numpy(dtype=float)
    backwards = np.array([item.reversed for item in items], dtype=bool)
    if backwards.any():
        ends = np.array([item.low + item.high for item in items])
        values = np.where(backwards, ends - values, values)
    return values


def score(answers: Answers, scale: Scale, share: float | None = None) -> Numbers:
    """How much of a variable does each respondent show? The mean of the answered items, on the items' own scale.

    NaN for who answered less than ``share`` of the items (default ``surveys.score_share``). Reversed items are turned.
    """
    share = float(settings.value("surveys.score_share")) if share is None else share
    values = turned(answers, scale.items)
    answered = np.isfinite(values)
    number = answered.sum(axis=1)
    total = np.where(answered, values, 0.0).sum(axis=1)
    enough = number >= max(1, int(np.ceil(share * values.shape[1] - 1e-9)))
    out = np.full(len(values), np.nan)
    np.divide(total, number, out=out, where=enough)
    return out


def scores(answers: Answers, codebook: Codebook) -> pd.DataFrame:
    """The score of every variable and dimension, a column each under its scale's code; rows as in ``answers``.

    The rule for missing answers is that of ``score``; no answer is made up.
    """
    return pd.DataFrame(
        {scale.code: score(answers, scale) for scale in codebook.scales()}, index=answers.items.index, dtype=float
    )
