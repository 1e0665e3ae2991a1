"""The tables of a station's plan as kept: the one of now (or what the product supposes), an edit saved with who and why."""

from __future__ import annotations

import pandas as pd

from lib.officers import plan, staff
from lib.storage.register import Register
from lib.storage.staffing import changed_cells

KEYS = {"roster": ("sector", "shift")}
"""What names a row of a table; where nothing is said, its ``key``."""


def table(register: Register, supposed: pd.DataFrame) -> pd.DataFrame:
    """The table as kept now; ``supposed`` when nothing was ever saved, or when its first save was undone."""
    kept = register.read()
    return supposed if kept is None or not kept.num_rows else staff.frame(kept, plan.SCHEMAS[register.name])


def save(register: Register, rows: pd.DataFrame, before: pd.DataFrame, who: str, *, on: int, why: str = "") -> int:
    """Keep an edited table; ``before`` is what was on the screen. Gives the new version.

    UsageError "register_changed" when somebody saved after version ``on``.
    """
    return register.save(
        staff.rows(rows, plan.SCHEMAS[register.name]), who, on=on, action="edit", what=why,
        notes={"cells_changed": changed_cells(before, rows, KEYS.get(register.name, ("key",)))},
    )
