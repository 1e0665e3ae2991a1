"""Encodings: which one a text file has, and its bytes as UTF-8 in blocks that end with a line.

A file that is UTF-8 but for some lines (pasted from another program) is read as UTF-8, those lines as Windows-1252, and
they are reported by row.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from lib.complaints.reading.upload import looks_utf16
from lib.errors import UsageError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)

SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
"""Candidates when the bytes are not UTF-8, the most usual first; latin-1 is said when its bytes are all printable."""

SPANISH = set("áéíóúüñÁÉÍÓÚÜÑ°º¿¡")

FALLBACK = "cp1252"

LONGEST_LINE = 1 << 26
"""Bytes; a longer line is cut: it is no row of a table."""


def detect(sample: bytes) -> str:
    """The encoding of a sample of whole lines: 'utf-8', 'utf-16', 'utf-16-le', 'latin-1', 'cp1252' ...

    By its mark at the start; then UTF-16 by its zeros; then UTF-8 when at least half of the lines with letters beyond
    ASCII are valid UTF-8; else the single-byte one that gives the most Spanish letters.
    """
    for bom, name in BOMS:
        if sample.startswith(bom):
            return name
    utf16 = looks_utf16(sample[:4096])
    if utf16:
        return utf16
    if sample.isascii() or _is_utf8(sample):
        return "utf-8"
    strange = [line for line in sample.split(b"\n") if not line.isascii()]
    valid = sum(_is_utf8(line) for line in strange)
    if valid * 2 >= len(strange):
        return "utf-8"
    beyond = b"".join(strange)[:200_000]
    scores = {}
    for name in SINGLE_BYTE:
        letters = [ch for ch in beyond.decode(name, "replace") if ch > "\x7f"]
        scores[name] = sum(ch in SPANISH for ch in letters) / max(1, len(letters))
    best = max(SINGLE_BYTE, key=lambda name: scores[name])
    if best == "cp1252" and not any(0x80 <= byte <= 0x9F for byte in beyond):
        return "latin-1"
    return best


def known(name: str) -> str:
    """The encoding's own name, or UsageError."""
    try:
        info = codecs.lookup(name)
        if not info._is_text_encoding:
            raise LookupError(name)
    except LookupError as error:
        raise UsageError("unknown_encoding", name=name) from error
    return name


def utf8_blocks(stream: BinaryIO, encoding: str, block_bytes: int, newline: bytes = b"\n") -> Iterator[bytes]:
    """The text as UTF-8 without its mark, in blocks of whole lines ended by ``\\n``; the last may lack it.

    ``newline`` is ``\\r`` for files of old Macs. Bytes that the encoding does not know become U+FFFD, except in UTF-8,
    where they stay for ``repair_lines``.
    """
    stream.seek(0)
    if codecs.lookup(encoding).name in ("utf-8", "utf-8-sig", "ascii") and newline == b"\n":
        yield from _whole_lines(stream, block_bytes)
        return
    utf8 = codecs.lookup(encoding).name in ("utf-8", "utf-8-sig", "ascii")
    decoder = codecs.getincrementaldecoder("latin-1" if utf8 else encoding)("replace")
    carry = b""
    first = True
    while True:
        block = stream.read(block_bytes)
        end = not block
        data = block if utf8 else decoder.decode(block, final=end).encode("utf-8", "replace")
        if first and data:
            data = data.removeprefix(codecs.BOM_UTF8)
            first = False
        data = carry + data.replace(newline, b"\n")
        if end:
            if data:
                yield data
            return
        cut = data.rfind(b"\n") + 1
        carry = data[cut:]
        if cut:
            yield data[:cut]


def _whole_lines(stream: BinaryIO, block_bytes: int) -> Iterator[bytes]:
    """UTF-8 needs no decoding: blocks as they are, each completed to the end of its line."""
    first = True
    while block := stream.read(block_bytes):
        if not block.endswith(b"\n"):
            block += stream.readline(LONGEST_LINE)
        yield block.removeprefix(codecs.BOM_UTF8) if first else block
        first = False


def repair_lines(block: bytes) -> tuple[bytes, list[int]]:
    """The block as valid UTF-8, and the lines (0 = first) that were not and were read as Windows-1252."""
    if block.isascii() or _is_utf8(block):
        return block, []
    lines = block.split(b"\n")
    repaired: list[int] = []
    for position, line in enumerate(lines):
        if not line.isascii() and not _is_utf8(line):
            lines[position] = line.decode(FALLBACK, "replace").encode("utf-8")
            repaired.append(position)
    return b"\n".join(lines), repaired


def _is_utf8(data: bytes) -> bool:
    if 4096 < len(data) < 1 << 31:  # Arrow looks without making a text of it
        text = pa.StringArray.from_buffers(1, pa.py_buffer(np.array([0, len(data)], "<i4")), pa.py_buffer(data))
        try:
            text.validate(full=True)
        except pa.ArrowInvalid:
            return False
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
