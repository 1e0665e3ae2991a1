"""Loading polygons: drop a file, see which places it draws and what is wrong with them, store them."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
import streamlit as st

from lib import settings, texts
from lib.access import audiences
from lib.errors import CuadranteError
from lib.places import polygons
from lib.places.polygons import PolygonReading
from lib.storage import engine
from lib.storage.queries import located
from lib.storage.store import Store
from lib.ui import data_store, drawing, panels, polygon_preview, show, uploader, visit
from lib.ui.desk import desk
from lib.ui.visit import say

LEVELS = ("sector", "district")
_GENERATION = "polygons.generation"
_DONE = "places.done"


def form(store: Store) -> None:
    """Polygons as sectors or districts; each guess can be overruled, nothing is stored before the button."""
    show.note(say("places_page.polygons.lead"))
    dropped = uploader.drop(
        say("places_page.polygons.drop"), f"polygons.file.{st.session_state.get(_GENERATION, 0)}",
        say("places_page.polygons.hint", limit=uploader.limit()),
    )
    if dropped is None:
        desk().drop("polygon_file", "polygon_reading")
        return
    try:
        _steps(store, dropped)
    except CuadranteError as error:
        panels.error_card(error)


def done_note() -> None:
    """What was just stored or undone, once."""
    words = st.session_state.pop(_DONE, None)
    if words:
        st.success(words)


def say_done(words: str) -> None:
    """Leave a sentence for the next run."""
    st.session_state[_DONE] = words


def _steps(store: Store, dropped: Any) -> None:
    state = st.session_state
    layer = state.get("polygons.layer")
    with st.spinner(say("load.step.reading")):
        file = desk().keep(
            "polygon_file", (dropped.file_id, layer), lambda: polygons.look(dropped.name, rewound(dropped), layer)
        )
    first, second, third = st.columns(3)
    level = first.selectbox(
        say("places_page.polygons.level"), LEVELS, format_func=lambda name: say(f"places_page.level.{name}"),
        key="polygons.level",
    )
    code = second.selectbox(
        say("places_page.polygons.code"), file.columns, help=say("places_page.polygons.code_help"),
        index=file.columns.index(file.code_column) if file.code_column in file.columns else 0,
        key=f"polygons.code.{dropped.file_id}",
    )
    names = (None, *file.columns)
    name = third.selectbox(
        say("places_page.polygons.name"), names, index=names.index(file.name_column),
        format_func=lambda column: column or say("places_page.polygons.same_as_code"),
        key=f"polygons.name.{dropped.file_id}",
    )
    with st.expander(say("load.overrule.title")):
        if len(file.layers) > 1:
            st.selectbox(say("places_page.polygons.layer"), file.layers, key="polygons.layer")
        left, right = st.columns(2)
        crs = left.text_input(
            say("places_page.polygons.crs"), placeholder=file.crs or "EPSG:32718",
            key=f"polygons.crs.{dropped.file_id}", help=say("places_page.polygons.crs_help"),
        )
        district = right.text_input(
            say("places_page.polygons.district"), max_chars=6, key="polygons.district",
            help=say("places_page.polygons.district_help"),
        )
    mark = (dropped.file_id, file.layer, level, code, name, crs, district)
    with st.spinner(say("load.step.checking")):
        reading = desk().keep("polygon_reading", mark, lambda: polygons.read(
            file, level=level, code_column=code, name_column=name, crs=system(crs), district=district.strip(),
            book=data_store.book(store),
        ))
    _far(store, reading)
    _understood(reading)
    if st.button(
        say("places_page.polygons.save", places=texts.number(len(reading.polygons.codes), visit.lang())),
        type="primary", key="polygons.save",
    ):
        with st.spinner(say("load.step.adding")):
            version = store.add_event("polygons", reading.polygons.payload(), audiences.person())
        desk().drop("polygon_file", "polygon_reading")
        state[_GENERATION] = state.get(_GENERATION, 0) + 1
        data_store.changed()
        say_done(say("places_page.polygons.done", version=version))
        st.rerun()


def _far(store: Store, reading: PolygonReading) -> None:
    """Warn of polygons that lie far from every complaint: most likely their coordinate system is another."""
    if "polygons_far_away" in reading.problems or not store.version:
        return
    bounds = shapely.total_bounds(np.asarray(reading.polygons.shapes, dtype=object))
    west, south, east, north = (float(edge) for edge in bounds)
    found = located.distance_to(engine.snapshot(store), (west, south, east, north))
    if found is not None and found[1] > float(settings.value("places.far_km")):
        reading.problems.add("polygons_far_away", "warn", value=f"{south:.3f}, {west:.3f}",
                             km=texts.number(found[1], visit.lang()), points=texts.number(found[0], visit.lang()))


def _understood(reading: PolygonReading) -> None:
    lang = visit.lang()
    found = reading.polygons
    with show.panel("polygons-understood", say("places_page.polygons.understood")):
        panels.facts([
            (say("places_page.polygons.places"), texts.number(len(found.codes), lang)),
            (say("places_page.polygons.crs"), found.crs),
            (say("places_page.polygons.area"), f"{texts.number(float(reading.table['area_km2'].sum()), lang, 1)} km²"),
        ])
        alt = say("places_page.polygons.alt", places=texts.number(len(found.codes), lang), name=found.name)
        drawing.draw(polygon_preview.drawing(found.shapes, found.names, alt), key="polygons.preview")
        show.note(say("places_page.polygons.preview_some"))
        table = reading.table.round({"area_km2": 3}).set_axis(
            [say("places_page.assigned.code"), say("places_page.assigned.place"), "km²"], axis=1
        )
        st.dataframe(table.head(settings.value("ui.places_listed")), hide_index=True, alt=alt, height=240)
    with show.panel("polygons-checks", say("places_page.polygons.checks")):
        panels.problem_cards(reading.problems)


def system(text: str) -> str | None:
    """'32718' and 'EPSG:32718' are the same; nothing typed is nothing said."""
    plain = text.strip()
    return f"EPSG:{plain}" if plain.isdigit() else plain or None


def rewound(dropped: Any) -> Any:
    """The dropped file, to be read from its start."""
    dropped.seek(0)
    return dropped
