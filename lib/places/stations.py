"""Stations: points with a name, to be marked on the map. A list (CSV, workbook) or a map file of points."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import geopandas
import numpy as np
import shapely

from lib import settings
from lib.errors import FileError, Problems
from lib.places.archives import ZIP_MARK, base_name, members, read_all
from lib.places.book import plain
from lib.places.polygon_files import PolygonFile, as_text, by_heading, column_guesses, look
from lib.places.polygons import in_degrees
from lib.places.sheets import OLE_MARK, sheets

PUNCTUAL = ("Point", "MultiPoint")


@dataclass(frozen=True)
class StationSet:
    """Named points in WGS 84 degrees: (name, longitude, latitude)."""

    name: str
    stations: tuple[tuple[str, float, float], ...]

    def __len__(self) -> int:
        return len(self.stations)

    def payload(self) -> dict[str, Any]:
        """The event's payload, ready for JSON."""
        return {"name": self.name, "stations": [list(station) for station in self.stations]}

    @staticmethod
    def from_payload(payload: Mapping[str, Any]) -> StationSet:
        """The set that ``payload`` describes."""
        rows = tuple((str(name), float(x), float(y)) for name, x, y in payload["stations"])
        return StationSet(str(payload.get("name") or ""), rows)


@dataclass(frozen=True)
class StationReading:
    """What came of a file of stations: the set, every problem, rows read and the coordinate system."""

    stations: StationSet
    problems: Problems
    rows_read: int
    crs: str


def read(name: str, stream: BinaryIO, *, crs: str | int | None = None) -> StationReading:
    """Which stations does this file name, and where are they?

    A map file (GeoJSON, GeoPackage, KML, zipped shapefile) of points with a name column, or a table (CSV, workbook) with
    columns of name, latitude and longitude; which ones they are says ``data/reference/polygon_columns.toml``.
    crs  of the points when they are not degrees
    Rows without a name or a point are rejected; equal name and point once more are counted once. FileError when
    nothing is left, or when there are more than ``places.stations``.
    """
    content = read_all(name, stream)
    file = base_name(name)
    problems = Problems()
    opened, rows = _opened(file, content)
    frame, stated = in_degrees(opened, crs, problems)
    column = opened.name_column
    if column is None:
        raise FileError("stations_no_name", file=file, known=", ".join(opened.columns) or "–")
    kept: dict[tuple[str, float, float], None] = {}
    for number, (called, point) in enumerate(zip(frame[column].map(as_text), frame.geometry, strict=True), start=2):
        words = " ".join(called.split())
        if point is None or point.is_empty or point.geom_type not in PUNCTUAL:
            problems.add("station_without_point", "reject", row=number, column=column, value=words)
        elif not words:
            problems.add("station_without_name", "reject", row=number, column=column)
        else:
            middle = point.centroid
            station = (words, round(float(middle.x), 6), round(float(middle.y), 6))
            if station in kept:
                problems.add("station_repeated", "info", row=number, column=column, value=words)
            kept[station] = None
    if not kept:
        raise FileError("stations_none", file=file)
    limit = int(settings.value("places.stations"))
    if len(kept) > limit:
        raise FileError("stations_too_many", file=file, stations=len(kept), limit=limit)
    return StationReading(StationSet(file.rsplit(".", 1)[0], tuple(kept)), problems, rows, stated)


def _opened(file: str, content: bytes) -> tuple[PolygonFile, int]:
    """The file as features of points, whether it is a map or a table; and how many rows it has."""
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    workbook = content.startswith(OLE_MARK) or (
        content.startswith(ZIP_MARK) and "[content_types].xml" in members(file, content)
    )
    vector = content.startswith((b"SQLite format 3\x00", ZIP_MARK)) or start.startswith((b"{", b"<"))
    if vector and not workbook:
        found = look(file, io.BytesIO(content), shapes=PUNCTUAL, none="stations_none")
        named = by_heading(found.columns, column_guesses()["stations"]["name"])
        column = named[0] if named else found.name_column
        return PolygonFile(
            found.name, found.kind, found.layers, found.layer, found.features, found.columns, found.crs, None, column,
            found.preview, found.frame,
        ), found.features
    return _table(file, content)


def _table(file: str, content: bytes) -> tuple[PolygonFile, int]:
    """The first table with columns of name, latitude and longitude."""
    limit = int(settings.value("places.heading_rows"))
    for sheet, cells in sheets(file, content, unreadable="stations_unreadable"):
        for start, heading in enumerate(cells[:limit]):
            columns = _columns(heading)
            if columns is None:
                continue
            rows = [row for row in cells[start + 1:] if any(row)]
            name, latitude, longitude = columns
            x, y = ([_number(row[place]) for row in rows] for place in (longitude, latitude))
            points = [
                None if np.isnan(one) or np.isnan(other) or (one == 0 and other == 0) else shapely.Point(one, other)
                for one, other in zip(x, y, strict=True)
            ]
            frame = geopandas.GeoDataFrame(
                {heading[name]: [row[name] for row in rows]}, geometry=geopandas.GeoSeries(points)
            )
            return PolygonFile(
                file, "table", (sheet,), sheet, len(rows), (heading[name],), None, None, heading[name],
                frame[[heading[name]]].head(20), frame,
            ), len(rows)
    raise FileError("stations_no_columns", file=file)


def _columns(heading: Sequence[str]) -> tuple[int, int, int] | None:
    """Positions of name, latitude and longitude in a heading; None when one of them is not there."""
    words, named = column_guesses()["stations"], [plain(cell) for cell in heading]
    found = [
        next((named.index(plain(word)) for word in words[part] if plain(word) in named), None)
        for part in ("name", "latitude", "longitude")
    ]
    name, latitude, longitude = found
    if name is None or latitude is None or longitude is None:
        return None
    return name, latitude, longitude


def _number(text: str) -> float:
    """A coordinate as written ('-14.06', '-14,06', '8 444 120'); NaN when it is none."""
    plain_text = re.sub(r"[\s\u00a0]", "", text).replace("−", "-")
    if "," in plain_text and "." not in plain_text:
        plain_text = plain_text.replace(",", ".")
    try:
        return float(plain_text)
    except ValueError:
        return float("nan")
