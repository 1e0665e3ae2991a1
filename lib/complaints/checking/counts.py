"""Counts: how many complaints a row stands for; and rows that are totals of others."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lib import catalogue, settings
from lib.complaints.checking.raw import RawColumns
from lib.complaints.checking.rejections import Rejections
from lib.complaints.reading.meanings import CRIME_LEVELS, PLACE_MEANINGS
from lib.complaints.written.matrix import ends
from lib.complaints.written.numbers import missing_mask, read_numbers

TOTAL = re.compile(r"(SUB ?|GRAND )?TOTAL(ES)?( [A-Z]+| DEL? .*)?:?|SUMA( TOTAL)?:?")
OF_MANY = ("date", "complaint_id")
WHERE_TOTALS_STAND = (*PLACE_MEANINGS, *CRIME_LEVELS, "year", "month", "period", "date", "complaint_id")


def reject_totals(raw: RawColumns, rejections: Rejections) -> None:
    """Rows whose place, label or period reads TOTAL: the sum of other rows, which would count twice."""
    for meaning in WHERE_TOTALS_STAND:
        if not raw.in_file(meaning):
            continue
        if meaning in OF_MANY:
            texts = raw.text(meaning)
            # dates and numbers begin with a digit: only the rest is looked at
            _, first, _ = ends(texts)
            mask = np.zeros(raw.rows, np.bool_)
            for position in np.flatnonzero((first == ord("T")) | (first == ord("t")) | (first == ord("S"))).tolist():
                mask[position] = is_total(texts[position].as_py())
        else:
            which, distinct = raw.distinct(meaning)
            totals = [number for number, text in enumerate(distinct) if is_total(text)]
            if not totals:
                continue
            mask = np.isin(which, totals)
        rejections.add(mask, "total_row", raw.heading(meaning), raw.text(meaning))


def is_total(text: str) -> bool:
    """True for 'TOTAL', 'Total general', 'Subtotal', 'TOTAL ICA', 'Suma total:'; not for a name that holds the word."""
    plain = text[:60].upper()
    return ("TOTAL" in plain or plain.startswith("SUMA")) and TOTAL.fullmatch(catalogue.normalise(text)) is not None


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
