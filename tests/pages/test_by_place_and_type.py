"""By sector and type: the numbers are the files', the cells lead where they say, nothing withheld is on the page."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import texts
from lib.access.audiences import policy
from lib.complaints.crosstab import TOTAL
from lib.complaints.filters import Filters
from lib.complaints.reading import Overrides, Upload
from lib.figures.crosstab import Names, View, cross_table
from lib.places import population_files
from lib.reports.table_file import table_csv
from lib.storage import engine, folders, loading, queries
from lib.ui import choices, crosstab_cell, crosstab_numbers
from lib.ui.crosstab_numbers import PRECEDING, YEAR, Crosstab
from tests.pages.conftest import ROOT, Open

SCRIPT = str(ROOT / "pages" / "complaints" / "by_place_and_type.py")
IN_2024 = Filters(source="demonstration", start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31), level="sector")
MODALITIES = {
    "Hurto": "theft", "Robo": "robbery", "Estafa": "fraud", "Extorsión": "extortion", "Secuestro": "kidnapping",
    "Violencia contra la mujer e integrantes": "violence_30364", "Otros": "sidpol_other",
}


@pytest.fixture
def snapshot(data: Path) -> engine.Snapshot:
    return engine.snapshot(folders.demo_store())


def asked(
    snapshot: engine.Snapshot, filters: Filters = IN_2024, audience: str = "command", against: str = YEAR
) -> Crosstab:
    rules = policy(audience)
    return crosstab_numbers.numbers(snapshot, filters, choices.holdings(snapshot, filters.source, rules), rules, against)


def cell(snapshot: engine.Snapshot, crossed: Crosstab, place: str, crime: str) -> crosstab_cell.Cell:
    held = choices.holdings(snapshot, crossed.asked.source, crossed.policy)
    return crosstab_cell.cell(snapshot, crossed, held, place, crime)


def page(opened: Open, **params: str) -> AppTest:
    """The page at this address. The overview is opened first, in Spanish, as AppTest wants a page to switch from."""
    app = opened()
    for name, value in params.items():
        app.query_params[name] = value
    return app.switch_page(SCRIPT).run()


def words(app: AppTest) -> str:
    bodies = [e.proto.body for e in app.get("html")] + [json.loads(e.proto.json) for e in app.get("bidi_component")]
    return html.unescape(re.sub("<[^>]+>", " ", " ".join(str(body) for body in bodies)))


def shown(crossed: Crosstab, name: str = "count") -> pd.DataFrame:
    return crossed.now.table.pivot(index=crossed.level, columns="crime_type", values=name)


@pytest.mark.parametrize("lang", texts.languages())
@pytest.mark.parametrize("params", [
    {}, {"period": "2024", "level": "station"}, {"period": "2024", "level": "district", "measure": "rate"},
    {"period": "2024-03", "measure": "smoothed", "sort": "theft", "types": "all"}, {"period": "2022", "shown": "before"},
    {"period": "2024-03-05..2024-04-09", "against": "preceding", "measure": "of_type"},
    {"period": "2025-11-20..2027-01-01", "shown": "before", "measure": "of_place"},
    {"audience": "public", "period": "2024-03"}, {"audience": "municipal", "period": "2024-03", "measure": "smoothed"},
    {"cell": "nonsense|nowhere", "measure": "none", "one": "x", "other": "x", "sort": "zz"},
    {"period": "1990"}, {"period": "2024", "crime": "kidnapping"}, {"period": "2024", "place": "sector:ICA-S2"},
    {"period": "2024", "cell": "*|*"}, {"period": "2024", "cell": "theft|*", "one": "ICA-S5", "other": "ICA-S4"},
], ids=lambda params: "&".join(f"{k}={v}" for k, v in params.items()) or "default")
def test_it_opens_whatever_the_address_says(opened: Open, lang: str, params: dict[str, str]) -> None:
    app = page(opened, lang=lang, **params)
    assert not app.exception
    assert not app.error


def test_the_totals_are_those_of_the_other_questions(snapshot: engine.Snapshot) -> None:
    crossed = asked(snapshot)
    grid = shown(crossed)
    by_type = queries.count(snapshot, IN_2024, ("crime_type",)).table.set_index("crime_type")["count"]
    by_place = queries.count(snapshot, IN_2024, ("sector",)).table.set_index("sector")["count"]
    assert crossed.total == 9953 == int(by_type.sum())
    assert grid.loc[TOTAL].drop(TOTAL).astype(int).to_dict() == by_type.astype(int).to_dict()
    for place, count in by_place.items():
        assert int(grid.loc[place, TOTAL]) == count


@pytest.mark.parametrize(("start", "end"), [("2024-03-05", "2024-04-09"), ("2024-01-01", "2024-06-30")])
def test_months_added_up_are_what_the_engine_counts(snapshot: engine.Snapshot, start: str, end: str) -> None:
    filters = IN_2024.but(start=dt.date.fromisoformat(start), end=dt.date.fromisoformat(end))
    found = asked(snapshot, filters).now.table
    direct = queries.count(snapshot, filters, ("sector", "crime_type")).table
    inner = found[(found["sector"] != TOTAL) & (found["crime_type"] != TOTAL) & (found["count"] > 0)]
    merged = inner.merge(direct, on=["sector", "crime_type"], how="outer", suffixes=("", "_direct"))
    assert (merged["count"] == merged["count_direct"]).all() and len(merged) == len(direct)


def test_the_period_before_is_the_one_it_names(snapshot: engine.Snapshot) -> None:
    half = IN_2024.but(start=dt.date(2024, 1, 1), end=dt.date(2024, 6, 30))
    year, previous = asked(snapshot, half), asked(snapshot, half, against=PRECEDING)
    assert (year.earlier.start, year.earlier.end) == (dt.date(2023, 1, 1), dt.date(2023, 6, 30))
    assert (previous.earlier.start, previous.earlier.end) == (dt.date(2023, 7, 1), dt.date(2023, 12, 31))
    for crossed in (year, previous):
        wanted = int(queries.total(snapshot, crossed.earlier).table["count"].iloc[0])
        assert crossed.before is not None and crosstab_numbers.count_of(crossed.before, TOTAL, TOTAL) == wanted
    assert asked(snapshot, IN_2024.but(start=dt.date(2022, 1, 1), end=dt.date(2022, 12, 31))).before is None


def test_a_cell_is_the_sum_of_its_parts(snapshot: engine.Snapshot) -> None:
    crossed = asked(snapshot)
    found = cell(snapshot, crossed, "ICA-S2", "theft")
    assert found.months is not None and found.hours is not None and found.places is not None
    months = found.months.table
    inside = months[pd.to_datetime(months["month"]).dt.year == 2024]
    assert int(inside["count"].sum()) == found.count == int(found.hours.table["count"].sum())
    assert int(found.places.table.set_index("sector")["count"]["ICA-S2"]) == found.count
    direct = queries.total(snapshot, IN_2024.but(places=("sector:ICA-S2",), crime_types=("theft",)))
    assert int(direct.table["count"].iloc[0]) == found.count
    assert found.change is not None and int(found.change.table["now"].iloc[0]) == found.count


def test_rates_name_the_year_of_their_population(opened: Open, snapshot: engine.Snapshot) -> None:
    crossed = asked(snapshot)
    row = crossed.now.table.set_index(["sector", "crime_type"]).loc[("ICA-S1", "theft")]
    people, used, _ = snapshot.places.population_for("ICA-S1", 2024) or (0, 0, "")
    assert (int(row["population"]), int(row["population_year"])) == (people, used) and used == 2022
    assert float(row["rate"]) == pytest.approx(int(row["count"]) / people * 100_000)
    said = words(page(opened, period="2024", measure="rate"))
    assert texts.t("crosstab.note.population_other_year", "es", years="2022", wanted=2024) in said


def test_few_complaints_give_no_rate_and_some_an_unstable_one(snapshot: engine.Snapshot) -> None:
    table = asked(snapshot, IN_2024.but(start=dt.date(2024, 5, 1), end=dt.date(2024, 5, 31))).now.table
    known = table[table["population"].notna()]
    few, some = known[known["count"] < 16], known[known["count"].between(16, 19)]
    assert len(few) and few["rate"].isna().all() and few["low"].isna().all()
    assert len(some) and (some["state"] == "unstable").all() and some["rate"].notna().all()
    crossed = asked(snapshot, IN_2024.but(start=dt.date(2024, 5, 1), end=dt.date(2024, 5, 31)))
    names = Names(str, str, "Sector", "?")
    drawn = cross_table(crossed.now, View("rate", tuple(shown(crossed).columns.drop(TOTAL)), 60), names, "es", alt="x")
    assert drawn.markup.count(f"<br>{texts.t('crosstab.table.unstable', 'es')}") == int((known["state"] == "unstable").sum())


@pytest.mark.parametrize(("audience", "level"), [("municipal", "sector"), ("municipal", "station"), ("public", "district")])
def test_what_is_withheld_is_nowhere_on_the_page(
    opened: Open, snapshot: engine.Snapshot, audience: str, level: str
) -> None:
    filters = IN_2024.but(start=dt.date(2024, 3, 1), end=dt.date(2024, 3, 31), level=level)
    crossed = asked(snapshot, filters, audience)
    table = crossed.now.table
    hidden = table["count"].isna()
    assert hidden.any()
    measures = ["of_place", "of_type", "of_all", "rate", "low", "high", "smoothed"]
    assert table.loc[hidden, measures].isna().all().all()
    smallest = policy(audience).smallest_count
    assert not ((table["count"] > 0) & (table["count"] < smallest)).any()
    of_total = table[hidden & (table["crime_type"] == TOTAL)][level]
    assert table.loc[table[level].isin(of_total), "of_place"].isna().all()
    row = table[hidden & (table[level] != TOTAL) & table[level].notna() & (table["crime_type"] != TOTAL)].iloc[0]
    found = cell(snapshot, crossed, str(row[level]), str(row["crime_type"]))
    assert found.count is None and found.months is None and found.hours is None and found.places is None
    app = page(opened, audience=audience, level=level, period="2024-03", cell=f"{row['crime_type']}|{row[level]}")
    assert texts.t("crosstab.cell.reserved_title", "es") in words(app)


def test_two_places_side_by_side(snapshot: engine.Snapshot) -> None:
    crossed = asked(snapshot)
    found = crosstab_cell.compared(snapshot, crossed, "ICA-S1", "ICA-S2").table.set_index("crime_type")
    people = [snapshot.places.population_for(code, 2024)[0] for code in ("ICA-S1", "ICA-S2")]  # type: ignore[index]
    row = found.loc["theft"]
    assert float(row["ratio"]) == pytest.approx(row["count_one"] / people[0] / (row["count_other"] / people[1]))
    assert row["ratio_low"] < row["ratio"] < row["ratio_high"]
    turned = crosstab_cell.compared(snapshot, crossed, "ICA-S2", "ICA-S1").table.set_index("crime_type")
    assert float(turned.loc["theft", "ratio_low"]) == pytest.approx(1 / row["ratio_high"])
    stations = crosstab_cell.compared(snapshot, asked(snapshot, IN_2024.but(level="station")), *stations_of(snapshot))
    assert stations.measure == "complaints" and stations.settings["exposure"] == "none"


def stations_of(snapshot: engine.Snapshot) -> tuple[str, str]:
    held = choices.holdings(snapshot, "demonstration", policy("command"))
    return held.codes["station"][0], held.codes["station"][1]


def chosen(app: AppTest, name: str) -> str:
    """One parameter of the address; AppTest gives a list once the app has written it."""
    value = app.query_params[name]
    return value[-1] if isinstance(value, list) else str(value)


def test_a_choice_survives_in_the_address(opened: Open) -> None:
    app = page(opened, period="2024", measure="rate", cell="robbery|ICA-S3")
    assert chosen(app, "measure") == "rate" and chosen(app, "cell") == "robbery|ICA-S3"
    assert "Robo en Sector 3" in " ".join(element.value for element in app.markdown)
    app.segmented_control(key="widget.crosstab.against").set_value("preceding").run()
    assert chosen(app, "against") == "preceding" and chosen(app, "cell") == "robbery|ICA-S3"


def test_the_download_carries_everything(snapshot: engine.Snapshot) -> None:
    crossed = asked(snapshot)
    text = table_csv(crossed.now, "es", "Denuncias", labels={"crime_type": str}).decode("utf-8-sig")
    rows = pd.read_csv(io.StringIO(text), comment="#", dtype={"sector": str})
    assert len(rows) == len(crossed.now.table) and texts.t("ui.badge.demo", "es") in text
    assert int(rows.loc[(rows["sector"] == TOTAL) & (rows["crime_type"] == TOTAL), "count"].iloc[0]) == 9953
    assert float(rows["rate"].max()) == pytest.approx(float(crossed.now.table["rate"].max()))


def test_an_aggregated_source_has_no_hours_and_says_so(opened: Open, data: Path) -> None:
    sheet = "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n" + "".join(
        f"2024,{month},ICA,ICA,ICA,110101,Hurto,{20 + month}\n" for month in range(1, 3)
    )
    with loading.check_file(folders.own_store(), Upload.of(sheet.encode(), "a.csv"), Overrides()) as checked:
        loading.add(folders.own_store(), checked, "ana")
    app = page(opened, period="2024-01")
    assert not app.exception
    said = words(app)
    assert texts.t("crosstab.hours.none", "es") in said
    app = page(opened, period="2024-01", measure="rate")
    assert texts.t("crosstab.note.no_population", "es") in words(app)


@pytest.mark.slow
def test_ica_by_district_and_modality_2023_against_2022(data: Path, shared: Path) -> None:
    """The department of Ica in SIDPOL's file, against pandas reading the same file by itself."""
    peru = shared / "data" / "peru"
    store = folders.own_store()
    sheet = peru / "sidpol_denuncias_ica_department.csv"
    with sheet.open("rb") as stream:
        with loading.check_file(store, Upload(sheet.name, stream, sheet.stat().st_size), Overrides()) as checked:
            loading.add(store, checked, "ana")
    people = peru / "inei_population_by_district_2018_2022.xlsx"
    with people.open("rb") as stream:
        read = population_files.read(people.name, stream, book=engine.snapshot(store).places)
        store.add_event("population", read.table.payload(), "ana")
    snapshot = engine.snapshot(store)
    crossed = asked(snapshot, Filters(source="sidpol", start=dt.date(2023, 1, 1), end=dt.date(2023, 12, 31)))
    raw = pd.read_csv(sheet, encoding="utf-8-sig", dtype={"UBIGEO_HECHO": str})
    raw["crime_type"] = raw["P_MODALIDADES"].map(MODALITIES)
    assert raw["crime_type"].notna().all()
    for year, released in ((2023, crossed.now), (2022, crossed.before)):
        assert released is not None
        mine = raw[raw["ANIO"] == year].pivot_table(
            index="UBIGEO_HECHO", columns="crime_type", values="cantidad", aggfunc="sum", fill_value=0, margins=True,
            margins_name=TOTAL,
        )
        grid = released.table.pivot(index="district", columns="crime_type", values="count").fillna(-1).astype(int)
        mine = mine.reindex(index=grid.index, columns=grid.columns, fill_value=0)
        assert (mine == grid).all().all()
        assert len(grid) == 43 + 1 and grid.shape[1] == 7 + 1
    assert crossed.total == 36_688 and crosstab_numbers.count_of(crossed.before, TOTAL, TOTAL) == 31_593  # type: ignore[arg-type]
    book = pd.read_excel(people, header=None, dtype=str, engine="openpyxl")
    ica = book[book.apply(lambda row: "110101" in set(row.dropna()), axis=1)].iloc[0].dropna()
    inhabitants = int(float(ica.iloc[-1]))
    row = crossed.now.table.set_index(["district", "crime_type"]).loc[("110101", "theft")]
    assert (int(row["population"]), int(row["population_year"])) == (inhabitants, 2022)
    hand = raw[(raw["ANIO"] == 2023) & (raw["UBIGEO_HECHO"] == "110101") & (raw["P_MODALIDADES"] == "Hurto")]
    assert float(row["rate"]) == pytest.approx(hand["cantidad"].sum() / inhabitants * 100_000)
