"""Estabilidad and Persistencia on the screen: what was planted is found, numbers are the store's, nobody sees too much."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.demonstration import ica
from lib.errors import PolicyError
from lib.storage import engine, folders
from lib.storage.engine import Snapshot
from lib.storage.queries import place_points
from lib.ui import choices, persistence_numbers, place_ground, place_site, stability_numbers
from tests.pages.conftest import Open

SOURCE = "demonstration"
YEAR = Filters(source=SOURCE, start=dt.date(2025, 6, 1), end=dt.date(2026, 5, 31), level="sector")


def page(opened: Open, name: str, **params: str | list[str]) -> AppTest:
    app = opened(**params)
    app.switch_page(f"../../pages/places/{name}.py")
    app = app.run()
    assert not app.exception
    return app


def title(app: AppTest) -> str:
    found = [e.proto.body for e in app.get("html") if "cq-title" in e.proto.body]
    return html.unescape(re.sub("<[^>]+>", "", found[0]))


def everything(app: AppTest) -> str:
    drawn = " ".join(str(json.loads(e.proto.json)) for e in app.get("bidi_component"))
    shown = " ".join(e.proto.body for e in app.get("html")) + " ".join(e.value for e in app.markdown)
    return html.unescape(drawn + shown)


@pytest.fixture
def snapshot(data: Path) -> Snapshot:
    return engine.snapshot(folders.demo_store())


def test_the_planted_hot_spot_is_critical_however_one_draws(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compared with what its own sector has, the planted place is the only one that nearly every map shows."""
    monkeypatch.setattr(place_ground, "by", lambda *_: place_ground.SECTOR)
    here = place_site.site(snapshot, YEAR, policy("command"))
    found = stability_numbers.numbers(snapshot, here, policy("command"))
    assert len(found.places.table) == 1
    position = list(found.cells.codes).index(found.places.table["cell"].iloc[0])
    spot = ica.planted()["hot_spot"]
    planted = here.points.plane.to_metres([spot["longitude"]], [spot["latitude"]])
    away = float(((found.cells.x[position] - planted[0][0]) ** 2 + (found.cells.y[position] - planted[1][0]) ** 2) ** 0.5)
    assert away < 300
    assert found.places.table["count"].iloc[0] > 100
    located = place_points.located_points(snapshot, here.filters).inside(here.ground)
    assert found.shares.table["count"].sum() == len(located) == found.shares.n


def test_the_page_says_in_what_share_of_the_choices(opened: Open) -> None:
    app = page(opened, "stability", exposure="sector", lang="en")
    assert re.match(r"Ica: one place is critical however the map is drawn; it holds 4%", title(app))
    shown = everything(app)
    assert "240 ways to draw the map" in shown and re.search(r"critical in 9\d% of the choices", shown)
    assert "On what does it depend? Sector 4" in shown.replace("\\", "") and "The cell alone" in shown
    assert shown.count('class="area') > 20 and "WGS 84 / UTM zone 18S" in shown


def test_the_game_hides_reveals_and_takes_back(opened: Open) -> None:
    app = page(opened, "stability", chance_round="1", exposure="area")
    shown = everything(app)
    assert shown.count('data-pick="map:') == 10 and "el verdadero</span>" not in shown
    app.button(key="chance_reveal").click()
    app = app.run()
    shown = everything(app)
    assert shown.count("el verdadero</span>") == 1 and "1 vez de cada 10" in shown and 'data-pick="map:' not in shown
    app.button(key="chance_undo").click()
    assert everything(app.run()).count('data-pick="map:') == 10
    app.button(key="chance_again").click()
    app = app.run()
    assert app.query_params["chance_round"] == "2"


def test_the_municipality_sees_verdicts_and_no_counts_of_cells(snapshot: Snapshot) -> None:
    here = place_site.site(snapshot, YEAR, policy("municipal"))
    found = stability_numbers.numbers(snapshot, here, policy("municipal"))
    assert "count" not in found.shares.table and found.cells.grid.size_m >= 250
    assert (found.places.table["count"].dropna() >= 5).all()
    holdings = choices.holdings(snapshot, SOURCE, policy("municipal"))
    assert persistence_numbers.units(policy("municipal")) == ("quarter",)
    kinds, _, spans = persistence_numbers.windows(snapshot, YEAR, holdings, policy("municipal"), "quarter")
    assert kinds is not None and "count" not in kinds.kinds.table and len(spans) == 12
    change = persistence_numbers.change(snapshot, YEAR, holdings, policy("municipal"), "year", "itself")
    assert change.cells is not None and set(change.cells.table.columns) == {"cell", "verdict", "suppressed"}


def test_the_public_sees_no_cells(snapshot: Snapshot) -> None:
    with pytest.raises(PolicyError):
        place_site.site(snapshot, YEAR.but(level="district"), policy("public"))


def test_windows_are_whole_and_end_with_the_period() -> None:
    spans = persistence_numbers.spans(dt.date(2024, 3, 15), dt.date(2022, 1, 1), "month", 12)
    assert spans[-1] == (dt.date(2024, 2, 1), dt.date(2024, 2, 29)) and spans[0][0] == dt.date(2023, 3, 1)
    quarters = persistence_numbers.spans(dt.date(2023, 12, 31), dt.date(2022, 1, 1), "quarter", 12)
    assert len(quarters) == 8 and quarters[0] == (dt.date(2022, 1, 1), dt.date(2022, 3, 31))


def test_the_planted_rise_is_found_on_the_map(snapshot: Snapshot) -> None:
    """Robbery rises in Sector 3 from July 2024; and nowhere else does anything change."""
    rules, holdings = policy("command"), choices.holdings(snapshot, SOURCE, policy("command"))
    asked = YEAR.but(start=dt.date(2024, 7, 1), end=dt.date(2024, 12, 31), crime_types=("robbery",))
    found = persistence_numbers.change(snapshot, asked, holdings, rules, "year", "itself")
    assert found.cells is not None and found.refused == ""
    changed = found.cells.table[found.cells.table["verdict"].isin(["up", "down"])]
    assert set(changed["verdict"]) == {"up"}
    where = [list(found.grid.codes).index(code) for code in changed["cell"]]
    longitude, latitude = found.site.points.plane.to_degrees(found.grid.x[where], found.grid.y[where])
    assert set(snapshot.places.assign("sector", longitude, latitude)) == {"ICA-S3"}


def test_two_periods_recorded_otherwise_are_not_compared(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    holdings = choices.holdings(snapshot, SOURCE, policy("command"))
    early = YEAR.but(start=dt.date(2022, 1, 1), end=dt.date(2022, 6, 30))
    assert persistence_numbers.change(snapshot, early, holdings, policy("command"), "year", "itself").refused == "start"
    monkeypatch.setattr(persistence_numbers, "comparable", lambda shares, points: np.array([False, True]))
    late = YEAR.but(start=dt.date(2025, 1, 1), end=dt.date(2025, 3, 31))
    found = persistence_numbers.change(snapshot, late, holdings, policy("command"), "year", "itself")
    assert found.refused == "coverage" and found.cells is None


def test_the_page_of_persistence(opened: Open) -> None:
    app = page(opened, "persistence", period="2024-07..2024-12", crime=["robbery"])
    shown = everything(app).replace("\\", "")
    assert "intermitentes en 12 meses" in title(app) and "crítica en 10 o más de las 12 ventanas" in shown
    assert re.search(r"\d celdas con más denuncias que en jul–dic 2023, más allá del azar; ninguna con menos", shown)
    assert shown.count('class="strip"') >= 10
    few = page(opened, "persistence", period="2022-01..2022-06")
    assert "Los datos alcanzan para 6 meses" in everything(few) and "No hay datos de ene–jun 2021" in everything(few)
