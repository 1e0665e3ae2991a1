"""The pages of trends and hours: numbers are the store's, nothing is drawn that is not known, every state says why."""

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
from lib.storage import engine, folders, loading, queries
from lib.ui import choices, hours_numbers, trends_groups, trends_numbers
from tests.pages.conftest import ROOT, Open

YEAR = Filters(source="demonstration", start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), level="sector")


@pytest.fixture
def snapshot(data: Path) -> engine.Snapshot:
    return engine.snapshot(folders.demo_store())


def go(app: AppTest, page: str) -> AppTest:
    return app.switch_page(str(ROOT / "pages" / "complaints" / f"{page}.py")).run()


def heading(app: AppTest) -> str:
    found = [e.proto.body for e in app.get("html") if "cq-title" in e.proto.body]
    return html.unescape(re.sub("<[^>]+>", "", found[0]))


def everything(app: AppTest) -> str:
    return html.unescape(" ".join([*(e.proto.body for e in app.get("html")),
                                   *(str(json.loads(e.proto.json)) for e in app.get("bidi_component"))]))


def trends(
    snapshot: engine.Snapshot, filters: Filters = YEAR, audience: str = "command", step: str = "month"
) -> trends_numbers.Trends:
    rules = policy(audience)
    return trends_numbers.numbers(snapshot, filters, choices.holdings(snapshot, filters.source, rules), rules, step)


def hours(snapshot: engine.Snapshot, filters: Filters = YEAR, audience: str = "command") -> hours_numbers.Hours:
    rules = policy(audience)
    return hours_numbers.numbers(snapshot, filters, choices.holdings(snapshot, filters.source, rules), rules)


def published(rows: list[tuple[int, int, int]]) -> str:
    return "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n" + "".join(
        f"{year},{month},ICA,ICA,ICA,110101,Hurto,{count}\n" for year, month, count in rows)


def load(text: str) -> None:
    store = folders.own_store()
    with loading.check_file(store, Upload.of(text.encode(), "own.csv"), Overrides()) as checked:
        loading.add(store, checked, "ana")


def test_months_and_weeks_are_the_stores_counts(snapshot: engine.Snapshot) -> None:
    found = trends(snapshot)
    assert found.band is not None
    months = found.band.table.set_index("start")["count"]
    assert int(months[pd.DatetimeIndex(months.index).year == 2025].sum()) == 9502
    week = trends(snapshot, step="week")
    assert week.band is not None and pd.DatetimeIndex(week.band.table["start"]).day_of_week.unique().tolist() == [0]
    start = week.band.table["start"].iloc[-1].date()
    total = queries.total(snapshot, YEAR.but(start=start, end=start + dt.timedelta(days=6))).table["count"].iloc[0]
    assert int(week.band.table["count"].iloc[-1]) == int(total)


def test_the_year_to_date_compares_the_same_days(snapshot: engine.Snapshot) -> None:
    found = trends(snapshot, YEAR.but(end=dt.date(2025, 7, 17)))
    assert found.ytd is not None
    counts = found.ytd.table.set_index("year")["count"]
    for year in (2023, 2024, 2025):
        same = YEAR.but(start=dt.date(year, 1, 1), end=dt.date(year, 7, 17))
        assert int(counts[year]) == int(queries.total(snapshot, same).table["count"].iloc[0])
    assert found.band is not None
    assert found.band.table["start"].max() == pd.Timestamp("2025-06-01"), "half of July is not drawn"


def test_the_planted_delay_is_found_and_decides_what_is_settled(snapshot: engine.Snapshot) -> None:
    """The demonstration registers 89 % within three days and 98 % within thirty, and its extract is months younger."""
    found = trends(snapshot)
    assert found.delay is not None
    share = found.delay.table.set_index("days")["share"]
    assert 0.86 < share[3] < 0.92 and 0.96 < share[30] < 0.99
    assert found.settled == found.until == dt.date(2025, 12, 31)


def test_the_planted_change_is_the_sector_that_rises(snapshot: engine.Snapshot) -> None:
    filters = YEAR.but(end=dt.date(2025, 6, 30), crime_types=("robbery",))
    found = trends(snapshot, filters)
    shown = trends_groups.groups(snapshot, filters, policy("command"), found, "place")
    table = shown.compared.table.set_index("sector")
    ratio = (table["now"] / table["before"]).astype(float)
    assert ratio.idxmax() == "ICA-S3" and table.loc["ICA-S3", "difference"] > 0
    assert not (table.drop(index="ICA-S3")["verdict"] == "up").any()


def test_hours_add_up_and_unknown_is_apart(snapshot: engine.Snapshot) -> None:
    found = hours(snapshot)
    asked = queries.completeness(snapshot, YEAR).table.iloc[0]
    assert float(found.unknown.table["count"].sum()) == int(asked["without_hour"])
    assert float(found.cells.table["count"].sum()) + float(found.unknown.table["count"].sum()) == int(asked["count"]) == 9502
    assert float(found.shifts.table["count"].sum()) == 9502
    assert set(found.windows.table["sector"]) == {f"ICA-S{i}" for i in range(1, 6)}
    assert (found.windows.table.groupby("sector", observed=True)["rank"].max() == 3).all()


def test_pages_show_their_finding_in_both_languages(opened: Open) -> None:
    said = {"es": ("dentro de lo esperado", "ocurrió en la noche"), "en": ("within what was expected", "in the night")}
    for lang, (trend, hour) in said.items():
        app = go(opened(lang=lang), "trends")
        assert not app.exception and trend in heading(app)
        app = go(opened(lang=lang), "hours")
        assert not app.exception and hour in heading(app)
        assert texts.t("hours.shift.unknown", lang) in everything(app)


def test_the_address_chooses_week_and_split(opened: Open) -> None:
    app = go(opened(step="week", split="place"), "trends")
    assert not app.exception
    assert "semana del" in heading(app) and "Sector 3" in everything(app)


@pytest.mark.parametrize("audience", ["municipal", "public"])
def test_others_see_no_small_count_and_no_weeks(opened: Open, snapshot: engine.Snapshot, audience: str) -> None:
    rules = policy(audience)
    level = "sector" if audience == "municipal" else "district"
    filters = YEAR.but(level=level, crime_types=("kidnapping",))
    found, week = trends(snapshot, filters, audience), hours(snapshot, filters, audience)
    answers = (found.band, found.ytd, found.level, found.watch, found.delay)
    for released in (*answers, week.cells, week.shifts, week.weekdays, week.windows):
        if released is not None:
            assert released.audience == audience
            counts = released.table["count"].dropna().astype(float)
            assert not ((counts > 0) & (counts < rules.smallest_count)).any()
    assert found.weekly is (audience == "municipal")
    for page in ("trends", "hours"):
        assert not go(opened(audience=audience), page).exception


def test_published_counts_have_no_hours_and_no_weeks(opened: Open, data: Path) -> None:
    load(published([(year, month, 100 + month) for year in (2022, 2023, 2024) for month in range(1, 13)]))
    app = go(opened(), "hours")
    assert not app.exception and "no dice la hora" in heading(app)
    assert "Publica cantidades por periodo" in everything(app) and "heat" not in everything(app)
    app = go(opened(step="week", period="2024"), "trends")
    assert not app.exception and "oct 2024" in heading(app)
    assert app.get("button_group")[0].proto.options[0].content != "Por mes", "weeks are not offered"
    assert "La fuente no dice cuándo se registró" in everything(app)


def test_one_month_of_data_says_what_cannot_be_told(opened: Open, data: Path) -> None:
    load(published([(2024, 5, 12)]))
    app = go(opened(), "trends")
    assert not app.exception
    said = everything(app)
    assert "No se puede hablar de estación" in said and "No se puede vigilar" in said and "provisional" in said


@pytest.mark.parametrize("params", [
    {"period": "1990"}, {"period": "2031"}, {"crime": "kidnapping", "place": "sector:ICA-S5", "period": "2025-12"},
    {"period": "2025-12-20..2027-01-01"}, {"crime": "homicide.firearm"},
])
@pytest.mark.parametrize("page", ["trends", "hours"])
def test_odd_selections_say_so(opened: Open, page: str, params: dict[str, str]) -> None:
    app = go(opened(**params), page)
    assert not app.exception and heading(app)


def test_the_same_question_is_asked_once(snapshot: engine.Snapshot) -> None:
    assert trends(snapshot) is trends(snapshot) and hours(snapshot) is hours(snapshot)
