"""Opening a file that may hold others (ZIP, KMZ, XLSX) without trusting what it says about itself.

Nothing is ever written under a name from inside the archive, so a path in a name can do no harm; sizes are counted
while unpacking.
"""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO

from lib import settings
from lib.errors import FileError

ZIP_MARK = b"PK\x03\x04"
CHUNK = 1 << 20


def read_all(name: str, stream: BinaryIO) -> bytes:
    """The whole file. FileError when it is empty or above ``places.largest_mb``."""
    stream.seek(0)
    limit = int(settings.value("places.largest_mb")) * 1_000_000
    content = stream.read(limit + 1)
    if not content:
        raise FileError("places_file_empty", file=base_name(name))
    if len(content) > limit:
        raise FileError("places_file_large", file=base_name(name), limit=settings.value("places.largest_mb"))
    return content


def base_name(name: str) -> str:
    """The file's name without any folder: 'C:\\\\x\\\\sectores.zip' -> 'sectores.zip'."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def members(name: str, content: bytes) -> dict[str, bytes]:
    """What an archive holds, by lower-case base name.

    FileError for a damaged or encrypted archive, for one with too many files, and for one that unpacks to more than
    ``places.unpacked_mb`` or swells more than ``places.unpacked_ratio`` times. Counted while unpacking, because the
    sizes that an archive states may lie.
    """
    file = base_name(name)
    limit = min(
        int(settings.value("places.unpacked_mb")) * 1_000_000,
        max(len(content) * int(settings.value("places.unpacked_ratio")), 10 * CHUNK),
    )
    found: dict[str, bytes] = {}
    left = limit
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > int(settings.value("places.members")):
                raise FileError("places_archive_unsafe", file=file)
            for entry in entries:
                with archive.open(entry) as packed:
                    unpacked = packed.read(left + 1)
                left -= len(unpacked)
                if left < 0:
                    raise FileError("places_archive_unsafe", file=file)
                found[base_name(entry.filename).lower()] = unpacked
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise FileError("places_archive_damaged", file=file) from error
    return found


def checked_archive(name: str, content: bytes) -> bytes:
    """``content`` itself, once ``members`` has found its sizes harmless (for a workbook, which is an archive too)."""
    if content.startswith(ZIP_MARK):
        members(name, content)
    return content
