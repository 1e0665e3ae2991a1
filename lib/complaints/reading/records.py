"""Records: lines of delimited text joined where a quoted field holds a line break, and split into fields.

A quotation mark opens a quoted field only at the start of a field. One that never closes (or only after very many lines)
spoils its own line alone: reading goes on with the next one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from lib import settings


@dataclass(frozen=True)
class Record:
    """One row of the file: its text, its fields (None when broken) and the code of what is wrong ("" = nothing)."""

    text: str
    fields: list[str] | None
    wrong: str = ""


def join_lines(lines: list[str], separator: str, at_end: bool) -> Iterator[tuple[str, int, bool]]:
    """(record, lines it took, closed) for each record; stops before a record that may go on in the next block.

    ``closed`` is False for a line whose quotation mark is never closed. Joining is decided by the state of the quotes,
    so that an inch mark in the middle of a field changes nothing.
    """
    longest_lines = int(settings.value("reading.longest_record_lines"))
    longest = int(settings.value("reading.longest_field")) * 4
    position = 0
    while position < len(lines):
        line = lines[position]
        if '"' not in line or not _open_at_end(line, separator, False):
            yield line, 1, True
            position += 1
            continue
        parts = [line]
        size = len(line)
        state = True
        ahead = position + 1
        while state and ahead < len(lines) and len(parts) < longest_lines and size < longest:
            parts.append(lines[ahead])
            size += len(lines[ahead]) + 1
            state = _open_at_end(lines[ahead], separator, True)
            ahead += 1
        if not state:
            yield "\n".join(parts), len(parts), True
            position = ahead
        elif ahead >= len(lines) and not at_end and len(parts) < longest_lines and size < longest:
            return
        else:
            yield line, 1, False
            position += 1


def split_record(text: str, separator: str, width: int = 0) -> Record:
    """The fields of one record; ``width`` > 0 asks for so many: more are kept only when empty, fewer is broken."""
    if "\x00" in text:
        return Record(text, None, "nul_bytes")
    if len(text) > (longest := int(settings.value("reading.longest_field"))) and _too_long(text, separator, longest):
        return Record(text, None, "field_too_long")
    try:
        fields = next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return Record(text, None, "field_too_long" if len(text) > 100_000 else "unreadable_row")
    if width and len(fields) != width:
        if len(fields) > width and not any(field.strip() for field in fields[width:]):
            fields = fields[:width]
        elif not is_blank(fields):
            return Record(text, fields, "ragged_row")
    return Record(text, fields)


def is_blank(fields: list[str] | None) -> bool:
    """True for an empty line and for a line of separators only: not a row that was read."""
    return fields is not None and not any(field.strip().strip("\x1a\ufeff") for field in fields)


def _too_long(text: str, separator: str, longest: int) -> bool:
    if '"' not in text:
        return any(len(field) > longest for field in text.split(separator))
    return len(text) > longest * 4 or any(len(field) > longest for field in text.replace('"', "").split(separator))


def _open_at_end(line: str, separator: str, inside: bool) -> bool:
    """Whether a quoted field is open after this line; ``inside``: it was open before."""
    position = 0
    length = len(line)
    while True:
        if inside:
            close = line.find('"', position)
            if close < 0:
                return True
            if line.startswith('"', close + 1):
                position = close + 2
                continue
            inside = False
            position = close + 1
        else:
            if position == 0 and line.startswith('"'):
                inside, position = True, 1
                continue
            following = line.find(separator, position)
            if following < 0 or following + 1 > length:
                return False
            position = following + 1
            if line.startswith('"', position):
                inside, position = True, position + 1
