"""The columns of one batch by meaning: from the file, or a constant of the format, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from lib.complaints.reading.delimited import RawBatch
from lib.complaints.reading.understanding import Understood


class RawColumns:
    """Texts by meaning, with spaces around them removed."""

    def __init__(self, batch: RawBatch, understood: Understood) -> None:
        self._batch = batch
        self._understood = understood
        self.rows = len(batch.rows)
        self._constants = dict(understood.format.constants) if understood.format else {}
        self._trimmed: dict[str, pa.Array] = {}

    def has(self, meaning: str) -> bool:
        return meaning in self._understood.meanings or meaning in self._constants

    def in_file(self, meaning: str) -> bool:
        """True when a column of the file holds it (and not a constant)."""
        return meaning in self._understood.meanings

    def text(self, meaning: str) -> pa.Array:
        """The column; empty texts when there is none."""
        if meaning not in self._trimmed:
            position = self._understood.meanings.get(meaning)
            if position is not None:
                self._trimmed[meaning] = pc.utf8_trim_whitespace(self._batch.columns[position])
            else:
                self._trimmed[meaning] = pa.repeat(pa.scalar(self._constants.get(meaning, "")), self.rows)
        return self._trimmed[meaning]

    def may_hold(self, pieces: Sequence[bytes]) -> bool:
        """False when the bytes of the batch hold none of the pieces; True when they do, or when it has no bytes."""
        block = self._batch.block
        return not block or any(piece in block for piece in pieces)

    def heading(self, meaning: str) -> str:
        """What the file calls it."""
        position = self._understood.meanings.get(meaning)
        return self._understood.columns[position] if position is not None else meaning
