"""Files into the store by the ordinary road: once, again, as another edition, from another source."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from lib.complaints.filters import Filters
from lib.complaints.reading import Overrides, Upload
from lib.errors import FileError, UsageError
from lib.places.polygon_set import PolygonSet
from lib.storage import engine, folders, loading, queries
from lib.storage.demonstrating import ensure_demo
from lib.storage.loading import add, check_file, plan
from lib.storage.safe_csv import safe_cell
from lib.storage.staging import numbered_key
from lib.storage.store import Store
from tests.storage.staged import checked

HEADER = ["ANIO", "MES", "DPTO_HECHO_NEW", "PROV_HECHO", "DIST_HECHO", "UBIGEO_HECHO", "P_MODALIDADES", "cantidad"]
ICA = ["ICA", "ICA", "ICA", "110101"]


@pytest.fixture
def store(data_folder: Path) -> Store:
    return folders.own_store()


def sidpol(rows: list[list[object]], name: str = "sidpol.csv") -> Upload:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return Upload.of(text.getvalue().encode("utf-8-sig"), name)


def put(store: Store, upload: Upload, edition: str | None = None, **overrides: str) -> loading.Added:
    with check_file(store, upload, Overrides(**overrides)) as file:
        return add(store, file, "ana", edition)


ROWS: list[list[object]] = [[2023, 1, *ICA, "Hurto", 50], [2023, 1, *ICA, "Robo", 20], [2023, 2, *ICA, "Hurto", 60]]


def total(store: Store, **filters: object) -> int:
    return int(queries.total(engine.snapshot(store), Filters(**filters)).table["count"].iloc[0])  # type: ignore[arg-type]


def test_checking_stores_nothing(store: Store) -> None:
    with check_file(store, sidpol(ROWS)) as file:
        assert file.report.count_total == 130
        before = plan(store, file)
        assert (before.rows_added, before.changes, before.clean) == (3, True, True)
    assert store.version == 0 and list(store.staging.iterdir()) == []


def test_the_plan_is_what_then_happens(store: Store) -> None:
    put(store, sidpol(ROWS))
    with check_file(store, sidpol([[2023, 1, *ICA, "Hurto", 55], *ROWS[1:]])) as file:
        told = plan(store, file)
        done = add(store, file, "ana")
    assert (told.rows_added, told.rows_already_stored, told.rows_replaced) == (1, 2, 1)
    assert (done.rows_added, done.rows_already_stored, done.rows_replaced) == (1, 2, 1)
    assert told.revisions[["place", "crime_type", "before", "after"]].values.tolist() == [["110101", "theft", 50, 55]]
    kept = store.events()[-1].payload["revisions"]
    assert (kept["cells"], kept["before"], kept["after"]) == (1, 50, 55)
    assert kept["listed"][0]["month"] == "2023-01-01"


def test_the_same_rows_in_another_file_change_nothing(store: Store) -> None:
    put(store, sidpol(ROWS))
    again = put(store, sidpol(list(reversed(ROWS)), "otro nombre.csv"))
    assert (again.changed, again.version, again.rows_already_stored) == (False, 1, 3)


def test_a_part_of_what_is_stored_is_the_newest_word_on_its_span(store: Store) -> None:
    """January again without its robberies: the source now says that there were none."""
    put(store, sidpol(ROWS))
    done = put(store, sidpol(ROWS[:1]))
    assert (done.rows_added, done.rows_already_stored, done.rows_replaced) == (0, 1, 1)
    assert total(store) == 110


def test_two_sources_that_overlap_are_never_added(store: Store) -> None:
    put(store, sidpol(ROWS))
    sheet = "Fecha del hecho,Hora del hecho,Tipo de denuncia,Ubigeo\n" + "".join(
        f"{day:02d}/03/2023,10:30,Robo,110101\n" for day in range(1, 8)
    )
    put(store, Upload.of(sheet.encode(), "hoja.csv"), format="station_sheet")
    snap = engine.snapshot(store)
    assert total(store, source="sidpol") == 130
    assert total(store, source="station_sheet") == 7
    assert queries.default_source(snap) == "station_sheet", "the one with the latest data"
    assert total(store) == 7
    both = queries.count(snap, Filters(), ("source",))
    assert dict(both.table.itertuples(index=False, name=None)) == {"sidpol": 130, "station_sheet": 7}
    assert both.n is None, "no sum of sources"
    assert "sources_side_by_side" in {caution.key for caution in both.cautions}
    assert "one_source" in {caution.key for caution in queries.total(snap, Filters()).cautions}


def test_nothing_acceptable_leaves_no_trace(store: Store) -> None:
    with check_file(store, sidpol([[2023, 13, *ICA, "Hurto", 50]])) as file:
        assert file.report.rows_rejected == 1
        with pytest.raises(FileError) as trouble:
            add(store, file, "ana")
    assert trouble.value.key == "loading_no_acceptable_row"
    assert store.version == 0


def test_an_edition_is_a_date(store: Store) -> None:
    with check_file(store, sidpol(ROWS)) as file, pytest.raises(UsageError):
        add(store, file, "ana", "second edition")
    assert store.version == 0


def test_rejected_rows_can_be_opened_in_a_spreadsheet(store: Store) -> None:
    bad: list[list[object]] = [[2023, 1, *ICA, "=HYPERLINK(\"http://x\")", "diez"], [2023, 1, *ICA, "Robo", "-3"]]
    with check_file(store, sidpol([*ROWS, *bad])) as file:
        rows = file.rejected_rows()
        assert file.rejected.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows["row"].tolist() == ["5", "6"]
    assert rows.iloc[0].tolist().count("'=HYPERLINK(\"http://x\")") == 1
    assert "-3" in rows.iloc[1].tolist(), "a number stays a number"


@pytest.mark.parametrize(("cell", "safe"), [
    ("=1+1", "'=1+1"), ("+51 956", "'+51 956"), ("-12.5", "-12.5"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
    ("Ica", "Ica"), (None, ""), (float("nan"), ""), (7, 7), ("-", "'-"), ("+1,234.5", "+1,234.5"),
])
def test_safe_cells(cell: object, safe: object) -> None:
    assert safe_cell(cell) == safe


def test_filler_points_are_counted_and_not_drawn(store: Store) -> None:
    """500 rows from 100 addresses on one spot: not a place. The same crowd from few addresses is one."""
    here = {"latitude": -14.07, "longitude": -75.72, "location_quality": "exact", "sector": "1", "sector_polygons": "p"}
    there = {**here, "latitude": -14.08}
    rows = [{"key": i, **here, "address_hash": i % 100} for i in range(500)]
    rows += [{"key": 1000 + i, **there, "address_hash": i % 99} for i in range(500)]
    with checked(store, rows) as file:
        assert file.report.problems["filler_points"].rows == 500
        add(store, file, "ana")
    store.add_event("polygons", PolygonSet("sector", ("1",), ("1",), (shapely.box(-76, -15, -75, -14),)).payload(), "eva")
    found = queries.completeness(engine.snapshot(store), Filters()).table.iloc[0]
    assert (found["count"], found["location_filler"], found["location_exact"], found["mappable"]) == (1000, 500, 500, 500)
    assert found["without_sector"] == 500, "a filler point lies in no sector, whatever the polygons say"


def test_numbered_keys_are_new_and_the_same_on_every_machine() -> None:
    keys = np.array([5, 5, -7], dtype=np.int64)
    made = numbered_key(keys, np.array([2, 3, 2], dtype=np.int64))
    assert len({*made.tolist(), 5, -7}) == 5
    assert made.tolist() == numbered_key(keys.copy(), np.array([2, 3, 2])).tolist()


def test_labels_that_people_map_and_take_back(store: Store) -> None:
    upload = sidpol([[2023, 1, *ICA, "Cosa nunca vista", 9], [2023, 1, *ICA, "Robo", 1]])
    put(store, upload)
    waiting = queries.unmapped_labels(engine.snapshot(store)).table
    assert waiting["count"].tolist() == [9]
    version = store.add_event(
        "labels", {"source": "sidpol", "label": waiting["label"].iloc[0], "code": "robbery"}, "eva"
    )

    def by_type() -> dict[str, int]:
        counted = queries.count(engine.snapshot(store), Filters(), ("crime_type",)).table
        return dict(counted.itertuples(index=False, name=None))

    assert by_type() == {"robbery": 10}
    assert queries.unmapped_labels(engine.snapshot(store)).table.empty
    assert not put(store, upload).changed, "a decision about a label is no change of the file"
    store.undo(version, "eva")
    assert by_type() == {"robbery": 1, "unmapped": 9}


def test_the_demonstration_goes_the_ordinary_road(data_folder: Path) -> None:
    store = folders.demo_store()
    version = ensure_demo(store)
    assert ensure_demo(store) == version == 3
    snap = engine.snapshot(store)
    assert {event.type for event in snap.events} == {"polygons", "population", "load"}
    assert all(source.synthetic for source in snap.sources().values())
    sectors = queries.count(snap, Filters(level="sector"), ("sector",)).table["sector"].dropna()
    assert len(sectors) == 5
    assert folders.own_store().version == 0


@pytest.mark.slow
def test_the_file_of_ica(store: Store, shared: Path) -> None:
    """16,279 rows, 260,705 complaints; twice changes nothing; an edited copy as a newer edition is a revision."""
    path = shared / "data" / "peru" / "sidpol_denuncias_ica_department.csv"
    content = path.read_bytes()
    first = put(store, Upload.of(content, path.name), "2026-06-01")
    assert (first.rows_added, total(store, non_crimes=True)) == (16_279, 260_705)
    counted = queries.count(engine.snapshot(store), Filters(places=("110101",)), ("year",)).table
    assert dict(counted.itertuples(index=False, name=None)) == {
        2018: 7039, 2019: 8359, 2020: 5783, 2021: 7024, 2022: 8877, 2023: 12127, 2024: 9953, 2025: 9502, 2026: 3933
    }
    assert not put(store, Upload.of(content, "copia.csv")).changed
    table = pd.read_csv(io.BytesIO(content), dtype=str, encoding="utf-8-sig")
    count = next(name for name in table.columns if name.lower() == "cantidad")
    table.loc[100, count] = str(int(table.loc[100, count]) + 1000)
    edited = Upload.of(table.drop(index=[200]).to_csv(index=False).encode("utf-8-sig"), "edicion_julio.csv")
    done = put(store, edited, "2026-07-01")
    gone = int(table.loc[200, count])
    assert (done.rows_added, done.rows_already_stored, done.rows_replaced) == (1, 16_277, 2)
    assert total(store, non_crimes=True) == 260_705 + 1000 - gone
    assert sorted((done.revisions["after"] - done.revisions["before"]).tolist()) == [-gone, 1000]
    store.undo(done.version, "ana")
    assert total(store, non_crimes=True) == 260_705
    assert int(queries.total(engine.snapshot(store, 2), Filters(non_crimes=True)).table["count"].iloc[0]) != 260_705


@pytest.mark.slow
def test_the_month_of_police_uk(store: Store, shared: Path) -> None:
    """Every id is empty and half of the rows repeat another: each is counted, and the file is known again."""
    path = shared / "data" / "points" / "police_uk_btp_2020-01.csv"
    lines = len(path.read_text(encoding="utf-8").splitlines()) - 1
    assert put(store, Upload.of(path.read_bytes(), path.name)).rows_added == lines
    assert not put(store, Upload.of(path.read_bytes() + b"\n", "otra.csv")).changed
    assert total(store, non_crimes=True) == lines
    published = queries.sources(engine.snapshot(store)).table.iloc[0]
    assert (published["first"], published["last"]) == (dt.date(2020, 1, 1), dt.date(2020, 1, 31))
