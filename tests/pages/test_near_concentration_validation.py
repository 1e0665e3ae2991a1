"""Near repeats, concentration, validation: what was planted is found; small numbers stay hidden; every state says why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.demonstration.ica import planted
from lib.storage import engine, folders
from lib.storage.queries import place_points
from lib.ui import choices, concentration_numbers, near_repeats_numbers, validation_numbers
from lib.ui.near_repeats_numbers import Asked
from tests.pages.conftest import ROOT, Open
from tests.pages.test_trends_and_hours import everything, heading, load, published

YEAR = Filters(source="demonstration", start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), level="sector")
PAGES = ("near_repeats", "concentration", "validation")


@pytest.fixture
def snapshot(data: Path) -> engine.Snapshot:
    return engine.snapshot(folders.demo_store())


def go(app: AppTest, page: str) -> AppTest:
    return app.switch_page(str(ROOT / "pages" / "places" / f"{page}.py")).run()


def repeats(snapshot: engine.Snapshot, crime: str, audience: str = "command") -> near_repeats_numbers.NearRepeats:
    rules, filters = policy(audience), YEAR.but(crime_types=(crime,))
    held = choices.holdings(snapshot, YEAR.source, rules)
    return near_repeats_numbers.numbers(snapshot, filters, held, rules, Asked(100, 7, "manhattan"))


def test_planted_repeats_of_theft_are_found_and_no_others(snapshot: engine.Snapshot) -> None:
    found = repeats(snapshot, "theft")
    assert found.table is not None and found.near is not None
    table = found.table.table.set_index(["space", "time"])
    near = table.loc[("[1, 100)", "[0, 7)")]
    assert near["verdict"] == "more" and near["ratio"] > 1.6 and (table["verdict"] == "more").sum() <= 2
    last = found.near.table.loc[found.near.table["verdict"] == "more", "from_days"].max()
    assert last <= planted()["near_repeats"]["days"]
    assert found.table.n == len(found.here.points)
    assert repeats(snapshot, "theft") is found, "the same question is asked once"
    fraud = repeats(snapshot, "fraud").table
    assert fraud is not None and not (fraud.table["verdict"] == "more").any()


def test_the_municipality_sees_no_small_number_of_pairs(snapshot: engine.Snapshot) -> None:
    found = repeats(snapshot, "robbery", "municipal").table
    assert found is not None
    shown = found.table["pairs"].dropna().astype(int)
    assert not ((shown > 0) & (shown < policy("municipal").smallest_count)).any()
    assert found.table.loc[found.table["pairs"].isna(), ["ratio", "p", "verdict"]].isna().all(axis=None)


def test_concentration_counts_every_located_complaint_once(snapshot: engine.Snapshot) -> None:
    rules = policy("command")
    found = concentration_numbers.numbers(snapshot, YEAR, choices.holdings(snapshot, YEAR.source, rules), rules)
    assert found.measures is not None and found.types is not None and found.busiest is not None
    assert found.measures.n == len(found.here.points) == found.here.seen.coverage.drawn
    assert found.value("half") < found.value("half", "low") and found.value("gini") > found.value("gini", "high")
    robbery = found.types.table.set_index("crime_type").loc["robbery"]
    assert robbery["verdict"] == "more" and robbery["half"] < robbery["low"], "most of it was planted in two places"
    assert found.busiest.table["verdict"].iloc[0] == "more"


def test_validation_finds_the_planted_hot_spot_out_of_time(snapshot: engine.Snapshot) -> None:
    rules = policy("command")
    held = choices.holdings(snapshot, YEAR.source, rules)
    found = validation_numbers.numbers(snapshot, YEAR, held, rules, 3)
    assert found.spans.test == (dt.date(2025, 10, 1), dt.date(2025, 12, 31))
    assert found.spans.history == (dt.date(2024, 10, 1), dt.date(2025, 9, 30))
    assert found.spans.last == (dt.date(2025, 7, 1), dt.date(2025, 9, 30))
    assert found.table is not None and found.map is not None
    later = place_points.located_points(snapshot, found.here.filters.but(start=found.spans.test[0]))
    assert found.table.n == len(later.inside(found.here.ground)) == int(found.map.table["count"].sum())
    gi, chance = found.row("gi", 0.03), found.row("chance", 0.03)
    assert gi is not None and chance is not None and gi["pai_low"] > chance["pai_high"] and gi["pei"] <= 1
    spot = planted()["hot_spot"]
    x, y = found.here.points.plane.to_metres([spot["longitude"]], [spot["latitude"]])
    i, j = found.grid.cell_of(x, y)
    cells = found.map.table.set_index("cell")
    assert cells.loc[f"{i[0]}_{j[0]}", "kind"] == "hit"
    marked = found.table.table.set_index("kind").loc["marked"]
    assert marked["map"] == "hot" and 0 < marked["share"] < 0.3 and marked["pai"] > 1.5


@pytest.mark.parametrize(("lang", "said"), [
    ("es", ("veces las que daría el azar", "por azar caería en el", "veces lo que daría el azar")),
    ("en", ("times as many as chance would give", "by chance they would fall in", "times what chance would give")),
])
def test_the_pages_say_their_finding(opened: Open, lang: str, said: tuple[str, ...]) -> None:
    for page, words in zip(PAGES, said, strict=True):
        app = go(opened(lang=lang, crime="theft"), page)
        assert not app.exception and words in heading(app)
        assert "UTM" in everything(app) and "62" in everything(app)


def test_the_address_sets_bands_cells_and_the_test(opened: Open) -> None:
    app = opened(crime="theft", near_metres="50", near_days="3", near_distance="euclidean", cell_m="500",
                 cell_shape="square", test_months="1")
    said = everything(go(app, "near_repeats"))
    assert "0–50 m" in said and "0–2 días" in said and "euclidiana" in said
    assert "celdas de 500 m (cuadrados)" in everything(go(app, "concentration"))
    assert "denuncias de may 2026" in heading(go(app, "validation"))


def test_the_municipality_gets_no_finer_cells(opened: Open) -> None:
    app = opened(audience="municipal", cell_m="100")
    for page in ("concentration", "validation"):
        app = go(app, page)
        assert not app.exception and "250 m" in everything(app) and "100 m" not in everything(app)


def test_published_counts_have_no_points(opened: Open, data: Path) -> None:
    load(published([(year, month, 100 + month) for year in (2022, 2023, 2024) for month in range(1, 13)]))
    app = opened()
    for page in PAGES:
        app = go(app, page)
        assert not app.exception and "tiene un punto que valga" in everything(app)


def test_too_few_complaints_and_too_little_history_say_so(opened: Open) -> None:
    app = opened(crime="kidnapping")
    for page in PAGES:
        app = go(app, page)
        assert not app.exception and "denuncias ubicadas no se puede decir nada honesto" in everything(app)
        assert "{n}" not in everything(app)
    assert "muy poca historia" in everything(go(opened(period="2022-01..2022-03"), "validation"))
    few = everything(go(opened(crime="extortion", period="2024-11..2025-01", test_months="1"), "validation"))
    assert "muy pocas denuncias para probar" in few
