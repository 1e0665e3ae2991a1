"""Small checked files made of rows, for tests of the store: what reading and checking would hand over."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from lib.complaints import columns
from lib.complaints.checking import Report
from lib.complaints.reading import Understood, Upload, formats, understand
from lib.storage import staging
from lib.storage.staging import Checked
from lib.storage.store import Store

ROW: dict[str, Any] = {
    "source": "test", "count": 1, "occurred_from": dt.datetime(2023, 1, 5, 10, 30), "precision": "minute",
    "hour_known": True, "crime_type": "theft", "crime_raw": "HURTO", "attempt": False, "department": "11",
    "province": "1101", "district": "110101", "location_quality": "none", "identity": "id",
}


def month(year: int, number: int) -> dict[str, Any]:
    """The columns of a published month."""
    last = dt.datetime(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)
    return {
        "occurred_from": dt.datetime(year, number, 1), "occurred_to": last, "precision": "month", "hour_known": False,
        "identity": "cell",
    }


def checked(
    store: Store, rows: Sequence[Mapping[str, Any]], *, file: str = "prueba.csv", source: str = "test",
    as_it_is: bool = True,
) -> Checked:
    """A file of these rows, each a change of ROW; ``key`` is theirs to give, ``content`` defaults to their values.

    as_it_is  False: as if another commit came after the check, so that the rows have to be written again
    """
    whole = [{**ROW, "source": source, "row_number": number, **row} for number, row in enumerate(rows, start=2)]
    for row in whole:
        if "content" not in row:
            told = repr(sorted((name, value) for name, value in row.items() if name != "row_number"))
            row["content"] = int.from_bytes(hashlib.blake2b(told.encode(), digest_size=8).digest(), "big", signed=True)
    folder, lock = staging._staging_folder(store)
    load = store.version + (1 if as_it_is else 0)
    with staging.Accepted(folder, load) as accepted:
        for batch in pa.Table.from_pylist(whole, schema=columns.STAGING).to_batches():
            accepted.write(batch)
    days = [row["occurred_from"].date() for row in whole]
    report = Report(
        "test", source, understood(), rows_read=len(whole), rows_accepted=len(whole),
        count_total=sum(row["count"] for row in whole), start=min(days), end=max(days),
    )
    sha256 = hashlib.sha256(repr((source, whole)).encode()).hexdigest()
    made = Checked(store, report, sha256, file, folder, load, lock)
    staging._finish(made)
    return made


def understood() -> Understood:
    return understand(Upload.of(b"fecha,delito\n2023-01-05,HURTO\n", "a.csv"), formats())
