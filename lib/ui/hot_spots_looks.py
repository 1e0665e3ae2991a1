"""Density and clusters: looks that show where the points lie, for audiences of points."""

from __future__ import annotations

import pandas as pd

from lib import settings, texts
from lib.figures import tables
from lib.figures.map_layers import Area, Areas, Key, Marker, Markers
from lib.figures.ranked_places import Ranked, ranked_places
from lib.storage.engine import Snapshot
from lib.ui import figure_words, place_downloads, show, visit
from lib.ui import hot_spots_views as views
from lib.ui import hot_spots_words as words
from lib.ui.drawing import draw
from lib.ui.hot_spots_choices import number
from lib.ui.hot_spots_map import draw_look, place_name
from lib.ui.hot_spots_numbers import HotSpots
from lib.ui.hot_spots_words import Row
from lib.ui.table_view import table_view
from lib.ui.visit import say

HEAT = ("quiet", "h0", "h1", "h2", "h3")


def density_map(found: HotSpots, snapshot: Snapshot) -> None:
    """The density in bands, with the numbers of the critical places."""
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
        drawing = draw_look(found, snapshot, areas, title, "hot_density")
        note = figure_words.note(seen.released, snapshot.places, lang, [
            say("hot_spots.density.note", bandwidth=texts.number(bandwidth, lang), mean=texts.number(seen.mean, lang, 1)),
        ])
        show.note(note)
        table_view("densidad", seen.released, [
            tables.Column(say("hot_spots.column.band"), [_band_words(row, lang) for row in rows]),
            tables.Column(say("hot_spots.column.low"), [texts.number(row["low"], lang, 1) for row in rows], number=True),
            tables.Column(
                say("hot_spots.column.area"), [texts.number(row["area_km2"], lang, 2) for row in rows], number=True
            ),
            tables.Column(say("hot_spots.column.count"), [tables.number(row["count"], lang) for row in rows], number=True),
        ], title, snapshot.places)
        place_downloads.image("densidad", seen.released, drawing, title, note, snapshot.places)


def _band_words(row: Row, lang: str) -> str:
    low = texts.number(row["times_low"], lang)
    if pd.isna(row["high"]):
        return say("hot_spots.density.over", low=low)
    if not row["times_low"]:
        return say("hot_spots.density.below")
    return say("hot_spots.density.between", low=low, high=texts.number(row["high"] / row["low"] * row["times_low"], lang))


def cluster_map(found: HotSpots, snapshot: Snapshot) -> None:
    """The hulls of the clusters, the largest numbered."""
    lang, seen = visit.lang(), _seen_clusters(found, snapshot)
    title = _cluster_title(seen, lang)
    radius = number("cluster_m", "radii", "radius_m")
    with show.panel("hot-clusters", title, say("hot_spots.help.clusters"), stretch=False):
        rows = seen.released.table.to_dict("records")
        said = {
            str(row["cluster"]): say("hot_spots.clusters.said", n=tables.number(row["count"], lang),
                                     more=_cluster_words(row, lang))
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
        drawing = draw_look(found, snapshot, around, title, "hot_clusters", (hulls, numbered))
        note = figure_words.note(seen.released, snapshot.places, lang, [
            say("hot_spots.clusters.note", radius=texts.number(radius, lang), fewest=seen.fewest,
                chance=texts.percent(float(settings.value("hot_spots.cluster_chance")), lang)),
        ])
        show.note(note)
        place_downloads.image("agrupaciones", seen.released, drawing, title, note, snapshot.places)


def _cluster_title(seen: views.Clusters, lang: str) -> str:
    table = seen.released.table
    if table.empty:
        return say("hot_spots.clusters.title_none")
    return say("hot_spots.clusters.title", n=texts.number(len(table), lang),
               share=texts.percent(float(table["share"].sum()), lang))


def _seen_clusters(found: HotSpots, snapshot: Snapshot) -> views.Clusters:
    return views.clusters(snapshot, found.here, visit.policy(), number("cluster_m", "radii", "radius_m"))


def cluster_list(found: HotSpots, snapshot: Snapshot) -> None:
    """The clusters as a list, with their table and files."""
    lang, seen = visit.lang(), _seen_clusters(found, snapshot)
    title = say("hot_spots.clusters.list")
    with show.panel("cluster-list", title, stretch=False):
        rows = seen.released.table.to_dict("records")
        if not rows:
            show.empty(say("hot_spots.clusters.title_none"), say("hot_spots.clusters.none_why"))
            return
        named = [place_name(found, snapshot, row) for row in rows]
        listed = [
            Ranked(str(row["cluster"]), name, tables.number(row["count"], lang), [_cluster_words(row, lang)])
            for row, name in zip(rows, named, strict=True)
        ]
        most = int(settings.value("hot_spots.listed"))
        draw(ranked_places(listed[:most], title), "cluster_list")
        if len(rows) > most:
            show.note(say("hot_spots.clusters.more", n=texts.number(len(rows) - most, lang)))
        table_view("agrupaciones", seen.released, [
            tables.Column(say("hot_spots.column.place"), [
                f"{row['cluster']}. {name}" for row, name in zip(rows, named, strict=True)]),
            tables.Column(say("hot_spots.column.count"), [tables.number(row["count"], lang) for row in rows], number=True),
            tables.Column(say("hot_spots.column.hours"), [words.hours(row, lang) or "–" for row in rows]),
            tables.Column(
                say("hot_spots.column.types"), [words.types(row["types"], lang) or "–" for row in rows], optional=True
            ),
        ], title, snapshot.places)
        plane = found.here.points.plane
        place_downloads.files(
            "agrupaciones", seen.released, {code: plane.shapes_to_degrees(shape) for code, shape in seen.hulls.items()},
            title, snapshot.places, name=dict(zip(seen.hulls, named, strict=True)).__getitem__,
            say={str(row["cluster"]): _cluster_words(row, lang) for row in rows}.__getitem__,
        )


def _cluster_words(row: Row, lang: str) -> str:
    return " · ".join(part for part in (words.hours(row, lang), words.types(row["types"], lang)) if part)
