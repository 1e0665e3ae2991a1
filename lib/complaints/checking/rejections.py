"""Rejections of one batch: the first reason that a row gives is the one it is rejected for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Mask = npt.NDArray[np.bool_]

REJECTED_COLUMNS = ("row", "code", "column", "value")
"""Of the table of rejected rows; the row's own columns follow."""


@dataclass(frozen=True)
class Reason:
    """Why, in which column, the values as written, and what the sentence needs besides."""

    code: str
    column: str
    values: pa.Array | None
    params: dict[str, Any]

    def value(self, position: int) -> str:
        """What stands in the row, as written."""
        return "" if self.values is None else str(self.values[position].as_py() or "")


class Rejections:
    """Which rows of a batch are rejected, and why."""

    def __init__(self, rows: int) -> None:
        self.reasons: list[Reason] = []
        self._which = np.full(rows, -1, np.int16)

    def add(self, mask: Mask, code: str, column: str, values: pa.Array | None, **params: Any) -> None:
        """Reject the rows of ``mask`` that nothing rejected before."""
        new = mask & (self._which < 0)
        if new.any():
            self._which[new] = len(self.reasons)
            self.reasons.append(Reason(code, column, values, params))

    @property
    def accepted(self) -> Mask:
        return self._which < 0

    def by_reason(self) -> Iterator[tuple[Reason, npt.NDArray[np.int64]]]:
        """Each reason with the positions it rejects."""
        for number, reason in enumerate(self.reasons):
            yield reason, np.flatnonzero(self._which == number)
