"""Dotación, Referencias, El caso Ica and the page that loads staff: what they say, for whom, and what they refuse."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import texts
from lib.access.audiences import policy
from lib.complaints.reading import Upload
from lib.errors import PolicyError, UsageError
from lib.officers import ratios, staff_sheet, standards
from lib.places.book import PlaceBook
from lib.privacy.release import release
from lib.storage import benchmarks, folders, staffing
from lib.storage.register import Register
from tests.pages.conftest import ROOT, Open

CENSUS = ("police_stations_2017.csv", "police_station_staff_by_function_2017.csv")


def go(app: AppTest, page: str, section: str = "officers") -> AppTest:
    return app.switch_page(str(ROOT / "pages" / section / f"{page}.py")).run()


def said(app: AppTest) -> str:
    drawn = [str(json.loads(e.proto.json)) for e in app.get("bidi_component")]
    found = [e.proto.body for e in app.get("html")] + [str(e.value) for e in (*app.error, *app.markdown)] + drawn
    return html.unescape(re.sub("<[^>]+>", " ", " ".join(found)))


def loaded(content: bytes, name: str, register: str = "staff") -> staffing.Added:
    kept = folders.register(folders.own_store(), register)
    reading = staffing.read(register, Upload.of(content, name), PlaceBook())
    return staffing.add(kept, reading, "ana", name, on=kept.version)


def test_the_census_as_a_user_loads_it(opened: Open, data: Path, shared: Path) -> None:
    for name in CENSUS:
        loaded((shared / "data" / "peru" / name).read_bytes(), name)
    people = "lugar;anio;poblacion;fuente\n110101;2017;150280;INEI, Censos Nacionales 2017\n"
    from lib.places import population_files

    table = population_files.read("c.csv", Upload.of(people.encode()).stream, book=PlaceBook()).table
    folders.own_store().add_event("population", table.payload("censo"), "ana")
    app = go(opened(staff_level="district", staff_place="110101"), "staffing")
    assert not app.exception
    assert "Ica: 158 policías de comisarías, 105.1 por cada 100,000 habitantes de 2017" in said(app)
    assert "INEI, Censo Nacional de Comisarías 2017" in said(app) and "834 de 1,890 distritos" in said(app)
    app = go(opened(staff_place="1121"), "staffing")
    assert "COMISARIA ICA: 102 policías" in said(app) and "de 1,495 comisarías" in said(app)
    assert "Patrullaje motorizado 24 · 24 %" in re.sub(r"\s+", " ", said(app))
    app = go(opened(staff_area="11"), "staffing")
    assert "1,253 policías de comisarías en 41 comisarías (departamento de Ica)" in said(app)
    app = go(opened(staff_place="1121"), "references")
    assert "No se resta: aquí solo se conoce el personal de comisarías" in said(app) and "420.8" in said(app)


def test_staff_of_the_demonstration(opened: Open) -> None:
    """Choices that mean nothing give the default; each choice changes what is said; the widgets show it."""
    app = go(opened(staff_level="x", staff_who="y", staff_place="z", staff_area="99", staff_measure="w", staff_year="-"),
             "staffing")
    assert not app.exception and "COMISARIA ICA: 96" in said(app) and "4 de 43 distritos" in said(app)
    app.number_input(key="widget.staff_people").set_value(48000).run()
    assert "sin población" in said(app), "a population without a name is not used"
    app.text_input(key="widget.staff_people_of").set_value("jurisdicción, supuesto").run()
    assert "200.0 por cada 100,000 personas de otra población" in said(app) and "no son comparables" in said(app)
    app.selectbox(key="widget.staff_level").set_value("sector").run()
    assert "39.8 por cada 100,000 habitantes de 2022" in said(app), "the other population stays with its place"
    assert not app.exception and "Sector 1: 12 policías de comisarías" in said(app)
    app.selectbox(key="widget.staff_who").set_value("serenos").run()
    assert not app.exception and "Sector 1: 34 serenos" in said(app)
    assert not go(app, "references").exception and "ninguna es una norma" in said(app)


def test_what_each_audience_sees(opened: Open) -> None:
    app = go(opened(audience="municipal", staff_level="sector"), "staffing")
    assert not app.exception and "COMISARIA ICA" in said(app) and "Sector 1:" not in said(app)
    app = go(opened(audience="public", staff_level="station", staff_place="COMISARIA ICA"), "staffing")
    assert not app.exception and "COMISARIA ICA" not in said(app) and "Ica: 120" in said(app)
    app = go(opened(audience="public"), "references")
    assert not app.exception and not app.button, "nobody else adds benchmarks"
    result = ratios.ratios(pd.DataFrame({"place": ["S1"], "heads": [3]}), "sector", numerator="assigned")
    release(result, policy("command"))
    for audience in ("municipal", "public"):
        with pytest.raises(PolicyError):
            release(result, policy(audience))


def test_no_formal_standard_is_said_in_both_languages(opened: Open) -> None:
    app = go(opened(lang="en"), "references")
    assert not app.exception and "Per 1,000?" in said(app)
    for each in texts.languages():
        assert texts.t("standards.no_standard", each) in said(app)


def test_adding_a_benchmark(opened: Open, data: Path) -> None:
    app = go(opened(), "references")
    assert "¿Por 1,000?" in said(app)
    app.text_input(key="standard.what").set_value("Meta propia")
    app.number_input(key="standard.value").set_value(2.8)
    app.selectbox(key="standard.unit").set_value("per_100000")
    app.button(key="standard.save").click().run()
    assert "¿Por 1,000?" in said(app) and "no dice su fuente" in said(app)
    assert not benchmarks.own(folders.register(folders.own_store(), "standards"))
    app.selectbox(key="standard.unit").set_value("per_1000")
    app.text_input(key="standard.source").set_value("supuesto")
    app.button(key="standard.save").click().run()
    kept = folders.register(folders.own_store(), "standards")
    assert not app.exception and [card.said("what", "es") for card in benchmarks.own(kept)] == ["Meta propia"]
    assert kept.history()["who"].notna().all()
    benchmarks.remove(kept, "meta_propia", "ana", on=kept.version)
    assert not benchmarks.own(kept) and kept.history()["action"].tolist() == ["remove", "edit"]


def test_the_case_of_ica(opened: Open) -> None:
    app = go(opened(), "ica_case")
    words = said(app)
    assert not app.exception
    for number in ("3 + 25 + 2", "30", "28", "102", "158", "19.96", "5,009", "150,280", "4.208", "4.2", "420.8",
                   "4.21 % (6,327)", "6,326.8", "177,538"):
        assert number in words, number


def test_the_page_that_loads(opened: Open, data: Path) -> None:
    loaded("Código;Nombre;Ubigeo;Total;Fuente;Fecha\nA1;Comisaría A;110101;10;x;2026\n".encode(), "s.csv")
    app = go(opened(), "staff", "data")
    assert not app.exception and "hoja cargada · s.csv" in said(app)
    app.button(key="staff.undo.1").click().run()
    kept = folders.register(folders.own_store(), "staff")
    assert not app.exception and kept.version == 2 and kept.read().num_rows == 0
    assert app.success, "the undo is said"


def test_edits_leave_a_trail(data: Path, tmp_path: Path) -> None:
    register = Register(tmp_path, "staff")
    content = "Código;Nombre;Ubigeo;Total;Fuente;Fecha\nA1;Comisaría A;110101;10;x;2026\nB1;Comisaría B;110102;5;x;2026\n"
    reading = staffing.read("staff", Upload.of(content.encode(), "s.csv"), PlaceBook())
    assert staffing.add(register, reading, "ana", "s.csv", on=0) == staffing.Added(1, 2, 0)
    table = staffing.table(register)
    table.loc[0, "total"] = 12
    edited = staff_sheet.check("staff", table, PlaceBook())
    assert staffing.edit(register, edited, "luis", on=1, why="ascensos") == 2
    with pytest.raises(UsageError):
        staffing.edit(register, edited, "eva", on=1)
    told = register.history().iloc[0]
    assert (told["who"], told["action"], told["what"], told["notes"]["cells_changed"]) == ("luis", "edit", "ascensos", 1)
    assert staffing.add(register, reading, "ana", "s.csv", on=2, replace=True).rows_added == 2
    register.undo(3, "ana")
    assert staffing.table(register)["total"].tolist() == [12, 5]


def test_the_cards_have_their_papers() -> None:
    for card in standards.bundled():
        assert card.sources and all(card.said(part, lang) for part in ("what", "who", "traced") for lang in ("es", "en"))
        assert card.value is None or card.unit in standards.UNITS
