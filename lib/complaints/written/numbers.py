"""Numbers, and the marks that mean that there is none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib.complaints.written.matrix import ends

MISSING = frozenset({
    "", "NULL", "(NULL)", "<NULL>", "S/D", "S.D.", "SIN DATO", "SIN DATOS", "N/A", "#N/A", "NA", "NAN", "NONE", "NAT",
    "NO DISPONIBLE", "-", "--",
})
"""Compared in capitals without spaces around. 'S/N' is a house without number, not missing."""

_LONGEST = max(map(len, MISSING)) + 2
_FIRST = np.zeros(256, np.bool_)
_FIRST[[ord(letter) for word in MISSING if word for letter in word[0] + word[0].lower()] + [9, 32]] = True

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_COMMA = r"^[+-]?\d+,\d+$"


def is_missing(text: str) -> bool:
    """True for an empty cell and for the usual words for it."""
    return text.strip().upper() in MISSING


def missing_mask(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """``is_missing`` for a column; only texts as short as the words, with the first letter of one, are looked at."""
    if texts.null_count == len(texts):
        return np.ones(len(texts), np.bool_)
    lengths, first, _ = ends(texts)
    mask = lengths == 0
    longest = np.where(first == ord("-"), 2, _LONGEST)  # a minus before a number is no mark
    doubtful = np.flatnonzero(_FIRST[first] & (lengths <= longest) & ~mask)
    for position in doubtful.tolist():
        mask[position] = is_missing(texts[position].as_py() or "")
    return mask


def read_numbers(texts: pa.Array, decimal: str = ".") -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """(values, read) of a column. ``decimal`` is the mark of decimals; a lone comma between digits is one in any case.

    Not read, and NaN: empty cells, words, thousands separators, infinities.
    """
    if decimal == ",":
        texts = pc.replace_substring(texts, ",", ".")
    try:
        empty = pc.equal(pc.binary_length(texts), 0)
        some = pc.if_else(empty, pa.scalar(None, pa.string()), texts) if pc.any(empty).as_py() else texts
        values = pc.cast(some, pa.float64())
    except pa.ArrowInvalid:
        texts = pc.utf8_trim_whitespace(texts)
        texts = pc.if_else(pc.match_substring_regex(texts, _COMMA), pc.replace_substring(texts, ",", "."), texts)
        good = pc.match_substring_regex(texts, _NUMBER)
        values = pc.cast(pc.if_else(good, texts, pa.scalar(None, pa.string())), pa.float64())
    values = values.to_numpy(zero_copy_only=False)
    ok = np.isfinite(values)
    return values if ok.all() else np.where(ok, values, np.nan), ok


def decimal_of(texts: pa.Array) -> str:
    """',' when numbers of the column have a comma between digits more often than a point, else '.'."""
    comma = pc.sum(pc.match_substring_regex(texts, _COMMA)).as_py() or 0
    point = pc.sum(pc.match_substring_regex(texts, r"^[+-]?\d+\.\d+$")).as_py() or 0
    return "," if comma > point else "."
