"""Rows: any file, once understood, as batches of text columns by position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from lib import settings
from lib.complaints.reading.delimited import Broken, RawBatch, read_delimited
from lib.complaints.reading.layer import Layers, rows_of
from lib.complaints.reading.records import is_blank
from lib.complaints.reading.understanding import Understood
from lib.complaints.reading.upload import Upload
from lib.complaints.reading.workbook import Workbook, column_name

__all__ = ["Broken", "RawBatch", "read_rows"]


def read_rows(upload: Upload, understood: Understood, batch_rows: int = 200_000) -> Iterator[RawBatch]:
    """Batches of rows from the first row of data to the end; blank rows are passed over, broken ones are said.

    Only the columns with a meaning are read as columns; ``RawBatch.raw`` gives the whole of a row back.
    """
    wanted = sorted(set(understood.meanings.values()))
    if understood.container == "text":
        yield from _ahead(read_delimited(
            upload, encoding=understood.encoding, separator=understood.separator, newline=understood.newline,
            headings=understood.columns, first_row=understood.first_row, wanted=wanted,
            block_bytes=_block_bytes(upload, understood, batch_rows),
        ))
    elif understood.container in ("gpkg", "geojson"):
        yield from _layer_rows(upload, understood, wanted, batch_rows)
    else:
        yield from _sheet_rows(upload, understood, wanted, batch_rows)


def _ahead(batches: Iterator[RawBatch]) -> Iterator[RawBatch]:
    """The same batches, the next one being read while this one is looked at: splitting leaves the interpreter free."""
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = beside.submit(next, batches, None)
            yield batch


def _block_bytes(upload: Upload, understood: Understood, batch_rows: int) -> int:
    mean = upload.size / max(1, understood.rows_estimate)
    return int(min(settings.value("reading.block_bytes") * 2, max(65_536, mean * batch_rows)))


def _layer_rows(upload: Upload, understood: Understood, wanted: Sequence[int], batch_rows: int) -> Iterator[RawBatch]:
    table, _, _ = Layers(upload).read(understood.layer)
    for start in range(0, table.num_rows, batch_rows):
        part = table.slice(start, batch_rows).combine_chunks()
        columns = {i: part.column(i).combine_chunks() if part.column(i).num_chunks != 1 else part.column(i).chunk(0)
                   for i in wanted}
        rows = np.arange(start + 1, start + 1 + part.num_rows, dtype=np.int64)
        share = (start + part.num_rows) / max(1, table.num_rows)
        yield RawBatch(rows, columns, understood.columns, cells=list(rows_of(part)), bytes_read=int(upload.size * share))


def _sheet_rows(upload: Upload, understood: Understood, wanted: Sequence[int], batch_rows: int) -> Iterator[RawBatch]:
    workbook = Workbook(upload, understood.container)
    width = len(understood.columns)
    height = max(1, workbook.height(understood.sheet))
    sheet = workbook.sheet(understood.sheet)
    used = set(wanted)
    rows: list[int] = []
    cells: list[list[str]] = []
    broken: list[Broken] = []
    formulas: list[int] = []

    def batch(reached: int) -> RawBatch:
        columns = {i: pa.array([row[i] for row in cells], pa.string()) for i in wanted}
        return RawBatch(np.array(rows, dtype=np.int64), columns, understood.columns, broken, cells=cells,
                        formula_rows=formulas, bytes_read=int(upload.size * reached / height))

    longest = int(settings.value("reading.longest_field"))
    for row, values in workbook.rows(understood.sheet):
        if row < understood.first_row or (is_blank(values) and row not in sheet.formula_rows):
            continue
        values = (values + [""] * width)[:width] if len(values) < width else values
        empty = [column for at, column in sheet.empty_formulas if at == row and column in used] \
            if row in sheet.formula_rows else []
        if is_blank(values) and not empty:
            continue
        if empty:
            cell = f"{column_name(sheet.first_column + empty[0])}{row}"
            broken.append(Broken(row, "formula_without_value", cell, values))
        elif any(len(values[i]) > longest for i in wanted):
            broken.append(Broken(row, "field_too_long", "", values))
        else:
            rows.append(row)
            cells.append(values)
            if row in sheet.formula_rows:
                formulas.append(row)
        if len(rows) >= batch_rows:
            yield batch(row)
            rows, cells, broken, formulas = [], [], [], []
    for row, column in sorted(sheet.empty_formulas):  # rows of such formulas alone, below what has values
        if row > height and column in used and row not in {b.row for b in broken[-1:]}:
            cell = f"{column_name(sheet.first_column + column)}{row}"
            broken.append(Broken(row, "formula_without_value", cell, [""] * width))
    if rows or broken:
        yield batch(height)
