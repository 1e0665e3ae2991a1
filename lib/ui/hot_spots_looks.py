"""Density and clusters: looks that show where the points lie, for audiences of points."""

from __future__ import annotations

import pandas as pd

from lib import settings, texts
from lib.figures import tables
from lib.figures.map_layers import Area, Areas, Key, Marker, Markers
from lib.storage.engine import Snapshot
from lib.ui import figure_words, show, visit
from lib.ui import hot_spots_views as views
from lib.ui import hot_spots_words as words
from lib.ui.hot_spots_choices import number
from lib.ui.hot_spots_map import draw_look, place_name
from lib.ui.hot_spots_numbers import HotSpots
from lib.ui.hot_spots_words import Row
from lib.ui.table_view import table_view
from lib.ui.visit import say

HEAT = ("quiet", "h0", "h1", "h2", "h3")


def density_map(found: HotSpots, snapshot: Snapshot) -> None:
    lang = visit.lang()
    bandwidth = number("bandwidth_m", "bandwidths", "bandwidth_m")
    seen = views.surface(snapshot, found.here, visit.policy(), bandwidth)
    longitude, latitude, highest = seen.peak
    title = say("hot_spots.density.title", times=texts.number(highest / seen.mean, lang, 1))
    with show.panel("hot-density", title, say("hot_spots.help.density"), stretch=False):
        rows = seen.released.table.to_dict("records")
        drawn = [row for row in rows if row["area_km2"] > 0]
        kinds = {row["band"]: HEAT[min(place, len(HEAT) - 1)] for place, row in enumerate(rows)}
        areas = Areas(
            tuple(Area(row["band"], seen.shapes[row["band"]], kinds[row["band"]], _band_words(row, lang)) for row in drawn),
            tuple(Key(kinds[row["band"]], _band_words(row, lang)) for row in drawn), labelled=False,
        )
        draw_look(found, snapshot, areas, title, "hot_density")
        show.note(figure_words.note(seen.released, snapshot.places, lang, [
            say("hot_spots.density.note", bandwidth=texts.number(bandwidth, lang), mean=texts.number(seen.mean, lang, 1)),
        ]))
        table_view("densidad", seen.released, [
            tables.Column(say("hot_spots.column.band"), [_band_words(row, lang) for row in rows]),
            tables.Column(say("hot_spots.column.low"), [texts.number(row["low"], lang, 1) for row in rows], number=True),
            tables.Column(
                say("hot_spots.column.area"), [texts.number(row["area_km2"], lang, 2) for row in rows], number=True
            ),
            tables.Column(say("hot_spots.column.count"), [tables.number(row["count"], lang) for row in rows], number=True),
        ], title, snapshot.places)


def _band_words(row: Row, lang: str) -> str:
    low = texts.number(row["times_low"], lang)
    if pd.isna(row["high"]):
        return say("hot_spots.density.over", low=low)
    if not row["times_low"]:
        return say("hot_spots.density.below")
    return say("hot_spots.density.between", low=low, high=texts.number(row["high"] / row["low"] * row["times_low"], lang))


def cluster_map(found: HotSpots, snapshot: Snapshot) -> None:
    lang, seen = visit.lang(), _seen_clusters(found, snapshot)
    title = _cluster_title(seen, lang)
    radius = number("cluster_m", "radii", "radius_m")
    with show.panel("hot-clusters", title, say("hot_spots.help.clusters"), stretch=False):
        rows = seen.released.table.to_dict("records")
        said = {
            str(row["cluster"]): say("hot_spots.clusters.said", n=tables.number(row["count"], lang),
                                     hours=words.hours(row, lang), types=words.types(row["types"], lang))
            for row in rows
        }
        hulls = Areas(
            tuple(Area(code, shape, "h1", said[code]) for code, shape in seen.hulls.items()),
            (Key("h1", say("hot_spots.clusters.key")),), labelled=False,
        )
        middles = [found.here.points.plane.to_metres([row["longitude"]], [row["latitude"]]) for row in rows]
        listed = int(settings.value("hot_spots.listed"))
        numbered = Markers(tuple(
            Marker(float(x[0]), float(y[0]), said[str(row["cluster"])], str(row["cluster"]), str(row["cluster"]))
            for (x, y), row in list(zip(middles, rows, strict=True))[:listed]
        ), "number")
        ground = found.here.ground
        around = Areas((Area("", ground.area, "quiet", ""),), (), "", frozenset({"quiet"}), False)
        draw_look(found, snapshot, around, title, "hot_clusters", (hulls, numbered))
        show.note(figure_words.note(seen.released, snapshot.places, lang, [
            say("hot_spots.clusters.note", radius=texts.number(radius, lang), fewest=seen.fewest,
                chance=texts.percent(float(settings.value("hot_spots.cluster_chance")), lang)),
        ]))


def _cluster_title(seen: views.Clusters, lang: str) -> str:
    table = seen.released.table
    if table.empty:
        return say("hot_spots.clusters.title_none")
    return say("hot_spots.clusters.title", n=texts.number(len(table), lang),
               share=texts.percent(float(table["share"].sum()), lang))


def _seen_clusters(found: HotSpots, snapshot: Snapshot) -> views.Clusters:
    return views.clusters(snapshot, found.here, visit.policy(), number("cluster_m", "radii", "radius_m"))


def cluster_list(found: HotSpots, snapshot: Snapshot) -> None:
    lang, seen = visit.lang(), _seen_clusters(found, snapshot)
    title = say("hot_spots.clusters.list")
    with show.panel("cluster-list", title, stretch=False):
        rows = seen.released.table.to_dict("records")
        if not rows:
            show.empty(say("hot_spots.clusters.title_none"), say("hot_spots.clusters.none_why"))
            return
        table_view("agrupaciones", seen.released, [
            tables.Column(say("hot_spots.column.place"), [
                f"{row['cluster']}. {place_name(found, snapshot, row)}" for row in rows]),
            tables.Column(say("hot_spots.column.count"), [tables.number(row["count"], lang) for row in rows], number=True),
            tables.Column(say("hot_spots.column.hours"), [words.hours(row, lang) or "–" for row in rows]),
            tables.Column(
                say("hot_spots.column.types"), [words.types(row["types"], lang) or "–" for row in rows], optional=True
            ),
        ], title, snapshot.places, folded=False)
