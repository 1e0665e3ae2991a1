"""The rows behind a number: who may see them, in which order, found by which words, with which coordinates."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lib import catalogue
from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.errors import PolicyError, UsageError
from lib.privacy.release import release, restrict
from lib.storage import engine, queries
from lib.storage.engine import Snapshot
from lib.storage.loading import add
from lib.storage.queries import records
from lib.storage.queries.records import Order
from lib.storage.store import Store
from tests.storage.staged import checked, month

AT = {"latitude": -14.05, "longitude": -75.70, "location_quality": "exact"}
KINDS = ("theft.simple", "robbery", "violence_30364", "fraud")


def told(i: int) -> dict[str, Any]:
    at = dt.datetime(2024, 1, 1) + dt.timedelta(days=i // 3, hours=i % 24)
    sector = None if i % 7 == 0 else f"S{i % 4}"
    return {"occurred_from": at, "hour_known": i % 5 != 0, "crime_type": KINDS[i % 4], "sector": sector,
            **(AT | {"latitude": -14 - i / 1000} if i % 2 == 0 else {}), "row_number": i + 2}


ROWS = [told(i) for i in range(240)]


@pytest.fixture(scope="module")
def snap(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    store = Store(tmp_path_factory.mktemp("records") / "own")
    published = [{**month(2024, m), "district": "110101", "count": m} for m in (1, 2)]
    for source, rows in (("incidents", ROWS), ("published", published)):
        with checked(store, [{"key": i, **row} for i, row in enumerate(rows)], source=source) as file:
            add(store, file, "ana")
    return engine.snapshot(store)


COMMAND = policy("command")
ALL = restrict(Filters(source="incidents", level="sector", non_crimes=True), COMMAND)


def numbers(snap: Snapshot, **asked: Any) -> list[int]:
    return records.page(snap, asked.pop("filters", ALL), size=asked.pop("size", 500), **asked).table["row_number"].tolist()


@pytest.mark.parametrize("audience", ["municipal", "public"])
def test_rows_are_refused_to_those_who_may_not_see_them(snap: Snapshot, audience: str) -> None:
    filters = restrict(Filters(source="incidents", level="district"), policy(audience))
    for ask in (records.page, records.everything):
        with pytest.raises(PolicyError):
            ask(snap, filters)
    with pytest.raises(PolicyError):
        records.contents(snap, filters, "", Order())
    with pytest.raises(PolicyError):
        records.page(snap, Filters(source="incidents"))  # not restricted at all
    with pytest.raises(PolicyError):
        release(records.page(snap, ALL), policy(audience))


def test_the_rows_are_those_that_are_counted(snap: Snapshot) -> None:
    for filters in (ALL, ALL.but(non_crimes=False), ALL.but(crime_types=("theft",)), ALL.but(hours=(3,)),
                    ALL.but(start=dt.date(2024, 2, 1), end=dt.date(2024, 2, 9)), ALL.but(places=("sector:S1",))):
        found = records.page(snap, filters, size=500)
        counted = int(queries.total(snap, filters).table["count"].iloc[0])
        assert found.n == counted == len(found.table) == found.settings["rows"], filters
        assert set(found.table["row_number"]) == set(records.everything(snap, filters).table["row_number"])


@pytest.mark.parametrize(("column", "down", "size"), [
    (column, down, size) for (column, down), size in zip(
        itertools.product(records.SORTABLE, (False, True)), itertools.cycle((7, 16, 100)), strict=False)
])
def test_pages_put_together_are_the_whole_in_order(snap: Snapshot, column: str, down: bool, size: int) -> None:
    order = Order(column, down)
    held = records.contents(snap, ALL, "", order)
    pages = [records.page(snap, ALL, order=order, first=first, size=size, name=called, held=held).table
             for first in range(0, 240, size)]
    assert all(len(page) <= size for page in pages)
    pieces = pd.concat(pages, ignore_index=True)
    assert sorted(pieces["row_number"]) == list(range(2, 242)), "every row once"
    whole = records.everything(snap, ALL, order=order, name=called).table
    assert pieces["row_number"].tolist() == whole["row_number"].tolist()
    expected = sorted(whole.to_dict("records"), key=lambda row: (-row["day"].toordinal(), row["row_number"]))
    if column == "day":
        expected = sorted(expected, key=lambda row: row["row_number"])
        expected = sorted(expected, key=lambda row: row["day"], reverse=down)
    else:
        known = [row for row in expected if not pd.isna(row[column])]
        known = sorted(known, key=lambda row: sort_key(column, row[column]), reverse=False) if not down else [
            row for _, rows in itertools.groupby(
                sorted(known, key=lambda row: sort_key(column, row[column])), key=lambda row: row[column])
            for row in list(rows)]
        if down:  # values turned round, rows of one value still the latest first
            groups: dict[Any, list[Any]] = {}
            for row in known:
                groups.setdefault(row[column], []).append(row)
            known = [row for value in reversed(list(groups)) for row in groups[value]]
        expected = known + [row for row in expected if pd.isna(row[column])]
    assert whole["row_number"].tolist() == [row["row_number"] for row in expected]


def called(column: str, code: str) -> str:
    return catalogue.label(code, "es") if column == "crime_code" else code


def sort_key(column: str, value: Any) -> Any:
    return value if column in ("hour", "count") else (catalogue.normalise(called(column, str(value))), str(value))


def test_no_row_of_a_closed_class_has_a_coordinate(snap: Snapshot) -> None:
    for found in (records.page(snap, ALL, size=500), records.everything(snap, ALL)):
        closed = found.table["disclosure"] == "closed"
        assert closed.sum() == 60 and found.table.loc[closed, "point_withheld"].all()
        assert found.table.loc[closed, ["latitude", "longitude"]].isna().all().all()
        assert found.table.loc[~closed, "latitude"].notna().sum() == 120 - 60
        assert not found.table.loc[~closed, "point_withheld"].any()
        assert found.table.loc[closed, "sector"].notna().any(), "the sector is the finest that is said"
        assert "rows_without_point" in {caution.key for caution in found.cautions}


def test_nothing_orders_by_a_coordinate() -> None:
    for column in ("latitude", "longitude", "disclosure", "nothing"):
        with pytest.raises(UsageError):
            Order(column)


def test_words_find_rows(snap: Snapshot) -> None:
    frame = pd.DataFrame(ROWS)
    expected = {
        "hurto": frame["crime_type"] == "theft.simple",
        "HÚRTO s3": frame["crime_type"].eq("theft.simple") & (frame["sector"] == "S3"),
        "theft": frame["crime_type"] == "theft.simple", "05/02/2024": frame["occurred_from"].dt.date == dt.date(2024, 2, 5),
        "2024-02-05": frame["occurred_from"].dt.date == dt.date(2024, 2, 5),
        "02/2024": frame["occurred_from"].dt.month == 2, "robo 02/2024 s1": (frame["crime_type"] == "robbery")
        & (frame["occurred_from"].dt.month == 2) & (frame["sector"] == "S1"),
        "2024": frame["row_number"] > 0, "fila:77": frame["row_number"] == 77, "77": frame["row_number"] == 77,
        "22h": (frame["occurred_from"].dt.hour == 22) & frame["hour_known"],
        "violencia familiar": frame["crime_type"] == "violence_30364", "xyzzy": frame["row_number"] < 0,
        "31/02/2024": frame["row_number"] < 0, "'; drop table complaints; --": frame["row_number"] < 0,
        "hurto xyzzy": frame["row_number"] < 0, "": frame["row_number"] > 0, "99999999999999999999": frame["row_number"] < 0,
    }
    for words, test in expected.items():
        assert sorted(numbers(snap, search=words)) == sorted(frame.loc[test, "row_number"]), words


def test_beyond_the_end_and_without_rows(snap: Snapshot) -> None:
    assert numbers(snap, first=240) == [] and numbers(snap, first=10**9) == []
    empty = records.page(snap, ALL.but(start=dt.date(1990, 1, 1), end=dt.date(1990, 12, 31)))
    assert empty.table.empty and empty.n == 0 and list(empty.table.columns) == list(records.COLUMNS)
    assert records.everything(snap, ALL.but(start=dt.date(2030, 1, 1))).table.empty


def test_a_published_count_is_a_row_with_its_count(snap: Snapshot) -> None:
    found = records.page(snap, ALL.but(source="published"))
    assert found.table["count"].tolist() == [2, 1] and (found.n, found.settings["rows"]) == (3, 2)
    assert found.table["hour"].isna().all() and found.table["precision"].tolist() == ["month", "month"]


def test_no_person_has_a_column() -> None:
    stored = Path(engine.__file__).with_name("building.py").read_text(encoding="utf-8")
    personal = ("name", "dni", "age", "address", "narrative")
    assert not [name for name in personal if f'"{name}"' in stored or name in records.COLUMNS]
