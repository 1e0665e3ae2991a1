"""Loading population: drop a table, see which places and years it has, store it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.access import audiences
from lib.errors import CuadranteError
from lib.places import population_files
from lib.places.population_files import PopulationReading
from lib.storage.store import Store
from lib.ui import data_store, panels, places_form, show, uploader, visit
from lib.ui.desk import desk
from lib.ui.visit import say

_GENERATION = "population.generation"


def form(store: Store) -> None:
    """Population by place and year; nothing is stored before the button."""
    show.note(say("places_page.population.lead"))
    dropped = uploader.drop(
        say("places_page.population.drop"), f"population.file.{st.session_state.get(_GENERATION, 0)}",
        say("places_page.population.hint", limit=uploader.limit()),
    )
    if dropped is None:
        desk().drop("population")
        return
    try:
        _steps(store, dropped)
    except CuadranteError as error:
        panels.error_card(error)


def _steps(store: Store, dropped: Any) -> None:
    source = st.text_input(
        say("places_page.population.source_label"), help=say("places_page.population.source_help"), max_chars=120,
        key="population.source",
    ).strip()
    with st.spinner(say("load.step.reading")):
        reading = desk().keep(
            "population", (dropped.file_id, source, store.identity()),
            lambda: population_files.read(
                dropped.name, places_form.rewound(dropped), source=source, book=data_store.book(store)
            ),
        )
    _understood(reading)
    places = texts.number(len(reading.table.places()), visit.lang())
    if st.button(say("places_page.population.save", places=places), type="primary", key="population.save"):
        with st.spinner(say("load.step.adding")):
            version = store.add_event("population", reading.table.payload(dropped.name), audiences.person())
        desk().drop("population")
        st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1
        data_store.changed()
        places_form.say_done(say("places_page.population.done", version=version))
        st.rerun()


def _understood(reading: PopulationReading) -> None:
    lang = visit.lang()
    years = reading.table.years()
    with show.panel("population-understood", say("places_page.population.understood")):
        panels.facts([
            (say("places_page.population.places"), texts.number(len(reading.table.places()), lang)),
            (say("places_page.population.years"), str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"),
            (say("places_page.population.rows"), texts.number(len(reading.table), lang)),
            (say("load.understood.sheet"), reading.sheet),
        ])
        rows = reading.preview.head(int(settings.value("data_pages.outside_rows")))
        st.dataframe(in_words(rows), hide_index=True, alt=say("places_page.population.alt"), height=300)
    with show.panel("population-checks", say("places_page.polygons.checks")):
        panels.problem_cards(reading.problems)


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """The table under headings that people read; years stay plain numbers without a thousands mark."""
    table = rows.assign(year=rows["year"].astype("str"))
    names = ("place", "name", "year", "people", "source")
    return table[["place", "name", "year", "population", "source"]].set_axis(
        [say(f"places_page.population.{name}") for name in names], axis=1
    )
