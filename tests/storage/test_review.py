"""The review list and points against polygons, on a real store."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
import shapely

from lib import settings
from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.complaints.reading import Upload
from lib.places.polygon_set import PolygonSet
from lib.privacy.release import release, restrict
from lib.storage import engine, loading
from lib.storage.queries import located
from lib.storage.queries.review import unknown_labels
from lib.storage.store import Store

HEAD = "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n"
POLICE = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
)
TODAY = dt.date(2026, 11, 23)
COMMAND = policy("command")
ALL = restrict(Filters(non_crimes=True), COMMAND)


def add(store: Store, text: str, name: str = "a.csv", edition: str | None = None) -> int:
    upload = Upload(name, io.BytesIO(text.encode()), len(text))
    with loading.check_file(store, upload, today=TODAY) as checked:
        return loading.add(store, checked, "test", edition).version


def waiting(store: Store, version: int | None = None) -> dict[str, int]:
    table = unknown_labels(engine.snapshot(store, version), ALL).table
    return dict(zip(table["label"], table["count"].astype(int), strict=True))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "own")


def test_unknown_labels_wait_most_frequent_first_until_they_are_mapped(store: Store) -> None:
    assert waiting(store) == {}
    add(store, HEAD + "2023,1,ICA,ICA,ICA,110101,Zeta rara,3\n2023,2,ICA,ICA,ICA,110101,Otra rara,9\n"
                      "2023,2,ICA,ICA,ICA,110101,Hurto,50\n2023,3,ICA,ICA,ICA,110101,Zeta rara,2\n")
    assert list(waiting(store).items()) == [("Otra rara", 9), ("Zeta rara", 5)]
    mapped = store.add_event("labels", {"source": "sidpol", "label": "Otra rara", "code": "robbery"}, "test")
    assert waiting(store) == {"Zeta rara": 5}
    assert waiting(store, mapped - 1) == {"Otra rara": 9, "Zeta rara": 5}, "as known before the mapping"
    store.undo(mapped, "test")
    assert waiting(store) == {"Otra rara": 9, "Zeta rara": 5}


def test_undone_loads_and_replaced_rows_do_not_wait(store: Store) -> None:
    first = add(store, HEAD + "2023,1,ICA,ICA,ICA,110101,Zeta rara,3\n")
    add(store, HEAD + "2023,1,ICA,ICA,ICA,110101,Zeta rara,8\n", "b.csv")
    assert waiting(store) == {"Zeta rara": 8}
    second = store.version
    store.undo(second, "test")
    assert waiting(store) == {"Zeta rara": 3}
    store.undo(first, "test")
    assert waiting(store) == {}


def points(store: Store) -> Filters:
    """Six points of the police.uk layout: two in the west square, one in the east, two outside, one absent."""
    where = ["-1.75,52.25", "-1.25,52.75", "-0.5,52.5", "-1.5,54.5", "-1.4,54.5", ","]
    rows = [f",2020-01,X,X,{at},On or near Y,E1,Z,Bicycle theft,,\n" for at in where]
    add(store, POLICE + "".join(rows))
    squares = PolygonSet("sector", ("W", "E", "N"), ("West", "East", "Nobody"), (
        shapely.box(-2, 52, -1, 53), shapely.box(-1, 52, 0, 53), shapely.box(-2, 50, -1, 51),
    ))
    store.add_event("polygons", squares.payload(), "test")
    return restrict(Filters(source="police_uk", level="sector", non_crimes=True), COMMAND, ("sector",))


def test_points_inside_outside_and_absent_add_up_to_the_whole(store: Store) -> None:
    filters = points(store)
    snapshot = engine.snapshot(store)
    found = located.located(snapshot, "sector", filters)
    counts = dict(zip(found.table["state"], found.table["count"], strict=True))
    assert counts == {"inside": 3, "outside": 2, "without_point": 1}
    assert found.n == 6
    placed = located.by_place(snapshot, "sector", filters)
    assert placed.table.set_index("sector")["count"].to_dict() == {"E": 1, "N": 0, "W": 2}
    assert int(placed.table["count"].sum()) == counts["inside"]


def test_the_list_of_those_outside_names_their_rows(store: Store) -> None:
    filters = points(store)
    snapshot = engine.snapshot(store)
    outside = located.outside(snapshot, "sector", filters)
    counts = located.located(snapshot, "sector", filters).table.set_index("state")["count"]
    assert len(outside) == counts["outside"]
    assert outside["row_number"].tolist() == [5, 6]
    assert set(outside["load"]) == {1}


def test_the_public_sees_no_small_count_in_the_review_list(store: Store) -> None:
    add(store, HEAD + "2023,1,ICA,ICA,ICA,110101,Zeta rara,3\n")
    public = policy("public")
    released = release(unknown_labels(engine.snapshot(store), restrict(Filters(), public)), public)
    assert released.table["count"].isna().all()
    assert released.suppressed_cells == 1


def test_a_question_without_a_source_is_a_mistake(store: Store) -> None:
    points(store)
    with pytest.raises(ValueError, match="source"):
        located.located(engine.snapshot(store), "sector", ALL)


def test_a_load_writes_down_the_most_frequent_labels_only(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    value = settings.value
    monkeypatch.setattr(settings, "value", lambda name: 2 if name == "storage.unknown_labels_kept" else value(name))
    lines = [f"2024,{month},ICA,ICA,ICA,110101,{label},1" for label, rows in (("Aa", 1), ("Bb", 3), ("Cc", 2), ("Dd", 1))
             for month in range(1, rows + 1)]
    content = HEAD + "\n".join(lines)
    with loading.check_file(store, Upload.of(content.encode(), "a.csv")) as file:
        problem = file.report.problems["unknown_labels_many"]
        assert (problem.severity, problem.rows) == ("info", 2)
        assert problem.message("es").startswith("El archivo trae 4 nombres") and "2 most frequent" in problem.message("en")
        loading.add(store, file, "ana")
    payload = store.events()[0].payload
    assert [(told["label"], told["rows"]) for told in payload["unknown_labels"]] == [("Bb", 3), ("Cc", 2)]
    assert payload["unknown_labels_more"] == {"labels": 2, "rows": 2}
    assert engine.snapshot(store).rows == 7, "all are counted"
