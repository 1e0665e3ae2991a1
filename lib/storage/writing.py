"""Parquet files of the log: written beside the table or in it, then named by one Delta commit.

A file that nobody named yet is nobody's: it is seen by no reader, and removed by ``Store.clean_orphans``.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake.transaction import AddAction, RemoveAction

from lib import settings
from lib.complaints import columns
from lib.storage import log

WITHOUT_KIND = pa.schema([field for field in log.SCHEMA if field.name != "kind"])
"""The columns of a file of the table: its kind is in its folder's name and in the commit."""


@dataclass(frozen=True)
class Ready:
    """A finished file of log rows of one kind (``WITHOUT_KIND``), to be taken into the table as it is."""

    path: Path
    kind: str
    rows: int


class ParquetFile:
    """Writes batches into one Parquet file, in row groups large enough to read quickly; use it with ``with``.

    Dictionaries are made only for columns where texts repeat, and no statistics: every question reads whole columns.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        few = [name for name in schema.names if name not in columns.NEARLY_DISTINCT]
        self._writer = pq.ParquetWriter(
            path, schema, compression="snappy", use_dictionary=few, write_statistics=False,  # type: ignore[arg-type]
            store_schema=False,
        )
        self._schema = schema
        self._waiting: list[pa.RecordBatch] = []
        self._group = int(settings.value("storage.row_group"))
        self.rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        self.rows += batch.num_rows
        self._waiting.append(batch)
        if sum(each.num_rows for each in self._waiting) >= self._group:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting, self._schema), row_group_size=2 * self._group)
            self._waiting = []

    def close(self) -> None:
        try:
            self._flush()
        finally:
            self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if kind is None:
            self.close()
        else:
            self._waiting = []
            with contextlib.suppress(OSError, pa.ArrowException):  # the first trouble is the one to tell
                self._writer.close()


def write_parts(table: Path, parts: Iterable[pa.RecordBatch | Ready]) -> list[AddAction | RemoveAction]:
    """Put the parts into the table's folder; gives what a commit has to say so that they belong to it.

    parts  batches with the columns of the log, each of one kind; or files that are ready
    Nothing of it stays when a part cannot be written. Raises OSError and pa.ArrowException.
    """
    made: dict[Path, tuple[str, int]] = {}
    with contextlib.ExitStack() as undo:
        undo.callback(_remove, made)
        with contextlib.ExitStack() as open_files:
            files: dict[str, tuple[Path, ParquetFile]] = {}
            for part in parts:
                if isinstance(part, Ready):
                    path = _new(table, part.kind)
                    made[path] = part.kind, part.rows
                    _take(part.path, path)
                elif part.num_rows:
                    kind = str(part["kind"][0])
                    if kind not in files:
                        path = _new(table, kind)
                        made[path] = kind, 0
                        files[kind] = path, open_files.enter_context(ParquetFile(path, WITHOUT_KIND))
                    files[kind][1].write(part.select(WITHOUT_KIND.names))
        for kind, (path, file) in files.items():
            made[path] = kind, file.rows
        actions: list[AddAction | RemoveAction] = list(_actions(table, made))
        undo.pop_all()
    return actions


def _new(table: Path, kind: str) -> Path:
    path = table / f"kind={kind}" / f"part-{uuid.uuid4()}.snappy.parquet"
    path.parent.mkdir(exist_ok=True)
    return path


def _take(source: Path, target: Path) -> None:
    """The file under a second name, which costs nothing; a copy where the file system has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _remove(made: dict[Path, tuple[str, int]]) -> None:
    for path in made:
        path.unlink(missing_ok=True)


def _actions(table: Path, made: dict[Path, tuple[str, int]]) -> Iterator[AddAction]:
    for path, (kind, rows) in made.items():
        told = path.stat()
        yield AddAction(
            path=path.relative_to(table).as_posix(), size=told.st_size, partition_values={"kind": kind},
            modification_time=int(told.st_mtime * 1000), data_change=True, stats=json.dumps({"numRecords": rows}),
        )
