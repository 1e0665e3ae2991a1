"""The overview against its data: the numbers on the screen are the store's, nothing is drawn that has no place."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import texts
from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.complaints.reading import Overrides, Upload
from lib.demonstration import ica
from lib.figures.sector_map import sector_map
from lib.reports.table_file import table_csv
from lib.storage import engine, folders, loading, queries
from lib.ui import choices, monthly_counts, overview_numbers
from tests.pages.conftest import Open

YEAR = Filters(source="demonstration", start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31), level="sector")


def title(app: AppTest) -> str:
    found = [e.proto.body for e in app.get("html") if "cq-title" in e.proto.body]
    return html.unescape(re.sub("<[^>]+>", "", found[0]))


def drawing(app: AppTest, kind: str) -> str:
    """The markup of the drawing that holds this class."""
    found = [json.loads(e.proto.json) for e in app.get("bidi_component")]
    return next(str(markup) for markup in found if kind in str(markup))


@pytest.fixture
def snapshot(data: Path) -> engine.Snapshot:
    return engine.snapshot(folders.demo_store())


def asked(snapshot: engine.Snapshot, filters: Filters = YEAR, audience: str = "command") -> overview_numbers.Numbers:
    rules = policy(audience)
    return overview_numbers.numbers(snapshot, filters, choices.holdings(snapshot, filters.source, rules), rules)


def test_the_title_says_the_published_total(opened: Open, snapshot: engine.Snapshot) -> None:
    published = sum(ica.planted()["published"][2024].values())
    assert asked(snapshot).now == published == 9953
    assert f"{published:,}" in title(opened(period="2024"))


def test_no_forced_point_is_on_the_map_and_all_are_in_the_counts(snapshot: engine.Snapshot) -> None:
    """The demonstration puts a third of its rows on the station; the map counts what it draws."""
    numbers = asked(snapshot, YEAR.but(start=None, end=None))
    shapes, outside = overview_numbers.polygons(snapshot, numbers.places, numbers.filters)
    picture = sector_map(numbers.places, shapes, str, "es", known=frozenset(shapes), outside=outside, number_of_classes=5)
    planted = ica.planted()
    forced = int(numbers.whole.table[["location_station_centroid", "location_filler"]].iloc[0].sum())
    assert forced > 1000
    everything = queries.completeness(snapshot, YEAR.but(start=None, end=None, non_crimes=True)).table.iloc[0]
    assert int(everything["location_station_centroid"]) == planted["station_centroid"]["rows"]
    assert picture.total == int(queries.count(snapshot, numbers.filters, ("sector",)).table.dropna()["count"].sum())
    assert numbers.now is not None
    assert picture.total <= numbers.now - forced
    assert int(numbers.places.table["count"].sum()) == numbers.now


def test_the_parts_add_up_to_the_whole(snapshot: engine.Snapshot) -> None:
    numbers = asked(snapshot)
    assert numbers.months is not None
    inside = numbers.months.table[pd.to_datetime(numbers.months.table["month"]).dt.year == 2024]
    assert int(inside["count"].sum()) == numbers.now
    assert int(numbers.crimes.table["count"].sum()) == numbers.now
    assert float(numbers.places.table["share"].sum()) == pytest.approx(1)
    assert numbers.change is not None
    assert int(numbers.change.table["now"].iloc[0]) == numbers.now
    assert int(numbers.change.table["before"].iloc[0]) == sum(ica.planted()["published"][2023].values())


def test_the_first_year_has_nothing_to_compare_with(snapshot: engine.Snapshot) -> None:
    numbers = asked(snapshot, YEAR.but(start=dt.date(2022, 1, 1), end=dt.date(2022, 12, 31)))
    assert numbers.change is None and numbers.crimes_before is None
    assert "before" not in numbers.places.table


def test_a_period_that_runs_beyond_the_data_is_compared_like_for_like(snapshot: engine.Snapshot) -> None:
    holdings = choices.holdings(snapshot, "demonstration", policy("command"))
    filters = overview_numbers.clipped(
        YEAR.but(start=dt.date(2025, 3, 1), end=dt.date(2027, 12, 31)), holdings, policy("command"))
    assert filters.end == holdings.last
    public = overview_numbers.clipped(
        YEAR.but(start=dt.date(2025, 3, 10), end=dt.date(2025, 12, 15)), holdings, policy("public"))
    assert (public.start, public.end) == (dt.date(2025, 3, 1), dt.date(2025, 12, 31))


def test_the_rate_names_the_year_of_its_population(opened: Open, snapshot: engine.Snapshot) -> None:
    numbers = asked(snapshot)
    assert numbers.population is not None and numbers.rate is not None
    inhabitants, used, wanted, _ = numbers.population
    assert (inhabitants, used, wanted) == (177538, 2022, 2024)
    assert float(numbers.rate.table["rate"].iloc[0]) == pytest.approx(9953 / 177538 * 100000)
    assert "no hay población de 2024" in drawing(opened(period="2024"), "cards")


def test_places_of_different_levels_have_no_rate(snapshot: engine.Snapshot) -> None:
    numbers = asked(snapshot, YEAR.but(places=("110101", "sector:ICA-S1")))
    assert numbers.rate is None and numbers.rate_state == "mixed_places"


@pytest.mark.parametrize("audience", ["municipal", "public"])
def test_reserved_types_are_in_no_number_of_others(snapshot: engine.Snapshot, audience: str) -> None:
    filters = YEAR if audience == "municipal" else YEAR.but(level="district")
    numbers = asked(snapshot, filters, audience)
    reserved = {"violence_30364", "rape", "rape.minor", "assault_family"}
    if audience == "public":
        assert not reserved & set(numbers.crimes.table["crime_type"])
        assert not reserved & set(choices.holdings(snapshot, "demonstration", policy("public")).crime_codes)
        assert numbers.now is not None and numbers.now < 9953
    assert int(numbers.places.table["count"].dropna().sum()) < 9953


def test_everything_shown_was_released_for_the_audience(snapshot: engine.Snapshot) -> None:
    numbers = asked(snapshot, YEAR.but(level="district"), "public")
    for answer in (numbers.whole, numbers.change, numbers.rate, numbers.months, numbers.places, numbers.crimes):
        assert answer is not None and answer.audience == "public"


def test_the_same_question_is_asked_once(snapshot: engine.Snapshot) -> None:
    assert asked(snapshot) is asked(snapshot)
    assert asked(snapshot) is not asked(snapshot, YEAR.but(crime_types=("theft",)))


def test_the_download_carries_its_papers(snapshot: engine.Snapshot) -> None:
    numbers = asked(snapshot)
    text = table_csv(numbers.places, "es", "Denuncias por sector", place_name=snapshot.places.name,
                     labels={"sector": lambda code: snapshot.places.name("sector", code)}).decode("utf-8-sig")
    assert texts.t("ui.badge.demo", "es") in text and "2024" in text and "Comando" in text
    rows = pd.read_csv(pd.io.common.StringIO(text), comment="#")
    assert list(rows.columns[:2]) == ["sector", "sector_label"]
    assert int(rows["count"].sum()) == numbers.now


def test_a_formula_in_a_name_is_not_run_by_a_spreadsheet(snapshot: engine.Snapshot) -> None:
    numbers = asked(snapshot)
    text = table_csv(numbers.places, "es", "=1+1", labels={"sector": lambda code: "=HYPERLINK(1)"}).decode("utf-8-sig")
    assert ",=HYPERLINK" not in text and "'=HYPERLINK" in text


def test_two_sources_stand_side_by_side_and_are_never_added(opened: Open, data: Path) -> None:
    store = folders.own_store()
    sheet = "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n" + "".join(
        f"{year},{month},ICA,ICA,ICA,110101,Hurto,{100 + month}\n" for year in (2023, 2024) for month in range(1, 13)
    )
    for source in ("first", "second"):
        upload = Upload.of(sheet.encode(), f"{source}.csv")
        with loading.check_file(store, upload, Overrides(source=source)) as checked:
            loading.add(store, checked, "ana")
    snapshot = engine.snapshot(store)
    numbers = asked(snapshot, Filters(source="first", start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31)))
    assert numbers.now == 1278 and numbers.side is not None
    assert numbers.side.table.set_index("source")["count"].to_dict() == {"first": 1278, "second": 1278}
    app = opened(period="2024")
    assert "1,278" in title(app) and "2,556" not in title(app)
    assert texts.t("ui.badge.demo", "es") not in "".join(e.proto.body for e in app.get("html"))
    app = opened(data="demo", lang="en")
    assert texts.t("ui.badge.demo", "en") in "".join(e.proto.body for e in app.get("html"))


def test_filters_that_match_nothing_say_so(opened: Open) -> None:
    app = opened(period="1990", lang="en")
    assert not app.exception
    assert "no complaint in 1990" in title(app)


def test_an_empty_public_server_says_so(opened: Open, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback and no page that cannot be opened, whatever the store holds."""
    app = opened(audience="municipal", level="sector", period="2024-03-05..2024-04-09")
    assert not app.exception


def test_as_known_on_an_earlier_version(opened: Open) -> None:
    app = opened(version="2")
    assert not app.exception
    assert texts.t("overview.empty.title", "es") in title(app)
    assert any(button.key == "to_newest" for button in app.button)


@pytest.mark.parametrize("group", ["crime_type", "place"])
@pytest.mark.parametrize(
    ("start", "end"), [("2022-01-01", "2025-12-31"), ("2024-03-01", "2024-03-31"), ("2023-11-01", "2024-02-29"),
                       ("2024-03-05", "2024-04-09"), ("2030-01-01", "2030-12-31")],
)
def test_months_added_up_are_what_the_engine_counts(
    snapshot: engine.Snapshot, group: str, start: str, end: str
) -> None:
    filters = YEAR.but(start=dt.date.fromisoformat(start), end=dt.date.fromisoformat(end), crime_types=("property",))
    summed, asked_for = monthly_counts.counted(snapshot, filters, group), queries.count(snapshot, filters, (group,))
    column = asked_for.dims[0]
    assert summed.dims == asked_for.dims and summed.n == asked_for.n and summed.cautions == asked_for.cautions
    one, other = (
        {None if pd.isna(code) else str(code): int(count) for code, count in zip(t[column], t["count"], strict=True)}
        for t in (summed.table, asked_for.table)
    )
    assert one == other


@pytest.mark.parametrize("audience", ["municipal", "public"])
@pytest.mark.parametrize("params", [
    {"period": "2024-05", "crime": ["robbery"]}, {"period": "2024-02", "crime": ["kidnapping"]},
    {"period": "2024", "crime": ["kidnapping"], "place": ["110101"]}, {"period": "1999"},
    {"period": "2024-05", "crime": ["violence_30364"]},
])
def test_hidden_counts_are_shown_as_hidden(opened: Open, audience: str, params: dict[str, str | list[str]]) -> None:
    app = opened(audience=audience, **params)
    assert not app.exception and not app.error
    assert title(app)


def test_an_unexpected_error_is_said_in_the_language_and_logged(
    opened: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(overview_numbers, "_numbers", broken)
    app = opened(lang="en", period="2023-07")
    said = app.error[0].value
    assert texts.t("errors.unexpected.message", "en").split(".")[0] in said and "secret" not in said
    assert "secret detail" in caplog.text
