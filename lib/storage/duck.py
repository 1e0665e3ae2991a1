"""DuckDB connections as this product uses them: in this process, no network, no extension fetched, bounded memory."""

from __future__ import annotations

from pathlib import Path

import duckdb

from lib import settings


def connect(spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A fresh in-memory database. ``spill`` is where it may write what does not fit in memory; None forbids that."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": str(settings.value("storage.engine_memory")),
        "temp_directory": str(spill) if spill is not None else "",
        "preserve_insertion_order": "true",
    }
    return duckdb.connect(":memory:", config=config)


def quoted(text: str) -> str:
    """A text as an SQL literal, for the few places (view definitions) where DuckDB takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


def parquet(files: list[str] | list[Path], extra: str = "") -> str:
    """The table function that reads these files; ``extra`` are further options, from code only."""
    listed = ", ".join(quoted(str(path)) for path in files)
    return f"read_parquet([{listed}], hive_partitioning = false{', ' + extra if extra else ''})"
