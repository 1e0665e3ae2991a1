"""Small sheets that people keep by hand (staff, vehicles, patrols), opened with the readers that exist.

Encoding, separator, damaged or swelling archives and formulas without a value are dealt with as for complaints.
"""

from __future__ import annotations

from lib import settings
from lib.complaints.reading.table import open_text, open_workbook
from lib.complaints.reading.upload import Upload, container_of
from lib.errors import FileError
from lib.officers.sheets import Sheet


def sheets(upload: Upload) -> list[Sheet]:
    """The sheets of a file as rows of text, visible ones first.

    FileError when it is not a table, is damaged or empty, or is larger than a sheet kept by hand can be.
    """
    limit = int(settings.value("officers.largest_mb"))
    if upload.size > limit * 1_000_000:
        raise FileError("officers_file_large", file=upload.base_name, limit=limit)
    container = container_of(upload)
    if container in ("gpkg", "geojson"):
        raise FileError("file_not_a_table", file=upload.base_name, kind=container)
    opened = open_text(upload, "", "", ()) if container == "text" else open_workbook(upload, container)
    return [Sheet(table.name, table.top) for table in opened.tables]
