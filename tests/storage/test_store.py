"""The log: versions, events, undo, what was known when, and what the folder holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from lib.errors import StoreError, UsageError
from lib.storage import loading, locking
from lib.storage.log import undoing
from lib.storage.store import Store
from tests.storage.staged import checked


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "own")


def add(store: Store, *keys: int, **row: object) -> loading.Added:
    with checked(store, [{"key": key, **row} for key in keys]) as file:
        return loading.add(store, file, "ana")


def test_nothing_is_made_before_the_first_change(store: Store) -> None:
    assert (store.version, store.events(), len(store.history())) == (0, [], 0)
    assert store.clean_orphans() == 0
    assert not store.root.exists()


def test_each_change_is_one_version(store: Store) -> None:
    assert add(store, 1, 2).version == 1
    assert store.add_event("labels", {"source": "test", "label": "X", "code": "theft"}, "eva") == 2
    assert add(store, 3).version == 3
    assert [(e.version, e.type, e.who) for e in store.events()] == [
        (1, "load", "ana"), (2, "labels", "eva"), (3, "load", "ana")
    ]
    assert [e.version for e in store.events(2)] == [1, 2]


def test_the_history_tells_who_when_what_and_how_much(store: Store) -> None:
    before = dt.datetime.now(dt.UTC)
    add(store, 1, 2)
    store.undo(1, "eva")
    newest, load = store.history().to_dict("records")
    assert (load["what"], load["who"], load["rows"], load["rows_added"], load["live"]) == ("prueba.csv", "ana", 2, 2, False)
    assert before <= load["when"] <= dt.datetime.now(dt.UTC)
    assert len(load["sha256"]) == 64 and load["undone_by"] == 2
    assert (newest["type"], newest["who"], newest["what"], newest["live"]) == ("undo", "eva", "prueba.csv", True)


def test_undo_of_undo_of_undo(store: Store) -> None:
    add(store, 1)
    lives = []
    for version in (1, 2, 3):
        store.undo(version, "eva")
        lives.append(store.events()[0].live)
    assert lives == [False, True, False]


def test_liveness_reads_the_newest_undo_first() -> None:
    assert undoing([(5, 2), (6, 5), (7, 6)]) == {6: 7, 2: 5}
    assert undoing([(4, 1), (5, 3)]) == {1: 4, 3: 5}
    assert undoing([]) == {}


def test_what_cannot_be_undone(store: Store) -> None:
    add(store, 1)
    with pytest.raises(UsageError, match="no version 9"):
        store.undo(9, "eva")
    store.undo(1, "eva")
    with pytest.raises(UsageError, match="undone already"):
        store.undo(1, "eva")
    assert store.version == 2, "a refused undo is no change"


def test_the_version_of_a_moment(store: Store) -> None:
    add(store, 1)
    first = store.events()[0].when
    add(store, 2)
    second = store.events()[1].when
    assert store.version_at(first - dt.timedelta(seconds=1)) == 0
    assert store.version_at(first) == 1
    assert store.version_at(second + dt.timedelta(days=9)) == 2


def test_a_version_that_never_was(store: Store) -> None:
    add(store, 1)
    for version in (2, -1):
        with pytest.raises(UsageError):
            store.check_version(version)


def test_a_commit_pins_the_version_that_it_read(store: Store) -> None:
    """Another writer comes in between: the change is prepared again, on the version that it made."""
    add(store, 1)
    seen = []

    def prepare(version: int):  # type: ignore[no-untyped-def]
        seen.append(version)
        if len(seen) == 1:
            Store(store.root).add_event("labels", {"label": "X", "code": "theft"}, "otro")
        from lib.storage import log

        return [log.event_row(version + 1, "labels", "ana", dt.datetime.now(dt.UTC), {"label": "Y", "code": "theft"})]

    assert store.commit(prepare) == 3
    assert seen == [1, 2]
    assert [e.payload["label"] for e in store.events()[1:]] == ["X", "Y"]


def test_orphans_go_and_named_files_stay(store: Store) -> None:
    add(store, 1)
    add(store, 2)
    before = sorted(store.table_path.rglob("*.parquet"))
    orphan = store.table_path / "kind=row" / "part-00000-of-nobody.parquet"
    orphan.write_bytes(b"half written")
    left = store.staging / "0123" / "accepted.parquet"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"of a process that died")
    running = locking.hold(store.lock_path)
    assert running is not None
    assert store.clean_orphans() == 0, "a load is running: nothing is touched"
    running.release()
    assert store.clean_orphans() == 2
    assert sorted(store.table_path.rglob("*.parquet")) == before
    assert not left.parent.exists()
    assert [len(store.files(version, "row")) for version in (0, 1, 2)] == [0, 1, 2]


def test_staging_in_use_is_left_alone(store: Store) -> None:
    with checked(store, [{"key": 1}]) as file:
        store.clean_orphans()
        assert file.staged.exists()
    assert not file.folder.exists()


def test_a_damaged_store_says_so(store: Store) -> None:
    add(store, 1)
    for path in (store.table_path / "_delta_log").glob("*.json"):
        path.write_text("{not json")
    with pytest.raises(StoreError) as trouble:
        _ = store.version
    assert trouble.value.key == "storage_damaged"


def test_nothing_ever_leaves_the_log(store: Store) -> None:
    """The Delta table itself refuses deletes, and keeps every version for a hundred years."""
    import deltalake

    add(store, 1)
    configuration = deltalake.DeltaTable(store.table_path).metadata().configuration
    assert configuration["delta.appendOnly"] == "true"
    assert configuration["delta.logRetentionDuration"] == "interval 36500 days"
    with pytest.raises(Exception, match="(?i)append"):
        deltalake.DeltaTable(store.table_path).delete()
