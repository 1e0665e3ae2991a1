"""Do the polygons divide their ground once and wholly? Areas, overlaps and gaps in square kilometres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from lib import settings
from lib.places.polygon_set import CRS

EQUAL_AREA = "EPSG:6933"
"""For ground wider than a UTM zone serves (6 degrees): a cylindrical projection that keeps areas."""

WIDEST_UTM = 6.0


def project(shapes: Sequence[Any]) -> tuple[npt.NDArray[np.object_], str]:
    """The shapes in metres: in the UTM zone of their middle, or in an equal-area projection when wider than 6 degrees.

    shapes   polygons in WGS 84 degrees
    Returns the projected shapes and the name of the coordinate system.
    """
    series = geopandas.GeoSeries(list(shapes), crs=CRS)
    west, _, east, _ = series.total_bounds
    system = series.estimate_utm_crs().to_string() if east - west <= WIDEST_UTM else EQUAL_AREA
    moved = np.asarray(series.to_crs(system).values, dtype=object)
    invalid = ~shapely.is_valid(moved)  # a projection may fold a sliver over
    moved[invalid] = shapely.make_valid(moved[invalid], method="structure", keep_collapsed=False)
    return moved, system


def overlaps(codes: Sequence[str], shapes: npt.NDArray[np.object_]) -> pd.DataFrame:
    """Which polygons claim the same ground?

    shapes  projected polygons, metres; ``codes`` in their order
    Returns code_a, code_b, area_km2 of each pair that shares at least ``places.overlap_km2``, largest first.
    """
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    area = shapely.area(shapely.intersection(shapes[first], shapes[second])) / 1e6
    found = pd.DataFrame({
        "code_a": np.asarray(codes, dtype=object)[first], "code_b": np.asarray(codes, dtype=object)[second],
        "area_km2": area,
    })
    found = found[found["area_km2"] >= settings.value("places.overlap_km2")]
    return found.sort_values(["area_km2", "code_a", "code_b"], ascending=[False, True, True], ignore_index=True)


def gaps(shapes: npt.NDArray[np.object_], system: str) -> pd.DataFrame:
    """Which ground between the polygons belongs to none?

    shapes  projected polygons in ``system``
    Returns longitude, latitude (a point inside), area_km2 of each enclosed hole of at least ``places.gap_km2``, largest
    first. Only holes that the polygons enclose can be known; ground outside them all is not a gap.
    """
    whole = shapely.union_all(shapes)
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(whole) if part.geom_type == "Polygon" for ring in part.interiors
    ]
    area = shapely.area(np.array(holes, dtype=object)) / 1e6 if holes else np.array([])
    large = [hole for hole, km2 in zip(holes, area, strict=True) if km2 >= settings.value("places.gap_km2")]
    points = geopandas.GeoSeries([shapely.point_on_surface(hole) for hole in large], crs=system).to_crs(CRS)
    found = pd.DataFrame({
        "longitude": points.x if len(points) else [], "latitude": points.y if len(points) else [],
        "area_km2": [hole.area / 1e6 for hole in large],
    })
    return found.sort_values("area_km2", ascending=False, ignore_index=True)
