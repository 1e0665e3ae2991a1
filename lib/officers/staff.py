"""The staff and vehicle tables, declared once: who is here, for whom they work, on what, and since when that is known.

Both are kept whole in a register (``lib/storage/register.py``), one row for each force in each place. A number that
nobody told is missing, never zero.

Levels nest but are not added up blindly: a sector's officers are part of its station's, so ``lib.officers.ratios`` sums
stations into districts and leaves sectors out where there is a station.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

FORCES = ("pnp_station", "pnp_other", "serenazgo")
"""Police assigned to stations, police of other units (traffic, investigation ...), the municipality's serenos."""

RANKS = ("officers", "enlisted", "services")
"""Officers of arms, non-commissioned officers of arms, and the services staff (doctors, lawyers ...) of both."""

FUNCTIONS = (
    "motor_patrol", "foot_patrol", "guard", "admin", "crime", "family", "participation", "accidents", "command", "other",
)
PATROL = ("motor_patrol", "foot_patrol")

RANK_COLUMNS = tuple(f"rank_{name}" for name in RANKS)
FUNCTION_COLUMNS = tuple(f"fn_{name}" for name in FUNCTIONS)
HEAD_COLUMNS = ("total", *RANK_COLUMNS, *FUNCTION_COLUMNS)

KINDS = ("pickup", "car", "motorcycle", "bicycle", "van", "other")
"""Kinds of vehicles."""

_PLACE = (
    ("force", pa.string(), "one of FORCES"),
    ("level", pa.string(), "level of the place: department, province, district, station or sector"),
    ("place", pa.string(), "code: ubigeo, the station's own code, the sector's code"),
    ("name", pa.string(), "what people call it; empty when nobody said"),
    ("district", pa.string(), "ubigeo (6) of the district it lies in; empty when unknown or coarser"),
)
_ORIGIN = (
    ("source", pa.string(), "who said so"),
    ("as_of", pa.string(), "the date that the numbers are of: 2017, 2026-05 or 2026-05-31"),
)
STAFF_FIELDS: tuple[tuple[str, pa.DataType, str], ...] = (
    *_PLACE,
    ("latitude", pa.float64(), "WGS 84 degrees; missing when absent or unusable"),
    ("longitude", pa.float64(), "WGS 84 degrees; missing when absent or unusable"),
    ("total", pa.int64(), "heads; the sum of the functions (or ranks) where the sheet gives only these"),
    *((name, pa.int64(), "heads of this rank group; missing when not told") for name in RANK_COLUMNS),
    *((name, pa.int64(), "heads on this function; missing when not told") for name in FUNCTION_COLUMNS),
    *_ORIGIN,
)
VEHICLE_FIELDS: tuple[tuple[str, pa.DataType, str], ...] = (
    *_PLACE,
    ("kind", pa.string(), "one of KINDS"),
    ("total", pa.int64(), "vehicles"),
    ("in_service", pa.int64(), "of these, those that run; missing when not told"),
    *_ORIGIN,
)
STAFF = pa.schema([pa.field(name, kind) for name, kind, _ in STAFF_FIELDS])
VEHICLES = pa.schema([pa.field(name, kind) for name, kind, _ in VEHICLE_FIELDS])
STAFF_KEY = ("force", "level", "place")
VEHICLE_KEY = ("force", "level", "place", "kind")


def frame(rows: pa.Table | None, schema: pa.Schema) -> pd.DataFrame:
    """A register's rows as a frame: counts as whole numbers that may be missing, texts never missing.

    rows    as ``Register.read`` gives them; None (never saved) is an empty table
    schema  STAFF or VEHICLES
    """
    table = (rows if rows is not None else schema.empty_table()).to_pandas()
    return typed(table, schema)


def typed(table: pd.DataFrame, schema: pa.Schema) -> pd.DataFrame:
    """The frame with exactly the columns of ``schema`` and their types; absent columns are missing (texts empty)."""
    out = {}
    for field in schema:
        column = table[field.name] if field.name in table.columns else pd.Series(None, index=table.index, dtype="object")
        if pa.types.is_string(field.type):
            out[field.name] = column.astype("object").where(column.notna(), "").astype(str)
        elif pa.types.is_boolean(field.type):
            out[field.name] = column.astype("boolean").fillna(False).astype(bool)
        else:
            out[field.name] = pd.to_numeric(column).astype("Int64" if pa.types.is_integer(field.type) else "Float64")
    return pd.DataFrame(out, index=table.index).reset_index(drop=True)


def rows(table: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """The frame as the register keeps it."""
    return pa.Table.from_pandas(typed(table, schema), schema=schema, preserve_index=False)


def merged(old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str]) -> tuple[pd.DataFrame, int, int]:
    """The old table with the new rows: (table, rows added, rows changed).

    A row with a known key fills and overwrites the cells that it tells, and keeps the others: the census gives ranks in one
    file and functions in another. Its source and date become those of the row; the register's history has the earlier ones.
    """
    columns = list(old.columns)
    known = {tuple(row): place for place, row in enumerate(old[list(key)].itertuples(index=False, name=None))}
    records: list[dict[Any, Any]] = list(old.to_dict("records"))
    added = changed = 0
    for row in new.to_dict("records"):
        place = known.get(tuple(row[name] for name in key))
        if place is None:
            records.append(row)
            added += 1
            continue
        before = records[place]
        after = {name: row[name] if _told(row[name]) else before[name] for name in columns}
        changed += any(_differs(before[name], after[name]) for name in columns)
        records[place] = after
    return pd.DataFrame(records, columns=columns).astype(old.dtypes.to_dict()), added, changed


def heads(table: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """How many people on these functions in each row? Missing where none of them was told."""
    return table[[f"fn_{name}" for name in names]].sum(axis=1, min_count=1).astype("Int64")


def _told(value: object) -> bool:
    return not (value is None or value is pd.NA or value == "" or value != value)


def _differs(one: object, other: object) -> bool:
    return _told(one) != _told(other) or (_told(one) and one != other)
