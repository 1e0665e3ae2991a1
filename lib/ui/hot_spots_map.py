"""The ground under every look of the page of hot spots, the numbers on it, and what is opened by choosing one."""

from __future__ import annotations

from lib.figures.map_layers import Layer, Marker, Markers, Outlines
from lib.figures.markup import Drawing
from lib.figures.place_map import draw_map, frame
from lib.storage.engine import Snapshot
from lib.ui import place_ground, place_layers, place_site, visit
from lib.ui.drawing import draw
from lib.ui.hot_spots_numbers import HotSpots
from lib.ui.hot_spots_words import Row
from lib.ui.visit import say

SPOT = "spot"
"""The choice of the visit: the critical place that is opened."""


def draw_look(
    found: HotSpots, snapshot: Snapshot, layer: Layer, alt: str, key: str, extra: tuple[Layer, ...] = ()
) -> Drawing:
    """Shows a layer with the streets, the borders, the stations and the numbers of the critical places; gives the drawing.

    extra  layers in place of those numbers
    """
    here = found.here
    ground, plane = here.ground, here.points.plane
    layers: list[Layer] = [
        layer, *place_layers.streets(snapshot, plane), Outlines(dict(ground.parts) or {"": ground.area}), *extra,
        *place_layers.stations(snapshot, plane, [ground.area]),
    ]
    if not extra:
        layers.append(_numbered(found, snapshot))
    shown = frame([ground.area], crs=place_site.crs_name(here))
    drawing = draw_map(layers, shown, visit.lang(), alt=alt, zoom=True)
    draw(drawing, key, lambda picked: pick(found, picked))
    return drawing


def _numbered(found: HotSpots, snapshot: Snapshot) -> Markers:
    markers = []
    for row in found.places.table.to_dict("records"):
        (x,), (y,) = found.here.points.plane.to_metres([row["longitude"]], [row["latitude"]])
        markers.append(Marker(float(x), float(y), place_name(found, snapshot, row), str(row["rank"]), row["cell"]))
    return Markers(tuple(markers), "number", say("hot_spots.key.place") if markers else "", SPOT)


def place_name(found: HotSpots, snapshot: Snapshot, row: Row) -> str:
    """What people call a critical place: its corner or street, else its sector and degrees."""
    (x,), (y,) = found.here.points.plane.to_metres([row["longitude"]], [row["latitude"]])
    return place_ground.where(snapshot, found.here, float(x), float(y))


def pick(found: HotSpots, picked: str) -> None:
    """A number on the map, a row of the list, or a hot cell: the place that it belongs to is opened."""
    code = picked.partition(":")[2]
    codes = [str(cell) for cell in found.cells.codes]
    rank = int(found.of[codes.index(code)]) if code in codes else -1
    if rank >= 0:
        visit.put(SPOT, str(found.places.table["cell"].iloc[rank]))


def opened_rank(found: HotSpots) -> int:
    """The place that is opened: the one of the visit, else the first."""
    places = [str(code) for code in found.places.table["cell"]]
    return places.index(visit.get(SPOT)) if visit.get(SPOT) in places else 0
