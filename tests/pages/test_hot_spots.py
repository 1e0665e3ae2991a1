"""The page of hot spots: the planted place is found and first, forced points stay out, every state says why."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import settings
from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.demonstration import ica
from lib.errors import PolicyError
from lib.storage import engine, folders
from lib.ui import choices, hot_spots_numbers, hot_spots_views, place_site
from lib.ui.hot_spots_numbers import Asked, HotSpots
from tests.pages.conftest import ROOT, Open

YEAR = Filters(source="demonstration", start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), level="sector")


@pytest.fixture
def snapshot(data: Path) -> engine.Snapshot:
    return engine.snapshot(folders.demo_store())


def numbers(
    snapshot: engine.Snapshot, filters: Filters = YEAR, audience: str = "command", exposure: str = "area",
    forced: bool = False,
) -> HotSpots:
    rules = policy(audience)
    here = place_site.site(snapshot, filters, rules, include_forced=forced)
    held = choices.holdings(snapshot, filters.source, rules)
    return hot_spots_numbers.numbers(snapshot, filters, here, held, rules, Asked(exposure, forced))


def away(longitude: Sequence[float] | pd.Series, latitude: Sequence[float] | pd.Series) -> np.ndarray:
    """Metres to the middle of the planted hot spot."""
    spot = ica.planted()["hot_spot"]
    east = (np.asarray(longitude, dtype=float) - spot["longitude"]) * 108_000
    return np.hypot(east, (np.asarray(latitude, dtype=float) - spot["latitude"]) * 110_600)


def go(app: AppTest) -> AppTest:
    return app.switch_page(str(ROOT / "pages" / "places" / "hot_spots.py")).run()


def everything(app: AppTest) -> str:
    return html.unescape(" ".join([*(e.proto.body for e in app.get("html")), *(e.value for e in app.markdown),
                                   *(str(json.loads(e.proto.json)) for e in app.get("bidi_component"))]))


def heading(app: AppTest) -> str:
    found = [e.proto.body for e in app.get("html") if "cq-title" in e.proto.body]
    return html.unescape(re.sub("<[^>]+>", "", found[0]))


@pytest.mark.parametrize("exposure", ["area", "sector", "population"])
def test_the_planted_place_is_the_first_of_the_list(snapshot: engine.Snapshot, exposure: str) -> None:
    planted = ica.planted()["hot_spot"]
    found = numbers(snapshot, exposure=exposure)
    assert found.exposure == exposure and found.exposures == ("area", "sector", "population")
    near = away(found.places.table["longitude"], found.places.table["latitude"])
    assert min(near[:3]) < 150
    row = found.places.table.iloc[int(np.argmin(near))]
    first, last = planted["hours"]
    assert row["from_hour"] == first == last - 4 and row["hours_share"] > 0.5
    assert row["low"] < row["count"] < row["high"] and row["count"] > 2 * row["expected"]


def test_map_list_and_opened_place_add_up(snapshot: engine.Snapshot) -> None:
    found = numbers(snapshot)
    cells, places = found.map.table, found.places.table
    assert int(cells["count"].sum()) == len(found.here.points) == found.here.seen.coverage.drawn
    for rank, row in places.iterrows():
        mine = cells[found.of == rank]
        assert int(mine["count"].sum()) == row["count"] and set(mine["verdict"]) == {"hot"}
        assert row["difference"] == row["count"] - row["before"]
    opened = hot_spots_views.opened(snapshot, found, policy("command"), 0)
    total = places["count"].iloc[0]
    assert int(opened.hours.table["count"].sum()) + opened.unknown_hour == total
    assert int(opened.types.table["count"].sum()) == int(opened.months.table["count"].sum()) == total
    assert found.before is not None
    assert (found.before.start, found.before.end) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def test_density_and_clusters_find_it_too(snapshot: engine.Snapshot) -> None:
    here = place_site.site(snapshot, YEAR.but(crime_types=("theft", "robbery")), policy("command"))
    seen = hot_spots_views.surface(snapshot, here, policy("command"), 400)
    longitude, latitude, highest = seen.peak
    assert away([longitude], [latitude])[0] < 150
    assert highest > 4 * seen.mean and int(seen.released.table["count"].sum()) == len(here.points)
    assert seen.released.table["area_km2"].sum() == pytest.approx(here.ground.km2, rel=1e-3)
    grouped = hot_spots_views.clusters(snapshot, here, policy("command"), 100)
    first = grouped.released.table.iloc[:3]
    assert away(first["longitude"], first["latitude"]).min() < 150
    assert set(grouped.hulls) == set(grouped.released.table["cluster"])


def test_with_the_filter_off_the_station_leads_and_the_page_says_so(snapshot: engine.Snapshot, opened: Open) -> None:
    honest, naive = numbers(snapshot), numbers(snapshot, forced=True)
    assert naive.places.table["count"].iloc[0] > 3 * honest.places.table["count"].iloc[0]
    assert {caution.key for caution in naive.map.cautions} >= {"forced_shown"}
    app = go(opened(spot_forced="1", period="2025"))
    assert not app.exception and "la comisaría parece el peor lugar" in heading(app)
    other = numbers(snapshot, audience="municipal", forced=True)
    assert not other.here.points.forced.any(), "an audience without points cannot switch the filter off"


def test_the_page_shows_its_finding_in_both_languages(opened: Open) -> None:
    for lang, word in (("es", "puntos críticos juntan"), ("en", "hot spots hold")):
        app = go(opened(lang=lang, period="2025"))
        assert not app.exception and word in heading(app)
        said = everything(app)
        assert "EPSG:32718" in said and "Gi*" in said and "2 km" in said


@pytest.mark.parametrize("params", [
    {"spot_look": "density", "bandwidth_m": "200", "exposure": "population", "epsg": "24892"},
    {"spot_look": "clusters", "cluster_m": "50", "place": "sector:ICA-S4"},
    {"cell_m": "100", "cell_shape": "square", "spot": "1_1"},
])
def test_the_address_carries_every_choice(opened: Open, params: dict[str, str]) -> None:
    app = go(opened(period="2025", **params))
    assert not app.exception and "crítico" in heading(app)
    shown = everything(app)
    for word in {"bandwidth_m": "densidad a 200 m", "epsg": "EPSG:24892", "cell_m": "cuadrados de 100 m",
                 "cluster_m": "a 50 m"}.items():
        assert word[0] not in params or word[1] in shown


@pytest.mark.parametrize(("params", "words"), [
    ({"crime": "kidnapping"}, "no se puede decir nada honesto"),
    ({"crime": "family_violence"}, "Ninguna denuncia con estos filtros"),
    ({"audience": "municipal", "period": "2025-01-10..2025-01-20"}, "al menos 3 meses"),
    ({"epsg": "32610"}, "no mide un metro"),
])
def test_what_cannot_be_drawn_says_why(opened: Open, params: dict[str, str], words: str) -> None:
    app = go(opened(**params))
    assert not app.exception
    assert words in everything(app) + " ".join(str(error.value) for error in app.error)


def test_the_municipality_sees_verdicts_without_counts_of_cells(snapshot: engine.Snapshot, opened: Open) -> None:
    found = numbers(snapshot, audience="municipal")
    assert set(found.map.table.columns) == {"cell", "verdict", "longitude", "latitude", "suppressed"}
    counts = found.places.table["count"].dropna().astype(int)
    assert (counts >= policy("municipal").smallest_count).all()
    assert float(found.map.settings["cell_m"]) >= policy("municipal").smallest_cell_m
    app = go(opened(audience="municipal", cell_m="100", spot_look="clusters"))
    assert not app.exception and "de 250 m" in everything(app) and "Agrupaciones" not in everything(app)
    assert "widget.spot_look" not in [group.key for group in app.get("button_group")], "no look but cells"
    with pytest.raises(PolicyError):
        place_site.site(snapshot, YEAR, policy("public"))


def test_a_dense_centre_is_explained_and_the_other_chance_is_one_click_away(opened: Open) -> None:
    app = go(opened())
    assert "Aquí el azar reparte igual" in everything(app)
    app.button(key="hot_spots.within").click().run()
    assert not app.exception and "Aquí el azar reparte igual" not in everything(app)
    app.button(key="hot_spots.by_area").click().run()
    assert not app.exception and "Aquí el azar reparte igual" in everything(app)


def test_coverage_of_chosen_sectors_says_what_it_leaves_out(snapshot: engine.Snapshot) -> None:
    cautions = [{caution.key for caution in numbers(snapshot, YEAR.but(places=places)).map.cautions}
                for places in ((), ("sector:ICA-S4",))]
    assert "sector_needs_point" not in cautions[0] and "sector_needs_point" in cautions[1]


def test_cells_are_as_many_as_a_browser_bears(snapshot: engine.Snapshot) -> None:
    here = place_site.site(snapshot, YEAR, policy("command"))
    for size in place_site.sizes(here, policy("command")):
        assert here.ground.area.area / (size**2 * 0.866) <= int(settings.value("places.most_cells"))
