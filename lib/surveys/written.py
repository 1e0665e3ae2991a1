"""What people wrote in a cell, as a number: "4", "4.0", "4,0", "4 - De acuerdo", or words that the codebook knows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib.catalogue import normalise
from lib.texts import DATA

NUMBER = re.compile(r"[+-]?\d{1,9}([.,]\d+)?")
LEADING = re.compile(r"\(?([+-]?\d{1,3})\s*[).:=-]\s*\D.*")
DATE = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([T ].*)?")


@cache
def hints() -> dict[str, Any]:
    """First guesses about a file of answers (``data/survey_hints.toml``)."""
    return tomllib.loads((DATA / "survey_hints.toml").read_text(encoding="utf-8"))


@cache
def missing_words() -> frozenset[str]:
    """Words for "no answer", in capitals without accents."""
    return frozenset(normalise(word) for word in hints()["missing"]["words"])


def is_missing(text: str) -> bool:
    """True for an empty cell and for words that mean no answer."""
    plain = text.strip()
    return not plain or normalise(plain) in missing_words()


def number(text: str, words: Mapping[str, float] | None = None) -> float | None:
    """The number that a cell means; None when it means none.

    >>> number("4"), number("4,0"), number("4 - De acuerdo"), number("2024-05-01"), number("cuatro")
    (4.0, 4.0, 4.0, None, None)
    """
    plain = text.strip()
    if NUMBER.fullmatch(plain):
        return float(plain.replace(",", "."))
    if words:
        known = words.get(normalise(plain))
        if known is not None:
            return known
    if DATE.fullmatch(plain):
        return None
    leading = LEADING.fullmatch(plain)
    return float(leading[1]) if leading else None


def is_date(text: str) -> bool:
    """True for a day as people and spreadsheets write it."""
    return bool(DATE.fullmatch(text.strip()))


def distinct(column: pa.Array | pa.ChunkedArray) -> tuple[list[str], npt.NDArray[np.int64]]:
    """(the different texts of a column, for each row which of them): a million cells hold few different answers."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    filled = pc.fill_null(whole.cast(pa.large_string()), "")
    coded = pc.dictionary_encode(filled)
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    return [str(text) for text in coded.dictionary.to_pylist()], np.asarray(coded.indices, dtype=np.int64)
