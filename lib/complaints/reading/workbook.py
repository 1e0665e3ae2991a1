"""Workbooks (XLSX, XLSB, ODS, XLS): their sheets as rows of text, guarded against archives that unpack without end.

Cells become the text that a CSV would hold: dates as 2024-03-05 or 2024-03-05T14:30:00, whole numbers without '.0'. A
formula counts by the value that the spreadsheet stored for it; where none was stored, the row says so.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import defusedxml.ElementTree
import python_calamine

from lib import settings
from lib.complaints.reading.upload import Container, Upload
from lib.errors import FileError

CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
ROW_END = b"</row>"
WORKBOOK_NS = {
    "m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


@dataclass
class Sheet:
    """A sheet's name, whether people see it, and its formulas: rows with one, and cells without a stored value.

    Columns are counted from the first used one, ``first_column``.
    """

    name: str
    visible: bool
    merged: int = 0
    first_column: int = 0
    formula_rows: set[int] = field(default_factory=set)
    formula_example: tuple[int, str] | None = None
    empty_formulas: set[tuple[int, int]] = field(default_factory=set)


class Workbook:
    """An open workbook. ``rows(sheet)`` gives (spreadsheet row, texts) for every row, blank ones too."""

    def __init__(self, upload: Upload, container: Container) -> None:
        self.file = upload.base_name
        if container != "xls":
            _guard(upload)
        upload.stream.seek(0)
        try:
            self._book = python_calamine.CalamineWorkbook.from_filelike(upload.stream)
            metadata = self._book.sheets_metadata
        except Exception as error:  # noqa: BLE001 - whatever the reader says, the file cannot be read
            raise FileError("file_damaged", file=self.file, reason=_reason(error)) from error
        kinds = python_calamine.SheetTypeEnum
        visible = python_calamine.SheetVisibleEnum.Visible
        self.sheets = [Sheet(m.name, m.visible == visible) for m in metadata if m.typ == kinds.WorkSheet]
        self._parts = _parts(upload) if container == "xlsx" else {}
        self._upload = upload
        self._loaded: dict[str, python_calamine.CalamineSheet] = {}
        if not self.sheets:
            raise FileError("file_empty", file=self.file)

    def sheet(self, name: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.name == name)

    def rows(self, name: str, limit: int | None = None) -> Iterator[tuple[int, list[str]]]:
        """(spreadsheet row, cells as text), from the first used column on; at most ``limit`` rows."""
        loaded = self._load(name)
        row = 0
        for cells in loaded.iter_rows():
            row += 1
            if limit is not None and row > limit:
                return
            yield row, [_text(cell) for cell in cells]

    def height(self, name: str) -> int:
        """Rows from the top to the last used one."""
        return int(self._load(name).total_height)

    def _load(self, name: str) -> python_calamine.CalamineSheet:
        if name not in self._loaded:
            sheet = self.sheet(name)
            if name in self._parts:
                _scan(self._upload, self._parts[name], sheet)
            try:
                self._loaded[name] = self._book.get_sheet_by_name(name)
            except Exception as error:  # noqa: BLE001 - whatever the reader says, the sheet cannot be read
                raise FileError("file_damaged", file=self.file, reason=_reason(error)) from error
            start = self._loaded[name].start
            shift = start[1] if start else 0
            sheet.first_column = shift
            sheet.empty_formulas = {(row, column - shift) for row, column in sheet.empty_formulas}
            sheet.merged = len(self._loaded[name].merged_cell_ranges or [])
        return self._loaded[name]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(timespec="seconds")
    if isinstance(cell, dt.time):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, dt.timedelta):
        seconds = int(cell.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return "" if cell is None else str(cell)


def column_name(position: int) -> str:
    """The letters of a column: 0 -> 'A', 27 -> 'AB'."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _guard(upload: Upload) -> None:
    """Refuse an archive that unpacks to too much, by what it declares and by what it really gives."""
    most = int(settings.value("reading.zip_bytes"))
    ratio = int(settings.value("reading.zip_ratio"))
    upload.stream.seek(0)
    try:
        with zipfile.ZipFile(upload.stream) as archive:
            entries = archive.infolist()
            declared = sum(entry.file_size for entry in entries)
            if len(entries) > int(settings.value("reading.zip_entries")):
                raise FileError("zip_bomb", file=upload.base_name)
            if declared > most or (declared > 50_000_000 and declared > ratio * max(1, upload.size)):
                raise FileError("zip_bomb", file=upload.base_name)
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileError("file_protected", file=upload.base_name)
            for entry in entries:
                if _unpacked_size(upload, entry, entry.file_size + 1) > entry.file_size:
                    raise FileError("zip_bomb", file=upload.base_name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise FileError("file_damaged", file=upload.base_name, reason=_reason(error)) from error


def _unpacked_size(upload: Upload, entry: zipfile.ZipInfo, stop: int) -> int:
    """Bytes that a deflated entry really gives, counted up to ``stop``: its header may lie."""
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        return 0
    upload.stream.seek(entry.header_offset)
    local = upload.stream.read(30)
    if len(local) < 30:
        return 0
    upload.stream.seek(entry.header_offset + 30 + int.from_bytes(local[26:28], "little")
                       + int.from_bytes(local[28:30], "little"))
    unpack = zlib.decompressobj(-15)
    size, left = 0, entry.compress_size
    while left > 0 and size < stop and not unpack.eof:
        block = upload.stream.read(min(left, 1 << 18))
        if not block:
            break
        left -= len(block)
        while block and size < stop:
            size += len(unpack.decompress(block, 1 << 20))
            block = unpack.unconsumed_tail
    return size


def _parts(upload: Upload) -> dict[str, str]:
    """Sheet name -> its file inside the XLSX."""
    upload.stream.seek(0)
    try:
        with zipfile.ZipFile(upload.stream) as archive:
            book = defusedxml.ElementTree.fromstring(archive.read("xl/workbook.xml"))
            links = defusedxml.ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            names = set(archive.namelist())
    except Exception as error:  # noqa: BLE001 - XML of any kind of brokenness
        raise FileError("file_damaged", file=upload.base_name, reason=_reason(error)) from error
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    found = {}
    for sheet in book.iterfind("m:sheets/m:sheet", WORKBOOK_NS):
        target = targets.get(sheet.get(f"{{{WORKBOOK_NS['r']}}}id"), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in names:
            found[str(sheet.get("name"))] = path
    return found


def _scan(upload: Upload, part: str, sheet: Sheet) -> None:
    """Find formulas, and refuse a sheet whose used area is too large to be a table."""
    upload.stream.seek(0)
    last_row, last_column = 0, 0
    with zipfile.ZipFile(upload.stream) as archive, archive.open(part) as stream:
        carry = b""
        while block := stream.read(1 << 22):
            data = carry + block
            cut = data.rfind(ROW_END)
            if cut < 0 and len(data) < 1 << 26:
                carry = data
                continue
            whole, carry = data[: cut + len(ROW_END)], data[cut + len(ROW_END):]
            for letters in set(re.findall(rb'<c r="([A-Z]{1,3})', whole)):
                last_column = max(last_column, _column_number(letters))
            numbers = re.findall(rb'<row[^>]*? r="(\d{1,7})"', whole)
            last_row = max([last_row, *(int(number) for number in numbers[-1:])])
            if b"<f" in whole:
                _formulas(whole, sheet)
    if last_column >= int(settings.value("reading.widest_table")) or last_row * (last_column + 1) > 60_000_000:
        raise FileError("sheet_too_large", file=upload.base_name, sheet=sheet.name)


def _formulas(xml: bytes, sheet: Sheet) -> None:
    for letters, number, kind, inner in CELL.findall(xml):
        if b"<f" not in inner:
            continue
        row, column = int(number), _column_number(letters)
        sheet.formula_rows.add(row)
        if sheet.formula_example is None:
            sheet.formula_example = (row, f"{letters.decode()}{row}")
        nothing = b"<v>" not in inner or b"<v></v>" in inner
        if nothing and b't="str"' not in kind:  # an empty text is a value too
            sheet.empty_formulas.add((row, column))


def _reason(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:200]
