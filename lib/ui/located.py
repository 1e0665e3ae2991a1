"""Complaints as points on their ground, as the pages of places ask for them; and how much of the whole that is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lib import settings, texts
from lib.complaints.filters import Filters, place_level
from lib.places.jurisdiction import Jurisdiction
from lib.places.points import Coverage, Located
from lib.result import Caution, Result
from lib.storage.engine import Snapshot
from lib.storage.queries import place_points, scope
from lib.ui import links, show, visit
from lib.ui.choices import Holdings


@dataclass(frozen=True, eq=False)
class OnGround:
    """points: those on the ground; ground: the chosen places' polygons, else the hull of the points."""

    points: Located
    ground: Jurisdiction

    @property
    def coverage(self) -> Coverage:
        return self.points.coverage

    @property
    def state(self) -> str:
        """"shown"; or why nothing honest can be said: "no_rows", "no_points" (none has a usable point), "too_few" points,
        "one_place" (all on one point)."""
        if not self.coverage.total:
            return "no_rows"
        if not len(self.points):
            return "no_points"
        if len(self.points) < int(settings.value("located.fewest")):
            return "too_few"
        x, y = self.points.x, self.points.y
        return "one_place" if float(np.ptp(x)) < 1 and float(np.ptp(y)) < 1 else "shown"


def on_ground(
    snapshot: Snapshot, filters: Filters, margin_m: float, *, include_forced: bool = False, epsg: int | None = None
) -> OnGround:
    """The points of these filters (restricted for the audience) on their ground; ``margin_m`` widens a hull.

    include_forced, epsg  as ``lib.storage.queries.place_points.located_points`` takes them
    """
    points = place_points.located_points(snapshot, filters, include_forced=include_forced, epsg=epsg)
    ground = place_points.ground(snapshot, filters, points, margin_m)
    return OnGround(points.inside(ground), ground)


def papers(snapshot: Snapshot, filters: Filters, result: Result) -> Result:
    """A statistic of points with the filters, sources and cautions of what it counts."""
    of = scope.answer(snapshot, filters, result.table, dims=result.dims)
    cautions = of.cautions
    if any(place_level(place)[0] == "sector" for place in filters.places):
        cautions += (Caution("sector_needs_point"),)
    return replace(result, filters=filters, sources=of.sources, cautions=cautions,
                   settings={**of.settings, **result.settings})


def coverage_words(coverage: Coverage, lang: str) -> str:
    """'En el mapa, 1,203 de 2,010 denuncias (60 %): 12 % sin ubicación; 28 % en la comisaría, excluidas'."""
    possible = coverage.total - coverage.reserved
    parts = [
        texts.t(f"located.{name}", lang, share=texts.percent(getattr(coverage, name) / possible, lang))
        for name in ("nowhere", "forced", "filler", "outside") if getattr(coverage, name)
    ]
    if coverage.reserved:
        parts.append(texts.t("located.reserved", lang, n=texts.number(coverage.reserved, lang)))
    said = texts.t("located.drawn", lang, drawn=texts.number(coverage.drawn, lang), total=texts.number(possible, lang),
                   share=texts.percent(coverage.share, lang))
    return f"{said}: {'; '.join(parts)}" if parts else said


def nothing(seen: OnGround, holdings: Holdings, state: str = "") -> None:
    """Why nothing is drawn, in words for each ``state`` (default: that of ``seen``), and where the list is."""
    lang, state = visit.lang(), state or seen.state
    said = {"n": texts.number(len(seen.points), lang), "fewest": int(settings.value("located.fewest")),
            "start": texts.date(holdings.first, lang), "end": texts.date(holdings.last, lang)}
    with show.panel("none", stretch=False):
        show.empty(visit.say(f"located.empty.{state}", **said), visit.say(f"located.empty.{state}_why", **said))
        if seen.coverage.total:
            show.note(coverage_words(seen.coverage, lang))
            links.to("by_place_and_type", visit.say("located.to_list"))


def ground_words(ground: Jurisdiction, lang: str) -> str:
    """What ground is looked at: 'polígonos de sector, 12 km²'; or that there are no polygons."""
    km2 = texts.number(ground.km2, lang, 1 if ground.km2 < 100 else 0)
    if ground.kind == "hull":
        return texts.t("located.hull", lang, km2=km2)
    return texts.t("located.polygons", lang, level=texts.t(f"ui.levels.{ground.level}", lang).lower(), km2=km2)
