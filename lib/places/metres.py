"""Degrees to metres and back: everything about places is measured in metres on one plane, and the plane is named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from lib import settings
from lib.errors import UsageError

WGS84 = 4326
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Projection:
    """A plane in metres. ``name`` is what the register of coordinate systems calls it."""

    epsg: int
    name: str

    def to_metres(self, longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> tuple[Floats, Floats]:
        """x (east) and y (north) in metres of WGS 84 degrees; NaN stays NaN."""
        return _moved(WGS84, self.epsg, longitude, latitude)

    def to_degrees(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude (WGS 84) of metres on this plane."""
        return _moved(self.epsg, WGS84, x, y)

    def shapes_to_metres(self, shapes: Any) -> Any:
        """Shapely geometries in WGS 84 degrees, on this plane."""
        return shapely.transform(shapes, lambda xy: np.column_stack(self.to_metres(xy[:, 0], xy[:, 1])))

    def shapes_to_degrees(self, shapes: Any) -> Any:
        """Shapely geometries on this plane, in WGS 84 degrees."""
        return shapely.transform(shapes, lambda xy: np.column_stack(self.to_degrees(xy[:, 0], xy[:, 1])))


def projection(longitude: npt.ArrayLike, latitude: npt.ArrayLike, epsg: int | None = None) -> Projection:
    """The plane on which these places are measured.

    longitude, latitude   WGS 84 degrees; NaN is passed over, none at all gives the zone of the Greenwich equator
    epsg                  a projected system in metres that the person chose; None: the UTM zone (WGS 84) of the median
                          point, so that a far-off wrong point does not move the map
    Raises UsageError for a number that is no projected system in metres (``places_epsg_unknown``), or one that is wrong
    for this part of the world: where a metre of it is off by more than ``places.scale_error`` (``places_epsg_far``).
    UTM: 6 degrees a zone, scale .9996 in its middle, right to 1 in 1,000 inside it (Snyder 1987, Map Projections, 8).
    """
    lon, lat = np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64)
    known = np.isfinite(lon) & np.isfinite(lat)
    middle = (float(np.median(lon[known])), float(np.median(lat[known]))) if known.any() else (0.0, 0.0)
    if epsg is None:
        zone = int(np.clip((middle[0] + 180) // 6 + 1, 1, 60))
        epsg = (32600 if middle[1] >= 0 else 32700) + zone
        return Projection(epsg, _system(epsg).name)
    system = _system(epsg)
    if not system.is_projected or {axis.unit_name for axis in system.axis_info} != {"metre"}:
        raise UsageError("places_epsg_unknown", epsg=epsg)
    if not _true_at(epsg, *middle):
        raise UsageError("places_epsg_far", epsg=epsg, name=system.name)
    return Projection(epsg, system.name)


@cache
def _system(epsg: int) -> Any:
    try:
        return pyproj.CRS.from_epsg(epsg)
    except pyproj.exceptions.CRSError:
        raise UsageError("places_epsg_unknown", epsg=epsg) from None


@cache
def _transformer(source: int, target: int) -> Any:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def _moved(source: int, target: int, one: npt.ArrayLike, other: npt.ArrayLike) -> tuple[Floats, Floats]:
    moved = _transformer(source, target).transform(
        np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    )
    first, second = (np.asarray(part, dtype=np.float64) for part in moved)
    lost = ~(np.isfinite(first) & np.isfinite(second))
    return np.where(lost, np.nan, first), np.where(lost, np.nan, second)


def _true_at(epsg: int, longitude: float, latitude: float) -> bool:
    """Whether a kilometre there is a kilometre on the plane, northward and eastward."""
    geodesic = pyproj.Geod(ellps="WGS84")
    ends = [geodesic.fwd(longitude, latitude, azimuth, 1000.0)[:2] for azimuth in (0.0, 90.0)]
    x, y = _moved(WGS84, epsg, [longitude, *(end[0] for end in ends)], [latitude, *(end[1] for end in ends)])
    lengths = np.hypot(x[1:] - x[0], y[1:] - y[0])
    return bool(np.all(np.abs(lengths / 1000.0 - 1) <= float(settings.value("places.scale_error"))))
