"""A register: a small table that people replace or edit as a whole (staff, vehicles, survey answers), every state kept.

Each register is a Delta table of its own. A save is one atomic commit that holds the whole table, who made it and why;
earlier states stay on disk for ever, so that undo is to save an earlier state again, and the history is the audit trail.
Complaints are not kept so: they come from many files that overlap, and have their log (``lib/storage/store.py``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import deltalake
import pandas as pd
import pyarrow as pa
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from lib.errors import StoreError, UsageError
from lib.storage.store import FOREVER, trouble

CONFIGURATION = {"delta.logRetentionDuration": FOREVER, "delta.deletedFileRetentionDuration": FOREVER}
NOTES = "cuadrante"
"""Key of the commit's own notes (who, what, action ...) among what Delta writes down of a commit."""


class Register:
    """The table under ``root/name``. Nothing is made on disk before the first save."""

    def __init__(self, root: Path | str, name: str) -> None:
        self.name = name
        self.path = Path(root) / name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Register) and self.path.resolve() == other.path.resolve()

    def __hash__(self) -> int:
        return hash(self.path.resolve())

    @property
    def version(self) -> int:
        """The version of now; 0 when nothing was ever saved. The first save makes version 1."""
        return self.identity()[2]

    def identity(self) -> tuple[str, str, int]:
        """What a cache may be keyed by: folder, the table's own id (new when the folder is made anew), version of now."""
        table = self._open()
        folder = str(self.path.resolve())
        return (folder, str(table.metadata().id), table.version() + 1) if table is not None else (folder, "", 0)

    def read(self, version: int | None = None) -> pa.Table | None:
        """The whole table at a version (None: now), rows in the order of saving; None when there is none yet."""
        version = self._check(version)
        if version == 0:
            return None
        table = self._open(version)
        if table is None:
            raise StoreError("storage_damaged", folder=str(self.path), reason="no table")
        try:
            return pa.table(table.to_pyarrow_table())
        except (DeltaError, OSError, pa.ArrowException) as error:
            raise trouble(error, self.path) from error

    def save(
        self, rows: pa.Table, who: str, *, on: int, action: str, what: str = "", notes: Mapping[str, Any] | None = None
    ) -> int:
        """Make ``rows`` the state of the table; gives the new version.

        on      the version that the rows were made from: when somebody saved meanwhile, UsageError "register_changed"
                and nothing is written, so that no one's work is overwritten unseen
        action  a code for the history: "load", "edit", "undo" ...
        what    the file's name, or what the change is about
        notes   more for the history (sha256, rows, changed cells ...); must be JSON
        StoreError when the disk is full or the folder cannot be written.
        """
        if on != self.version:
            raise UsageError("register_changed", name=self.name, version=on, newest=self.version)
        when = dt.datetime.now(dt.UTC).isoformat()
        papers = {"who": who, "when": when, "action": action, "what": what, "rows": rows.num_rows, **(notes or {})}
        properties = deltalake.CommitProperties(
            custom_metadata={NOTES: json.dumps(papers, ensure_ascii=False, sort_keys=True)}, max_commit_retries=0
        )
        target: deltalake.DeltaTable | Path = self._open() or self.path
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            deltalake.write_deltalake(
                target, rows, mode="overwrite" if on else "error", schema_mode="overwrite" if on else None,
                configuration=None if on else CONFIGURATION, commit_properties=properties,
            )
        except (DeltaError, OSError, pa.ArrowException) as error:
            if isinstance(error, CommitFailedError) or self.version > on:
                raise UsageError("register_changed", name=self.name, version=on, newest=self.version) from error
            raise trouble(error, self.path) from error
        return on + 1

    def undo(self, version: int, who: str) -> int:
        """Bring back the state before ``version`` as a new version; gives it. An undo can be undone in the same way.

        UsageError when there is no such version. Undoing the first save leaves a table without rows.
        """
        on = self.version
        if self._check(version) == 0:
            raise UsageError("storage_no_such_version", version=0, newest=on)
        made = self.read(max(version - 1, 1))
        if made is None:
            raise StoreError("storage_damaged", folder=str(self.path), reason="no table")
        rows = made if version > 1 else made.slice(0, 0)
        return self.save(rows, who, on=on, action="undo", what=str(version), notes={"undone": version})

    def history(self) -> pd.DataFrame:
        """One row per version, newest first: version, when (UTC), who, action, what, rows, notes (mapping)."""
        table = self._open()
        columns = ["version", "when", "who", "action", "what", "rows", "notes"]
        if table is None:
            return pd.DataFrame(columns=columns)
        found = []
        for entry in table.history():
            papers = json.loads(entry.get(NOTES, "{}"))
            when = papers.pop("when", None)
            row = {name: papers.pop(name, None) for name in ("who", "action", "what", "rows")}
            moment = dt.datetime.fromisoformat(when) if when else None
            found.append({"version": int(entry["version"]) + 1, "when": moment, **row, "notes": papers})
        return pd.DataFrame(found, columns=columns).sort_values("version", ascending=False, ignore_index=True)

    def _check(self, version: int | None) -> int:
        newest = self.version
        if version is None:
            return newest
        if not 0 <= version <= newest:
            raise UsageError("storage_no_such_version", version=version, newest=newest)
        return version

    def _open(self, version: int | None = None) -> deltalake.DeltaTable | None:
        if not (self.path / "_delta_log").is_dir():
            return None
        try:
            return deltalake.DeltaTable(self.path, version=None if version is None else version - 1)
        except TableNotFoundError:
            return None
        except (DeltaError, OSError) as error:
            raise StoreError("storage_damaged", folder=str(self.path), reason=str(error).split("\n")[0][:200]) from error
