"""Counts: how many complaints a row stands for; and rows that are totals of others."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib import catalogue, settings
from lib.complaints.checking.raw import RawColumns
from lib.complaints.checking.rejections import Rejections
from lib.complaints.reading.meanings import CRIME_LEVELS, PLACE_MEANINGS
from lib.complaints.written.numbers import missing_mask, read_numbers

TOTAL = re.compile(r"(SUB ?|GRAND )?TOTAL(ES)?( [A-Z]+| DEL? .*)?:?|SUMA( TOTAL)?:?")
TOTAL_BYTES = (b"otal", b"OTAL", b"uma", b"UMA")
WHERE_TOTALS_STAND = (*PLACE_MEANINGS, *CRIME_LEVELS, "year", "month", "period", "date", "complaint_id")


def reject_totals(raw: RawColumns, rejections: Rejections) -> None:
    """Rows whose place, label or period reads TOTAL: the sum of other rows, which would count twice."""
    if not raw.may_hold(TOTAL_BYTES):
        return
    for meaning in WHERE_TOTALS_STAND:
        if not raw.in_file(meaning):
            continue
        texts = raw.text(meaning)
        holds = pc.or_(pc.match_substring(texts, "total", ignore_case=True),
                       pc.starts_with(texts, "suma", ignore_case=True)).to_numpy(zero_copy_only=False)
        if not holds.any():
            continue
        positions = np.flatnonzero(holds)
        encoded = pc.dictionary_encode(texts.take(pa.array(positions)))
        total = np.array([TOTAL.fullmatch(catalogue.normalise(text)) is not None for text in encoded.dictionary.to_pylist()])
        mask = np.zeros(raw.rows, np.bool_)
        mask[positions[total[encoded.indices.to_numpy(zero_copy_only=False)]]] = True
        rejections.add(mask, "total_row", raw.heading(meaning), texts)


def read_counts(raw: RawColumns, decimal: str, rejections: Rejections) -> npt.NDArray[np.int64]:
    """Whole numbers from zero on; without a column of counts every row is one complaint."""
    if not raw.has("count"):
        return np.ones(raw.rows, np.int64)
    texts: pa.Array = raw.text("count")
    values, read = read_numbers(texts, decimal)
    heading = raw.heading("count")
    most = int(settings.value("reading.largest_count"))
    rejections.add(missing_mask(texts), "count_missing", heading, texts)
    rejections.add(~read, "count_unreadable", heading, texts)
    rejections.add(read & (values < 0), "count_negative", heading, texts)
    rejections.add(read & (values != np.floor(values)), "count_fractional", heading, texts)
    rejections.add(read & (values > most), "count_too_large", heading, texts)
    good = read & (values >= 0) & (values <= most)
    return np.where(good, values, 0).astype(np.int64)
