"""The panel of change: the two periods, the map of cells that changed beyond chance, their list; or why it is refused."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.figures import tables
from lib.figures.map_layers import Key, Layer, Outlines, by_kind
from lib.figures.place_map import draw_map, frame
from lib.storage.engine import Snapshot
from lib.ui import figure_words, place_ground, place_layers, place_site, show, visit
from lib.ui import persistence_words as words
from lib.ui.choices import Holdings
from lib.ui.drawing import draw
from lib.ui.persistence_numbers import ITSELF, MAP, PREVIOUS, YEAR, Change
from lib.ui.table_view import table_view

SIGNS = {"up": "▲ ", "down": "▼ "}
LOOKS = {"up": "h2", "down": "c2", "no_evidence": "quiet", "too_few": "outside"}


def against() -> str:
    """What the period is compared with."""
    return PREVIOUS if visit.get("change_against") == PREVIOUS else YEAR


def of() -> str:
    """Whether a cell is compared with itself, or with what the whole map did."""
    return MAP if visit.get("change_of") == MAP else ITSELF


def change(found: Change, holdings: Holdings, snapshot: Snapshot) -> None:
    """The whole panel."""
    lang = visit.lang()
    title = words.change_title(found, lang)
    with show.panel("change", title, visit.say("persistence.help.change"), stretch=False):
        _controls()
        if found.cells is None:
            show.empty(*words.refused(found, holdings.first, lang))
            return
        left, right = st.columns([0.54, 0.46])
        with left:
            _map(found, snapshot)
        with right:
            _list(found, snapshot, title)


def _controls() -> None:
    one, two = st.columns(2)
    one.segmented_control(
        visit.say("persistence.change.against"), (YEAR, PREVIOUS), required=True,
        format_func=lambda name: visit.say(f"persistence.against.{name}"), help=visit.say("persistence.help.against"),
        **visit.mirror("change_against", against(), lambda name: "" if name in (None, YEAR) else name),
    )
    two.segmented_control(
        visit.say("persistence.change.of"), (ITSELF, MAP), required=True,
        format_func=lambda name: visit.say(f"persistence.of.{name}"), help=visit.say("persistence.help.of"),
        **visit.mirror("change_of", of(), lambda name: "" if name in (None, ITSELF) else name),
    )


def _map(found: Change, snapshot: Snapshot) -> None:
    lang, released = visit.lang(), found.cells
    if released is None:
        return
    area, plane = found.site.ground.area, found.site.points.plane
    shapes = dict(zip(found.grid.codes, found.grid.shapes, strict=True))
    keys = {verdict: Key(look, visit.say(f"persistence.verdict.{verdict}")) for verdict, look in LOOKS.items()}
    layers: list[Layer] = [
        by_kind(released, shapes, lang, column="verdict", keys=keys, say=lambda row: words.change_cell(row, lang),
                together=frozenset({"quiet", "outside"})),
        *place_layers.streets(snapshot, plane), Outlines({"": area}), *place_layers.stations(snapshot, plane, [area]),
    ]
    drawing = draw_map(layers, frame([area], crs=place_site.crs_name(found.site)), lang, zoom=True,
                       alt=visit.say("persistence.change.alt"))
    draw(drawing, "change_map")
    now, before = (texts.percent(share, lang) for share in found.shares)
    show.note(figure_words.note(released, snapshot.places, lang, [
        visit.say("persistence.change.note", before=words.dates(found.before, lang), share=now, share_before=before,
                  tested=texts.number(int(released.settings["tested"]), lang),
                  dispersion=texts.number(float(released.settings["dispersion"]), lang, 1)),
    ]))


def _list(found: Change, snapshot: Snapshot, title: str) -> None:
    lang, released = visit.lang(), found.cells
    if released is None:
        return
    table = released.table
    rows = table[table["verdict"].isin(["up", "down"])].sort_values("verdict", ascending=False, kind="stable")
    if "adjusted" in rows:
        rows = rows.sort_values(["verdict", "adjusted"], ascending=[False, True], kind="stable")
    rows = rows.head(int(settings.value("persistence.listed")))
    if rows.empty:
        show.empty(visit.say("persistence.change.none"), visit.say("persistence.change.none_why"))
        return
    each = [row for _, row in rows.iterrows()]
    table_view("cambio_por_celda", released, [
        tables.Column(visit.say("persistence.column.place"), [_name(row, found, snapshot) for row in each]),
        tables.Column(visit.say("persistence.column.verdict"), [
            SIGNS[row["verdict"]] + visit.say(f"persistence.verdict.{row['verdict']}") for row in each
        ]),
        *(tables.Column(visit.say(f"persistence.column.{when}"), [
            tables.number(row[f"around_{when}"], lang) for row in each], number=True)
          for when in ("now", "before") if f"around_{when}" in rows),
    ], title, snapshot.places, labels={"verdict": lambda word: texts.t(f"persistence.verdict.{word}", lang)}, folded=False)


def _name(row: pd.Series, found: Change, snapshot: Snapshot) -> str:
    position = int((found.grid.codes == row["cell"]).argmax())
    return place_ground.where(snapshot, found.site, float(found.grid.x[position]), float(found.grid.y[position]))
