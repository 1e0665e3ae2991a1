"""Loading what lies on the map beside the sectors: a street layer, and a list of stations."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
import streamlit as st

from lib import texts
from lib.access import audiences
from lib.errors import CuadranteError
from lib.figures import place_map
from lib.figures.map_layers import Layer, Lines, Marker, Markers
from lib.places import stations as station_files
from lib.places import streets as street_files
from lib.storage.store import Store
from lib.ui import data_store, drawing, panels, places_form, show, uploader, visit
from lib.ui.desk import desk
from lib.ui.visit import say

KINDS = ("streets", "stations")


def form(store: Store, kind: str) -> None:
    """Streets or stations; nothing is stored before the button, and storing can be undone."""
    show.note(say(f"places_page.{kind}.lead"))
    dropped = uploader.drop(
        say(f"places_page.{kind}.drop"), f"{kind}.file.{st.session_state.get(_generation(kind), 0)}",
        say(f"places_page.{kind}.hint", limit=uploader.limit()),
    )
    if dropped is None:
        desk().drop(f"{kind}_file", f"{kind}_reading")
        return
    try:
        {"streets": _streets, "stations": _stations}[kind](store, dropped)
    except CuadranteError as error:
        panels.error_card(error)


def _streets(store: Store, dropped: Any) -> None:
    with st.spinner(say("load.step.reading")):
        file = desk().keep(
            "streets_file", dropped.file_id,
            lambda: street_files.open_file(dropped.name, places_form.rewound(dropped)),
        )
    left, right = st.columns(2)
    names = (None, *file.columns)
    column = left.selectbox(
        say("places_page.streets.name"), names, index=names.index(file.name_column),
        format_func=lambda name: name or say("places_page.streets.nameless"), key=f"streets.name.{dropped.file_id}",
    )
    crs = _crs(right, "streets", dropped, file.crs)
    with st.spinner(say("load.step.checking")):
        reading = desk().keep("streets_reading", (dropped.file_id, column, crs),
                              lambda: street_files.read(file, name_column=column, crs=crs))
    lang, layer = visit.lang(), reading.streets
    with show.panel("streets-understood", say("places_page.polygons.understood")):
        panels.facts([
            (say("places_page.streets.lines"), texts.number(len(layer), lang)),
            (say("places_page.streets.names"), texts.number(len(layer.names), lang)),
            (say("places_page.polygons.crs"), reading.crs),
        ])
        _preview([Lines(layer.lines)], list(layer.lines), say("places_page.streets.alt"), "streets.preview")
    with show.panel("streets-checks", say("places_page.polygons.checks")):
        panels.problem_cards(reading.problems)
    if st.button(say("places_page.streets.save", lines=texts.number(len(layer), lang)), type="primary", key="streets.save"):
        _save(store, "streets", layer.payload())


def _stations(store: Store, dropped: Any) -> None:
    crs = _crs(st, "stations", dropped, None)
    with st.spinner(say("load.step.reading")):
        reading = desk().keep("stations_reading", (dropped.file_id, crs), lambda: station_files.read(
            dropped.name, places_form.rewound(dropped), crs=crs))
    lang, found = visit.lang(), reading.stations
    with show.panel("stations-understood", say("places_page.polygons.understood")):
        panels.facts([
            (say("places_page.stations.found"), texts.number(len(found), lang)),
            (say("places_page.stations.rows"), texts.number(reading.rows_read, lang)),
            (say("places_page.polygons.crs"), reading.crs),
        ])
        marks = tuple(Marker(x, y, name) for name, x, y in found.stations)
        points = [shapely.Point(mark.x, mark.y) for mark in marks]
        _preview([Markers(marks)], points, say("places_page.stations.alt"), "stations.preview")
    with show.panel("stations-checks", say("places_page.polygons.checks")):
        panels.problem_cards(reading.problems)
    words = say("places_page.stations.save", stations=texts.number(len(found), lang))
    if st.button(words, type="primary", key="stations.save"):
        _save(store, "stations", found.payload())


def _crs(where: Any, kind: str, dropped: Any, stated: str | None) -> str | None:
    typed = where.text_input(say("places_page.polygons.crs"), placeholder=stated or "", key=f"{kind}.crs.{dropped.file_id}",
                             help=say("places_page.polygons.crs_help"))
    return places_form.system(typed)


def _preview(layers: list[Layer], shapes: list[Any], alt: str, key: str) -> None:
    """What will lie on the map, with its scale; room is left round a single point."""
    room = shapely.box(*shapely.total_bounds(np.asarray(shapes, dtype=object))).buffer(0.002)
    shown = place_map.frame([room], metres=False, tallest=360.0, crs="WGS 84 · EPSG:4326")
    drawing.draw(place_map.draw_map(layers, shown, visit.lang(), alt=alt, zoom=True, legend=False), key)


def _save(store: Store, kind: str, payload: dict[str, Any]) -> None:
    with st.spinner(say("load.step.adding")):
        version = store.add_event(kind, payload, audiences.person())
    desk().drop(f"{kind}_file", f"{kind}_reading")
    st.session_state[_generation(kind)] = st.session_state.get(_generation(kind), 0) + 1
    data_store.changed()
    places_form.say_done(say(f"places_page.{kind}.done", version=version))
    st.rerun()


def _generation(kind: str) -> str:
    return f"{kind}.generation"
