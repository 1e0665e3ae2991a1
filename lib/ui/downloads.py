"""Tables of the data pages as files: UTF-8 with its mark (so that Excel sees the accents), no cell that runs."""

from __future__ import annotations

import csv
import io

import pandas as pd

from lib.storage.safe_csv import safe_cell


def csv_bytes(table: pd.DataFrame) -> bytes:
    """The table as CSV; text cells that a spreadsheet would run as a formula are made plain text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_cell(str(name)) for name in table.columns])
    for row in table.itertuples(index=False, name=None):
        writer.writerow(["" if value is None or value is pd.NA else safe_cell(value) for value in row])
    return ("\ufeff" + out.getvalue()).encode()
