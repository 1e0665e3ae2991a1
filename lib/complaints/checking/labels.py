"""Labels: the crime type that a row names, looked up once for each distinct combination of its labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lib import catalogue
from lib.complaints.columns import UNMAPPED
from lib.complaints.written.numbers import is_missing

REMEMBERED = 200_000
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Label:
    """A combination of labels: its code, how the source writes it (coarse to fine), whether it says attempt, and the
    finest label when the catalogue does not know it; ``plain`` texts, of all levels and of the two finest, are for keys."""

    code: str
    raw: str
    attempt: bool
    unknown: str | None
    plain: str
    plain_fine: str


def combinations(columns: Sequence[tuple[Positions, list[str]]]) -> tuple[Positions, list[tuple[str, ...]]]:
    """(which combination each row has, the combinations) of columns given as ``RawColumns.distinct`` gives them."""
    which = columns[0][0]
    sizes = [len(texts) for _, texts in columns]
    for (indices, _), size in zip(columns[1:], sizes[1:], strict=True):
        which = which * size + indices
    most = int(np.prod(np.array(sizes, dtype=float)))
    if most <= 4 * len(which) + 1000:
        met = np.zeros(most, np.bool_)
        met[which] = True
        distinct = np.flatnonzero(met)
        place = np.zeros(most, np.int64)
        place[distinct] = np.arange(len(distinct))
        which = place[which]
    else:
        distinct, which = np.unique(which, return_inverse=True)
        which = np.ravel(which).astype(np.int64)
    found = []
    for number in distinct.tolist():
        parts: list[str] = []
        for _, texts in reversed(columns):
            number, at = divmod(number, len(texts))
            parts.append(texts[at])
        found.append(tuple(reversed(parts)))
    return which, found


class LabelBook:
    """Looks up labels: a person's own mappings first, then the catalogue with the format's vocabulary."""

    def __init__(self, source: str, vocabulary: str, mappings: Mapping[tuple[str, str], str]) -> None:
        self.source = source
        self.vocabulary = vocabulary
        self._mappings = mappings
        self._known: dict[tuple[str, ...], Label] = {}

    def look_up(self, labels: tuple[str, ...]) -> Label:
        """``labels`` fine to coarse."""
        if labels not in self._known:
            if len(self._known) >= REMEMBERED:  # a column of free text was taken for labels: memory stays bounded
                self._known.clear()
            self._known[labels] = self._label(tuple("" if is_missing(label) else label for label in labels))
        return self._known[labels]

    def _label(self, labels: tuple[str, ...]) -> Label:
        given = [label for label in labels if label]
        raw = " / ".join(reversed(given))
        code, unknown = self._resolve(given, raw)
        attempt = any(catalogue.is_attempt(label) for label in given)
        if code is None:
            unknown = raw
        fine = " / ".join(catalogue.normalise(label) for label in labels[:2])
        return Label(code or UNMAPPED, raw, attempt, unknown, catalogue.normalise(raw), fine)

    def _resolve(self, given: list[str], raw: str) -> tuple[str | None, str | None]:
        whole = self._mappings.get((self.source, catalogue.normalise(raw)))
        if whole is not None:
            return whole, None
        unknown: str | None = None
        for label in given:
            mapped = self._mappings.get((self.source, catalogue.normalise(label)))
            code = mapped or catalogue.find(label, self.vocabulary)
            if code is not None:
                return code, unknown
            unknown = unknown or label
        return None, unknown
