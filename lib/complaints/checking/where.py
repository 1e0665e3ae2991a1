"""Where on the map: coordinates in WGS 84 degrees, and how far each may be trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyproj import Transformer

from lib import catalogue
from lib.complaints.checking.raw import RawColumns
from lib.complaints.checking.rejections import Mask
from lib.complaints.columns import LOCATION_QUALITIES
from lib.complaints.reading.evidence import coordinate_system
from lib.complaints.reading.understanding import Understood
from lib.complaints.written.numbers import missing_mask, read_numbers

NONE, OUTSIDE = LOCATION_QUALITIES.index("none"), LOCATION_QUALITIES.index("outside")
WORLD = (-180.0, -90.0, 180.0, 90.0)
Degrees = npt.NDArray[np.float64]


@dataclass
class Points:
    """Degrees (NaN without a usable point), quality (position in LOCATION_QUALITIES), the text and what is doubtful."""

    latitude: Degrees
    longitude: Degrees
    quality: npt.NDArray[np.int64]
    raw: pa.Array
    doubts: list[tuple[str, Mask, str, pa.Array]]


class PointReader:
    """Reads the coordinates of batches of one file."""

    def __init__(self, understood: Understood) -> None:
        self._understood = understood
        layout = understood.format
        self._box = (layout.box if layout and layout.box else None) or WORLD
        self._quality = LOCATION_QUALITIES.index(layout.location_quality if layout else "none")
        notes = layout.location_notes if layout else {}
        self._notes = {catalogue.normalise(note): LOCATION_QUALITIES.index(quality) for note, quality in notes.items()}
        system = coordinate_system(understood.crs)
        self._geographic = system.is_geographic
        same = system.equals(coordinate_system("EPSG:4326"), ignore_axis_order=True)
        self._to_degrees = None if same else Transformer.from_crs(system, "EPSG:4326", always_xy=True)

    def read(self, raw: RawColumns) -> Points:
        """The points of a batch. A row is never rejected for its point: it is counted without one.

        Qualities given here: the format's own for a usable point, the note's where a note says so, 'outside' for a point
        out of the format's box, 'none' without a usable one.
        """
        rows = raw.rows
        if not raw.has("latitude") or not raw.has("longitude"):
            return Points(np.full(rows, np.nan), np.full(rows, np.nan), np.full(rows, NONE),
                          pa.nulls(rows, pa.string()), [])
        texts_y, texts_x = raw.text("latitude"), raw.text("longitude")
        y, y_read = self._numbers(texts_y)
        x, x_read = self._numbers(texts_x)
        if self._understood.swapped:
            y, x, y_read, x_read = x, y, x_read, y_read
        written = pc.binary_join_element_wise(texts_y, texts_x, ", ")
        missing_y, missing_x = missing_mask(texts_y), missing_mask(texts_x)
        read = y_read & x_read
        heading = f"{raw.heading('latitude')}, {raw.heading('longitude')}"
        zero = read & (x == 0) & (y == 0)
        usable = read & ~zero
        lon, lat = x, y
        if self._to_degrees is not None and usable.any():
            lon, lat = np.full(rows, np.nan), np.full(rows, np.nan)
            lon[usable], lat[usable] = self._to_degrees.transform(x[usable], y[usable], errcheck=False)
            lon, lat = np.where(np.isfinite(lon), lon, np.nan), np.where(np.isfinite(lat), lat, np.nan)
        inside = usable & self._inside(lat, lon)
        changed = usable & ~inside & self._geographic & self._inside(lon, lat) & (self._box != WORLD)
        # degrees where metres are, or metres where degrees are
        metres = usable & ~inside & ~changed & self._geographic & (np.abs(x) > 400) & (np.abs(y) > 400)
        outside = usable & ~inside & ~changed & ~metres
        unread = ~read & ~(missing_y & missing_x)
        quality = np.full(rows, NONE)
        quality[inside] = self._quality
        quality[outside] = OUTSIDE
        if raw.in_file("location_note") and self._notes:
            self._mark_notes(raw, inside, quality)
        doubts: list[tuple[str, Mask, str, pa.Array]] = [
            ("coordinates_unreadable", unread, heading, written), ("coordinates_zero", zero, heading, written),
            ("coordinates_look_swapped", changed, heading, written), ("coordinates_metres", metres, heading, written),
            ("coordinates_outside", outside, heading, written),
        ]
        if (missing_y & missing_x).any():
            written = pc.if_else(pa.array(missing_y & missing_x), pa.scalar(None, pa.string()), written)
        nowhere = ~inside
        return Points(np.where(nowhere, np.nan, lat), np.where(nowhere, np.nan, lon), quality, written, doubts)

    def _inside(self, latitude: Degrees, longitude: Degrees) -> Mask:
        west, south, east, north = self._box
        return (latitude >= south) & (latitude <= north) & (longitude >= west) & (longitude <= east)

    def _numbers(self, texts: pa.Array) -> tuple[Degrees, Mask]:
        values, read = read_numbers(texts, self._understood.decimal)
        if read.all():
            return values, read
        for position in np.flatnonzero(~read & ~missing_mask(texts)):
            degrees = from_sexagesimal(texts[int(position)].as_py())
            if degrees is not None:
                values[position], read[position] = degrees, True
        return values, read

    def _mark_notes(self, raw: RawColumns, inside: Mask, quality: npt.NDArray[np.int64]) -> None:
        which, notes = raw.distinct("location_note")
        for number, note in enumerate(notes):
            found = self._notes.get(catalogue.normalise(note))
            if found is not None:
                quality[inside & (which == number)] = found


def from_sexagesimal(text: str) -> float | None:
    """Degrees from 14°04'05.2"S and its like (O and W are west); None when it is not such a text.

    >>> from_sexagesimal('14° 3\\' 36" S')
    -14.06
    """
    match = re.fullmatch(
        r"\s*([+-]?\d{1,3})\s*[°ºd:\s]\s*(\d{1,2})\s*['’′:\s]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"”″]|'')?)?\s*([NSEWO])?\s*",
        text, re.IGNORECASE,
    )
    if match is None:
        return None
    degrees, minutes = abs(int(match[1])), int(match[2])
    seconds = float((match[3] or "0").replace(",", "."))
    if minutes >= 60 or seconds >= 60:
        return None
    value = degrees + minutes / 60 + seconds / 3600
    south_or_west = (match[4] or "").upper() in ("S", "W", "O") or match[1].startswith("-")
    return round(-value if south_or_west else value, 9)
