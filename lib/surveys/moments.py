"""Means, covariances and how many respondents stand behind each, with answers missing: listwise or pairwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lib.errors import UsageError
from lib.surveys.answers import Numbers

Missing = Literal["listwise", "pairwise"]
FEWEST = 3


@dataclass(frozen=True)
class Moments:
    """Of k items: ``cov`` k x k, ``pairs`` respondents behind each of its cells, ``n`` the number for an interval.

    n      complete respondents (listwise), or the smallest number behind any covariance (pairwise): never too confident
    kept   positions of the items that vary; the others tell nobody apart and are left out of ``cov``
    rows   the respondents used, items kept, as numbers (NaN only when pairwise)
    """

    cov: Numbers
    pairs: Numbers
    n: int
    kept: tuple[int, ...]
    rows: Numbers


def moments(values: Numbers, missing: Missing, names: tuple[str, ...]) -> Moments:
    """Covariances of respondents x items (NaN = no answer).

    listwise  only who answered every item; pairwise: for each two items, who answered both
    Refuses, with UsageError: fewer than two items or fewer than three respondents; no item that varies; a split ballot, that
    is, items that nobody answered together, which are named.
    """
    if values.shape[1] < 2:
        raise UsageError("survey_one_item", items=values.shape[1])
    answered = np.isfinite(values)
    used = values if missing == "pairwise" else values[answered.all(axis=1)]
    if missing == "listwise" and len(used) < FEWEST:
        _refuse(answered, len(used), names)
    answered = np.isfinite(used)
    number = answered.sum(axis=0)
    filled = np.where(answered, used, 0.0)
    middle = filled.sum(axis=0) / np.maximum(number, 1)
    filled = np.where(answered, used - middle, 0.0)
    kept = np.flatnonzero((filled**2).sum(axis=0) > 1e-12)
    if len(kept) < 2:
        raise UsageError("survey_items_constant", items=values.shape[1] - len(kept))
    filled, mask = filled[:, kept], answered[:, kept].astype(float)
    products = filled.T @ filled
    if missing == "listwise":
        pairs = np.full(products.shape, float(len(used)))
        cov = products / (len(used) - 1)
    else:
        pairs = mask.T @ mask
        if pairs.min() < FEWEST:
            _refuse(answered[:, kept], int(pairs.min()), tuple(names[place] for place in kept))
        sums = filled.T @ mask
        cov = (products - sums * sums.T / pairs) / (pairs - 1)
    return Moments(cov, pairs, int(pairs.min()), tuple(int(place) for place in kept), used[:, kept])


def correlations(cov: Numbers) -> Numbers:
    """The correlation matrix of a covariance matrix."""
    sd = np.sqrt(np.diagonal(cov))
    return np.asarray(cov / np.outer(sd, sd))


def pair_correlations(rows: Numbers) -> Numbers:
    """Pearson's correlation of each two items over the respondents who answered both (NaN where one of them is constant)."""
    answered = np.isfinite(rows)
    mask = answered.astype(float)
    middle = np.where(answered, rows, 0.0).sum(axis=0) / np.maximum(mask.sum(axis=0), 1)
    filled = np.where(answered, rows - middle, 0.0)
    if answered.all():
        return correlations(filled.T @ filled)
    number, sums, squares = mask.T @ mask, filled.T @ mask, (filled**2).T @ mask
    spread = np.maximum(number * squares - sums**2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (number * (filled.T @ filled) - sums * sums.T) / np.sqrt(spread * spread.T)
    return np.asarray(np.clip(found, -1.0, 1.0))


def _refuse(answered: np.ndarray, n: int, names: tuple[str, ...]) -> None:
    """Too few: say whether these are two halves of a questionnaire that nobody answered together, and which."""
    together = answered.T.astype(float) @ answered.astype(float)
    asked = np.diagonal(together) >= FEWEST
    empty = [names[place] for place in np.flatnonzero(np.diagonal(together) == 0)]
    apart = np.argwhere((together == 0) & asked[:, None] & asked[None, :])
    if len(apart):
        first = int(apart[0][0])
        others = [names[place] for place in np.flatnonzero((together[first] == 0) & asked)]
        with_it = [names[place] for place in np.flatnonzero((together[first] > 0) & asked)]
        raise UsageError("survey_split_ballot", one=", ".join(with_it[:6]), other=", ".join(others[:6]))
    if empty:
        raise UsageError("survey_item_without_answers", items=", ".join(empty[:6]))
    raise UsageError("survey_too_few", n=n, least=FEWEST)
