"""The top and a sample of any file as rows of text: what deciding on its layout needs, without reading it all."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lib import settings
from lib.complaints.reading import encoding as encodings
from lib.complaints.reading.layer import Layers, rows_of
from lib.complaints.reading.meanings import normalise_heading
from lib.complaints.reading.records import is_blank, join_lines, split_record
from lib.complaints.reading.upload import Container, Upload
from lib.complaints.reading.workbook import Workbook
from lib.errors import FileError, UsageError

SEPARATORS = (",", ";", "\t", "|")


@dataclass
class Table:
    """The top of one table. ``top``: (spreadsheet row, cells), blank rows left out; ``sample``: cells of rows spread
    over the file; ``size``: estimated rows; ``named``: the container gives the headings itself (a layer)."""

    name: str
    top: list[tuple[int, list[str]]]
    sample: list[list[str]]
    size: int
    named: bool = False
    crs: str = ""
    not_points: int = 0


@dataclass
class Opened:
    """A file opened as far as needed: its tables, and for text how it is written."""

    container: Container
    tables: list[Table] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    encoding: str = ""
    separator: str = ""
    newline: bytes = b"\n"
    workbook: Workbook | None = None
    layers: Layers | None = None


def open_text(upload: Upload, encoding: str, separator: str, known_headings: Sequence[str]) -> Opened:
    """Delimited text: encoding and separator as given, or ('' or 'auto') by the evidence of a sample."""
    head, spread, whole = _sample_bytes(upload)
    name = encodings.known(encoding) if encoding not in ("", "auto") else encodings.detect(head + b"\n" + spread)
    text = _decode(head, name, upload)
    newline = b"\n" if "\n" in text or "\r" not in text else b"\r"
    top_lines = _lines(text, newline)
    if not whole and len(top_lines) > 1:
        top_lines.pop()
    if separator in ("", "auto"):
        separator = _separator(top_lines[:200], known_headings)
    elif separator in ("\\t", "tab"):
        separator = "\t"
    if len(separator) != 1 or separator in '"\r\n\x00' or ord(separator) > 127:
        raise UsageError("unknown_separator", name=separator)
    top: list[tuple[int, list[str]]] = []
    row = 1
    for record, _, closed in join_lines(top_lines, separator, True):
        cells = split_record(record, separator).fields if closed else [record[:200]]
        if not is_blank(cells):
            top.append((row, cells if cells is not None else [record[:200].replace("\x00", "")]))
        row += 1
    sample = [cells for _, cells in top]
    if spread:
        middle = _lines(_decode(spread, name, upload), newline)
        sample += [cells for line in middle if (cells := _quick_split(line, separator))]
    mean = max(1.0, len(head) / max(1, len(top_lines)))
    size = len(top) if whole else int(upload.size / mean)
    return Opened("text", [Table("", top, sample, size)], encoding=name, separator=separator, newline=newline)


def open_workbook(upload: Upload, container: Container) -> Opened:
    """Every sheet of a workbook that holds anything, visible ones first."""
    workbook = Workbook(upload, container)
    opened = Opened(container, workbook=workbook)
    rows_looked_at = int(settings.value("reading.extract_share_from")) * 20
    for sheet in sorted(workbook.sheets, key=lambda sheet: not sheet.visible):
        rows = [(row, cells) for row, cells in workbook.rows(sheet.name, rows_looked_at) if not is_blank(cells)]
        if rows:
            height = workbook.height(sheet.name)
            opened.tables.append(Table(sheet.name, rows, [cells for _, cells in rows], min(height, max(len(rows), height))))
            if not sheet.visible:
                opened.hidden.append(sheet.name)
    if not opened.tables:
        raise FileError("file_empty", file=upload.base_name)
    return opened


def open_layers(upload: Upload) -> Opened:
    """The layers of a GeoPackage or GeoJSON."""
    layers = Layers(upload)
    opened = Opened("gpkg", layers=layers)
    for name in layers.names:
        table, crs, others = layers.read(name, int(settings.value("reading.extract_share_from")) * 20)
        rows = list(rows_of(table))
        top = [(0, list(table.column_names)), *enumerate(rows, start=1)]
        opened.tables.append(Table(name, top, rows, layers.count(name), True, crs, others))
    return opened


def _sample_bytes(upload: Upload) -> tuple[bytes, bytes, bool]:
    """(the start, whole lines from places spread over the rest, whether the start is the whole file)."""
    most = int(settings.value("reading.sample_bytes"))
    if upload.size <= most:
        return upload.head(most + 1), b"", True
    head = upload.head(most // 4)
    pieces = []
    places = 24
    piece = most // 4 * 3 // places
    for number in range(places):
        upload.stream.seek(len(head) + (upload.size - len(head) - piece) * number // (places - 1))
        block = upload.stream.read(piece)
        first, last = block.find(b"\n"), block.rfind(b"\n")
        if 0 <= first < last:
            pieces.append(block[first + 1: last])
    return head, b"\n".join(pieces), False


def _decode(data: bytes, encoding: str, upload: Upload) -> str:
    """Leniently: lines that are not UTF-8 in a UTF-8 file are read as Windows-1252, as the reader will."""
    if encoding == "utf-8":
        return encodings.repair_lines(data.removeprefix(b"\xef\xbb\xbf"))[0].decode("utf-8", "replace")
    try:
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    except (LookupError, UnicodeError) as error:
        raise FileError("file_damaged", file=upload.base_name, reason=str(error)[:200]) from error


def _lines(text: str, newline: bytes) -> list[str]:
    lines = text.split(newline.decode())
    if lines and not lines[-1]:
        lines.pop()
    return [line.rstrip("\r").replace("\r", " ") for line in lines]


def _quick_split(line: str, separator: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter=separator), None)
    except csv.Error:
        return None


def _separator(lines: Sequence[str], known_headings: Sequence[str]) -> str:
    """The separator that gives the most rows one same width above one; a known heading counts for it as well."""
    best, best_score = ",", 0.0
    known = set(known_headings)
    headings_within = int(settings.value("reading.header_within"))
    for separator in SEPARATORS:
        widths: dict[int, int] = {}
        recognised = 0
        for record in _first_records(lines, separator):
            cells = _quick_split(record, separator) or []
            if is_blank(cells):
                continue
            if sum(widths.values()) < headings_within:
                recognised = max(recognised, sum(normalise_heading(cell[:80]) in known for cell in cells[:500]))
            widths[len(cells)] = widths.get(len(cells), 0) + 1
        wide = {width: rows for width, rows in widths.items() if width > 1}
        if not wide:
            continue
        width, rows = max(wide.items(), key=lambda item: (item[1], item[0]))
        score = rows / sum(widths.values()) * min(width, 30) ** 0.5 + recognised
        if score > best_score:
            best, best_score = separator, score
    return best


def _first_records(lines: Sequence[str], separator: str) -> Iterator[str]:
    for record, _, closed in join_lines(list(lines), separator, True):
        if closed:
            yield record
