"""Numbers, and the marks that mean that there is none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

MISSING = frozenset({
    "", "NULL", "(NULL)", "<NULL>", "S/D", "S.D.", "SIN DATO", "SIN DATOS", "N/A", "#N/A", "NA", "NAN", "NONE", "NAT",
    "NO DISPONIBLE", "-", "--",
})
"""Compared in capitals without spaces around. 'S/N' is a house without number, not missing."""

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_COMMA = r"^[+-]?\d+,\d+$"


def is_missing(text: str) -> bool:
    """True for an empty cell and for the usual words for it."""
    return text.strip().upper() in MISSING


def missing_mask(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """``is_missing`` for a column, by its distinct texts when they are few, else by its short ones."""
    lengths = pc.binary_length(texts)
    short = pc.less_equal(lengths, 13)
    if not pc.any(short).as_py():
        return np.zeros(len(texts), np.bool_)
    upper = pc.if_else(short, pc.utf8_upper(pc.utf8_trim_whitespace(texts)), "?")
    return pc.is_in(upper, value_set=pa.array(sorted(MISSING))).to_numpy(zero_copy_only=False)


def read_numbers(texts: pa.Array, decimal: str = ".") -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """(values, read) of a column. ``decimal`` is the mark of decimals; a lone comma between digits is one in any case.

    Not read, and NaN: empty cells, words, thousands separators, infinities.
    """
    if decimal == ",":
        texts = pc.replace_substring(texts, ",", ".")
    try:
        values = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        texts = pc.utf8_trim_whitespace(texts)
        texts = pc.if_else(pc.match_substring_regex(texts, _COMMA), pc.replace_substring(texts, ",", "."), texts)
        good = pc.match_substring_regex(texts, _NUMBER)
        values = pc.cast(pc.if_else(good, texts, pa.scalar(None, pa.string())), pa.float64())
        values = pc.fill_null(values, float("nan")).to_numpy(zero_copy_only=False)
    ok = np.isfinite(values)
    return np.where(ok, values, np.nan), ok


def decimal_of(texts: pa.Array) -> str:
    """',' when numbers of the column have a comma between digits more often than a point, else '.'."""
    comma = pc.sum(pc.match_substring_regex(texts, _COMMA)).as_py() or 0
    point = pc.sum(pc.match_substring_regex(texts, r"^[+-]?\d+\.\d+$")).as_py() or 0
    return "," if comma > point else "."
