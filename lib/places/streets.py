"""Streets: lines with their names, to be drawn quietly under the sectors and to say where a place is.

A street layer is a drawing aid and a gazetteer: no complaint is moved to it, and no count depends on it.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import shapely

from lib import settings
from lib.errors import FileError, Problems, UsageError
from lib.places.book import plain
from lib.places.polygon_files import PolygonFile, as_text, by_heading, column_guesses, look
from lib.places.polygons import in_degrees

LINEAR = ("LineString", "MultiLineString", "LinearRing")
MICRO = 1e-6
"""Stored to a millionth of a degree: 11 cm."""


@dataclass(frozen=True, eq=False)
class StreetLayer:
    """Lines in WGS 84 degrees.

    name     what the layer is called: the file's name without its ending
    names    the different street names
    name_of  for each line the position of its name in ``names``; -1 when it has none
    lines    shapely LineStrings
    """

    name: str
    names: tuple[str, ...]
    name_of: npt.NDArray[np.int32] = field(repr=False)
    lines: npt.NDArray[np.object_] = field(repr=False)

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def _tree(self) -> Any:
        return shapely.STRtree(self.lines)

    def near(self, longitude: float, latitude: float, within_m: float) -> tuple[str, ...]:
        """Names of the (at most two) nearest named streets within so many metres: 'on A', or 'A and B' at a corner."""
        shrink = max(float(np.cos(np.radians(latitude))), 0.01)
        reach = within_m / METRES_PER_DEGREE
        box = shapely.box(
            longitude - reach / shrink, latitude - reach, longitude + reach / shrink, latitude + reach
        )
        found = [i for i in self._tree.query(box) if self.name_of[i] >= 0]
        if not found:
            return ()

        def flat(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            return np.column_stack([(points[:, 0] - longitude) * shrink, points[:, 1] - latitude]) * METRES_PER_DEGREE

        away = shapely.distance(shapely.transform(self.lines[found], flat), shapely.Point(0, 0))
        out: list[str] = []
        for position in np.argsort(away, kind="stable"):
            called = self.names[self.name_of[found[position]]]
            if away[position] <= within_m and called not in out:
                out.append(called)
        return tuple(out[:2])

    def payload(self) -> dict[str, Any]:
        """The event's payload, ready for JSON: whole millionths of a degree, each step from the one before, packed."""
        points, owner = shapely.get_coordinates(self.lines, return_index=True)
        whole = np.round(points / MICRO).astype(np.int32)
        steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int32))
        lengths = np.bincount(owner, minlength=len(self.lines)).astype(np.int32)
        return {
            "name": self.name, "names": list(self.names), "name_of": _packed(self.name_of), "lengths": _packed(lengths),
            "steps": _packed(steps.astype(np.int32)),
        }

    @staticmethod
    def from_payload(payload: Mapping[str, Any]) -> StreetLayer:
        """The layer that ``payload`` describes."""
        points = np.cumsum(_unpacked(payload["steps"]).reshape(-1, 2), axis=0, dtype=np.int64) * MICRO
        owner = np.repeat(np.arange(len(lengths := _unpacked(payload["lengths"]))), lengths)
        return StreetLayer(
            str(payload.get("name") or ""), tuple(payload["names"]), _unpacked(payload["name_of"]),
            np.asarray(shapely.linestrings(points, indices=owner), dtype=object),
        )


METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class StreetReading:
    """What came of a street file: the layer, every problem, features read and accepted, and the coordinate system."""

    streets: StreetLayer
    problems: Problems
    features_read: int
    features_accepted: int
    crs: str

    @property
    def features_rejected(self) -> int:
        return self.features_read - self.features_accepted


def open_file(name: str, stream: BinaryIO, layer: str | None = None) -> PolygonFile:
    """What is in this street file? Its ``name_column`` is the likeliest column of street names, or None."""
    file = look(name, stream, layer, shapes=LINEAR, none="streets_none")
    known = by_heading(file.columns, column_guesses()["streets"]["name"])
    return PolygonFile(
        file.name, file.kind, file.layers, file.layer, file.features, file.columns, file.crs, None,
        known[0] if known else None, file.preview, file.frame,
    )


def read(
    file: PolygonFile, *, name_column: str | None = None, crs: str | int | None = None
) -> StreetReading:
    """Which streets does this file draw, and what is wrong with it?

    file         what ``open_file`` gave
    name_column  overrules the guess
    crs          coordinate system when the file does not say it, or says it wrongly
    Features without geometry or of points and areas are rejected; names that mean "none" (S/N) are no names; lines are
    simplified to ``places.street_metres``. FileError when no line is left, when there are more than
    ``places.street_lines``, or when the coordinate system is missing or impossible.
    """
    column = name_column or file.name_column
    if column is not None and column not in file.columns:
        raise UsageError("polygons_unknown_column", column=column, known=", ".join(file.columns))
    problems = Problems()
    frame, stated = in_degrees(file, crs, problems)
    shapes = np.asarray(frame.geometry.values, dtype=object)
    kinds = np.asarray(frame.geometry.geom_type.fillna(""), dtype=object)
    linear = np.isin(kinds, LINEAR) & ~shapely.is_empty(shapes)
    numbers = np.flatnonzero(~linear) + 1
    problems.add_many("street_not_a_line", "reject", numbers.tolist(), "", kinds[~linear].tolist())
    if not linear.any():
        raise FileError("streets_none", file=file.name)
    lines, owner = shapely.get_parts(shapely.force_2d(shapes[linear]), return_index=True)
    limit = int(settings.value("places.street_lines"))
    if len(lines) > limit:
        raise FileError("streets_too_many", file=file.name, lines=len(lines), limit=limit)
    called = _names(frame[column][linear].map(as_text).tolist()) if column else [""] * int(linear.sum())
    names = tuple(sorted({name for name in called if name}))
    place = {name: position for position, name in enumerate(names)}
    name_of = np.array([place.get(name, -1) for name in called], dtype=np.int32)[owner]
    nameless = int((name_of < 0).sum())
    if nameless:
        problems.add("streets_nameless", "info", rows=nameless)
    tolerance = float(settings.value("places.street_metres")) / METRES_PER_DEGREE
    lines = np.asarray(shapely.simplify(lines, tolerance), dtype=object)
    layer = StreetLayer(file.name.rsplit(".", 1)[0], names, name_of, lines)
    return StreetReading(layer, problems, file.features, int(linear.sum()), stated)


def _names(raw: list[str]) -> list[str]:
    nameless = {plain(word) for word in column_guesses()["streets"]["nameless"]}
    return ["" if plain(name) in nameless else " ".join(name.split()) for name in raw]


def _packed(numbers: npt.NDArray[np.int32]) -> str:
    return base64.b64encode(zlib.compress(np.ascontiguousarray(numbers, dtype="<i4").tobytes(), 6)).decode("ascii")


def _unpacked(text: str) -> npt.NDArray[np.int32]:
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype="<i4").astype(np.int32)
