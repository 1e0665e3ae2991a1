"""A set of polygons that divides one level of places: the sectors of a station, the districts of a province.

What the store keeps as a ``polygons`` event and what ``PlaceBook`` assigns points with. Always WGS 84 degrees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from lib.places import joining

CRS = "EPSG:4326"


@dataclass(frozen=True)
class PolygonSet:
    """Polygons of one level, with code and name of each.

    level     a level of ``lib.complaints.columns.PLACE_LEVELS``; sector or district in practice
    codes     stable codes, as text, unique
    names     names for people, in the order of the codes
    shapes    shapely polygons or multipolygons in WGS 84 degrees, in the order of the codes
    name      what the set is called: the file's name without its ending
    district  ubigeo of the district that the set divides; "" when it spans several or is not said
    crs       coordinate system of the file it came from (the shapes are WGS 84 in any case)
    synthetic True for invented polygons
    """

    level: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: tuple[Any, ...] = field(repr=False)
    name: str = ""
    district: str = ""
    crs: str = CRS
    synthetic: bool = False

    @property
    def set_id(self) -> str:
        """16 hexadecimal digits of the content (level, codes and shapes rounded to a millionth of a degree)."""
        digest = hashlib.sha256(self.level.encode())
        for code, shape in zip(self.codes, self.shapes, strict=True):
            digest.update(code.encode() + b"\x00")
            digest.update(np.round(shapely.get_coordinates(shape), 6).tobytes())
        return digest.hexdigest()[:16]

    def assign(self, longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> npt.NDArray[np.int32]:
        """Position in ``codes`` of the polygon that holds each point; -1 outside all. See ``joining.assign``."""
        return joining.assign(self.shapes, longitude, latitude)

    def payload(self) -> dict[str, Any]:
        """The event's payload, ready for JSON."""
        return {
            "level": self.level, "set_id": self.set_id, "name": self.name, "crs": self.crs,
            "district": self.district, "synthetic": self.synthetic,
            "features": [
                {"code": code, "name": name, "wkb": shapely.to_wkb(shape, hex=True)}
                for code, name, shape in zip(self.codes, self.names, self.shapes, strict=True)
            ],
        }

    @staticmethod
    def from_payload(payload: Mapping[str, Any]) -> PolygonSet:
        """The set that ``payload`` describes; a feature has ``wkb`` (hexadecimal) or a GeoJSON ``geometry``."""
        features: Sequence[Mapping[str, Any]] = payload["features"]
        shapes = [
            shapely.from_wkb(f["wkb"]) if f.get("wkb") else shapely.geometry.shape(f["geometry"]) for f in features
        ]
        return PolygonSet(
            level=payload["level"],
            codes=tuple(str(f["code"]) for f in features),
            names=tuple(str(f.get("name") or f["code"]) for f in features),
            shapes=tuple(shapes),
            name=payload.get("name") or "",
            district=payload.get("district") or "",
            crs=payload.get("crs") or CRS,
            synthetic=bool(payload.get("synthetic", False)),
        )
