"""Coded: a column of few different texts, as whole numbers and the texts they stand for; quick to fill and to store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lib.complaints.checking.rejections import Mask

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """``values[which[row]]`` is the row's text; None is a text that is not known."""

    which: Positions
    values: tuple[str | None, ...]

    @classmethod
    def of(cls, which: Positions, values: Sequence[str | None]) -> Coded:
        return cls(which, tuple(values))

    @classmethod
    def same(cls, rows: int, value: str | None) -> Coded:
        """One text in every row."""
        return cls(np.zeros(rows, np.int64), (value,))

    def arrow(self) -> pa.Array:
        """The texts as Arrow has them."""
        if len(self.values) == 1:
            value = self.values[0]
            rows = len(self.which)
            return pa.nulls(rows, pa.string()) if value is None else pa.repeat(pa.scalar(value, pa.string()), rows)
        return pa.array(self.values, pa.string()).take(pa.array(self.which))

    def missing(self) -> Mask:
        """True where the text is None."""
        return np.array([value is None for value in self.values], np.bool_)[self.which]

    def where(self, mask: Mask, other: Coded) -> Coded:
        """``other`` in the rows of ``mask``, this elsewhere."""
        shifted = np.where(mask, other.which + len(self.values), self.which)
        return Coded(shifted, self.values + other.values)

    def mapped(self, change: dict[str | None, str | None]) -> Coded:
        """Each text replaced by what ``change`` gives for it; None where it gives nothing."""
        return Coded(self.which, tuple(change.get(value) for value in self.values))
