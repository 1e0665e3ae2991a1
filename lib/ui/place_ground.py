"""By what chance would deal complaints out over a map: by area, by inhabitants, or by what each polygon has of them anyway.

The choice of the visit is ``exposure`` ("" area); pages of places that judge cells share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from lib import settings, texts
from lib.access.audiences import Policy
from lib.places import joining
from lib.places.exposure import spread
from lib.places.grid import Cells
from lib.places.raster import Raster, raster
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.ui import cache, visit
from lib.ui.place_site import Site
from lib.ui.visit import say

AREA, SECTOR, POPULATION = "area", "sector", "population"


def exposures(snapshot: Snapshot, here: Site) -> tuple[str, ...]:
    """What chance may deal complaints out by on this ground: sectors and inhabitants only where they are loaded."""
    out = [AREA]
    if len(here.ground.parts) > 1:
        out.append(SECTOR)
    if any(inhabitants for _, inhabitants in parts(snapshot, here, POPULATION)):
        out.append(POPULATION)
    return tuple(out)


def by(snapshot: Snapshot, here: Site) -> str:
    """What the visit compares by, as far as this ground knows it."""
    asked = str(visit.get("exposure"))
    return asked if asked in exposures(snapshot, here) else AREA


def parts(snapshot: Snapshot, here: Site, used: str) -> list[tuple[Any, float]]:
    """(polygon in metres, its number) of the places of the ground; those nobody counted hold none. Empty by area."""
    shapes = list(here.ground.parts.values())
    if used == POPULATION:
        year = here.filters.end.year if here.filters.end else 9999
        known = [snapshot.places.population_for(code, year) for code in here.ground.parts]
        return [(shape, float(found[0]) if found else 0.0) for shape, found in zip(shapes, known, strict=True)]
    if used == SECTOR:
        held = joining.assign(shapes, here.points.x, here.points.y)
        numbers = np.bincount(held[held >= 0], minlength=len(shapes)).astype(float)
        return list(zip(shapes, numbers.tolist(), strict=True))
    return []


def weights(snapshot: Snapshot, here: Site, cells: Cells, used: str) -> npt.NDArray[np.float64]:
    """What each cell holds: square metres, inhabitants, or complaints of its polygon spread evenly."""
    return cells.area_m2 if used == AREA else spread(cells, parts(snapshot, here, used))


def raster_of(snapshot: Snapshot, here: Site, used: str, widest_m: float) -> Raster:
    """The ground of the site as a fine raster, for cells up to ``widest_m``."""
    return cache.answer(snapshot, ("raster", here.key, used, widest_m), lambda: raster(
        here.ground.area, int(settings.value("stability.nodes")), widest_m, parts(snapshot, here, used),
    ))


def shown_to(policy: Policy, result: Result, told: Sequence[str]) -> Result:
    """A result by cell as an audience may see it: without points, only the columns ``told``, and no counts.

    Counts of cells and of their neighbourhoods, side by side, would give a hidden count back; a verdict does not.
    """
    if policy.points:
        return result
    return replace(result, table=result.table[["cell", *told]], counts=(), derived={})


def control(snapshot: Snapshot, here: Site) -> None:
    """The choice of what chance deals out by; without inhabitants, how to load them."""
    offered = exposures(snapshot, here)
    if len(offered) > 1:
        st.segmented_control(
            say("place_ground.exposure"), offered, format_func=lambda name: say(f"place_ground.by.{name}"),
            help=say("place_ground.help"), required=True,
            **visit.mirror("exposure", by(snapshot, here), lambda name: "" if name in (None, AREA) else name),
        )
    if POPULATION not in offered:
        st.caption(say("place_ground.no_population"))


def where(snapshot: Snapshot, here: Site, x: float, y: float) -> str:
    """What people call a point: the corner or the street, where a layer of streets names one; else its place and degrees."""
    longitude, latitude = (float(part[0]) for part in here.points.plane.to_degrees([x], [y]))
    lang = visit.lang()
    if snapshot.places.streets is not None:
        names = snapshot.places.streets.near(longitude, latitude, float(settings.value("places.corner_metres")))
        if names:
            return texts.listing(list(names), lang)
    degrees = f"{latitude:.4f}, {longitude:.4f}".replace("-", "−")
    if here.ground.kind == "polygons":
        code = snapshot.places.assign(here.ground.level, [longitude], [latitude])[0]
        if code is not None:
            return texts.t("place_ground.where", lang, place=snapshot.places.name(here.ground.level, code), degrees=degrees)
    return degrees
