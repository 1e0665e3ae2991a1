"""From the texts of a file and its codebook to answers, with everything that is wrong on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from lib import settings
from lib.errors import FileError, Problems
from lib.surveys import written
from lib.surveys.answers import Answers
from lib.surveys.instrument import Codebook, Item


@dataclass(frozen=True)
class Taken:
    """Answers out of a file, and what was found while reading them. No respondent is left out."""

    answers: Answers
    problems: Problems


def take(raw: pa.Table, codebook: Codebook, rows: Sequence[int] | None = None) -> Taken:
    """What did people answer, as numbers, and which cells do not count?

    raw       text columns under the file's headings, one row per respondent ("" or null = no answer)
    codebook  its items name columns of ``raw``
    rows      the spreadsheet row of each respondent, for the problems; default: the header is row 1

    An answer counts when it is a number (or a word of the codebook) within the item's ends. Everything else is missing and
    is said. A row without any answer stays a respondent without answers. FileError when a column is not in the file, there
    is no item or no respondent, or no cell of any item can be read.
    """
    wanted = [item.code for item in codebook.items]
    named = [codebook.weight, codebook.wave, codebook.place, codebook.respondent, *codebook.groups]
    absent = [code for code in [*wanted, *filter(None, named)] if code not in raw.column_names]
    if absent:
        raise FileError("survey_column_absent", column=absent[0], number=len(absent), found=", ".join(raw.column_names[:12]))
    if not wanted:
        raise FileError("survey_no_items")
    if raw.num_rows == 0:
        raise FileError("survey_no_rows")
    at = np.asarray(rows if rows is not None else np.arange(2, raw.num_rows + 2), dtype=np.int64)
    problems = Problems()
    words = dict(codebook.words)
    columns = {item.code: _item(raw.column(item.code), item, words, at, problems) for item in codebook.items}
    items = pd.DataFrame(columns)
    if not np.isfinite(items.to_numpy()).any():
        raise FileError("survey_nothing_answered", items=len(wanted))
    people = pd.DataFrame({
        name: _people(raw.column(name), {value: said for column, value, said in codebook.labels if column == name})
        for name in dict.fromkeys(filter(None, named[1:]))
    }, index=items.index)
    weights = _weights(raw.column(codebook.weight), codebook.weight, at, problems) if codebook.weight else None
    _whole(items, codebook, people, at, problems)
    return Taken(Answers(items, people, weights), problems)


def _item(
    column: pa.ChunkedArray, item: Item, words: dict[str, float], at: npt.NDArray[np.int64], problems: Problems
) -> npt.NDArray[np.float64]:
    texts, index = written.distinct(column)
    values = np.full(len(texts), np.nan)
    reasons: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        found = written.number(text, words)
        if found is None:
            if not written.is_missing(text):
                reasons.setdefault("survey_date" if written.is_date(text) else "survey_not_a_number", []).append(place)
        elif found in item.missing:
            reasons.setdefault("survey_missing_code", []).append(place)
        elif not item.low <= found <= item.high:
            reasons.setdefault("survey_outside_scale", []).append(place)
        else:
            values[place] = found
    for code, places in reasons.items():
        rows = np.flatnonzero(np.isin(index, places))
        severity = "info" if code == "survey_missing_code" else "warn"
        problems.add_many(code, severity, [int(at[row]) for row in rows[:5]], item.code,  # type: ignore[arg-type]
                          [texts[index[row]] for row in rows[:5]])
        problems[code].rows += len(rows) - min(len(rows), 5)
    return values[index] if len(texts) else np.full(len(index), np.nan)


def _people(column: pa.ChunkedArray, labels: dict[str, str]) -> pd.Series:
    texts, index = written.distinct(column)
    called = [labels.get(text.strip(), text.strip()) for text in texts]
    names = np.array([None if written.is_missing(name) else name for name in called], dtype=object)
    return pd.Series(names[index] if len(texts) else [], dtype="str")


def _weights(
    column: pa.ChunkedArray, name: str, at: npt.NDArray[np.int64], problems: Problems
) -> npt.NDArray[np.float64]:
    """Weights with mean 1; a respondent without a positive weight counts for nothing, which is said."""
    texts, index = written.distinct(column)
    found = np.array([written.number(text) or 0.0 for text in texts])[index]
    bad = ~(found > 0)
    if bad.all():
        raise FileError("survey_no_weight", column=name)
    rows = np.flatnonzero(bad)
    problems.add_many("survey_bad_weight", "warn", [int(at[row]) for row in rows], name, [texts[index[row]] for row in rows])
    found[bad] = 0.0
    return np.asarray(found / found[~bad].mean(), dtype=float)


def _whole(
    items: pd.DataFrame, codebook: Codebook, people: pd.DataFrame, at: npt.NDArray[np.int64], problems: Problems
) -> None:
    """What can be seen only over whole columns and rows."""
    values = items.to_numpy()
    answered = np.isfinite(values)
    for place, item in enumerate(codebook.items):
        own = values[answered[:, place], place]
        if not len(own):
            problems.add("survey_item_empty", "warn", column=item.code, rows=1)
        elif own.min() == own.max() and len(values) > 1:
            problems.add("survey_item_constant", "warn", column=item.code, value=f"{own[0]:g}", rows=1)
    for variable in dict.fromkeys(item.variable for item in codebook.items if item.variable):
        ends = {(item.low, item.high) for item in codebook.items if item.variable == variable}
        if len(ends) > 1:
            said = " · ".join(f"{low:g}–{high:g}" for low, high in sorted(ends))
            problems.add("survey_mixed_scales", "warn", column=variable, value=said, rows=1)
    nobody = np.flatnonzero(~answered.any(axis=1))
    problems.add_many("survey_nothing_by_row", "info", [int(at[row]) for row in nobody], "", [""] * len(nobody))
    if codebook.respondent:
        names = people[codebook.respondent]
        again = np.flatnonzero((names.duplicated() & names.notna()).to_numpy())
        problems.add_many("survey_respondent_twice", "warn", [int(at[row]) for row in again], codebook.respondent,
                          names.iloc[again])
    if values.shape[1] >= int(settings.value("surveys.equal_rows_items")):
        whole = answered.all(axis=1) & (np.nanmax(np.where(answered, values, -np.inf), axis=1)
                                        > np.nanmin(np.where(answered, values, np.inf), axis=1))
        equal = np.flatnonzero(whole & items.duplicated().to_numpy())
        problems.add_many("survey_rows_equal", "warn", [int(at[row]) for row in equal], "", [""] * len(equal))
