"""Texts as rectangles of bytes, one for each length: what makes parsing and hashing a column a matter of a few vectors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]


def offsets_and_bytes(texts: pa.Array) -> tuple[npt.NDArray[np.int64], Bytes]:
    """Start of each text (and the end of the last) and the bytes they point into. Nulls have length zero."""
    if pa.types.is_large_string(texts.type):
        texts = texts.cast(pa.string())
    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, dtype="<i4")[texts.offset: texts.offset + len(texts) + 1].astype(np.int64)
    octets = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    return starts, octets


def by_length(texts: pa.Array, longest: int) -> Iterator[tuple[int, Positions | slice, Bytes]]:
    """(length, positions, rectangle of bytes) for each length up to ``longest``; longer ones are left out.

    ``positions`` is ``slice(None)`` when all texts have one length: then nothing is copied.
    """
    if len(texts) == 0:
        return
    starts, octets = offsets_and_bytes(texts)
    lengths = np.diff(starts)
    shortest, most = int(lengths.min()), int(lengths.max())
    if shortest == most:
        if most <= longest:
            yield most, slice(None), octets[starts[0]: starts[-1]].reshape(len(texts), most)
        return
    for length in np.flatnonzero(np.bincount(np.minimum(lengths, longest + 1), minlength=longest + 2)):
        if length > longest:
            return
        positions = np.flatnonzero(lengths == length)
        yield int(length), positions, octets[starts[positions][:, None] + np.arange(length)]


def ends(texts: pa.Array) -> tuple[Positions, Bytes, Bytes]:
    """(length, first byte, last byte) of each text; the bytes of an empty text are 0."""
    starts, octets = offsets_and_bytes(texts)
    lengths = np.diff(starts)
    if len(octets) == 0:
        nothing = np.zeros(len(texts), np.uint8)
        return lengths, nothing, nothing
    filled = lengths > 0
    first = np.where(filled, octets[np.minimum(starts[:-1], len(octets) - 1)], 0).astype(np.uint8)
    last = np.where(filled, octets[np.maximum(starts[1:] - 1, 0)], 0).astype(np.uint8)
    return lengths, first, last
