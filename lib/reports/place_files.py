"""Places, cells and critical places as files for a map program, a GPS or a phone: GeoJSON, KML, GPX.

Only Released results become files, so that what an audience may not see is in no file either: a hidden number is null in
GeoJSON and left out of the others. Each file carries its papers: what, filters, source, edition, audience, demonstration.
Coordinates are WGS 84 degrees to a tenth of a metre, as the three standards want them.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as xml  # written only, never read
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import shapely

from lib.complaints.filters import PlaceName
from lib.privacy.release import Released
from lib.reports.table_file import papers

Say = Callable[[str], str]
DIGITS = 6
KINDS = {"geojson": "application/geo+json", "kml": "application/vnd.google-earth.kml+xml", "gpx": "application/gpx+xml"}
"""Endings of the files and their media types."""


def geojson(
    released: Released, shapes: Mapping[str, Any], lang: str, title: str, *, name: Say, place_name: PlaceName | None = None
) -> bytes:
    """The rows that have a shape, each with every column as an attribute (RFC 7946).

    released  one dimension: the code of the place or cell
    shapes    polygons, lines or points in WGS 84 degrees, by code
    name      code -> what people call it
    """
    features = [
        {
            "type": "Feature", "id": code,
            "properties": {"name": name(code), **{key: _plain(value) for key, value in row.items()}},
            "geometry": shapely.geometry.mapping(shapely.orient_polygons(_rounded(shape))),
        }
        for code, shape, row in _rows(released, shapes)
    ]
    collection = {
        "type": "FeatureCollection", "name": title, "description": _papers(released, lang, title, place_name),
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def kml(
    released: Released, shapes: Mapping[str, Any], lang: str, title: str, *, name: Say, say: Say,
    place_name: PlaceName | None = None,
) -> bytes:
    """The same for Google Earth and phones: each place with ``say(code)`` as its description (OGC KML 2.2)."""
    root = xml.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = xml.SubElement(root, "Document")
    _text(document, "name", title)
    _text(document, "description", "\n".join(_papers(released, lang, title, place_name)))
    style = xml.SubElement(document, "Style", id="place")
    line, fill = xml.SubElement(style, "LineStyle"), xml.SubElement(style, "PolyStyle")
    _text(line, "color", "ff1a74c8")  # aabbggrr: the amber of our maps
    _text(line, "width", "2")
    _text(fill, "color", "661a74c8")
    for code, shape, _ in _rows(released, shapes):
        mark = xml.SubElement(document, "Placemark", id=_identifier(code))
        _text(mark, "name", name(code))
        _text(mark, "description", say(code))
        _text(mark, "styleUrl", "#place")
        _kml_shape(mark, shape)
    return _written(root)


def gpx(
    released: Released, shapes: Mapping[str, Any], lang: str, title: str, *, name: Say, say: Say,
    place_name: PlaceName | None = None,
) -> bytes:
    """A waypoint in the middle of each place, for a GPS (GPX 1.1)."""
    root = xml.Element("gpx", version="1.1", creator="Cuadrante", xmlns="http://www.topografix.com/GPX/1/1")
    about = xml.SubElement(root, "metadata")
    _text(about, "name", title)
    _text(about, "desc", "\n".join(_papers(released, lang, title, place_name)))
    for code, shape, _ in _rows(released, shapes):
        middle = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
        point = xml.SubElement(root, "wpt", lat=f"{middle.y:.{DIGITS}f}", lon=f"{middle.x:.{DIGITS}f}")
        _text(point, "name", name(code))
        _text(point, "desc", say(code))
    return _written(root)


def _rows(released: Released, shapes: Mapping[str, Any]) -> list[tuple[str, Any, dict[str, Any]]]:
    """Code, shape and columns of each row that has a shape, in the order of the table."""
    dim, = released.dims
    table = released.table
    return [
        (str(row[dim]), shapes[str(row[dim])], row)
        for row in ({str(key): value for key, value in one.items()} for one in table.to_dict("records"))
        if not pd.isna(row[dim]) and str(row[dim]) in shapes
    ]


def _papers(released: Released, lang: str, title: str, place_name: PlaceName | None) -> list[str]:
    return papers(released, lang, title, place_name)


def _plain(value: Any) -> Any:
    """A value that JSON has: missing is null, dates are ISO, lists stay lists."""
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if value is None or pd.isna(value):
        return None
    if isinstance(value, (pd.Timestamp,)) or hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def _rounded(shape: Any) -> Any:
    """To a tenth of a metre, without folding anything over."""
    return shapely.set_precision(shapely.force_2d(shape), 10.0**-DIGITS)


def _kml_shape(parent: xml.Element, shape: Any) -> None:
    parts = list(shapely.get_parts(shape))
    holder = parent if len(parts) == 1 else xml.SubElement(parent, "MultiGeometry")
    for part in parts:
        if part.geom_type == "Polygon":
            polygon = xml.SubElement(holder, "Polygon")
            rings = [("outerBoundaryIs", part.exterior), *(("innerBoundaryIs", ring) for ring in part.interiors)]
            for tag, ring in rings:
                _text(xml.SubElement(xml.SubElement(polygon, tag), "LinearRing"), "coordinates", _coordinates(ring))
        else:
            kind = "Point" if part.geom_type == "Point" else "LineString"
            _text(xml.SubElement(holder, kind), "coordinates", _coordinates(part))


def _coordinates(shape: Any) -> str:
    return " ".join(f"{x:.{DIGITS}f},{y:.{DIGITS}f}" for x, y in shapely.get_coordinates(shape))


def _identifier(code: str) -> str:
    """An XML id: letters, digits, '_', '-' and '.', not beginning with a digit."""
    return "p" + "".join(sign if sign.isascii() and (sign.isalnum() or sign in "_-.") else "_" for sign in code)


def _text(parent: xml.Element, tag: str, text: str) -> None:
    allowed = "".join(sign for sign in text if sign in "\t\n" or " " <= sign not in ("\ufffe", "\uffff"))
    xml.SubElement(parent, tag).text = allowed


def _written(root: xml.Element) -> bytes:
    xml.indent(root)
    return xml.tostring(root, encoding="utf-8", xml_declaration=True)
