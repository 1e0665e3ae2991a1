"""What every page of places stands on: the located complaints, their ground, and the choices of grid that they share.

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
from lib.places.points import Coverage, Located
from lib.privacy.release import restrict
from lib.storage.engine import Snapshot
from lib.storage.queries import place_points
from lib.ui import cache, visit
from lib.ui.visit import say

CHOICES = ("cell_m", "cell_shape", "epsg")


@dataclass(frozen=True, eq=False)
class Site:
    """Located complaints inside their ground, as one audience may use them.

    filters  restricted for cells: what the Results of this site carry
    key      tells two sites apart in a question to ``lib.ui.cache``
    """

    filters: Filters
    located: Located
    ground: Jurisdiction
    key: Hashable

    @property
    def enough(self) -> bool:
        """False with too few points for any honest hot spot."""
        return len(self.located) >= int(settings.value("places.fewest_points"))


def site(snapshot: Snapshot, filters: Filters, policy: Policy, *, include_forced: bool = False) -> Site:
    """The site of these filters in the visit's coordinate system.

    include_forced  the filter of forced points switched off: for audiences that see points only
    Raises PolicyError for an audience without cells or a period too short for them, UsageError for a wrong EPSG.
    """
    allowed = restrict(filters, policy, ("cell",))
    forced = include_forced and policy.points
    key = ("site", allowed, policy.name, forced, chosen_epsg())
    return cache.answer(snapshot, key, lambda: _site(snapshot, allowed, forced, key))


def _site(snapshot: Snapshot, filters: Filters, forced: bool, key: Hashable) -> Site:
    located = place_points.located_points(snapshot, filters, include_forced=forced, epsg=chosen_epsg())
    ground = place_points.ground(snapshot, filters, located, float(settings.value("places.cell_m")))
    return Site(filters, located.inside(ground), ground, key)


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
    return Grid(chosen_shape(), float(size), epsg=here.located.plane.epsg)


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
    epsg_control(three, here.located.plane.name)


def epsg_control(place: st.delta_generator.DeltaGenerator, name: str) -> None:
    """The field for the person's own coordinate system; empty is automatic."""
    place.text_input(
        say("place_site.epsg"), placeholder=say("place_site.epsg_automatic", name=name), help=say("place_site.help.epsg"),
        **visit.mirror("epsg", str(visit.get("epsg")), lambda text: text.strip()),
    )


def crs_name(here: Site) -> str:
    """What stands beside the scale bar: 'WGS 84 / UTM zone 18S · EPSG:32718'."""
    return f"{here.located.plane.name} · EPSG:{here.located.plane.epsg}"


def coverage_words(coverage: Coverage, lang: str) -> str:
    """'4,507 de 7,225 denuncias en el mapa (62 %); fuera: 29 % en la comisaría, 4 % sin ubicación'; parts of nothing go."""
    if not coverage.total:
        return texts.t("place_site.coverage.none", lang)
    parts = [
        texts.t(f"place_site.coverage.{name}", lang, share=texts.percent(number / coverage.total, lang))
        for name in ("forced", "nowhere", "filler", "outside", "reserved") if (number := getattr(coverage, name))
    ]
    said = texts.t(
        "place_site.coverage.drawn", lang, n=texts.number(coverage.drawn, lang), total=texts.number(coverage.total, lang),
        share=texts.percent(coverage.drawn / coverage.total, lang),
    )
    return said if not parts else texts.t("place_site.coverage.left_out", lang, drawn=said, parts=texts.listing(parts, lang))


def ground_words(here: Site, lang: str) -> str:
    """What ground the map speaks of: so many km² of sectors, or only where points are."""
    key = f"place_site.ground.{here.ground.kind}"
    level = texts.t(f"ui.levels.{here.ground.level}", lang).lower() if here.ground.level else ""
    return texts.t(key, lang, km2=texts.number(here.ground.km2, lang, 1), level=level)
