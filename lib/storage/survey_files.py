"""A file of answers as text columns: CSV and workbooks by the readers of complaints, SPSS files by pyreadstat."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat

from lib.complaints.reading import Overrides, Upload, read_rows, understand
from lib.complaints.reading.delimited import unique_names
from lib.errors import FileError, Problems
from lib.surveys.guessing import FileWords

SPSS = (b"$FL2", b"$FL3")
DAY = "%Y-%m-%d"


@dataclass(frozen=True)
class AnswersFile:
    """A file as it was read: nothing is judged yet.

    table     text columns under the file's headings (made unique), "" = empty
    rows      the spreadsheet row of each respondent
    words     what an SPSS file says of its columns
    problems  what was noticed about the file as a whole
    sheets    sheets of a workbook; ``sheet`` is the one read
    """

    name: str
    table: pa.Table
    rows: np.ndarray
    sha256: str
    words: FileWords = field(default_factory=FileWords)
    problems: Problems = field(default_factory=Problems)
    sheets: tuple[str, ...] = ()
    sheet: str = ""


def read_answers(upload: Upload, sheet: str | None = None, progress: Callable[..., None] | None = None) -> AnswersFile:
    """What stands in this file of answers, one row per respondent?

    sheet     which sheet of a workbook; None lets the reader choose
    progress  gets the share of the file read and the rows so far
    FileError when the file is no table, is damaged, or has no row of data.
    """
    if upload.head(4) in SPSS:
        return _spss(upload)
    understood = understand(upload, {}, Overrides(sheet=sheet))
    width = len(understood.columns)
    names = unique_names([name.strip() for name in understood.columns])
    everything = replace(understood, meanings={str(place): place for place in range(width)})
    batches: list[pa.Table] = []
    rows: list[np.ndarray] = []
    problems = understood.notes
    done = 0
    for batch in read_rows(upload, everything):
        batches.append(pa.table({names[place]: batch.columns[place].cast(pa.large_string()) for place in range(width)}))
        rows.append(batch.rows)
        for broken in batch.broken:
            problems.add("survey_row_unreadable", "reject", row=broken.row, value=broken.value)
        done += len(batch.rows)
        if progress is not None:
            progress(batch.bytes_read / max(upload.size, 1), done)
    if not done:
        raise FileError("file_without_rows", file=upload.base_name)
    return AnswersFile(
        upload.base_name, pa.concat_tables(batches).combine_chunks(), np.concatenate(rows), _sha256(upload),
        problems=problems, sheets=understood.sheets, sheet=understood.sheet,
    )


def _spss(upload: Upload) -> AnswersFile:
    upload.stream.seek(0)
    stream: Any = upload.stream
    try:
        frame, papers = pyreadstat.read_sav(stream, user_missing=True, dates_as_pandas_datetime=True)
    except (pyreadstat.ReadstatError, UnicodeDecodeError, ValueError, OSError, OverflowError, MemoryError) as error:
        raise FileError("survey_file_damaged", file=upload.base_name, reason=str(error)[:200]) from error
    if frame.empty:
        raise FileError("file_without_rows", file=upload.base_name)
    values = {
        name: {float(value): str(label) for value, label in labels.items() if isinstance(value, int | float)}
        for name, labels in papers.variable_value_labels.items()
    }
    columns = {str(name): _text(frame[name]) for name in frame.columns}
    ranges: dict[str, list[Any]] = papers.missing_ranges  # type: ignore[assignment]
    missing = {
        name: tuple(end["lo"] for end in ends if end["lo"] == end["hi"] and isinstance(end["lo"], int | float))
        for name, ends in ranges.items()
    }
    words = FileWords(
        {name: str(label) for name, label in papers.column_names_to_labels.items() if label}, values, missing)
    return AnswersFile(
        upload.base_name, pa.table(columns), np.arange(1, len(frame) + 1), _sha256(upload), words,
    )


def _text(column: pd.Series) -> pa.Array:
    """SPSS values as text: numbers without a needless ".0", days as 2024-03-05."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return pa.array(column.dt.strftime(DAY).where(column.notna(), ""), pa.large_string())
    codes, different = pd.factorize(column)
    numeric = pd.api.types.is_numeric_dtype(column)
    said = [f"{value:.15g}" if numeric else str(value) for value in different]
    return pa.array(np.array([*said, ""], dtype=object)[codes], pa.large_string())


def _sha256(upload: Upload) -> str:
    upload.stream.seek(0)
    digest = hashlib.sha256()
    while block := upload.stream.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
