"""The registers of staff, vehicles and patrols: a sheet read, checked and kept; the table of now; an edit and its author."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pandas as pd

from lib import settings
from lib.complaints.reading.upload import Upload
from lib.officers import patrol, patrol_sheet, staff, staff_sheet
from lib.officers.staff_sheet import Places, Reading
from lib.storage.register import Register
from lib.storage.sheets import sheets

SCHEMAS = {"staff": staff.STAFF, "vehicles": staff.VEHICLES, "patrol": patrol.LOG}
KEYS = {"staff": staff.STAFF_KEY, "vehicles": staff.VEHICLE_KEY, "patrol": patrol.KEY}


@dataclass(frozen=True)
class Added:
    """What became of a sheet: the new version, rows that are new, rows that changed (the rest was there already)."""

    version: int
    rows_added: int
    rows_changed: int


def read(name: str, upload: Upload, book: Places) -> Reading:
    """The sheet as it would be kept, with every problem found. ``name``: one of SCHEMAS."""
    if name == "patrol":
        return patrol_sheet.read(sheets(upload), book, settings.value("hours.shifts"), upload.base_name)
    reader = staff_sheet.read_staff if name == "staff" else staff_sheet.read_vehicles
    return reader(sheets(upload), book, upload.base_name)


def check(name: str, edited: pd.DataFrame, book: Places) -> Reading:
    """The same checks for a table edited on the screen."""
    if name == "patrol":
        return patrol_sheet.check(edited, book, settings.value("hours.shifts"))
    return staff_sheet.check(name, edited, book)


def table(register: Register, version: int | None = None) -> pd.DataFrame:
    """The register at a version (None: now), with the types of ``lib.officers.staff``; empty when never saved."""
    return staff.frame(register.read(version), SCHEMAS[register.name])


def add(
    register: Register, reading: Reading, who: str, file: str, *, on: int, replace: bool = False, sha256: str = ""
) -> Added:
    """Keep what a sheet says.

    on       the version that was looked at; UsageError "register_changed" when somebody saved meanwhile
    replace  the sheet becomes the whole table; else its rows fill and overwrite those of the same place (``staff.merged``)
    """
    old = staff.frame(None, SCHEMAS[register.name]) if replace else table(register, on)
    merged, added, changed = staff.merged(old, reading.table, KEYS[register.name])
    version = register.save(
        staff.rows(merged, SCHEMAS[register.name]), who, on=on, action="replace" if replace else "load", what=file,
        notes={"rows_added": added, "rows_changed": changed, "sha256": sha256},
    )
    return Added(version, added, changed)


def edit(register: Register, reading: Reading, who: str, *, on: int, why: str = "") -> int:
    """Keep a table edited on the screen, once checked (``check``); gives the new version."""
    return register.save(
        staff.rows(reading.table, SCHEMAS[register.name]), who, on=on, action="edit", what=why,
        notes={"cells_changed": changed_cells(table(register, on), reading.table, KEYS[register.name])},
    )


def changed_cells(old: pd.DataFrame, new: pd.DataFrame, key: tuple[str, ...]) -> int:
    """How many cells differ between two states, rows matched by their key; a row that came or went counts all its cells."""
    columns = list(old.columns)
    before, after = (
        {tuple(str(row[name]) for name in key): [str(row[name]) for name in columns] for row in each.to_dict("records")}
        for each in (old, new)
    )
    return sum(
        len(columns) if row not in before or row not in after
        else sum(one != other for one, other in zip(before[row], after[row], strict=True))
        for row in before.keys() | after.keys()
    )


def checksum(upload: Upload) -> str:
    """SHA-256 of a file's content, for the audit trail."""
    upload.stream.seek(0)
    return hashlib.sha256(upload.stream.read()).hexdigest()
