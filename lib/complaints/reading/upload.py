"""Upload: a file as it arrives, and what its first bytes say it is. The extension is only checked against them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import BinaryIO, Literal

from lib.errors import FileError

Container = Literal["text", "xlsx", "xlsb", "ods", "xls", "gpkg", "geojson"]

EXTENSIONS: dict[str, tuple[str, ...]] = {
    "text": ("csv", "txt", "tsv", "dat", ""),
    "xlsx": ("xlsx", "xlsm"),
    "xlsb": ("xlsb",),
    "ods": ("ods",),
    "xls": ("xls",),
    "gpkg": ("gpkg",),
    "geojson": ("geojson", "json"),
}

NOT_TABLES: dict[bytes, str] = {
    b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\x1f\x8b": "gzip",
    b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip", b"PAR1": "Parquet", b"\x7fELF": "ELF", b"MZ": "EXE", b"{\\rtf": "RTF",
    b"<!DOCTYPE": "HTML", b"<html": "HTML", b"<?xml": "XML", b"<kml": "KML",
}


@dataclass(frozen=True)
class Upload:
    """A file: its name as given (never used as a path), a seekable binary stream and its size in bytes."""

    name: str
    stream: BinaryIO
    size: int

    @classmethod
    def of(cls, content: bytes, name: str = "file.csv") -> Upload:
        """An upload of bytes already in memory."""
        return cls(name, io.BytesIO(content), len(content))

    @property
    def base_name(self) -> str:
        """The last part of the name, without folders or control characters: safe to show and to store.

        >>> Upload.of(b"", "../../etc/pass\\nwd.csv").base_name
        'passwd.csv'
        """
        last = self.name.replace("\\", "/").rsplit("/", 1)[-1]
        clean = "".join(ch for ch in last if ch.isprintable()).strip()
        return clean.lstrip(".")[:200] or "archivo"

    @property
    def extension(self) -> str:
        return self.base_name.rsplit(".", 1)[-1].lower() if "." in self.base_name else ""

    def head(self, size: int) -> bytes:
        """The first bytes."""
        self.stream.seek(0)
        return self.stream.read(size)


def container_of(upload: Upload) -> Container:
    """What the bytes are: delimited text, a workbook or a layer of points.

    Raises FileError for an empty file, and for one that is known not to be a table (an image, a PDF, an archive ...).
    """
    head = upload.head(4096)
    if not head.strip(b"\x00\r\n\t ") or not head.removeprefix(b"\xef\xbb\xbf").strip():
        if not head or not _has_content(upload):
            raise FileError("file_empty", file=upload.base_name)
        if b"\x00" in head:
            raise FileError("file_not_a_table", file=upload.base_name, kind="binary")
    if head.startswith(b"PK\x03\x04"):
        return _zip_container(upload)
    if head.startswith(b"PK\x05\x06"):
        raise FileError("file_not_a_table", file=upload.base_name, kind="ZIP")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, kind in NOT_TABLES.items():
        if text.startswith(magic) and not (magic == b"MZ" and _is_plain(head)):
            raise FileError("file_not_a_table", file=upload.base_name, kind=kind)
    if text.startswith(b"{") and b'"' in text:
        return "geojson"
    if not _is_plain(head):
        raise FileError("file_not_a_table", file=upload.base_name, kind="binary")
    return "text"


def _has_content(upload: Upload) -> bool:
    upload.stream.seek(0)
    while block := upload.stream.read(1 << 20):
        if block.strip(b"\x00\r\n\t "):
            return True
    return False


def _is_plain(head: bytes) -> bool:
    """True for text: almost no control characters, once a UTF-16 or UTF-32 file has been taken into account."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_utf16(head):
        return True
    control = sum(1 for byte in head if byte < 32 and byte not in b"\t\r\n\f\x1a\x1b\x00")
    nul = head.count(0)
    return control <= max(4, len(head) // 50) and nul <= max(4, len(head) // 10)


def looks_utf16(head: bytes) -> str | None:
    """'utf-16-le' or 'utf-16-be' when every second byte is mostly NUL, as Latin text in UTF-16 is; else None."""
    even, odd = head[0::2], head[1::2]
    if len(odd) < 2:
        return None
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even) + 1:
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd) + 1:
        return "utf-16-be"
    return None


def _zip_container(upload: Upload) -> Container:
    upload.stream.seek(0)
    try:
        with zipfile.ZipFile(upload.stream) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if _small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, KeyError) as error:
        raise FileError("file_damaged", file=upload.base_name, reason=str(error)[:200]) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    raise FileError("file_not_a_table", file=upload.base_name, kind="ZIP")


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 1000
