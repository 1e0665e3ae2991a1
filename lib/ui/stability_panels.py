"""The panels of the page of stability, each a Released result made visible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import shapely
import streamlit as st

from lib import settings, texts
from lib.figures import tables
from lib.figures.map_layers import Key, Layer, Marker, Markers, Outlines, by_kind
from lib.figures.place_map import draw_map, frame
from lib.figures.share_bars import Bar, share_bars
from lib.places.stability import FACTORS, VERDICTS
from lib.storage.engine import Snapshot
from lib.ui import figure_words, links, place_downloads, place_ground, place_layers, place_site, show, visit
from lib.ui import stability_words as words
from lib.ui.drawing import draw
from lib.ui.stability_numbers import Stability, numbers
from lib.ui.table_view import table_view

LOOKS = {"critical": "h3", "doubtful": "h2", "by_choice": "h0", "quiet": "quiet"}
CELL = "stable_cell"


def counted(snapshot: Snapshot, here: place_site.Site) -> Stability:
    """The numbers, with a bar while the maps are drawn."""
    bar = st.empty()
    made = int(settings.value("stability.choices"))

    def tell(share: float) -> None:
        said = visit.say("stability.drawing", n=round(share * made), of=made)
        bar.progress(min(share, 1.0), text=said)

    found = numbers(snapshot, here, visit.policy(), tell)
    bar.empty()
    return found


def map_and_places(found: Stability, snapshot: Snapshot) -> None:
    """The map of shares, and the list of critical places beside it."""
    left, right = st.columns([0.58, 0.42])
    with left:
        _map(found, snapshot)
    with right:
        _places(found, snapshot)


def _map(found: Stability, snapshot: Snapshot) -> None:
    lang = visit.lang()
    heading = visit.say("stability.map.title")
    with show.panel("stability-map", heading, visit.say("stability.help.map", **_limits(lang)), stretch=False):
        area = found.site.ground.area
        shapes = dict(zip(found.cells.codes, found.cells.shapes, strict=True))
        keys = {name: Key(LOOKS[name], visit.say(f"stability.verdict.{name}", **_limits(lang))) for name in VERDICTS}
        layers: list[Layer] = [
            by_kind(found.shares, shapes, lang, column="verdict", keys=keys, say=lambda row: words.cell(row, lang),
                    pick=CELL, marked=picked(found)),
            *place_layers.streets(snapshot, found.site.points.plane),
            Outlines({"": area}),
            *place_layers.stations(snapshot, found.site.points.plane, [area]),
            Markers(tuple(
                Marker(x, y, place_ground.where(snapshot, found.site, x, y), str(rank + 1), code)
                for rank, (code, x, y) in enumerate(_middles(found))
            ), "number", visit.say("stability.map.places") if len(found.places.table) else "", CELL),
        ]
        shown = frame([area], crs=place_site.crs_name(found.site))
        alt = visit.say("stability.map.alt", n=texts.number(len(found.places.table), lang))
        drawing = draw_map(layers, shown, lang, alt=alt, zoom=True)
        draw(drawing, "stability_map", _pick)
        note = figure_words.note(found.shares, snapshot.places, lang, [
            visit.say("stability.map.note", size=texts.number(found.cells.grid.size_m, lang),
                      single=texts.number(float(found.shares.settings["single"]), lang, 1)),
        ])
        show.note(note)
        place_downloads.image("estabilidad", found.shares, drawing, heading, note, snapshot.places)
        table_view("estabilidad", found.shares, _columns(found), heading, snapshot.places)


def _columns(found: Stability) -> list[tables.Column]:
    lang = visit.lang()
    table = found.shares.table.sort_values("share", ascending=False, kind="stable", na_position="last")
    table = table.head(int(settings.value("ui.places_listed")))
    return [
        tables.Column(visit.say("stability.column.cell"), [str(code) for code in table["cell"]]),
        *([tables.Column(visit.say("stability.column.count"), [tables.number(n, lang) for n in table["count"]], number=True)]
          if "count" in table else []),
        tables.Column(visit.say("stability.column.share"), [
            texts.t("figures.reserved", lang) if pd.isna(share) else texts.percent(float(share), lang)
            for share in table["share"]
        ], number=True),
    ]


def _places(found: Stability, snapshot: Snapshot) -> None:
    lang = visit.lang()
    heading = visit.say("stability.list.title")
    with show.panel("stability-places", heading, visit.say("stability.help.list", **_limits(lang)), stretch=False):
        table = found.places.table
        if table.empty:
            show.empty(visit.say("stability.list.none"), visit.say("stability.list.none_why", **_limits(lang)))
            return
        table = table.head(int(settings.value("stability.listed")))
        rows = [row for _, row in table.iterrows()]
        named = [place_ground.where(snapshot, found.site, x, y) for _, x, y in _middles(found)]
        columns = [
            tables.Column(visit.say("stability.column.place"), [f"{i + 1}. {name}" for i, name in enumerate(named)]),
            tables.Column(visit.say("stability.column.choices"), [words.share(row["share"], lang) for row in rows]),
            tables.Column(
                visit.say("stability.column.count"), [tables.number(n, lang) for n in table["count"]], number=True,
            ),
        ]
        table_view("lugares_estables", found.places, columns, heading, snapshot.places, folded=False)
        called = dict(zip(table["cell"], named, strict=True))
        told = {row["cell"]: words.share(row["share"], lang) for row in rows}
        place_downloads.files(
            "lugares_estables", found.places, _outlines(found, table["cell"].tolist()), heading, snapshot.places,
            name=called.__getitem__, say=told.__getitem__,
        )
        left_out = len(found.places.table) - len(table)
        if left_out:
            one = "one_left_out" if left_out == 1 else "left_out"
            show.note(visit.say(f"stability.list.{one}", n=texts.number(left_out, lang)))
        show.note(visit.say("stability.list.note"))
        links.to("persistence", visit.say("stability.to_persistence"))


def _outlines(found: Stability, codes: Sequence[str]) -> dict[str, Any]:
    """The ground of each place of the list in degrees: its cells together."""
    plane = found.site.points.plane
    return {
        code: plane.shapes_to_degrees(shapely.union_all(found.cells.shapes[found.of == rank]))
        for rank, code in enumerate(codes)
    }


def depends(found: Stability, snapshot: Snapshot) -> None:
    """The share of one cell within each value of each choice."""
    lang, code = visit.lang(), picked(found)
    if not code:
        return
    row = found.shares.table[found.shares.table["cell"] == code].iloc[0]
    position = int((found.shares.table["cell"] == code).to_numpy().argmax())
    name = place_ground.where(snapshot, found.site, float(found.cells.x[position]), float(found.cells.y[position]))
    parts = tuple(found.shares.settings["parts"])
    heading = visit.say("stability.depends.title", place=name)
    with show.panel("stability-depends", heading, visit.say("stability.help.depends"), stretch=False):
        if pd.isna(row["share"]):
            show.note(visit.say("figures.reserved"))
            return
        show.note(f"{words.cell(row.to_dict(), lang)}. {words.weakest(row, parts, lang)}")
        groups = []
        for factor in FACTORS:
            mine = [part for part in parts if part.startswith(f"{factor}=")]
            mine.sort(key=lambda part: _order(part.partition("=")[2]))
            bars = [
                Bar(words.choice(factor, part.partition("=")[2], lang), float(row[part]),
                    float(row[part]) < float(settings.value("stability.doubtful"))) for part in mine
            ]
            groups.append((visit.say(f"stability.choice.{factor}"), bars))
        draw(share_bars(groups, lang, alt=heading, mark=float(settings.value("stability.critical"))), "stability_depends")


def _order(value: str) -> float:
    return float(value) if value.replace(".", "", 1).isdigit() else 0.0


def picked(found: Stability) -> str:
    """The cell whose choices are shown: the one chosen, else the middle of the first place, else the steadiest."""
    asked, table = visit.get(CELL), found.shares.table
    if (table["cell"] == asked).any():
        return str(asked)
    if len(found.places.table):
        return str(found.places.table["cell"].iloc[0])
    known = table["share"].dropna()
    return str(table["cell"].iloc[int(table["share"].fillna(0).argmax())]) if len(known) and known.max() > 0 else ""


def settings_of(snapshot: Snapshot, here: place_site.Site) -> None:
    """The page's choices, folded, with their defaults announced."""
    lang, own = visit.lang(), settings.value("stability")
    grid = place_site.grid(here, visit.policy())
    low, high = (texts.number(grid.size_m * end(own["factors"]), lang) for end in (min, max))
    told = {
        "size": texts.number(grid.size_m, lang), "shape": visit.say(f"place_site.shape.{grid.shape}").lower(),
        "by": visit.say(f"place_ground.by.{place_ground.by(snapshot, here)}").lower(),
    }
    with st.expander(visit.say("stability.settings.heading", **told)):
        place_site.controls(here, visit.policy())
        place_ground.control(snapshot, here)
        place_layers.switches(snapshot)
        show.note(visit.say("stability.settings.choices", n=texts.number(int(own["choices"]), lang), low=low, high=high,
                            level=texts.percent(float(settings.value("hot_spots.false_discovery")), lang)))


def _middles(found: Stability) -> list[tuple[str, float, float]]:
    """(code, x, y) of the middle cell of each critical place of the list."""
    position = {str(code): i for i, code in enumerate(found.cells.codes)}
    return [
        (str(code), float(found.cells.x[position[str(code)]]), float(found.cells.y[position[str(code)]]))
        for code in found.places.table["cell"].head(int(settings.value("stability.listed")))
    ]


def _limits(lang: str) -> dict[str, str]:
    limits = ("critical", "doubtful", "faint")
    return {name: texts.percent(float(settings.value(f"stability.{name}")), lang) for name in limits}


def _pick(chosen: str) -> None:
    visit.put(CELL, chosen.partition(":")[2])
