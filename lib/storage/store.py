"""The store: a Delta table used as an append-only log. Every change is one commit; its version is what people see.

A commit is pinned to the version that it was prepared from: when another process has committed meanwhile, it is prepared
again from the new version. So the check for duplicates is part of the commit, and two processes that load the same file
at once add it once.
"""

from __future__ import annotations

import datetime as dt
import errno
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import deltalake
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from lib import settings
from lib.errors import StoreError, UsageError
from lib.storage import locking, log, writing
from lib.storage.log import Event

Prepare = Callable[[int], Iterable[pa.RecordBatch | writing.Ready] | None]
"""Given the version that it may build on, the log rows to write as version + 1; None when there is nothing to write."""

FOREVER = "interval 36500 days"
CONFIGURATION = {
    "delta.logRetentionDuration": FOREVER,
    "delta.deletedFileRetentionDuration": FOREVER,
    "delta.appendOnly": "true",
}


class Store:
    """The log under ``root/complaints``. Nothing is made on disk before the first commit.

    synthetic  True for the demonstration: every Source of its results says so
    """

    def __init__(self, root: Path | str, synthetic: bool = False) -> None:
        self.root = Path(root)
        self.synthetic = synthetic
        self.table_path = self.root / "complaints"
        self.staging = self.root / "staging"
        self.lock_path = self.root / "loading.lock"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Store) and self.root.resolve() == other.root.resolve()

    def __hash__(self) -> int:
        return hash(self.root.resolve())

    @property
    def version(self) -> int:
        """The version of now; 0 when nothing was ever stored. The first change makes version 1."""
        return self.identity()[2]

    def identity(self) -> tuple[str, str, int]:
        """What a cache may be keyed by: folder, the table's own id (new when the folder is made anew), version of now.

        Asked at every turn of a page, so the log is opened once; then a look for the next commit's file is enough.
        """
        folder = str(self.root.resolve())
        log_folder = self.table_path / "_delta_log"
        try:
            first = (log_folder / f"{0:020d}.json").stat()
        except FileNotFoundError:
            return folder, "", 0
        mark = (first.st_ino, first.st_mtime_ns)
        known = _newest.get(folder)
        if known is None or known[0] != mark:
            table = self._open()
            if table is None:
                return folder, "", 0
            known = (mark, str(table.metadata().id), table.version())
        version = known[2]
        while (log_folder / f"{version + 1:020d}.json").exists():
            version += 1
        _newest[folder] = (mark, known[1], version)
        return folder, known[1], version

    def check_version(self, version: int | None) -> int:
        """``version``, or the version of now for None. UsageError when the store never had it."""
        newest = self.version
        if version is None:
            return newest
        if not 0 <= version <= newest:
            raise UsageError("storage_no_such_version", version=version, newest=newest)
        return version

    def events(self, version: int | None = None) -> list[Event]:
        """Everything that happened up to a version (None: now), oldest first, each knowing whether it is undone then."""
        folder, table, newest = self.identity()
        version = newest if version is None else self.check_version(version)
        return list(_events_of(self, (folder, table, version)))

    def live_events(self, version: int | None = None) -> list[Event]:
        """The events in force at a version, oldest first; undo events and what they undid are left out."""
        return [event for event in self.events(version) if event.live and event.type != "undo"]

    def version_at(self, moment: dt.datetime) -> int:
        """What the store knew at ``moment`` (a moment without a zone is this machine's time): the last version then."""
        moment = moment.astimezone(dt.UTC)
        known = [event.version for event in self.events() if event.when <= moment]
        return known[-1] if known else 0

    def history(self) -> pd.DataFrame:
        """One row per event, newest first.

        version, type, who, when (UTC), what (file name, or what the event is about), source, format, edition, sha256,
        rows (rows of the file that were accepted), rows_added, rows_already_stored, rows_replaced, live, undone_by.
        Missing where an event has no such thing.
        """
        records = [
            {
                "version": e.version, "type": e.type, "who": e.who, "when": e.when, "what": _what(e),
                "source": e.payload.get("source"), "format": e.payload.get("format"),
                "edition": e.edition if e.type == "load" else None, "sha256": e.payload.get("sha256"),
                "rows": e.payload.get("rows_accepted"), "rows_added": e.payload.get("rows_added"),
                "rows_already_stored": e.payload.get("rows_already_stored"),
                "rows_replaced": e.payload.get("rows_replaced"), "live": e.live, "undone_by": e.undone_by,
            }
            for e in reversed(self.events())
        ]
        columns = [
            "version", "type", "who", "when", "what", "source", "format", "edition", "sha256", "rows", "rows_added",
            "rows_already_stored", "rows_replaced", "live", "undone_by",
        ]
        table = pd.DataFrame(records, columns=columns)
        numbers = ["rows", "rows_added", "rows_already_stored", "rows_replaced", "undone_by"]
        return table.astype(dict.fromkeys(numbers, "Int64"))

    def files(self, version: int, kind: str) -> list[str]:
        """The Parquet files that hold the rows of one kind at a version."""
        if version == 0:
            return []
        table = self._open(version)
        if table is None:
            raise StoreError("storage_damaged", folder=str(self.table_path), reason="no table")
        actions = pa.table(table.get_add_actions(flatten=True))
        return [
            str(self.table_path / path)
            for path, of in zip(actions["path"].to_pylist(), actions["partition.kind"].to_pylist(), strict=True)
            if of == kind
        ]

    def add_event(self, kind: str, payload: Mapping[str, Any], who: str) -> int:
        """Record what a person decided (labels, polygons, population, streets, stations); gives the new version."""
        if kind not in log.EVENT_TYPES or kind in ("load", "undo"):
            raise ValueError(f"not an event to add: {kind}")
        return self._event(kind, lambda version: payload, who)

    def undo(self, version: int, who: str) -> int:
        """Take one event back, keeping later ones and reviving what it had replaced; gives the new version.

        An undo is an event too: undoing it brings the first event back. UsageError when there is no such event, or it
        is undone already.
        """

        def payload(now: int) -> Mapping[str, Any]:
            found = next((e for e in self.events(now) if e.version == version), None)
            if found is None:
                raise UsageError("storage_no_such_event", version=version)
            if not found.live:
                raise UsageError("storage_already_undone", version=version, by=found.undone_by)
            return {"version": version, "undone_type": found.type, "what": _what(found)}

        return self._event("undo", payload, who)

    def _event(self, kind: str, payload: Callable[[int], Mapping[str, Any]], who: str) -> int:
        def prepare(version: int) -> list[pa.RecordBatch]:
            return [log.event_row(version + 1, kind, who, dt.datetime.now(dt.UTC), payload(version))]

        made = self.commit(prepare)
        if made is None:
            raise StoreError("storage_busy", attempts=0)
        return made

    def commit(self, prepare: Prepare) -> int | None:
        """Write one version, all or nothing. ``prepare`` may run several times; None when it found nothing to write.

        StoreError when the disk is full, the folder cannot be written, or others kept committing first.
        """
        attempts = int(settings.value("storage.commit_attempts"))
        for attempt in range(attempts):
            version = self.version
            parts = prepare(version)
            if parts is None:
                return None
            made = self._try(version, parts)
            if made is not None:
                return made
            time.sleep(random.uniform(0, 0.05 * (attempt + 1)))  # only spreads the retries
        raise StoreError("storage_busy", attempts=attempts)

    def _try(self, version: int, parts: Iterable[pa.RecordBatch | writing.Ready]) -> int | None:
        """One attempt: the new version, or None when another process was first."""
        try:
            with locking.held(self.lock_path):
                table = self._open() or self._create()
                if table.version() != version:
                    return None
                actions = writing.write_parts(self.table_path, parts)
                table.create_write_transaction(
                    actions, mode="append", schema=log.SCHEMA, partition_by=["kind"],
                    commit_properties=deltalake.CommitProperties(max_commit_retries=0),
                )
                return version + 1
        except CommitFailedError as error:
            if self.version > version:
                return None
            raise trouble(error, self.root) from error
        except (DeltaError, OSError, pa.ArrowException) as error:
            raise trouble(error, self.root) from error

    def _create(self) -> deltalake.DeltaTable:
        try:
            self.table_path.mkdir(parents=True, exist_ok=True)
            deltalake.DeltaTable.create(
                self.table_path, log.SCHEMA, mode="ignore", partition_by=["kind"], configuration=CONFIGURATION
            )
        except CommitFailedError:  # another process made it at the same moment
            pass  # noqa: S110 - the table is opened, or the failure met, in the next line
        return deltalake.DeltaTable(self.table_path)

    def _open(self, version: int | None = None) -> deltalake.DeltaTable | None:
        if not (self.table_path / "_delta_log").is_dir():
            return None
        try:
            return deltalake.DeltaTable(self.table_path, version=version)
        except TableNotFoundError:
            return None
        except (DeltaError, OSError) as error:
            raise StoreError("storage_damaged", folder=str(self.table_path), reason=_reason(error)) from error

    def clean_orphans(self) -> int:
        """Remove data files that no version names and staging of processes that ended; gives how many files.

        Does nothing while any load is running. Files of earlier versions always stay: the log never lets one go.
        """
        if not self.root.exists():
            return 0
        lock = locking.hold(self.lock_path, exclusive=True, wait=False)
        if lock is None:
            return 0
        try:
            return self._remove_unnamed() + self._remove_staging()
        finally:
            lock.release()

    def _remove_unnamed(self) -> int:
        table = self._open()
        named = set(pa.table(table.get_add_actions(flatten=True))["path"].to_pylist()) if table is not None else set()
        removed = 0
        for path in self.table_path.glob("kind=*/*.parquet"):
            if path.relative_to(self.table_path).as_posix() not in named:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _remove_staging(self) -> int:
        removed = 0
        for folder in self.staging.glob("*/"):
            lock = locking.hold(folder / "lock", exclusive=True, wait=False)
            if lock is None:
                continue
            for path in folder.iterdir():
                if path.name != "lock":
                    path.unlink(missing_ok=True)
                    removed += 1
            lock.release()
            remove_folder(folder)
        return removed


def remove_folder(folder: Path) -> None:
    """Remove a staging folder with what is in it; what another process removed first is no trouble."""
    for path in folder.glob("*"):
        path.unlink(missing_ok=True)
    try:
        folder.rmdir()
    except FileNotFoundError:
        return


def trouble(error: Exception, folder: Path) -> StoreError:
    """The StoreError that says in people's words what the system said."""
    text = str(error)
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or any(
        sign in text for sign in ("No space left", "os error 28", "os error 27", "File too large", "quota exceeded")
    ):
        return StoreError("storage_full", folder=str(folder))
    if number in (errno.EACCES, errno.EPERM, errno.EROFS) or "Permission denied" in text or "Read-only" in text:
        return StoreError("storage_not_writable", folder=str(folder))
    return StoreError("storage_write", folder=str(folder), reason=_reason(error))


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


_newest: dict[str, tuple[tuple[int, int], str, int]] = {}
"""Folder -> (its first log file, the table's id, the newest version seen); a version never goes away."""

_known: OrderedDict[tuple[str, str, int], tuple[Event, ...]] = OrderedDict()
_knowing = threading.Lock()


def _events_of(store: Store, key: tuple[str, str, int]) -> tuple[Event, ...]:
    """The events up to a version; a version never changes, so the last few are kept."""
    with _knowing:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    events = tuple(log.read_events(_event_rows(store.files(key[2], "event"))))
    with _knowing:
        _known[key] = events
        while len(_known) > int(settings.value("storage.event_lists_kept")):
            _known.popitem(last=False)
    return events


def _event_rows(files: list[str]) -> Iterator[tuple[int, str]]:
    for path in files:
        table = pq.read_table(path, columns=["load", "payload"], partitioning=None)
        yield from zip(table["load"].to_pylist(), table["payload"].to_pylist(), strict=True)


def _what(event: Event) -> str:
    payload = event.payload
    for name in ("file", "what", "name", "label"):
        if payload.get(name):
            return str(payload[name])
    return ""
