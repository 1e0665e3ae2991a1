"""Registros and ¿Delito o denuncia?: what the pages say is what the data say, for whom it may be said."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import texts
from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.complaints.reading import Overrides, Upload
from lib.storage import engine, folders, loading
from lib.ui import choices, records_files, records_rows
from lib.ui.records_rows import Asked
from tests.pages.conftest import ROOT, Open

SHEET = "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n"


def go(app: AppTest, page: str) -> AppTest:
    return app.switch_page(str(ROOT / "pages" / "complaints" / f"{page}.py")).run()


def said(app: AppTest) -> str:
    found = [e.proto.body for e in app.get("html")] + [str(e.value) for e in (*app.error, *app.markdown)]
    return html.unescape(re.sub("<[^>]+>", " ", " ".join(found)))


def drawing(app: AppTest, kind: str) -> str:
    found = [str(json.loads(e.proto.json)) for e in app.get("bidi_component")]
    return next((markup for markup in found if kind in markup), "")


def published(monthly: dict[int, int]) -> None:
    """A source of published counts: so many thefts in each month of a year."""
    rows = "".join(f"{year},{month},ICA,ICA,ICA,110101,Hurto,{n}\n" for year, n in monthly.items() for month in range(1, 13))
    store = folders.own_store()
    with loading.check_file(store, Upload.of((SHEET + rows).encode(), "s.csv"), Overrides(source="sidpol")) as checked:
        loading.add(store, checked, "ana")


def test_records_show_a_page_and_search(opened: Open, data: Path) -> None:
    app = go(opened(period="2024"), "records")
    assert not app.exception and "9,953 filas" in said(app) and "Filas 1–100 de 9,953" in said(app)
    assert drawing(app, "scroll rows").count("<tr>") == 101
    assert "reservado: solo sector" not in drawing(app, "scroll rows"), "the column is not chosen"
    app = go(opened(period="2024", row_columns="day,crime,point", row_search="violencia mujer", row_first="100"), "records")
    assert "Filas 101–200" in said(app)
    assert drawing(app, "scroll rows").count("reservado: solo sector") == 100
    next(button for button in app.button if button.key == "records.last").click().run()
    assert "Filas 2,001" in said(app)
    app = go(opened(period="2024", row_search="xyzzy", lang="en"), "records")
    assert "Ninguna" not in said(app) and "No row" in said(app) and not app.exception


def test_records_with_nonsense_in_the_address(opened: Open) -> None:
    app = opened(period="2024", row_order="latitude.up", row_first="99999999", row_size="100000", row_columns="x,y",
                 row_search="' or 1=1 --")
    app = go(app, "records")
    assert not app.exception
    app = go(opened(period="2024", row_first="-5", row_size="50"), "records")
    assert not app.exception and "Filas 1–50" in said(app)


@pytest.mark.parametrize("audience", ["municipal", "public"])
def test_records_are_not_for_others(opened: Open, audience: str) -> None:
    app = opened(audience=audience, period="2024")
    snapshot = engine.snapshot(folders.demo_store())
    assert not [e for e in app.get("bidi_component") if "scroll rows" in e.proto.json]
    rules = policy(audience)
    asked = records_rows.Asked(Filters(source="demonstration", policy=audience), "", records_rows.Order(), 0, 50, "es")
    with pytest.raises(Exception, match="may not see single rows"):
        records_rows.rows(snapshot, asked, rules)


def test_the_files_hold_every_row_with_its_papers(data: Path) -> None:
    snapshot = engine.snapshot(folders.demo_store())
    rules = policy("command")
    march = {"start": dt.date(2024, 3, 1), "end": dt.date(2024, 3, 31)}
    filters = Filters(source="demonstration", level="sector", policy="command", **march)
    asked = Asked(filters, "hurto", records_rows.Order("crime_code", False), 0, 50, "es")
    found = records_rows.rows(snapshot, asked, rules)
    released = records_rows.everything(snapshot, asked, rules)
    text = records_files.workbook.rows_csv(
        released, records_files.written(released, snapshot.places, "es"), "es", "Hurto", place_name=snapshot.places.name
    ).decode("utf-8-sig")
    rows = [line for line in text.splitlines() if not line.startswith(("# ", '"# '))]
    assert len(rows) == found.total + 1 > 100
    for wanted in (texts.t("ui.badge.demo", "es"), "mar 2024", "Comando", "DS 009-2023-MIMP"):
        assert wanted in text
    labels = [line.split(",")[4].strip('"') for line in rows[1:]]
    assert labels == sorted(labels)


def test_reporting_alone_is_no_evidence_of_more_crime(opened: Open, data: Path) -> None:
    """15.5 % -> 18 % at constant crime: 16.1 % more complaints, and the page must say so."""
    published({2023: 1000, 2024: 1161})
    app = go(opened(period="2024"), "crime_or_report")
    assert not app.exception and "Sin una encuesta no se sabe" in said(app) and "+16.1 %" in said(app)
    assert not drawing(app, "factors"), "nothing is split before somebody tells the rates"
    app = go(opened(period="2024", surveys="15.5,0.4,,~18,0.4,,"), "crime_or_report")
    assert not app.exception and "sin evidencia de más delito" in said(app)
    assert "12,000 (2023) a 13,932 (2024)" in said(app) and "Escenario, no un conteo" in said(app)
    assert "+16.1 %" in drawing(app, "factors") and "0.0 %" in drawing(app, "factors")
    app = go(opened(period="2024", surveys="15.5,,3000,~18,,3000,"), "crime_or_report")
    assert "sin evidencia de más delito" in said(app)
    assert "no evidence of more crime" in texts.t("reporting.title.up_no_evidence", "en", where="", what="", change="")


def test_more_crime_is_said_when_reporting_does_not_explain_it(opened: Open, data: Path) -> None:
    published({2023: 1000, 2024: 1161})
    assert "hay más delito" in said(go(opened(period="2024", surveys="15.5,0.1,,~15.5,0.1,,"), "crime_or_report"))
    assert "hay menos delito" in said(go(opened(period="2024", surveys="15.5,0.1,,~24,0.1,,"), "crime_or_report"))


def test_a_rate_without_its_error_gives_no_verdict(opened: Open, data: Path) -> None:
    published({2023: 1000, 2024: 1161})
    for told in ("15.5,,,~18,,,", "15.5,0.4,,~", "150,1,,~18,1,,", "x,y~z", "0,1,,~18,1,,", "nan,1~inf,2", "~~~~"):
        app = go(opened(period="2024", surveys=told), "crime_or_report")
        assert not app.exception and "Sin una encuesta no se sabe" in said(app), told


def test_typing_a_survey_and_taking_an_example(opened: Open, data: Path) -> None:
    published({2023: 1000, 2024: 1161})
    app = go(opened(period="2024"), "crime_or_report")
    for place, rate in ((0, 15.5), (1, 18.0)):
        app.number_input(key=f"widget.reporting.{place}.rate").set_value(rate).run()
        app.number_input(key=f"widget.reporting.{place}.n").set_value(3000.0).run()
    assert "sin evidencia de más delito" in said(app)
    app.selectbox(key="widget.reporting.1.take").select_index(0).run()
    assert app.number_input(key="widget.reporting.1.rate").value == pytest.approx(12.8)
    assert app.number_input(key="widget.reporting.1.n").value is None, "an example brings no error"
    assert "Sin una encuesta no se sabe" in said(app)


def test_few_complaints_and_nothing_to_compare(opened: Open, data: Path) -> None:
    published({2023: 0, 2024: 1})
    app = go(opened(period="2024-01", surveys="15.5,0.4,,~18,0.4,,"), "crime_or_report")
    assert not app.exception and "%" not in said(app).split("muy pocas")[0][-60:] and "muy pocas" in said(app)
    app = go(opened(period="2023"), "crime_or_report")
    assert not app.exception and "No hay un periodo anterior" in said(app)
    app = go(opened(period="1990"), "crime_or_report")
    assert not app.exception


def test_what_a_public_audience_sees(opened: Open, data: Path) -> None:
    published({2023: 1, 2024: 1})
    app = go(opened(audience="public", period="2024-01", surveys="15.5,0.4,,~18,0.4,,"), "crime_or_report")
    assert not app.exception and "reservad" in said(app) and not drawing(app, "factors")
    assert choices.holdings(engine.snapshot(folders.own_store()), "sidpol", policy("public")).levels[-1] == "district"
