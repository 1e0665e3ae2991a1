"""What checking gives: batches, and at the end a report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from lib.complaints.reading.understanding import Understood
from lib.errors import Problems


@dataclass
class CheckedBatch:
    """accepted: complaints with the columns of ``columns.STAGING``. rejected: row, code, column, value, then the row's
    own columns under the file's headings."""

    accepted: pa.RecordBatch
    rejected: pd.DataFrame


@dataclass
class Report:
    """What was found in a file.

    rows_read       rows of data: the header, the row of help and blank lines are none; a total row is one (rejected)
    count_total     sum of ``count`` over accepted rows
    problems        everything found, with rows and examples
    start, end      first and last day of the accepted rows (for published months: of their periods); None without any
    place_names     level -> code -> name as the file writes it, for the codes met in it
    unknown_labels  (source, label) -> accepted rows whose finest label the catalogue does not know
    completeness    accepted rows: 'without_hour', 'without_district', 'without_sector', 'unmapped', 'coarse_label',
                    'coarser_than_day', and 'location.<quality>' for each quality of location met
    floor           events before this day were rejected
    """

    format: str
    source: str
    understood: Understood
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    count_total: int = 0
    problems: Problems = field(default_factory=Problems)
    start: dt.date | None = None
    end: dt.date | None = None
    place_names: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown_labels: dict[tuple[str, str], int] = field(default_factory=dict)
    completeness: dict[str, int] = field(default_factory=dict)
    floor: dt.date | None = None
