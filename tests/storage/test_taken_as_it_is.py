"""The staged file becomes part of the table without being written again; and when it may not."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from lib.complaints.filters import Filters
from lib.complaints.reading import Upload
from lib.storage import engine, loading, queries, staging, writing
from lib.storage.store import Store
from tests.storage.staged import checked
from tests.storage.test_processes import start


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "own")


def loads(store: Store, version: int | None = None) -> set[tuple[int, int]]:
    """(load, rows) of what is visible."""
    snap = engine.snapshot(store, version)
    found = snap.run(snap.table().select("load"))["load"].value_counts()
    return {(int(load), int(rows)) for load, rows in found.items()}


def test_new_rows_are_not_written_twice(store: Store) -> None:
    with checked(store, [{"key": 1}, {"key": 2}]) as file:
        written = file.staged.stat().st_ino
        loading.add(store, file, "ana")
    [taken] = store.files(1, "row")
    assert Path(taken).stat().st_ino == written
    assert not store.staging.exists() or not list(store.staging.iterdir())
    assert pq.read_schema(taken).names == writing.WITHOUT_KIND.names, "nothing in it that the log does not have"
    assert loads(store) == {(1, 2)}


def test_a_copy_where_the_disk_has_no_second_names(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*words: Any) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    with checked(store, [{"key": 1}]) as file:
        loading.add(store, file, "ana")
    assert loads(store) == {(1, 1)}


def test_a_commit_after_the_check_makes_the_rows_be_written_again(store: Store) -> None:
    with checked(store, [{"key": 1}, {"key": 2}]) as file:
        store.add_event("labels", {"label": "X", "code": "theft"}, "otra")
        loading.add(store, file, "ana")
    assert loads(store) == {(2, 2)}, "the rows know the version that they came with"


def test_a_commit_while_this_one_is_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process is first after the file was taken into the folder: prepared again; the first name is an orphan."""
    write = writing.write_parts
    calls: list[int] = []

    def interrupted(*words: Any) -> Any:
        actions = write(*words)
        calls.append(len(actions))
        if len(calls) == 1:
            Store(store.root).add_event("labels", {"label": "X", "code": "theft"}, "otra")
        return actions

    store.add_event("labels", {"label": "Z", "code": "theft"}, "otra")
    monkeypatch.setattr(writing, "write_parts", interrupted)
    with checked(store, [{"key": 1}]) as file:
        assert loading.add(store, file, "ana").version == 3
    assert len(calls) == 3
    assert loads(store) == {(3, 1)}
    store.clean_orphans()
    assert len(list(store.table_path.glob("kind=row/*.parquet"))) == 1
    assert loads(store, 3) == {(3, 1)}


def test_rows_that_are_stored_already_are_left_out(store: Store) -> None:
    with checked(store, [{"key": 1}, {"key": 2}]) as file:
        loading.add(store, file, "ana")
    with checked(store, [{"key": 2}, {"key": 3}]) as file:
        done = loading.add(store, file, "ana")
    assert (done.rows_added, done.rows_already_stored) == (1, 1)
    assert loads(store) == {(1, 2), (2, 1)}


def test_filler_points_of_an_undone_load_leave_others_alone(store: Store) -> None:
    """What is a filler in one file is a place in another: the point belongs to the load that showed it."""
    here = {"latitude": -14.07, "longitude": -75.72, "location_quality": "exact"}
    with checked(store, [{"key": i, **here, "address_hash": i} for i in range(500)]) as file:
        assert file.fillers.num_rows == 1
        loading.add(store, file, "ana")
    with checked(store, [{"key": 1000, **here, "address_hash": 1}]) as file:
        loading.add(store, file, "ana")

    def mappable() -> tuple[int, int]:
        row = queries.completeness(engine.snapshot(store), Filters()).table.iloc[0]
        return int(row["count"]), int(row["mappable"])

    assert mappable() == (501, 1)
    store.undo(1, "ana")
    assert mappable() == (1, 1)
    assert store.events()[0].payload["filler_points"] == [[-14.07, -75.72]]


KILLED = """
import os, sys, time
from pathlib import Path
from lib.storage import loading, writing
from lib.storage.store import Store
from tests.storage.staged import checked

taken = writing._take
def slowly(*words):
    taken(*words)
    print("taken", flush=True)
    time.sleep(60)
writing._take = slowly
with checked(store := Store(Path(sys.argv[1])), [{"key": 100 + i} for i in range(50)]) as file:
    loading.add(store, file, "ana")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Linux and macOS")
def test_killed_between_the_file_and_the_commit(store: Store) -> None:
    with checked(store, [{"key": 1}]) as file:
        loading.add(store, file, "ana")
    process = start(store.root.parent, store.root, program=KILLED)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "taken", process.communicate()[1]
    time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (store.version, loads(store)) == (1, {(1, 1)})
    assert len(list(store.table_path.glob("kind=row/*.parquet"))) == 2, "the file that nobody named"
    with checked(store, [{"key": 4}]) as file:
        assert loading.add(store, file, "ana").version == 2
    assert loads(store) == {(1, 1), (2, 1)}
    assert list(store.staging.iterdir()) == []
    assert len(list(store.table_path.glob("kind=row/*.parquet"))) == 2


def test_the_fingerprint_of_the_file_however_it_is_read(tmp_path: Path) -> None:
    content = b"".join(b"%d,HURTO\n" % i for i in range(300_000))
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    wanted = hashlib.sha256(content).hexdigest()
    with path.open("rb") as plain, path.open("rb", buffering=0) as raw:
        for stream in (plain, raw, io.BytesIO(content)):
            stream.seek(5)
            upload = Upload("a.csv", stream, len(content))  # type: ignore[arg-type]
            assert staging._sha256(upload) == wanted
            if staging._readable_twice(upload):
                assert stream.tell() == 5, "the reader's place is left alone"
    assert staging._readable_twice(Upload.of(content, "a.csv"))
