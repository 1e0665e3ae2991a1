"""Identity: when are two rows the same complaint, and is anything about them different?

``key`` says which complaint (or which published cell) a row is; ``content`` is a fingerprint of everything stored of it.
Both are 64-bit numbers that depend on nothing but the values: not on the machine, the order of rows, the way the file was
written (CSV or XLSX, a comma or a point) or the version of a library.

Method: a text is hashed as its length and its UTF-8 bytes in little-endian words of eight, padded with zeros; each word
is mixed into the state with the finaliser of splitmix64 (Steele, Lea & Flood 2014); numbers are one word. Texts above
``LONGEST`` bytes are hashed by BLAKE2b (8 bytes). With ten million rows the chance that any two differing rows share a
key is about n²/2⁶⁵ = 3 in a million.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lib.complaints.written.matrix import by_length, offsets_and_bytes

Words = npt.NDArray[np.uint64]

LONGEST = 256
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
NULL = np.uint64(0x6E756C6C6E756C6C)
_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31)


def mix(state: Words) -> Words:
    """The finaliser of splitmix64: every bit of the answer depends on every bit of the state; no two states share one."""
    state = state + GOLDEN
    shifted = state >> _SHIFTS[0]
    state ^= shifted
    state *= _A
    np.right_shift(state, _SHIFTS[1], out=shifted)
    state ^= shifted
    state *= _B
    np.right_shift(state, _SHIFTS[2], out=shifted)
    state ^= shifted
    return state


def of_texts(texts: pa.Array) -> Words:
    """A hash of each text; null has one of its own. A dictionary array is hashed by its distinct texts."""
    if pa.types.is_dictionary(texts.type):
        indices = texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        distinct = np.append(of_texts(texts.dictionary), NULL)
        return distinct[indices]
    texts = texts.cast(pa.string())
    out = np.zeros(len(texts), np.uint64)
    for length, positions, rectangle in by_length(texts, LONGEST):
        state = np.full(len(rectangle), length, np.uint64)
        if length:
            words = -(-length // 8)
            padded = np.zeros((len(rectangle), words * 8), np.uint8)
            padded[:, :length] = rectangle
            for word in padded.view("<u8").T:
                state = mix(state ^ word)
        out[positions] = mix(state)
    starts, octets = offsets_and_bytes(texts)
    for position in np.flatnonzero(np.diff(starts) > LONGEST):
        content = octets[starts[position]: starts[position + 1]].tobytes()
        out[position] = int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "little")
    if texts.null_count:
        out[texts.is_null().to_numpy(zero_copy_only=False)] = NULL
    return out


def of_numbers(values: npt.NDArray[np.int64], missing: npt.NDArray[np.bool_] | None = None) -> Words:
    """A hash of each whole number; ``missing`` marks those without a value."""
    out = mix(values.astype("<i8").view("<u8").astype(np.uint64))
    return out if missing is None else np.where(missing, NULL, out)


def of_text(text: str) -> np.uint64:
    """The hash of one text."""
    return np.uint64(of_texts(pa.array([text], pa.string()))[0])


def combine(parts: Sequence[Words | np.uint64]) -> npt.NDArray[np.int64]:
    """One number from several, in this order; as the signed integer that a table can hold."""
    state: Words = np.zeros(1, np.uint64)
    for number, part in enumerate(parts, start=1):
        state = mix(state ^ (np.asarray(part, np.uint64) + np.uint64(number)))
    return state.view(np.int64)


class SeenKeys:
    """The keys met so far in a file, so that a repeat is seen whichever batch it comes in; eight bytes a key.

    Sorted runs are merged when they have grown alike, so that each key is moved a handful of times only.
    """

    def __init__(self) -> None:
        self._runs: list[npt.NDArray[np.int64]] = []

    def repeats(self, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """True for each key that came before, in this call or an earlier one; remembers them all."""
        if len(keys) == 0:
            return np.zeros(0, np.bool_)
        run = np.sort(keys)
        known = run[1:] == run[:-1]
        if known.any() or any(_any_in(earlier, run) for earlier in self._runs):
            run, first = np.unique(keys, return_index=True)
            repeated = np.ones(len(keys), np.bool_)
            repeated[first] = False
            for earlier in self._runs:
                repeated[first[_in(earlier, run)]] = True
        else:
            repeated = np.zeros(len(keys), np.bool_)
        self._runs.append(run)
        while len(self._runs) > 1 and len(self._runs[-2]) <= 2 * len(self._runs[-1]):
            self._runs.append(np.sort(np.concatenate([self._runs.pop(), self._runs.pop()])))
        return repeated


def _in(run: npt.NDArray[np.int64], keys: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which of the keys are in a sorted run."""
    return run[np.minimum(np.searchsorted(run, keys), len(run) - 1)] == keys


def _any_in(run: npt.NDArray[np.int64], keys: npt.NDArray[np.int64]) -> bool:
    return bool(_in(run, keys).any())
