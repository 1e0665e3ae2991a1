"""The panels of the classes over time: map, list with its windows, rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.figures import tables
from lib.figures.map_layers import Key, Layer, Outlines, by_kind
from lib.figures.place_map import draw_map, frame
from lib.figures.window_strips import Strip, window_strips
from lib.privacy.release import Released
from lib.storage.engine import Snapshot
from lib.ui import (
    figure_words,
    links,
    located,
    opening,
    panels,
    place_downloads,
    place_ground,
    place_layers,
    place_site,
    show,
    visit,
)
from lib.ui import persistence_words as words
from lib.ui.drawing import draw
from lib.ui.filter_bar import Chosen
from lib.ui.persistence_numbers import Span, Windows, units, windows
from lib.ui.table_view import table_view

CELL = "kind_cell"
LOOKS = {
    "persistent": "persistent", "emerging": "emerging", "former": "former", "intermittent": "intermittent", "never": "quiet",
}


def chosen_unit() -> str:
    """The window that the visit chose, as far as its audience may see it."""
    offered = units(visit.policy())
    return visit.get("window_unit") if visit.get("window_unit") in offered else offered[0]


def counted(snapshot: Snapshot, chosen: Chosen) -> tuple[Windows | None, place_site.Site | None, tuple[Span, ...]]:
    """The numbers of the windows, with a sign while each is judged."""
    with st.spinner(visit.say("persistence.judging", n=int(settings.value("persistence.windows")))):
        return windows(snapshot, chosen.filters, chosen.holdings, visit.policy(), chosen_unit())


def nothing(whole: place_site.Site | None, spans: Sequence[Span], chosen: Chosen) -> None:
    """Why there are no classes: too few windows in the data, or no points to judge."""
    lang = visit.lang()
    show.title(visit.say("persistence.title.nothing"))
    show.sentence(chosen.filters.sentence(lang, opening.book().name))
    if whole is None:
        with show.panel("few-windows", stretch=False):
            show.empty(visit.say("persistence.few.what", n=len(spans), unit=words.many(chosen_unit(), lang)), visit.say(
                "persistence.few.why", fewest=int(settings.value("persistence.fewest_windows")),
                start=texts.date(chosen.holdings.first, lang), end=texts.date(chosen.holdings.last, lang),
            ))
    else:
        located.nothing(whole.seen, chosen.holdings)


def settings_of(snapshot: Snapshot, here: place_site.Site) -> None:
    """The page's choices, folded, with their defaults announced."""
    lang, policy = visit.lang(), visit.policy()
    grid, offered, unit = place_site.grid(here, policy), units(policy), chosen_unit()
    told = {
        "size": texts.number(grid.size_m, lang), "shape": visit.say(f"place_site.shape.{grid.shape}").lower(),
        "by": visit.say(f"place_ground.by.{place_ground.by(snapshot, here)}").lower(),
        "n": texts.number(int(settings.value("persistence.windows")), lang), "unit": words.many(unit, lang),
    }
    with st.expander(visit.say("persistence.settings.heading", **told)):
        st.segmented_control(
            visit.say("persistence.settings.unit"), offered, format_func=lambda name: visit.say(f"persistence.unit.{name}"),
            help=visit.say("persistence.help.unit"), required=True,
            **visit.mirror("window_unit", unit, lambda name: "" if name in (None, offered[0]) else name),
        )
        place_site.controls(here, policy)
        place_ground.control(snapshot, here)
        place_layers.switches(snapshot)


def classes(found: Windows, snapshot: Snapshot) -> None:
    """The map of classes with its rules, and the list beside it."""
    left, right = st.columns([0.52, 0.48])
    with left:
        _map(found, snapshot)
        help_text = visit.say("persistence.help.rules")
        with show.panel("persistence-rules", visit.say("persistence.rules.title"), help_text, stretch=False):
            panels.facts(words.rules(found.by, visit.lang()))
    with right:
        _list(found, snapshot)


def _map(found: Windows, snapshot: Snapshot) -> None:
    lang = visit.lang()
    heading = visit.say("persistence.map.title", n=texts.number(len(found.spans), lang), unit=words.many(found.unit, lang))
    with show.panel("persistence-map", heading, visit.say("persistence.help.map"), stretch=False):
        area, plane = found.site.ground.area, found.site.points.plane
        shapes = dict(zip(found.cells.codes, found.cells.shapes, strict=True))
        keys = {kind: Key(look, visit.say(f"persistence.key.{kind}")) for kind, look in LOOKS.items()}
        layers: list[Layer] = [
            by_kind(_shown(found.kinds), shapes, lang, column="look", keys=keys,
                    say=lambda row: words.cell(row, found, lang), pick=CELL, marked=visit.get(CELL)),
            *place_layers.streets(snapshot, plane), Outlines({"": area}), *place_layers.stations(snapshot, plane, [area]),
        ]
        drawing = draw_map(layers, frame([area], crs=place_site.crs_name(found.site)), lang, zoom=True,
                           alt=visit.say("persistence.map.alt", n=texts.number(len(found.spans), lang)))
        draw(drawing, "persistence_map", _pick)
        extra = [visit.say("persistence.map.note", size=texts.number(found.cells.grid.size_m, lang)),
                 words.spread(found.shares, lang)]
        empty = int(found.kinds.settings["empty"])
        if empty:
            fewest = int(settings.value("persistence.fewest_points"))
            extra.append(visit.say("persistence.map.empty", n=empty, fewest=fewest))
        note = figure_words.note(found.kinds, snapshot.places, lang, extra)
        show.note(note)
        place_downloads.image("persistencia", found.kinds, drawing, heading, note, snapshot.places)


def _shown(released: Released) -> Released:
    """Hot once is drawn as never: on one map of chance in six some cell is."""
    table = released.table.assign(look=released.table["kind"].replace({"once": "never"}))
    return replace(released, table=table)


def _list(found: Windows, snapshot: Snapshot) -> None:
    lang = visit.lang()
    heading = visit.say("persistence.list.title", unit=words.many(found.unit, lang))
    with show.panel("persistence-list", heading, visit.say("persistence.help.list"), stretch=False):
        table = found.kinds.table
        classed = table[table["kind"].isin(words.TOLD)]
        asked = table[(table["cell"] == visit.get(CELL)) & table["kind"].notna()]
        if classed.empty:
            show.empty(visit.say("persistence.list.none"), visit.say("persistence.list.none_why"))
        order = {kind: i for i, kind in enumerate(words.TOLD)}
        ranked = classed.assign(order=classed["kind"].map(order)).sort_values(
            ["order", "windows"], ascending=[True, False], kind="stable"
        )
        most = int(settings.value("persistence.listed"))
        rows = pd.concat([asked, ranked[~ranked["cell"].isin(asked["cell"])].head(most)])
        if len(rows):
            draw(window_strips(
                [_strip(row, found, snapshot) for _, row in rows.iterrows()],
                (visit.say("persistence.column.place"), visit.say("persistence.column.windows"),
                 visit.say("persistence.column.count") if "count" in table else ""),
                [words.window(span, lang) for span in found.spans],
                (texts.month(found.spans[0][0], lang), texts.month(found.spans[-1][1], lang)), alt=heading, pick=CELL,
            ), "persistence_list", _pick)
        if len(rows):
            plane = found.site.points.plane
            shapes = dict(zip(found.cells.codes, found.cells.shapes, strict=True))
            called = {str(row["cell"]): name(row, found, snapshot) for _, row in rows.iterrows()}
            told = {str(row["cell"]): words.cell(row, found, lang) for _, row in rows.iterrows()}
            place_downloads.files(
                "persistencia", found.kinds, {code: plane.shapes_to_degrees(shapes[code]) for code in called}, heading,
                snapshot.places, name=called.__getitem__, say=told.__getitem__,
            )
        table_view("persistencia", found.kinds, _columns(rows, found, snapshot), heading, snapshot.places, labels={
            "kind": lambda kind: texts.t(f"persistence.kind.{kind}", lang),
        })
        links.to("stability", visit.say("persistence.to_stability"))


def _strip(row: pd.Series, found: Windows, snapshot: Snapshot) -> Strip:
    lang, place = visit.lang(), name(row, found, snapshot)
    hot = tuple(bool(row[f"w{k}"]) for k in range(len(found.spans)))
    kind = str(row["kind"])
    said = f"{place}. {words.cell(row.to_dict(), found, lang)}"
    return Strip(
        str(row["cell"]), place, visit.say(f"persistence.kind.{kind}"), LOOKS.get(kind, "quiet"),
        tables.number(row["count"], lang) if "count" in row else "", hot, said,
        row["cell"] == visit.get(CELL),
    )


def name(row: pd.Series, found: Windows, snapshot: Snapshot) -> str:
    """What people call the middle of a cell."""
    position = int((found.kinds.table["cell"] == row["cell"]).to_numpy().argmax())
    return place_ground.where(snapshot, found.site, float(found.cells.x[position]), float(found.cells.y[position]))


def _columns(rows: pd.DataFrame, found: Windows, snapshot: Snapshot) -> list[tables.Column]:
    lang = visit.lang()
    each = [row for _, row in rows.iterrows()]
    return [
        tables.Column(visit.say("persistence.column.place"), [name(row, found, snapshot) for row in each]),
        tables.Column(visit.say("persistence.column.kind"), [visit.say(f"persistence.kind.{row['kind']}") for row in each]),
        tables.Column(visit.say("persistence.column.windows"), [
            texts.number(int(row["windows"]), lang) for row in each], number=True),
        *([tables.Column(visit.say("persistence.column.count"), [
            tables.number(row["count"], lang) for row in each], number=True)] if "count" in rows else []),
    ]


def _pick(chosen: str) -> None:
    """A cell chosen stands first in the list; chosen again, it is let go."""
    code = chosen.partition(":")[2]
    visit.put(CELL, "" if visit.get(CELL) == code else code)
