"""The grid of a page of places: located complaints on their ground, and the choices of cells that pages share.

    here = place_site.site(snapshot, chosen.filters, visit.policy())      # asked once per version, filters and audience
    cells = place_site.cells(snapshot, here, visit.policy())              # the grid that the visit chose
    place_site.controls(here, visit.policy())                             # its controls, for a page's folded choices

Choices of the visit (put ``place_site.CHOICES`` among a page's choices in ``data/pages.toml``): ``cell_m`` (metres),
``cell_shape``, ``epsg``.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import streamlit as st

from lib import settings, texts
from lib.access.audiences import Policy
from lib.complaints.filters import Filters
from lib.errors import UsageError
from lib.places.grid import SHAPES, Cells, Grid, Shape
from lib.places.jurisdiction import Jurisdiction
from lib.places.points import Located
from lib.privacy.release import restrict
from lib.storage.engine import Snapshot
from lib.ui import cache, located, visit
from lib.ui.located import OnGround
from lib.ui.visit import say

CHOICES = ("cell_m", "cell_shape", "epsg")


@dataclass(frozen=True, eq=False)
class Site:
    """Located complaints on their ground, as one audience may use them.

    filters  restricted for cells: what the Results of this site carry
    seen     points and ground
    key      tells two sites apart in a question to ``lib.ui.cache``
    """

    filters: Filters
    seen: OnGround
    key: Hashable

    @property
    def points(self) -> Located:
        return self.seen.points

    @property
    def ground(self) -> Jurisdiction:
        return self.seen.ground


def site(snapshot: Snapshot, filters: Filters, policy: Policy, *, include_forced: bool = False) -> Site:
    """The site of these filters in the visit's coordinate system; asked once per version, filters and audience.

    include_forced  the filter of forced points switched off: for audiences that see points only
    Raises PolicyError for an audience without cells or a period too short for them, UsageError for a wrong EPSG.
    """
    allowed = restrict(filters, policy, ("cell",))
    forced, epsg, margin = include_forced and policy.points, chosen_epsg(), float(settings.value("places.cell_m"))
    key = ("site", allowed, policy.name, forced, epsg)
    seen = cache.answer(
        snapshot, key, lambda: located.on_ground(snapshot, allowed, margin, include_forced=forced, epsg=epsg)
    )
    return Site(allowed, seen, key)


def chosen_epsg() -> int | None:
    """The coordinate system that the visit asks for; None is the automatic UTM zone. UsageError for what is no number."""
    asked = str(visit.get("epsg")).strip().upper().removeprefix("EPSG:")
    if not asked:
        return None
    if not asked.isdigit() or len(asked) > 6:
        raise UsageError("places_epsg_unknown", epsg=asked)
    return int(asked)


def sizes(here: Site, policy: Policy) -> list[int]:
    """The cell sizes (metres) that this audience may choose on this ground: none so small that the map overflows."""
    shape = chosen_shape()
    most = int(settings.value("places.most_cells"))
    offered = [int(size) for size in settings.value("places.cell_sizes") if size >= policy.smallest_cell_m]
    fitting = [size for size in offered if here.ground.area.area / Grid(shape, size).cell_area <= most]
    return fitting or offered[-1:]


def default_size(here: Site, policy: Policy) -> int:
    """The smallest offered size that is not below the default."""
    offered = sizes(here, policy)
    return next((size for size in offered if size >= int(settings.value("places.cell_m"))), offered[-1])


def chosen_shape() -> Shape:
    asked = visit.get("cell_shape")
    return next((shape for shape in SHAPES if shape == asked), SHAPES[0])


def grid(here: Site, policy: Policy) -> Grid:
    """The grid that the visit chose, or the default one; what may not be chosen becomes the default."""
    asked = visit.get("cell_m")
    size = int(asked) if asked.isdigit() and int(asked) in sizes(here, policy) else default_size(here, policy)
    return Grid(chosen_shape(), float(size), epsg=here.points.plane.epsg)


def cells(snapshot: Snapshot, here: Site, policy: Policy) -> Cells:
    """The cells of the visit's grid on this ground."""
    laid = grid(here, policy)
    return cache.answer(snapshot, ("cells", here.key, laid), lambda: laid.cells(here.ground.area))


def controls(here: Site, policy: Policy) -> None:
    """Cell size, shape and coordinate system, with their defaults named."""
    lang = visit.lang()
    default = default_size(here, policy)
    one, two, three = st.columns(3)

    def size_named(size: int) -> str:
        name = f"{texts.number(size, lang)} m"
        return say("place_site.default", name=name) if size == default else name

    one.selectbox(
        say("place_site.cell_m"), sizes(here, policy), format_func=size_named, help=say("place_site.help.cell_m"),
        **visit.mirror("cell_m", int(grid(here, policy).size_m), lambda size: "" if size == default else str(size)),
    )
    two.selectbox(
        say("place_site.cell_shape"), SHAPES, format_func=lambda shape: say(f"place_site.shape.{shape}"),
        help=say("place_site.help.cell_shape"),
        **visit.mirror("cell_shape", chosen_shape(), lambda shape: "" if shape == SHAPES[0] else shape),
    )
    epsg_control(three, here.points.plane.name)


def epsg_control(place: st.delta_generator.DeltaGenerator, name: str) -> None:
    """The field for the person's own coordinate system; empty is automatic."""
    place.text_input(
        say("place_site.epsg"), placeholder=say("place_site.epsg_automatic", name=name), help=say("place_site.help.epsg"),
        **visit.mirror("epsg", str(visit.get("epsg")), lambda text: text.strip()),
    )


def crs_name(here: Site) -> str:
    """What stands beside the scale bar: 'WGS 84 / UTM zone 18S · EPSG:32718'."""
    return f"{here.points.plane.name} · EPSG:{here.points.plane.epsg}"
