"""PlaceBook: names, codes and searches over the bundled table, and what the store's events add to it."""

from __future__ import annotations

import json
import tomllib
from types import SimpleNamespace

import pytest
import shapely

from lib.places.book import TABLE, PlaceBook, plain
from lib.places.polygon_set import PolygonSet
from lib.places.population import PopulationTable

BOX = shapely.box


def two_sectors(district: str = "110101", prefix: str = "S", west: float = -75.75) -> PolygonSet:
    return PolygonSet(
        "sector", (f"{prefix}1", f"{prefix}2"), ("Sector 1", "Sector 2"),
        (BOX(west, -14.10, west + 0.01, -14.05), BOX(west + 0.01, -14.10, west + 0.02, -14.05)), district=district,
    )


@pytest.fixture(scope="module")
def book() -> PlaceBook:
    return PlaceBook()


def test_the_table_has_what_its_papers_say(book: PlaceBook) -> None:
    papers = tomllib.loads(TABLE.with_suffix(".toml").read_text(encoding="utf-8"))["places"]
    assert len(book.codes("department")) == papers["departments"] == 25
    assert len(book.codes("province")) == papers["provinces"] == 196
    assert len(book.codes("district")) == papers["districts"] == 1890


def test_every_place_lies_in_one_that_exists(book: PlaceBook) -> None:
    for level, up in (("province", "department"), ("district", "province")):
        assert not [code for code in book.codes(level) if not book.exists(up, code[:-2])]
    assert all(book.name("district", code).strip() for code in book.codes("district"))


def test_names(book: PlaceBook) -> None:
    assert book.name("district", "110102") == "La Tinguiña"
    assert book.name("district", "999999") == "999999"
    assert book.full_name("district", "110107") == "Pueblo Nuevo (Ica, Ica)"
    assert not book.exists("district", "100101999")


def test_the_district_of_ica_is_the_one_of_inei(book: PlaceBook) -> None:
    """INEI 110101 is Ica; RENIEC's 100101 for it is a district of Huánuco in INEI's table."""
    assert book.name("district", "110101") == "Ica"
    assert book.full_name("district", "100101").endswith("(Huánuco, Huánuco)")


@pytest.mark.parametrize(("text", "code"), [("110101", "110101"), (" 40112 ", "040112"), ("40112.0", "040112"),
                                            ("0401", None), ("999999", None), ("", None)])
def test_a_lost_leading_zero_is_mended(book: PlaceBook, text: str, code: str | None) -> None:
    assert book.repair_code("district", text) == code


def test_find_needs_the_place_around_an_ambiguous_name(book: PlaceBook) -> None:
    assert book.find("district", "PUEBLO NUEVO") is None
    assert book.find("district", "pueblo nuevo", "1101") == "110107"
    assert book.find("district", "LA TINGUINA") == book.find("district", "La Tinguiña") == "110102"
    assert book.find("province", "LIMA METROPOLITANA") == book.find("province", "Lima") == "1501"


def test_search_gives_the_three_called_ica_first(book: PlaceBook) -> None:
    found = [(place.level, place.code) for place in book.search("ICA")]
    assert found[:3] == [("department", "11"), ("province", "1101"), ("district", "110101")]
    assert [place.code for place in book.search("40112")] == ["040112"]
    assert book.search("   ") == ()


def test_children(book: PlaceBook) -> None:
    assert len(book.children("province", "1101")) == 14
    assert [p.code for p in book.children("department", "11")] == ["1101", "1102", "1103", "1104", "1105"]
    assert len(book.children("department", "11", "district")) == 43


@pytest.mark.parametrize("shape", [dict, SimpleNamespace])
def test_events_make_a_book(shape: type) -> None:
    def event(kind: str, payload: object) -> object:
        text = json.dumps(payload)
        return {"type": kind, "payload": text} if shape is dict else SimpleNamespace(type=kind, payload=text)

    book = PlaceBook.from_events([
        event("load", {"place_names": {"station": {"CPNP ICA": "CPNP Ica"}, "district": {"110101": "OTRO"}}}),
        event("polygons", two_sectors().payload()),
        event("population", PopulationTable([("S1", 2022, 10, "a")]).payload()),
        event("labels", {"source": "x"}),
    ])
    assert book.name("station", "CPNP ICA") == "CPNP Ica"
    assert book.name("district", "110101") == "Ica", "the bundled name goes before a file's"
    assert [place.name for place in book.children("district", "110101")] == ["Sector 1", "Sector 2"]
    assert book.population_for("S1", 2022) == (10, 2022, "a")
    longitude = [-75.745, -75.735, -70.0, float("nan")]
    assert list(book.assign("sector", longitude, [-14.07] * 4)) == ["S1", "S2", None, None]


def test_a_new_set_replaces_the_old_unless_it_divides_another_district() -> None:
    def book(*sets: PolygonSet) -> PlaceBook:
        return PlaceBook.from_events([{"type": "polygons", "payload": each.payload()} for each in sets])

    first, second, other = two_sectors(), two_sectors(prefix="T"), two_sectors("110106", "P", west=-75.70)
    assert book(first, second).polygon_set("sector") == second.set_id
    both = book(first, other)
    assert both.polygon_set("sector") == f"{first.set_id}+{other.set_id}"
    assert list(both.assign("sector", [-75.745, -75.695], [-14.07, -14.07])) == ["S1", "P1"]
    assert PlaceBook().polygon_set("sector") is None


def test_a_polygon_set_survives_the_store() -> None:
    before = two_sectors()
    after = PolygonSet.from_payload(json.loads(json.dumps(before.payload())))
    assert after.set_id == before.set_id and after.codes == before.codes
    assert all(a.equals(b) for a, b in zip(after.shapes, before.shapes, strict=True))


def test_outline_keeps_seams_closed() -> None:
    book = PlaceBook([two_sectors()])
    drawn = book.outline("sector", tolerance=0.001)
    assert list(drawn["code"]) == ["S1", "S2"] and drawn.crs.to_epsg() == 4326
    assert shapely.coverage_is_valid(list(drawn.geometry))
    assert list(PlaceBook().outline("sector").columns) == ["code", "name", "geometry"]


def test_plain() -> None:
    assert plain("  Ñaña, S.J. de   Lurigancho ") == "NANA S J DE LURIGANCHO"
