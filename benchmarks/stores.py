"""Stores for benchmarks, filled by the ordinary road: the five invented sectors, then the generated layer file."""

from __future__ import annotations

import io
import shutil
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import FOLDER
from lib.complaints.reading import Overrides, Upload
from lib.demonstration.ica import SECTORS_NAME, demonstration
from lib.places import polygon_files, polygons
from lib.storage.loading import add, check_file
from lib.storage.store import Store

WHO = "benchmark"


def with_sectors(root: Path) -> Store:
    """A fresh store in ``root`` that knows the five sectors."""
    shutil.rmtree(root, ignore_errors=True)
    store = Store(root, synthetic=True)
    reading = polygons.read(
        polygon_files.look(SECTORS_NAME, io.BytesIO(demonstration().sectors)), level="sector", synthetic=True
    )
    store.add_event("polygons", reading.polygons.payload(), WHO)
    return store


def load(store: Store, path: Path) -> dict[str, Any]:
    """Check and add the file as the command line does; seconds of each step and what was stored."""
    start = time.perf_counter()
    with path.open("rb") as stream:
        upload = Upload(path.name, stream, path.stat().st_size)
        with check_file(store, upload, Overrides()) as checked:
            between = time.perf_counter()
            added = add(store, checked, WHO)
            report = checked.report
    end = time.perf_counter()
    return {
        "check": between - start, "add": end - between, "total": end - start, "rows_read": report.rows_read,
        "rows_accepted": report.rows_accepted, "rows_added": added.rows_added,
    }


def filled(rows: int, path: Path) -> Store:
    """The store of so many rows, filled once through the real loader and kept."""
    root = FOLDER / f"store_{rows}"
    done = root / "filled"
    if done.exists():
        return Store(root, synthetic=True)
    store = with_sectors(root)
    answer = load(store, path)
    done.write_text(str(answer))
    return store
