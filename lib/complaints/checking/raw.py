"""The columns of one batch by meaning: from the file, or a constant of the format, or nothing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib.complaints.reading.delimited import RawBatch
from lib.complaints.reading.understanding import Understood
from lib.complaints.written.matrix import ends

Positions = npt.NDArray[np.int64]


class RawColumns:
    """Texts by meaning, with spaces around them removed."""

    def __init__(self, batch: RawBatch, understood: Understood) -> None:
        self._batch = batch
        self._understood = understood
        self.rows = len(batch.rows)
        self._constants = dict(understood.format.constants) if understood.format else {}
        self._trimmed: dict[str, pa.Array] = {}
        self._encoded: dict[str, tuple[Positions, list[str]]] = {}

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
                self._trimmed[meaning] = _trimmed(self._batch.columns[position])
            else:
                self._trimmed[meaning] = pa.repeat(pa.scalar(self._constants.get(meaning, "")), self.rows)
        return self._trimmed[meaning]

    def distinct(self, meaning: str) -> tuple[Positions, list[str]]:
        """(which of the distinct texts each row has, the distinct texts): for columns of few different ones."""
        if meaning not in self._encoded:
            position = self._understood.meanings.get(meaning)
            texts = self.text(meaning) if position is None else self._batch.columns[position]
            encoded = pc.dictionary_encode(texts)
            which = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
            self._encoded[meaning] = which, [text.strip() for text in encoded.dictionary.to_pylist()] or [""]
        return self._encoded[meaning]

    def heading(self, meaning: str) -> str:
        """What the file calls it."""
        position = self._understood.meanings.get(meaning)
        return self._understood.columns[position] if position is not None else meaning


def _trimmed(texts: pa.Array) -> pa.Array:
    """Without spaces around; the same array when no text has any."""
    _, first, last = ends(texts)
    edge = _EDGE[first] | _EDGE[last]
    return pc.utf8_trim_whitespace(texts) if edge.any() else texts


_EDGE = np.zeros(256, np.bool_)
_EDGE[1:33] = True
_EDGE[127:] = True  # a no-break space is two bytes beyond ASCII; so may a letter be, and trimming does not harm it
