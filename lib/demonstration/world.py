"""The invented city: what ``data/demonstration/ica.toml`` says, ready to draw from.

The sectors, the points and everything planted are synthetic; only the yearly totals and the district's population are
facts, with their source beside them in the file.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

FOLDER = Path(__file__).resolve().parents[2] / "data" / "demonstration"
NON_CRIMES = "No delito"
CORNERS_PER_SECTOR = 500
METRES_PER_DEGREE = 111_320.0
EDGE_METRES = 60.0
"""Invented street corners keep this distance from the sector's edge, so that a jittered point stays in its sector."""


@dataclass(frozen=True)
class Kind:
    """One entry of the register: labels as the police layer writes them, and the profile of its hours."""

    group: str
    tipo: str
    subtipo: str
    modalidad: str
    es_delito: str
    share: float
    profile: str


@dataclass(frozen=True)
class World:
    """Everything that is drawn from. ``facts`` is the file itself."""

    facts: Mapping[str, Any]
    kinds: tuple[Kind, ...]
    sectors: tuple[str, ...]
    """Codes of the invented sectors."""
    sector_names: tuple[str, ...]
    shapes: tuple[shapely.Polygon, ...]
    corners: tuple[npt.NDArray[np.float64], ...]
    """For each sector, its invented street corners (longitude, latitude)."""
    corner_weights: tuple[npt.NDArray[np.float64], ...]

    @property
    def seed(self) -> int:
        return int(self.facts["seed"])

    @property
    def cut_off(self) -> dt.date:
        """Date of the invented extract; fixed, so that the demonstration never ages."""
        return dt.date.fromisoformat(self.facts["cut_off"])

    def kinds_of(self, group: str) -> list[int]:
        """Positions in ``kinds`` of a published modality ('Hurto', 'Robo' ...)."""
        return [i for i, kind in enumerate(self.kinds) if kind.group == group]

    def published(self, year: int) -> dict[str, int]:
        """Published complaints of the district by modality in a year; KeyError for a year that is not in the file."""
        years = self.facts["published"]["years"]
        if year not in years:
            raise KeyError(year)
        return {group: counts[years.index(year)] for group, counts in self.facts["published"]["counts"].items()}


@cache
def ica() -> World:
    """The invented city of Ica. Read once; drawing never changes it."""
    with (FOLDER / "ica.toml").open("rb") as file:
        facts = tomllib.load(file)
    kinds = tuple(
        Kind(group, str(tipo), str(subtipo), str(modalidad), str(crime), float(share), str(profile))
        for group, rows in facts["kinds"].items() for tipo, subtipo, modalidad, crime, share, profile in rows
    )
    shapes = tuple(
        shapely.Polygon([facts["corners"][corner] for corner in sector["ring"]]) for sector in facts["sectors"]
    )
    rng = np.random.default_rng(facts["seed"])
    corners = tuple(_corners(rng, shape) for shape in shapes)
    weights = tuple(_weights(rng, len(points)) for points in corners)
    codes = tuple(sector["code"] for sector in facts["sectors"])
    names = tuple(sector["name"] for sector in facts["sectors"])
    return World(facts, kinds, codes, names, shapes, corners, weights)


def _corners(rng: np.random.Generator, shape: shapely.Polygon) -> npt.NDArray[np.float64]:
    inner = shape.buffer(-EDGE_METRES / METRES_PER_DEGREE)
    shapely.prepare(inner)
    west, south, east, north = inner.bounds
    points = np.empty((0, 2))
    while len(points) < CORNERS_PER_SECTOR:
        more = rng.uniform((west, south), (east, north), (CORNERS_PER_SECTOR, 2))
        points = np.vstack([points, more[shapely.contains_xy(inner, more[:, 0], more[:, 1])]])
    return points[:CORNERS_PER_SECTOR]


def _weights(rng: np.random.Generator, n: int) -> npt.NDArray[np.float64]:
    """A few busy corners and many quiet ones, as on real streets."""
    weight = rng.lognormal(0.0, 0.8, n)
    return weight / weight.sum()
