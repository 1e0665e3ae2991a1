"""Which rows are visible: examples, and the same rules in plain Python against random histories."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.storage import engine, loading
from lib.storage.log import edition_key
from lib.storage.store import Store
from tests.storage.staged import checked, month

Cell = tuple[int, int]
"""(month, place) of a published count; the value is how many."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "own")


def cells(told: dict[Cell, int], source: str = "test") -> list[dict[str, Any]]:
    """Published counts: the key is the month and the place, the content is the count."""
    return [
        {**month(2023, number), "district": f"11010{place}", "count": count, "key": number * 10 + place,
         "content": count, "source": source}
        for (number, place), count in told.items()
    ]


def add(store: Store, rows: list[dict[str, Any]], edition: str | None = None, source: str = "test") -> loading.Added:
    with checked(store, rows, source=source) as file:
        return loading.add(store, file, "ana", edition)


def seen(store: Store, version: int | None = None) -> dict[Cell, int]:
    snap = engine.snapshot(store, version)
    t = snap.table()
    found = snap.run(t.select("month", "district", "count"))
    assert not found.duplicated(["month", "district"]).any(), "a cell is visible once"
    return {(row.month.month, int(row.district[-1])): n for row, n in zip(
        found.itertuples(), found["count"].tolist(), strict=True)}


def test_a_newer_edition_replaces_the_periods_and_places_that_it_covers(store: Store) -> None:
    add(store, cells({(1, 1): 5, (2, 1): 6, (3, 1): 7, (2, 2): 8}), "2023-04")
    done = add(store, cells({(1, 1): 5, (3, 1): 70}), "2023-05")
    assert seen(store) == {(1, 1): 5, (3, 1): 70, (2, 2): 8}, "its missing month is a zero; the other place stays"
    assert (done.rows_added, done.rows_already_stored, done.rows_replaced) == (1, 1, 2)
    told = {(str(row["month"])[:7], row["before"], row["after"]) for row in done.revisions.to_dict("records")}
    assert told == {("2023-02", 6, 0), ("2023-03", 7, 70)}


def test_an_older_edition_that_arrives_later_fills_only_what_is_open(store: Store) -> None:
    add(store, cells({(2, 1): 60}), "2023-05")
    done = add(store, cells({(1, 1): 5, (2, 1): 6}), "2023-04")
    assert not done.newest
    assert seen(store) == {(1, 1): 5, (2, 1): 60}


def test_undo_of_an_early_load_keeps_the_later_one_and_what_it_confirmed(store: Store) -> None:
    add(store, cells({(1, 1): 5, (2, 1): 6}))
    add(store, cells({(2, 1): 6, (3, 1): 7}))
    store.undo(1, "eva")
    assert seen(store) == {(2, 1): 6, (3, 1): 7}
    store.undo(3, "eva")
    assert seen(store) == {(1, 1): 5, (2, 1): 6, (3, 1): 7}
    assert [seen(store, version) for version in (0, 1, 2, 3)] == [
        {}, {(1, 1): 5, (2, 1): 6}, {(1, 1): 5, (2, 1): 6, (3, 1): 7}, {(2, 1): 6, (3, 1): 7}
    ], "as known on an earlier date"


def test_undo_revives_what_was_replaced(store: Store) -> None:
    add(store, cells({(1, 1): 5, (2, 1): 6}))
    add(store, cells({(1, 1): 50}))
    assert seen(store) == {(1, 1): 50, (2, 1): 6}
    store.undo(2, "eva")
    assert seen(store) == {(1, 1): 5, (2, 1): 6}


def test_rows_with_ids_add_and_revise_and_never_hide_others(store: Store) -> None:
    add(store, [{"key": 1, "content": 1}, {"key": 2, "content": 1}])
    done = add(store, [{"key": 2, "content": 2, "crime_type": "robbery"}, {"key": 3, "content": 1}])
    snap = engine.snapshot(store)
    t = snap.table()
    found = snap.run(t.group_by("crime_type").agg(n=t["count"].sum()))
    assert dict(zip(found["crime_type"], found["n"], strict=True)) == {"theft": 2, "robbery": 1}
    assert (done.rows_added, done.rows_replaced) == (2, 1)


def test_an_edition_without_ids_does_not_hide_the_rows_that_have_one(store: Store) -> None:
    """The source lost its numbers: what was stored with a number stays until somebody undoes it."""
    add(store, [{"key": 1, "content": 1}, {"key": 2, "content": 2, "identity": "row"}])
    add(store, [{"key": 3, "content": 3, "identity": "row"}])
    snap = engine.snapshot(store)
    assert sorted(snap.run(snap.table())["load"].tolist()) == [1, 2]
    assert snap.run(snap.table()).sort_values("load")["row_number"].tolist() == [2, 2]


def test_equal_rows_without_ids_are_each_counted(store: Store) -> None:
    """In the police.uk month half of the rows repeat another: they are complaints all the same."""
    twins = [{"key": 7, "content": 7, "identity": "row"} for _ in range(3)] + [{"key": 8, "content": 8, "identity": "row"}]
    assert add(store, twins).rows_added == 4
    again = add(store, list(reversed(twins)))
    assert (again.changed, again.rows_already_stored) == (False, 4)
    assert engine.snapshot(store).rows == 4


def test_sources_do_not_touch_each_other(store: Store) -> None:
    add(store, cells({(1, 1): 5}))
    add(store, cells({(1, 1): 9}, "other"), source="other")
    snap = engine.snapshot(store)
    t = snap.table()
    assert snap.run(t.select("source", "count").order_by("source")).values.tolist() == [["other", 9], ["test", 5]]


@dataclass
class Load:
    version: int
    edition: str
    told: dict[Cell, int]


def visible(loads: list[Load]) -> dict[Cell, int]:
    """The rules of docs/house.md, word by word, over the live loads of one source."""
    order = sorted(loads, key=lambda load: (edition_key(load.edition), load.version))
    out: dict[Cell, int] = {}
    for cell in {cell for load in order for cell in load.told}:
        last = max(i for i, load in enumerate(order) if cell in load.told)
        if not any(_covers(load, cell) for load in order[last + 1:]):
            out[cell] = order[last].told[cell]
    return out


def _covers(load: Load, cell: Cell) -> bool:
    months = [number for number, place in load.told if place == cell[1]]
    return bool(months) and min(months) <= cell[0] <= max(months)


FILES = st.dictionaries(
    st.tuples(st.integers(1, 4), st.integers(1, 2)), st.integers(1, 2), min_size=1, max_size=5
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), FILES, st.sampled_from([None, "2023-05", "2023-06"])),
        st.tuples(st.just("undo"), st.integers(0, 7), st.none()),
    ),
    min_size=2, max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_any_history_shows_what_the_rules_say(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "own")
        known: dict[int, Load] = {}
        for what, told, edition in steps:
            if what == "undo":
                live = [event for event in store.events() if event.live]
                if live:
                    store.undo(live[told % len(live)].version, "eva")
            else:
                before = seen(store)
                done = add(store, cells(told), edition)
                if done.changed:
                    written = store.events()[-1]
                    known[done.version] = Load(done.version, written.edition, told)
                else:
                    assert seen(store) == before
                    assert done.rows_already_stored == len(told)
            live_loads = [known[e.version] for e in store.live_events()]
            assert seen(store) == visible(live_loads)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations([1, 2, 3]), st.lists(FILES, min_size=3, max_size=3))
def test_the_order_of_undoing_does_not_matter(order: list[int], files: list[dict[Cell, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "own")
        for i, told in enumerate(files):
            add(store, cells(told), f"2023-0{i + 1}")
        full = seen(store)
        loads = [event.version for event in store.live_events()]
        undone = [store.undo(version, "eva") for version in order if version in loads]
        assert seen(store) == {}
        for version in reversed(undone):
            store.undo(version, "eva")
        assert seen(store) == full


def test_editions_compare_as_dates() -> None:
    told = ["2026", "2026-05", "2026-05-31", "2026-05-31T10:00:00", "2026-06"]
    assert sorted(told, key=edition_key) == told
    assert edition_key("2026-05-31 10:00") == "2026-05-31T10:00"
    assert dt.datetime(2026, 5, 31, 9).strftime("%Y-%m-%dT%H:%M:%S") < edition_key("2026-05-31 10:00")
