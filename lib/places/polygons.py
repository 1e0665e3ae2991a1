"""Reading a polygon file as places: repaired polygons in WGS 84, and every problem found on the way.

    file = look("sectores.geojson", stream)                 # layers, columns, guesses, coordinate system
    reading = read(file, level="sector")                    # polygons, problems, areas, overlaps, gaps
    store.add_event("polygons", reading.polygons.payload(), who)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS as ProjCRS
from pyproj.exceptions import CRSError

from lib.complaints.columns import PLACE_LEVELS
from lib.errors import FileError, Problems, UsageError
from lib.places import coverage
from lib.places.book import PlaceBook
from lib.places.polygon_files import PolygonFile, as_text, could_be_degrees, look
from lib.places.polygon_set import CRS, PolygonSet

__all__ = ["PolygonReading", "in_degrees", "look", "read"]

AREAL = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class PolygonReading:
    """What came of a polygon file.

    polygons       the accepted places, ready for the store
    problems       everything found; a rejected feature stands under exactly one rejecting code
    features_read, features_accepted, features_rejected   read = accepted + rejected
    table          one row per place: code, name, area_km2
    overlaps       pairs that claim the same ground: code_a, code_b, area_km2, largest first
    gaps           holes between the polygons: longitude, latitude (a point inside), area_km2, largest first
    area_crs       coordinate system in which areas were measured
    """

    polygons: PolygonSet
    problems: Problems
    features_read: int
    features_accepted: int
    features_rejected: int
    table: pd.DataFrame
    overlaps: pd.DataFrame
    gaps: pd.DataFrame
    area_crs: str


def read(
    file: PolygonFile, *, level: str, code_column: str | None = None, name_column: str | None = None,
    crs: str | int | None = None, district: str = "", set_name: str = "", synthetic: bool = False,
    book: PlaceBook | None = None,
) -> PolygonReading:
    """Which places does this file draw, and what is wrong with it?

    file         what ``look`` gave
    level        the level of the places: sector or district (any of PLACE_LEVELS)
    code_column, name_column   overrule the guesses; a place without a name column is called by its code
    crs          coordinate system when the file does not say it, or says it wrongly: 'EPSG:32718', 32718
    district     ubigeo that the set divides; sets of different districts stand side by side in the store
    book         known places: repairs a ubigeo's lost zero and warns of unknown ones

    Features without geometry, without a code, of points or lines, or with a code used before under another name are
    rejected; invalid outlines are repaired (``shapely.make_valid``, structure method); pieces with the same code and
    name become one place. FileError when the coordinate system is missing or impossible, or when no polygon is left.
    """
    if level not in PLACE_LEVELS:
        raise UsageError("polygons_unknown_level", level=level, known=", ".join(PLACE_LEVELS))
    code_column = _column(file, code_column or file.code_column)
    name_column = _column(file, name_column or file.name_column or code_column)
    problems = Problems()
    frame, stated = in_degrees(file, crs, problems)
    places, features_of = _places(file, frame, level, code_column, name_column, book, problems)
    if not places:
        raise FileError("polygons_none", file=file.name)
    codes = tuple(places)
    polygons = PolygonSet(
        level, codes, tuple(name for name, _ in places.values()), tuple(shape for _, shape in places.values()),
        name=set_name or file.name.rsplit(".", 1)[0], district=district, crs=stated, synthetic=synthetic,
    )
    measured, area_crs = coverage.project(polygons.shapes)
    table = pd.DataFrame({"code": codes, "name": polygons.names, "area_km2": shapely.area(measured) / 1e6})
    overlaps = coverage.overlaps(codes, measured)
    gaps = coverage.gaps(measured, area_crs)
    for row in overlaps.itertuples():
        problems.add("polygons_overlap", "warn", column=f"{row.code_a} / {row.code_b}",
                     value=f"{row.area_km2:.3f} km²", area=f"{overlaps.area_km2.sum():.3f}")
    for row in gaps.itertuples():
        problems.add("polygons_gap", "warn", column=f"{row.latitude:.5f}, {row.longitude:.5f}",
                     value=f"{row.area_km2:.3f} km²", area=f"{gaps.area_km2.sum():.3f}")
    return PolygonReading(
        polygons, problems, file.features, features_of, file.features - features_of, table, overlaps, gaps, area_crs,
    )


def _column(file: PolygonFile, column: str | None) -> str:
    if column is None:
        raise FileError("polygons_no_code_column", file=file.name, known=", ".join(file.columns) or "–")
    if column not in file.columns:
        raise UsageError("polygons_unknown_column", column=column, known=", ".join(file.columns))
    return column


def in_degrees(
    file: PolygonFile, crs: str | int | None, problems: Problems
) -> tuple[geopandas.GeoDataFrame, str]:
    """The features in WGS 84, and the coordinate system that they came in.

    crs  as the person says; None: as the file says, else degrees with a warning when its numbers can be degrees
    FileError when the system is missing, wrong for these numbers, or the axes are swapped.
    """
    frame = file.frame
    stated: Any = crs or file.crs
    if stated is None:
        if not could_be_degrees(frame):
            raise FileError("polygons_crs_missing", file=file.name, value=_first_point(frame))
        stated = CRS
        problems.add("polygons_crs_assumed", "warn", value=_first_point(frame))
    try:
        system = ProjCRS.from_user_input(stated)
    except CRSError as error:
        raise UsageError("polygons_unknown_crs", crs=str(stated)) from error
    if system.is_geographic and not could_be_degrees(frame):
        raise FileError("polygons_crs_missing", file=file.name, value=_first_point(frame))
    if system.is_projected and could_be_degrees(frame):
        raise FileError("polygons_crs_wrong", file=file.name, crs=str(stated))
    moved = frame.set_crs(system, allow_override=True).to_crs(CRS)
    _, south, _, north = moved.total_bounds
    if not np.isfinite(moved.total_bounds[np.isfinite(frame.total_bounds)]).all():
        raise FileError("polygons_crs_wrong", file=file.name, crs=str(stated))
    if north < INHABITED_SOUTH:
        raise FileError("polygons_axes_swapped", file=file.name, value=_first_point(frame))
    authority = system.to_authority()
    return moved, ":".join(authority) if authority else str(system.name)


INHABITED_SOUTH = -60.0
"""Nobody keeps a complaint register farther south: such latitudes are longitudes of the Americas, swapped."""


def _places(
    file: PolygonFile, frame: geopandas.GeoDataFrame, level: str, code_column: str, name_column: str,
    book: PlaceBook | None, problems: Problems,
) -> tuple[dict[str, tuple[str, Any]], int]:
    """{code: (name, shape)} of the accepted features, and how many features were accepted."""
    places: dict[str, tuple[str, Any]] = {}
    accepted = 0
    rows = zip(frame[code_column], frame[name_column], frame.geometry, strict=True)
    for number, (raw_code, raw_name, shape) in enumerate(rows, start=1):
        code, name = as_text(raw_code), as_text(raw_name)
        if book is not None:
            code = _known_code(book, level, code, number, code_column, problems)
        if shape is None or shape.is_empty:
            problems.add("polygon_without_geometry", "reject", row=number, column=code_column, value=code or name)
            continue
        if not code:
            problems.add("polygon_without_code", "reject", row=number, column=code_column, value=name)
            continue
        valid = _valid(shape, number, code, problems)
        if valid is None:
            problems.add("polygon_wrong_type", "reject", row=number, column=code, value=shape.geom_type)
            continue
        if code in places and places[code][0] != (name or code):
            problems.add("polygon_repeated_code", "reject", row=number, column=code_column, value=code)
            continue
        if code in places:
            problems.add("polygon_merged", "info", row=number, column=code_column, value=code)
            valid = shapely.union(places[code][1], valid)
        places[code] = (name or code, valid)
        accepted += 1
    return places, accepted


def _known_code(
    book: PlaceBook, level: str, code: str, number: int, column: str, problems: Problems
) -> str:
    repaired = book.repair_code(level, code)
    if repaired is not None:
        return repaired
    if level in ("department", "province", "district") and code:
        problems.add("polygon_unknown_code", "warn", row=number, column=column, value=code)
    return code


def _valid(shape: Any, number: int, code: str, problems: Problems) -> Any | None:
    """The polygon part of a shape, repaired when its outline crosses itself; None when it has no area."""
    shape = shapely.force_2d(shape)
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        problems.add("polygon_repaired", "warn", row=number, column=code, value=reason)
    if shape.geom_type in AREAL:
        return None if shape.is_empty else shape
    parts: Sequence[Any] = [part for part in shapely.get_parts(shape) if part.geom_type in AREAL]
    return shapely.union_all(parts) if parts else None


def _first_point(frame: geopandas.GeoDataFrame) -> str:
    points = shapely.get_coordinates(frame.geometry.dropna().values[:1])
    return f"{points[0][0]:.6g}, {points[0][1]:.6g}" if len(points) else ""
