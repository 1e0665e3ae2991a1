"""Labels: the crime type that a row names, looked up once for each distinct combination of its labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib import catalogue
from lib.complaints import identity
from lib.complaints.columns import UNMAPPED
from lib.complaints.written.numbers import is_missing

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Label:
    """A combination of labels: its code, how the source writes it (coarse to fine), whether it says attempt, and the
    finest label when the catalogue does not know it."""

    code: str
    raw: str
    attempt: bool
    unknown: str | None
    hash: np.uint64
    fine_hash: np.uint64


def combinations(columns: list[pa.Array]) -> tuple[Positions, list[tuple[str, ...]]]:
    """(which combination each row has, the combinations) of some text columns, spaces around them removed."""
    rows = len(columns[0])
    which = np.zeros(rows, np.int64)
    texts: list[list[str]] = []
    sizes: list[int] = []
    for column in columns:
        encoded = pc.dictionary_encode(column)
        texts.append([text.strip() for text in encoded.dictionary.to_pylist()])
        sizes.append(max(1, len(texts[-1])))
        which = which * sizes[-1] + encoded.indices.to_numpy(zero_copy_only=False)
    if len(columns) > 1:
        distinct, which = np.unique(which, return_inverse=True)
        which = np.ravel(which).astype(np.int64)
    else:
        distinct = np.arange(sizes[0], dtype=np.int64)
    found = []
    for number in distinct.tolist():
        parts: list[str] = []
        for size, of_column in zip(reversed(sizes), reversed(texts), strict=True):
            number, at = divmod(number, size)
            parts.append(of_column[at] if of_column else "")
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
        return Label(code or UNMAPPED, raw, attempt, unknown,
                     identity.of_text(catalogue.normalise(raw)), identity.of_text(fine))

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
