"""The demonstration: seeded, calibrated to published totals; every planted thing can be found again in its files."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from lib import catalogue
from lib.demonstration.ica import Demonstration, demonstration, planted
from lib.demonstration.volume import incident_layer_file
from lib.demonstration.world import ica
from lib.places import polygons, population_files
from lib.places.near_repeats import knox
from lib.places.polygon_set import PolygonSet

CENTROID = "GEO FORZADA AL CENTROIDE DE COMISARIA"


@pytest.fixture(scope="module")
def demo() -> Demonstration:
    return demonstration()


@pytest.fixture(scope="module")
def rows(demo: Demonstration) -> pd.DataFrame:
    """The file as written, read as text, with local times; without the rows planted to be rejected."""
    table = pd.read_csv(io.BytesIO(demo.complaints), dtype=str, keep_default_na=False)
    table = table.iloc[: demo.planted["rows"]].copy()
    table["local"] = pd.to_datetime(table["fecha_hora_hecho"], format="ISO8601").dt.tz_convert("America/Lima")
    table["lon"] = pd.to_numeric(table["long_hecho"])
    table["lat"] = pd.to_numeric(table["lat_hecho"])
    table["group"] = table["modalidad_hecho"].map({kind.modalidad: kind.group for kind in ica().kinds})
    return table


@pytest.fixture(scope="module")
def sectors(demo: Demonstration) -> PolygonSet:
    file = polygons.look("sectores.geojson", io.BytesIO(demo.sectors))
    reading = polygons.read(file, level="sector", synthetic=True)
    assert not len(reading.problems), "the invented sectors tile without overlap or gap"
    return reading.polygons


@pytest.fixture(scope="module")
def located(rows: pd.DataFrame, sectors: PolygonSet, demo: Demonstration) -> pd.DataFrame:
    """Rows with a point of their own, and the sector that holds it."""
    point = demo.planted["filler"]["point"]
    own = rows[rows["lon"].notna() & (rows["observacion"] != CENTROID)
               & ~((rows["lon"] == point[0]) & (rows["lat"] == point[1]))].copy()
    codes = np.array([*sectors.codes, ""])
    own["sector"] = codes[sectors.assign(own["lon"], own["lat"])]
    return own


def test_the_same_seed_gives_the_same_bytes(demo: Demonstration) -> None:
    demonstration.cache_clear()
    again = demonstration()
    assert again.complaints == demo.complaints and again.sectors == demo.sectors
    assert demonstration(1).complaints != demo.complaints


def test_published_totals_by_year_and_modality(rows: pd.DataFrame, demo: Demonstration) -> None:
    """Crimes of each year and modality are exactly as many as MININTER published for the district of Ica."""
    known = rows.assign(group=rows["group"].fillna("Otros"))  # the label that no catalogue knows was taken from them
    counted = known.groupby([known["local"].dt.year, "group"]).size()
    for year, groups in demo.planted["published"].items():
        assert {group: counted.get((year, group), 0) for group in groups} == groups
    assert demo.planted["published"][2022]["Hurto"] == 2000 and sum(demo.planted["published"][2023].values()) == 12127
    assert (known["group"] == "No delito").sum() == demo.planted["non_crimes"]["rows"]


def test_everything_says_synthetic(demo: Demonstration, rows: pd.DataFrame) -> None:
    assert set(rows["fuente"]) == {"SINTETICO"} and rows["direccion_hecho"].str.contains("SINTETICO").all()
    features = json.loads(demo.sectors)["features"]
    assert all("sintético" in feature["properties"]["nota"] for feature in features)


def test_the_hot_spot(located: pd.DataFrame, demo: Demonstration) -> None:
    """Theft and robbery are far denser inside the circle than in the rest of its sector, and in the evening there."""
    spot = demo.planted["hot_spot"]
    crimes = located[located["group"].isin(["Hurto", "Robo"]) & (located["sector"] == spot["sector"])]
    east = (crimes["lon"] - spot["longitude"]) * 111_320 * np.cos(np.radians(spot["latitude"]))
    north = (crimes["lat"] - spot["latitude"]) * 111_320
    inside = np.hypot(east, north) <= spot["radius_m"] + 1
    assert spot["rows"] <= inside.sum() <= spot["rows"] * 1.1
    shape = ica().shapes[ica().sectors.index(spot["sector"])]
    share_of_ground = np.pi * (spot["radius_m"] / 111_320) ** 2 / shape.area
    assert inside.mean() > 20 * share_of_ground
    hour = crimes["local"].dt.hour
    evening = hour.between(spot["hours"][0], spot["hours"][1] - 1)
    assert evening[inside].mean() > 0.6 > 2 * evening[~inside].mean()


def test_the_change(located: pd.DataFrame, demo: Demonstration) -> None:
    change = demo.planted["change"]
    robbery = located[(located["group"] == change["group"]) & (located["sector"] == change["sector"])]
    after = robbery["local"] >= pd.Timestamp(change["start"], tz="America/Lima")
    assert (~after).sum() / 30 == pytest.approx(change["per_month_before"])
    assert after.sum() / 23 == pytest.approx(change["per_month_after"])
    assert change["per_month_after"] > 1.4 * change["per_month_before"]
    others = located[(located["group"] == change["group"]) & (located["sector"] != change["sector"])]
    late = others["local"] >= pd.Timestamp(change["start"], tz="America/Lima")
    assert late.sum() / 23 < (~late).sum() / 30, "everywhere else robbery fell, as the published totals did"


def test_the_near_repeats(located: pd.DataFrame, demo: Demonstration) -> None:
    """Thefts close in place are close in time more often than when their days are shuffled."""
    planted = demo.planted["near_repeats"]
    thefts = located[(located["group"] == planted["group"]) & (located["sector"] != "ICA-S4")]
    assert 0.09 < planted["rows"] / (located["group"] == planted["group"]).sum() < 0.13
    x, y = thefts["lon"] * 111_320 * np.cos(np.radians(-14.07)), thefts["lat"] * 111_320
    day = thefts["local"].dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    table = knox(x, y, day, space=(0, 100, 200), time=(0, planted["days"] + 1, 14), distance="euclidean",
                 permutations=199, seed=1, level=0.95, most_pairs=10_000_000).table
    assert table["verdict"].tolist() == ["more", "no_evidence", "no_evidence", "no_evidence"]
    assert table["pairs"][0] > 2 * table["expected"][0]


def test_the_piles(rows: pd.DataFrame, located: pd.DataFrame, demo: Demonstration) -> None:
    planted_things = demo.planted
    assert (rows["fecha_hora_hecho"].str.endswith("T05:00:00Z")).sum() == planted_things["unknown_hour"]["rows"]
    assert (rows["observacion"] == CENTROID).sum() == planted_things["station_centroid"]["rows"]
    assert rows["lon"].isna().sum() == planted_things["no_point"]["rows"]
    point = planted_things["filler"]["point"]
    filler = rows[(rows["lon"] == point[0]) & (rows["lat"] == point[1])]
    assert len(filler) == planted_things["filler"]["rows"] >= 500
    assert filler["direccion_hecho"].nunique() >= 100 and set(filler["observacion"]) == {"SIN OBSERVACION"}
    assert located["sector"].value_counts().to_dict() == {
        **planted_things["sectors"], "": planted_things["outside"]["rows"]}


def test_late_registrations(rows: pd.DataFrame, demo: Demonstration) -> None:
    registered = pd.to_datetime(rows["fecha_hora_registro_hecho"].astype("int64"), unit="ms", utc=True)
    lag = registered - rows["local"]
    assert (lag >= pd.Timedelta(0)).all()
    assert (lag > pd.Timedelta(days=30)).sum() == pytest.approx(demo.planted["late"]["rows"], rel=0.05)
    assert registered.max() < pd.Timestamp(demo.edition, tz="America/Lima") + pd.Timedelta(days=1)


def test_one_label_is_unknown_and_all_others_are_not(rows: pd.DataFrame, demo: Demonstration) -> None:
    labels = rows[["modalidad_hecho", "subtipo_hecho", "tipo_hecho"]].value_counts()
    unknown = {each for each in labels.index if catalogue.resolve(each, "incident_layer")[0] is None}
    assert {each[0] for each in unknown} == {demo.planted["unknown_label"]["label"]}
    assert sum(labels[each] for each in unknown) == demo.planted["unknown_label"]["rows"]
    assert all(catalogue.resolve(each, "incident_layer")[1] is None for each in set(labels.index) - unknown)


def test_planted_groups_are_the_catalogue_types() -> None:
    """A page that counts theft finds the published number of 'Hurto': each group maps to types of its own."""
    types: dict[str, set[str]] = {}
    for kind in ica().kinds:
        code = catalogue.resolve([kind.modalidad, kind.subtipo, kind.tipo])[0]
        assert code is not None
        types.setdefault(kind.group, set()).add(catalogue.type_of(code))
    assert types["Hurto"] == {"theft"} and types["Robo"] == {"robbery"} and types["Estafa"] == {"fraud"}
    assert not any(a & b for x, a in types.items() for y, b in types.items() if x < y)


def test_population(demo: Demonstration) -> None:
    reading = population_files.read("poblacion.csv", io.BytesIO(demo.population))
    assert reading.table.for_year("110101", 2017) == (150280, 2017, "INEI, Censos Nacionales 2017")
    for year in (2018, 2022):
        values = [reading.table.for_year(code, year) for code in ica().sectors]
        assert sum(value[0] for value in values if value) == reading.table.for_year("110101", year)[0]  # type: ignore[index]


def test_planted_is_plain_data() -> None:
    def plain(node: Any) -> bool:
        if isinstance(node, dict):
            return all(map(plain, node.values()))
        return isinstance(node, str | int | float) or isinstance(node, tuple) and all(map(plain, node))

    assert plain(planted())


def test_files_of_any_size() -> None:
    """300,001 rows cross a chunk; ids stay unique, the shares are as asked, and every located point is in Ica."""
    out, again = io.BytesIO(), io.BytesIO()
    incident_layer_file(out, 300_001, seed=5, centroid_share=0.4)
    incident_layer_file(again, 300_001, seed=5, centroid_share=0.4)
    assert out.getvalue() == again.getvalue()
    columns = ["id_dgc", "observacion", "lat_hecho", "long_hecho", "ano_hecho"]
    table = pd.read_csv(io.BytesIO(out.getvalue()), usecols=columns)
    assert len(table) == 300_001 and table["id_dgc"].is_unique
    assert (table["observacion"] == CENTROID).mean() == pytest.approx(0.4, abs=0.005)
    assert set(table["ano_hecho"]) == set(range(2018, 2026))
    box = shapely.box(-75.95, -14.25, -75.70, -14.00)
    points = table.dropna()
    assert shapely.contains_xy(box, points["long_hecho"], points["lat_hecho"]).all()
