"""The cells of a small table file, workbook or text, as text: for population and stations, which are not complaints."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import python_calamine

from lib.errors import FileError
from lib.places.archives import ZIP_MARK, checked_archive
from lib.places.polygon_files import as_text

OLE_MARK = b"\xd0\xcf\x11\xe0"


def sheets(
    file: str, content: bytes, wanted: str | None = None, *, unreadable: str
) -> Iterator[tuple[str, list[list[str]]]]:
    """Name and cells (as text, rows equally long) of each sheet; '' for a text file.

    wanted      only this sheet of a workbook
    unreadable  key of the FileError for what is neither a workbook nor text
    """
    if content.startswith((ZIP_MARK, OLE_MARK)):
        checked_archive(file, content)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            names = [wanted] if wanted else book.sheet_names
            sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
        except (python_calamine.CalamineError, ValueError, OSError) as error:
            raise FileError(unreadable, file=file) from error
        for name, rows in sheets:
            yield name, [[as_text(cell) for cell in row] for row in rows]
        return
    text = _decoded(file, content, unreadable)
    separator = max(";,\t|", key=lambda mark: text[:4000].count(mark))
    try:
        lines = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise FileError(unreadable, file=file) from error
    width = max(map(len, lines), default=0)
    yield "", [line + [""] * (width - len(line)) for line in lines]


def _decoded(file: str, content: bytes, unreadable: str) -> str:
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError(unreadable, file=file)
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
