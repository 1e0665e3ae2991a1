"""Staging: a file is checked in batches into a Parquet file beside the store, its rejected rows into a CSV.

The folder lives as long as its ``Checked``; what a process that died leaves behind is removed by the next load.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import hashlib
import io
import os
import queue
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib import settings, texts
from lib.complaints import columns, identity
from lib.complaints.checking import Report, check
from lib.complaints.reading import Overrides, Understood, Upload, formats, understand
from lib.errors import FileError
from lib.places.book import PlaceBook
from lib.storage import duck, folders, locking, visibility
from lib.storage.safe_csv import safe_cell
from lib.storage.store import Store, remove_folder, trouble
from lib.storage.writing import WITHOUT_KIND, ParquetFile

Progress = Callable[[float, int], None]
"""Told the share that is done (0-1) and the rows done so far."""

BLOCK = 1 << 20
ROWS, POINTS = "accepted.parquet", "points.parquet"
POINT_COLUMNS = pa.schema([columns.STAGING.field(name) for name in ("latitude", "longitude", "address_hash")])


@dataclass
class Checked:
    """A file that was read and judged, ready to be added. Close it (or use ``with``) to remove its staging.

    report    what was understood, counted and found; see ``lib.complaints.checking.Report``
    sha256    of the file's bytes
    file      its name, without folders
    staged    Parquet of the accepted rows as the log has them, for the version ``load``
    rejected  CSV of the rejected rows (row, code, column, value, then the row as it was), safe to open in a spreadsheet
    """

    store: Store
    report: Report
    sha256: str
    file: str
    folder: Path
    load: int
    lock: locking.Lock | None = field(repr=False, default=None)
    fillers: pa.Table = field(repr=False, default=None)
    renumbered: pa.Table = field(repr=False, default=None)

    @property
    def staged(self) -> Path:
        return self.folder / ROWS

    @property
    def rejected(self) -> Path:
        return self.folder / "rejected.csv"

    def rejected_rows(self) -> pd.DataFrame:
        """The rejected rows as text: row, code, column, value, then the columns of the file."""
        if not self.rejected.exists():
            return pd.DataFrame(columns=["row", "code", "column", "value"])
        return pd.read_csv(self.rejected, dtype=str, keep_default_na=False, encoding="utf-8-sig")

    def close(self) -> None:
        if self.lock is not None:
            self.lock.release()
            self.lock = None
            remove_folder(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def check_file(
    store: Store, upload: Upload, overrides: Overrides | None = None, progress: Progress | None = None,
    *, understood: Understood | None = None, today: dt.date | None = None,
) -> Checked:
    """Can this file be stored, and what is wrong with it? Nothing is stored.

    overrides   what the person knows better than the file (format, encoding, source ...)
    understood  from ``understand``, when the page has it already
    today       dates after it are refused; default: this machine's date
    Raises FileError (cannot be read, or no layout fits), UsageError (an override that does not exist), StoreError
    (the disk is full or not writable).
    """
    overrides = overrides or Overrides()
    load = store.version + 1
    events = store.live_events(load - 1)
    if understood is None:
        understood = understand(upload, formats(extra=folders.saved_formats()), overrides)
    if understood.format is None:
        raise FileError("loading_format_unknown", file=upload.base_name)
    places = PlaceBook.from_events(events)
    with ThreadPoolExecutor(1) as beside, contextlib.ExitStack() as undo:
        sha256 = beside.submit(_sha256, upload) if _readable_twice(upload) else None
        try:
            folder, lock = _staging_folder(store)
            undo.callback(remove_folder, folder)
            undo.callback(lock.release)
            report = _write(
                folder, check(upload, understood, places=places, today=today or dt.date.today(), progress=progress), load
            )
        except (OSError, pa.ArrowException) as error:
            raise trouble(error, store.root) from error
        checked = Checked(
            store, report, sha256.result() if sha256 else _sha256(upload), upload.base_name, folder, load, lock
        )
        _finish(checked)
        undo.pop_all()
    return checked


def _staging_folder(store: Store) -> tuple[Path, locking.Lock]:
    with locking.held(store.lock_path):
        folder = store.staging / uuid.uuid4().hex
        folder.mkdir(parents=True)
        lock = locking.hold(folder / "lock", exclusive=True, wait=False)
    if lock is None:
        raise OSError(f"cannot lock {folder}")
    return folder, lock


def _write(folder: Path, checking: Any, load: int) -> Report:
    """Drain the check into the files; the accepted rows are written beside it, by a thread of their own."""
    waiting: queue.Queue[pa.RecordBatch | None] = queue.Queue(maxsize=2)
    with (
        Accepted(folder, load) as accepted,
        _rejected_writer(folder / "rejected.csv") as write_rejected,
        ThreadPoolExecutor(1) as beside,
    ):
        written = beside.submit(_write_from, waiting, accepted)
        try:
            for batch in checking:
                if batch.accepted.num_rows:
                    _hand_over(waiting, batch.accepted, written)
                if len(batch.rejected):
                    write_rejected(batch.rejected)
        finally:
            _hand_over(waiting, None, written)
        written.result()
    report: Report = checking.report
    return report


class Accepted:
    """Writes accepted rows as the log has them, and beside them what recognises filler points."""

    def __init__(self, folder: Path, load: int) -> None:
        self._load = pa.scalar(load, pa.int64())
        self._files = contextlib.ExitStack()
        self._rows = self._files.enter_context(ParquetFile(folder / ROWS, WITHOUT_KIND))
        self._points = self._files.enter_context(ParquetFile(folder / POINTS, POINT_COLUMNS))

    def write(self, batch: pa.RecordBatch) -> None:
        """Rows with the columns of ``columns.STAGING``."""
        told = {name: batch[name] for name in columns.NAMES} | {
            "load": pa.repeat(self._load, batch.num_rows), "cover_place": visibility.cover_places(batch),
            "payload": pa.nulls(batch.num_rows, pa.string()),
        }
        self._rows.write(pa.RecordBatch.from_arrays([told[name] for name in WITHOUT_KIND.names], schema=WITHOUT_KIND))
        drawn = pc.and_(pc.is_valid(batch["latitude"]), pc.is_in(batch["location_quality"], pa.array(columns.MAPPABLE)))
        self._points.write(batch.select(POINT_COLUMNS.names).filter(drawn))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self._files.__exit__(*error)


def _write_from(waiting: queue.Queue[pa.RecordBatch | None], accepted: Accepted) -> None:
    while (batch := waiting.get()) is not None:
        accepted.write(batch if batch.schema == columns.STAGING else batch.cast(columns.STAGING))


def _hand_over(
    waiting: queue.Queue[pa.RecordBatch | None], batch: pa.RecordBatch | None, written: Future[None]
) -> None:
    """Give a batch (None: the last was given) to the writing thread, unless that has failed."""
    while not written.done():
        try:
            waiting.put(batch, timeout=0.2)
            return
        except queue.Full:
            continue
    if batch is not None:
        written.result()


@contextlib.contextmanager
def _rejected_writer(path: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Writes the file only when there is something to write; a comma-separated UTF-8 file with its mark, for Excel."""
    with contextlib.ExitStack() as stack:
        header: list[str] = []
        writers: list[Any] = []

        def write(rows: pd.DataFrame) -> None:
            if not writers:
                file = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
                writers.append(csv.writer(file))
                header.extend(str(name) for name in rows.columns)
                writers[0].writerow([safe_cell(name) for name in header])
            texts = rows.set_axis([str(name) for name in rows.columns], axis=1).reindex(columns=header)
            for line in texts.itertuples(index=False, name=None):
                writers[0].writerow([safe_cell(value) for value in line])

        yield write


def _sha256(upload: Upload) -> str:
    digest = hashlib.sha256()
    for block in _bytes_of(upload):
        digest.update(block)
    return digest.hexdigest()


def _bytes_of(upload: Upload) -> Iterator[bytes | memoryview]:
    """The whole file in blocks; where ``_readable_twice``, without moving the stream that another thread reads."""
    stream = upload.stream
    if not _readable_twice(upload):
        stream.seek(0)
        while block := stream.read(BLOCK):
            yield block
    elif isinstance(stream, io.BytesIO):
        whole = stream.getbuffer()
        for start in range(0, len(whole), BLOCK):
            yield whole[start: start + BLOCK]
    else:
        start = 0
        while block := os.pread(stream.fileno(), BLOCK, start):
            yield block
            start += len(block)


def _readable_twice(upload: Upload) -> bool:
    """True for bytes in memory and, but on Windows, for a plain file."""
    stream = upload.stream
    if isinstance(stream, io.BytesIO):
        return True
    return hasattr(os, "pread") and isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO)


def _finish(checked: Checked) -> None:
    """What only the whole file can tell: filler points, and the numbers of equal rows without ids."""
    con = duck.connect(checked.folder)
    try:
        con.execute(f"create view staged as from {duck.parquet([checked.staged], 'file_row_number = true')}")
        con.execute(f"create view points as from {duck.parquet([checked.folder / POINTS])}")
        checked.fillers = _filler_points(con)
        checked.renumbered = _renumbered(con)
        rows = con.execute(
            "select count(*), count(distinct (s.latitude, s.longitude)) from staged s semi join fillers f"
            " on s.latitude = f.latitude and s.longitude = f.longitude"
        ).fetchall()[0] if _registered(con, checked.fillers) else (0, 0)
    finally:
        con.close()
    _, more, labels = frequent_labels(checked.report)
    if more:
        checked.report.problems.add(
            "unknown_labels_many", "info", rows=more, labels=texts.number(labels, texts.DEFAULT),
            kept=texts.number(int(settings.value("storage.unknown_labels_kept")), texts.DEFAULT),
        )
    if rows[0]:
        checked.report.problems.add(
            "filler_points", "warn", rows=int(rows[0]), column="latitude, longitude",
            value=f"{checked.fillers['latitude'][0].as_py()}, {checked.fillers['longitude'][0].as_py()}",
            points=int(rows[1]),
        )


def frequent_labels(report: Report) -> tuple[list[tuple[tuple[str, str], int]], int, int]:
    """(the most frequent unknown labels, with their rows, that a load writes down; rows of the others; all labels)."""
    kept = int(settings.value("storage.unknown_labels_kept"))
    ordered = sorted(report.unknown_labels.items(), key=lambda told: (-told[1], told[0]))
    return ordered[:kept], sum(rows for _, rows in ordered[kept:]), len(ordered)


def _registered(con: duckdb.DuckDBPyConnection, table: pa.Table) -> bool:
    con.register("fillers", table)
    return table.num_rows > 0


def _filler_points(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Points that stand for 'somewhere': many rows and many different addresses on the very same spot (rule 3)."""
    return con.sql(
        """
        with crowded as (select latitude, longitude from points group by latitude, longitude having count(*) >= $rows)
        select latitude, longitude from points semi join crowded using (latitude, longitude)
        group by latitude, longitude having count(distinct address_hash) >= $addresses
        order by count(*) desc
        """,
        params={
            "rows": settings.value("storage.filler_rows"),
            "addresses": settings.value("storage.filler_addresses"),
        },
    ).to_arrow_table()


def _renumbered(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """position (of the row in the staged file) and its new key, for the second and later of equal keys without ids."""
    again = con.sql(
        """
        with repeated as (select key from staged where identity <> 'id' group by key having count(*) > 1)
        select position, key, occurrence from (
            select file_row_number as position, key,
                row_number() over (partition by key order by content, row_number, file_row_number) as occurrence
            from staged semi join repeated using (key) where identity <> 'id'
        ) where occurrence > 1
        """
    ).to_arrow_table()
    keys = numbered_key(again["key"].to_numpy(), again["occurrence"].to_numpy())
    return pa.table({"position": again["position"], "key": pa.array(keys, pa.int64())})


def numbered_key(keys: npt.NDArray[np.int64], occurrences: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The key of the n-th row with this key; see ``lib.complaints.identity`` for the method."""
    return identity.combine([keys.view(np.uint64), identity.of_numbers(occurrences)])
