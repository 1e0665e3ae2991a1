"""Delimited text in batches: a whole block at once through Arrow where the block is plain, line by line where it is not.

A block is plain when every line has an even number of quotation marks and no NUL and none is blank or overlong, and
Arrow finds as many rows in it as it has lines. That is nearly every block of nearly every file, and it is fast; the
others lose speed, not rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from lib import settings
from lib.complaints.reading import encoding as encodings
from lib.complaints.reading.records import Record, is_blank, join_lines, split_record
from lib.complaints.reading.upload import Upload

ROW_FEED, QUOTE = 10, 34
PIECE = 1 << 20
"""Bytes that Arrow splits at a time: they fit the processor's cache. Longer lines are none of a plain block."""


@dataclass(frozen=True)
class Broken:
    """A row that could not be split into fields: it is read, and rejected under ``code``."""

    row: int
    code: str
    value: str
    fields: list[str]


@dataclass
class RawBatch:
    """Rows as text. ``columns`` maps the wanted positions to their texts ("" = empty); ``rows`` are spreadsheet rows."""

    rows: npt.NDArray[np.int64]
    columns: dict[int, pa.Array]
    headings: Sequence[str]
    broken: list[Broken] = field(default_factory=list)
    repaired_rows: list[int] = field(default_factory=list)
    formula_rows: list[int] = field(default_factory=list)
    bytes_read: int = 0
    block: bytes = b""
    ends: npt.NDArray[np.int64] | None = None
    separator: str = ","
    cells: list[list[str]] | None = None

    def raw(self, positions: Sequence[int] | npt.NDArray[np.int64]) -> list[list[str]]:
        """All fields of these rows (positions in the batch), as the file has them."""
        if self.cells is not None:
            return [self.cells[int(position)] for position in positions]
        ends = self.ends
        out: list[list[str]] = []
        for position in positions:
            start = 0 if position == 0 or ends is None else int(ends[position - 1]) + 1
            stop = len(self.block) if ends is None or position >= len(ends) else int(ends[position])
            text = self.block[start:stop].decode("utf-8", "replace").rstrip("\r")
            out.append(split_record(text, self.separator).fields or [text])
        return out


def raw_frame(batch: RawBatch, fields: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Raw fields under the file's own headings; those beyond the headings go to ``+1``, ``+2`` ..."""
    width = max([len(batch.headings), *(len(row) for row in fields)])
    names = unique_names([*batch.headings, *(f"+{i + 1}" for i in range(width - len(batch.headings)))])
    rows = [[*row, *([""] * (width - len(row)))] for row in fields]
    return pd.DataFrame(rows, columns=pd.Index(names), dtype="str")


def unique_names(names: Sequence[str]) -> list[str]:
    """The same names, repeats numbered: columns of a table must differ."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def read_delimited(
    upload: Upload, *, encoding: str, separator: str, newline: bytes, headings: Sequence[str], first_row: int,
    wanted: Sequence[int], block_bytes: int,
) -> Iterator[RawBatch]:
    """Batches of rows from ``first_row`` (spreadsheet row of the first row of data) on."""
    width = len(headings)
    row = 1
    pending = b""
    blocks = encodings.utf8_blocks(upload.stream, encoding, block_bytes, newline)
    block = next(blocks, None)
    while block is not None:
        following = next(blocks, None)
        position = upload.stream.tell()
        data, repaired = encodings.repair_lines(pending + block)
        pending = b""
        start_row = row
        skipped = 0
        if row < first_row:
            data, row, skipped = _skip(data, separator, row, first_row)
        plain = _plain_batch(data, separator, headings, wanted, row) if data else None
        if plain is not None:
            batch, taken = plain, len(plain.rows)
            row += taken
        else:
            batch, row, pending = _slow_batch(data, separator, headings, wanted, row, width, following is None)
        if repaired:
            batch.repaired_rows = [start_row + line for line in repaired if line >= skipped]
        batch.bytes_read = position
        if len(batch.rows) or batch.broken or batch.repaired_rows:
            yield batch
        block = following


def _skip(data: bytes, separator: str, row: int, first_row: int) -> tuple[bytes, int, int]:
    """The data after the headings (and what stands above or right below them), the next row, and lines passed."""
    lines = data.split(b"\n")
    texts = [line.decode("utf-8", "replace").rstrip("\r") for line in lines[: first_row + 400]]
    passed = 0
    for _, taken, _ in join_lines(texts, separator, True):
        if row >= first_row or passed >= len(lines):
            break
        passed += taken
        row += 1
    return b"\n".join(lines[passed:]), row, passed


def _plain_batch(
    data: bytes, separator: str, headings: Sequence[str], wanted: Sequence[int], row: int
) -> RawBatch | None:
    """The whole block through Arrow, or None when it is not plain."""
    if len(separator) != 1 or b"\x00" in data or b"\x1a" in data or not wanted:
        return None
    octets = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(octets == ROW_FEED)
    if data.endswith(b"\n"):
        stops = ends
    else:
        stops = np.append(ends, len(data))
    lengths = np.diff(stops, prepend=-1) - 1
    if not len(lengths) or lengths.min() < 2 or lengths.max() > int(settings.value("reading.longest_field")):
        return None
    quoted = b'"' in data
    if quoted:
        marks = np.searchsorted(np.flatnonzero(octets == QUOTE), stops)
        if np.any(np.diff(marks, prepend=0) % 2):
            return None
    names = [str(i) for i in range(len(headings))]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(data),
            read_options=pa.csv.ReadOptions(column_names=names, block_size=PIECE, use_threads=False),
            parse_options=pa.csv.ParseOptions(delimiter=separator, quote_char='"' if quoted else False,
                                              ignore_empty_lines=False),
            convert_options=pa.csv.ConvertOptions(
                include_columns=[names[i] for i in wanted], column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False, check_utf8=False),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != len(stops):
        return None
    columns = {i: _one_chunk(table.column(names[i])) for i in wanted}
    if _any_blank(columns, data, separator):
        return None
    rows = np.arange(row, row + len(stops), dtype=np.int64)
    return RawBatch(rows, columns, headings, block=data, ends=ends, separator=separator)


def _any_blank(columns: dict[int, pa.Array], data: bytes, separator: str) -> bool:
    """True when a row has nothing in any wanted column: it may be blank and is looked at line by line."""
    blank: npt.NDArray[np.bool_] | None = None
    for column in columns.values():
        empty = np.diff(np.frombuffer(column.buffers()[1], dtype=np.int32)[column.offset:][: len(column) + 1]) == 0
        blank = empty if blank is None else blank & empty
        if not blank.any():
            return False
    return blank is not None and bool(blank.any())


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _slow_batch(
    data: bytes, separator: str, headings: Sequence[str], wanted: Sequence[int], row: int, width: int, at_end: bool
) -> tuple[RawBatch, int, bytes]:
    """Line by line. Returns the batch, the next row and the bytes that wait for the next block."""
    lines = data.split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    texts = [_line(line) for line in lines]
    rows: list[int] = []
    cells: list[list[str]] = []
    broken: list[Broken] = []
    done = 0
    for text, taken, closed in join_lines(texts, separator, at_end):
        done += taken
        record = split_record(text, separator, width) if closed else Record(text, None, "unterminated_quote")
        if is_blank(record.fields):
            row += 1
            continue
        if record.wrong or record.fields is None:
            broken.append(Broken(row, record.wrong, _about(record, width), record.fields or [record.text[:2000]]))
        else:
            rows.append(row)
            cells.append(record.fields)
        row += 1
    pending = b"\n".join(lines[done:]) + b"\n" if done < len(lines) else b""
    columns = {i: pa.array([fields[i] for fields in cells], pa.string()) for i in wanted}
    batch = RawBatch(np.array(rows, dtype=np.int64), columns, headings, broken, cells=cells, separator=separator)
    return batch, row, pending


def _line(line: bytes) -> str:
    text = line.decode("utf-8", "replace").rstrip("\r\x1a")
    return text.replace("\r", " ") if "\r" in text else text


def _about(record: Record, width: int) -> str:
    if record.wrong == "ragged_row" and record.fields is not None:
        return f"{len(record.fields)} ≠ {width}"
    return record.text[:200].replace("\x00", "␀")
