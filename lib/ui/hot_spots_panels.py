"""The panels of the page of hot spots: the map in three looks, and the list of critical places."""

from __future__ import annotations

from typing import Any

import pandas as pd
import shapely
import streamlit as st

from lib import settings, texts
from lib.figures import tables
from lib.figures.map_layers import Key, by_kind
from lib.figures.ranked_places import ranked_places
from lib.storage.engine import Snapshot
from lib.ui import hot_spots_opened, links, place_downloads, place_ground, show, visit
from lib.ui import hot_spots_words as words
from lib.ui.drawing import draw
from lib.ui.hot_spots_choices import CELLS, CLUSTERS, DENSITY, LOOK, chosen_look, looks
from lib.ui.hot_spots_looks import cluster_list, cluster_map, density_map
from lib.ui.hot_spots_map import SPOT, draw_look, opened_rank, pick, place_name
from lib.ui.hot_spots_numbers import HotSpots
from lib.ui.hot_spots_words import Row
from lib.ui.table_view import table_view
from lib.ui.visit import say

STRONG = {"hot_4": "h3", "hot_2": "h2", "hot_1": "h1"}
"""Looks of a hot cell by its strength."""


def map_and_list(found: HotSpots, snapshot: Snapshot) -> None:
    """The map in the chosen look with the place that is opened under it, and the critical places beside them."""
    offered = looks(visit.policy())
    if len(offered) > 1:
        st.segmented_control(
            say("hot_spots.look_label"), offered, format_func=lambda look: say(f"hot_spots.look.{look}"), required=True,
            label_visibility="collapsed",
            **visit.mirror(LOOK, chosen_look(), lambda look: "" if look == CELLS else look or ""),
        )
    left, right = st.columns([0.6, 0.4])
    with left:
        if chosen_look() == DENSITY:
            density_map(found, snapshot)
        elif chosen_look() == CLUSTERS:
            cluster_map(found, snapshot)
        else:
            _cells(found, snapshot)
        if chosen_look() != CLUSTERS:
            hot_spots_opened.place(found, snapshot)
    with right:
        if chosen_look() == CLUSTERS:
            cluster_list(found, snapshot)
        else:
            _list(found, snapshot)


def _cells(found: HotSpots, snapshot: Snapshot) -> None:
    lang, released = visit.lang(), found.map
    title = words.map_title(found, lang)
    with show.panel("hot-map", title, say("hot_spots.help.map", level=_level(lang)), stretch=False):
        shapes = dict(zip(found.cells.codes, found.cells.shapes, strict=True))
        table = released.table
        column = "strength" if "strength" in table else "verdict"
        looks_of = STRONG if column == "strength" else {"hot": "h2"}
        keys = {word: Key(kind, say(f"hot_spots.key.{word}")) for word, kind in looks_of.items()}
        keys |= {"cold": Key("c0", say("hot_spots.key.cold")), "no_evidence": Key("quiet", say("hot_spots.key.quiet"))}
        if (table["verdict"] == "no_exposure").any():
            keys["no_exposure"] = Key("none", say("hot_spots.verdict.no_exposure"))
        layer = by_kind(
            released, shapes, lang, column=column, keys=keys,
            say=lambda row: words.cell(row, lang), pick=SPOT,
            together=frozenset({"quiet", "c0"}),
        )
        alt = say("hot_spots.map.alt", hot=found.hot, cells=len(found.cells))
        drawing = draw_look(found, snapshot, layer, alt, "hot_cells")
        _why_many(found)
        note = words.map_note(found, snapshot.places, lang)
        show.note(note)
        table_view("celdas_criticas", released, _cell_columns(table, lang), title, snapshot.places)
        place_downloads.image("celdas_criticas", released, drawing, title, note, snapshot.places)


def _why_many(found: HotSpots) -> None:
    """The other chance, one click away, where the ground alone makes a whole centre hot."""
    why = words.why_many(found, visit.lang())
    if why:
        show.note(why)
        if place_ground.SECTOR in found.exposures:
            st.button(say("hot_spots.map.within"), key="hot_spots.within", type="tertiary",
                      icon=":material/compare_arrows:", on_click=visit.put, args=("exposure", place_ground.SECTOR))
    elif found.exposure == place_ground.SECTOR:
        st.button(say("hot_spots.map.by_area"), key="hot_spots.by_area", type="tertiary",
                  icon=":material/compare_arrows:", on_click=visit.put, args=("exposure", ""))


def _list(found: HotSpots, snapshot: Snapshot) -> None:
    lang, released = visit.lang(), found.places
    title = say("hot_spots.list.title")
    with show.panel("hot-list", title, say("hot_spots.help.list", level=_level(lang)), stretch=False):
        rows = released.table.to_dict("records")
        if not rows:
            show.empty(say("hot_spots.list.none"), say("hot_spots.list.none_why"))
            return
        named = [place_name(found, snapshot, row) for row in rows]
        drawing = ranked_places(
            [words.ranked(row, name, lang) for row, name in zip(rows, named, strict=True)], title, pick=SPOT,
            chosen=str(rows[opened_rank(found)]["cell"]),
        )
        draw(drawing, "hot_list", lambda picked: pick(found, picked))
        show.note(words.against(found, lang))
        table_view("puntos_criticos", released, _place_columns(rows, named, lang), title, snapshot.places)
        said = {str(row["cell"]): words.told(row, lang) for row in rows}
        names = {str(row["cell"]): f"{row['rank']}. {name}" for row, name in zip(rows, named, strict=True)}
        place_downloads.files(
            "puntos_criticos", released, _outlines(found), title, snapshot.places, name=names.__getitem__,
            say=said.__getitem__,
        )
        links.to("stability", say("hot_spots.to_stability"))


def _outlines(found: HotSpots) -> dict[str, Any]:
    """The ground of each critical place, in degrees."""
    plane = found.here.points.plane
    return {
        str(code): plane.shapes_to_degrees(shapely.union_all(found.cells.shapes[found.of == rank]))
        for rank, code in enumerate(found.places.table["cell"])
    }


def _place_columns(rows: list[Row], named: list[str], lang: str) -> list[tables.Column]:
    def told(value: Any, decimals: int = 0) -> str:
        return "–" if value is None or pd.isna(value) else texts.number(float(value), lang, decimals)

    def column(name: str, cells: list[str], number: bool = True) -> tables.Column:
        return tables.Column(say(f"hot_spots.column.{name}"), cells, number=number)

    return [
        column("place", [f"{row['rank']}. {name}" for row, name in zip(rows, named, strict=True)], False),
        column("count", [tables.number(row["count"], lang) for row in rows]),
        column("interval", ["–" if pd.isna(row["low"]) else f"{told(row['low'])}–{told(row['high'])}" for row in rows]),
        column("expected", [told(row["expected"], 1) for row in rows]),
        column("share", [texts.percent(row["share"], lang, 1) for row in rows]),
        column("area_share", [texts.percent(row["area_share"], lang, 1) for row in rows]),
        column("hours", [words.hours(row, lang) or "–" for row in rows], False),
        column("types", [words.types(row["types"], lang) or "–" for row in rows], False),
        column("before", ["–" if pd.isna(row["before"]) else tables.number(row["before"], lang) for row in rows]),
        column("verdict", [say(f"trends.verdict.{row['verdict']}") if row["verdict"] else "–" for row in rows], False),
    ]


def _cell_columns(table: pd.DataFrame, lang: str) -> list[tables.Column]:
    shown = table[table["verdict"].isin(["hot", "cold"])]
    if "z" in shown:
        shown = shown.sort_values("z", ascending=False, kind="stable")
    shown = shown.head(int(settings.value("hot_spots.cells_listed")))
    columns = [
        tables.Column(say("hot_spots.column.cell"), [str(code) for code in shown["cell"]]),
        tables.Column(say("hot_spots.column.state"), [say(f"hot_spots.verdict.{word}") for word in shown["verdict"]]),
    ]
    for name, decimals in (("count", 0), ("around", 0), ("expected", 1), ("z", 2), ("q", 4)):
        if name in shown:
            cells = [texts.number(float(value), lang, decimals) for value in shown[name]]
            lesser = name in ("expected", "q")
            columns.append(tables.Column(say(f"hot_spots.column.{name}"), cells, number=True, optional=lesser))
    return columns


def _level(lang: str) -> str:
    return texts.percent(float(settings.value("hot_spots.false_discovery")), lang)
