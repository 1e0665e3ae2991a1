"""An unknown layout: which column is which, with guesses and a live preview; the answers become a format."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.complaints import suggestions
from lib.complaints.checking import check
from lib.complaints.reading import (
    MEANINGS,
    Format,
    Mapping,
    Overrides,
    Understood,
    Upload,
    format_from_mapping,
    guess_mapping,
    understand,
)
from lib.errors import CuadranteError, UsageError
from lib.places.book import PlaceBook
from lib.ui import loading_overrides, loading_report, panels, show, visit
from lib.ui.labels_form import crime_name
from lib.ui.visit import say

SAMPLES = 3


@dataclass(frozen=True)
class _Column:
    """A heading of the file and its first values."""

    heading: str
    samples: tuple[str, ...]


def form(upload: Upload, file_id: str, found: Understood, told: loading_overrides.Told, book: PlaceBook) -> None:
    """Ask, show the first rows as complaints at once, and give the answers on when they are tried on the whole file."""
    guess = guess_mapping(found)
    if told.guided:
        st.button(
            say("load.mapping.back"), type="tertiary", icon=":material/arrow_back:", key="load.known",
            on_click=loading_overrides.tell, args=(file_id,), kwargs={"guided": False},
        )
    with show.panel("mapping", say("load.mapping.title")):
        show.note(say("load.mapping.lead"))
        columns = _columns_form(file_id, found, guess)
        mapping = _rest_form(file_id, found, guess, columns)
    with show.panel("mapping-preview", say("load.mapping.live")):
        try:
            layout = format_from_mapping(mapping.title, mapping, found)
            _live(upload, layout, told.overrides, book)
        except CuadranteError as error:
            panels.error_card(_in_words(error))
            return
        if st.button(say("load.mapping.try"), type="primary", key="load.try"):
            loading_overrides.tell(file_id, taught=layout)
            st.rerun()


def _columns_form(file_id: str, found: Understood, guess: Mapping) -> dict[str, str]:
    """A menu of meanings for each column; {meaning: heading}."""
    by_heading = {heading: meaning for meaning, heading in guess.columns.items()}
    seen = [_Column(heading, _samples(found, place)) for place, heading in enumerate(found.columns)]
    proposed = [column for column in seen if column.heading in by_heading]
    others = [column for column in seen if column.heading not in by_heading]
    panels.section(say("load.mapping.columns"))
    answers = [(column, _ask(file_id, column, by_heading[column.heading])) for column in proposed]
    if others:
        label = say("load.mapping.unused_columns", columns=texts.number(len(others), visit.lang()))
        with st.expander(label, expanded=not proposed):
            answers += [(column, _ask(file_id, column, None)) for column in others]
    chosen: dict[str, str] = {}
    for column, meaning in answers:
        if meaning is None:
            continue
        if meaning in chosen:
            st.warning(say("load.mapping.twice", meaning=meaning_name(meaning)))
            continue
        chosen[meaning] = column.heading
    return chosen


def _ask(file_id: str, column: _Column, guessed: str | None) -> str | None:
    left, right = st.columns([3, 2], vertical_alignment="center")
    values = ", ".join(column.samples)
    under = say("load.mapping.samples", values=values) if values else say("load.mapping.empty_column")
    left.html(panels.event(column.heading, under))
    options = (None, *MEANINGS)
    answer: str | None = right.selectbox(
        column.heading, options, index=options.index(guessed), label_visibility="collapsed",
        format_func=lambda meaning: meaning_name(meaning) if meaning else say("load.mapping.unused"),
        key=f"mapping.{file_id}.{column.heading}", persist_state="page",
    )
    return answer


def _rest_form(file_id: str, found: Understood, guess: Mapping, columns: dict[str, str]) -> Mapping:
    """What no column tells: row or count, the crime or place of all rows, coordinates, clock, the format's name."""
    panels.section(say("load.mapping.rest"))
    left, right = st.columns(2)
    counts = left.selectbox(
        say("load.mapping.row_is"), (False, True), index=int("count" in columns), key=f"mapping.{file_id}.counts",
        format_func=lambda many: say(f"load.mapping.{'published' if many else 'incident'}"), persist_state="page",
    )
    constants: dict[str, str] = {}
    if not {"crime_type", "crime_family"} & set(columns):
        near = suggestions.suggest(found.name.rsplit(".", 1)[0].replace("_", " "))
        code = right.selectbox(
            say("load.mapping.constant_crime"), suggestions.choices(near), index=None, format_func=crime_name,
            placeholder=say("labels_page.other_hint"), help=say("load.mapping.constant_crime_help"),
            key=f"mapping.{file_id}.crime", persist_state="page",
        )
        if code:
            constants["crime_type"] = catalogue.label(code, texts.DEFAULT)
    if not {"ubigeo", "district", "station", "sector", "place"} & set(columns):
        place = left.text_input(
            say("load.mapping.constant_place"), max_chars=6, help=say("load.mapping.constant_place_help"),
            key=f"mapping.{file_id}.place", persist_state="page",
        ).strip()
        if place:
            constants["ubigeo"] = place
    crs = guess.crs
    if {"latitude", "longitude"} <= set(columns):
        crs = _crs(right.text_input(
            say("load.mapping.crs"), value=guess.crs, key=f"mapping.{file_id}.crs", persist_state="page",
        ), guess.crs)
        if _metres(found, columns) and crs in ("", "EPSG:4326"):
            st.warning(say("load.mapping.metres"))
    zones = tuple(dict.fromkeys((guess.time_zone, *loading_overrides.ZONES)))
    zone = left.selectbox(say("load.mapping.time_zone"), zones, key=f"mapping.{file_id}.zone", persist_state="page")
    clocks = ("local", "utc")
    clock = right.selectbox(
        say("load.mapping.clock"), clocks, index=clocks.index(guess.clock), key=f"mapping.{file_id}.clock",
        format_func=lambda name: say(f"load.clock.{name}"), persist_state="page",
    )
    title = left.text_input(
        say("load.mapping.title_label"), value=guess.title, max_chars=60, help=say("load.mapping.title_help"),
        key=f"mapping.{file_id}.title", persist_state="page",
    ).strip()
    midnight = right.checkbox(
        say("load.mapping.midnight"), value=guess.midnight_unknown, key=f"mapping.{file_id}.midnight",
        persist_state="page",
    )
    return dataclasses.replace(
        guess, columns=columns, constants=constants, counts=bool(counts), crs=crs, time_zone=str(zone),
        clock=str(clock), midnight_unknown=midnight, title=title or guess.title,
    )


def _live(upload: Upload, layout: Format, overrides: Overrides, book: PlaceBook) -> None:
    """The first rows through the real check, as complaints, and what is wrong with them."""
    rows = int(settings.value("data_pages.preview_rows"))
    found = understand(upload, {layout.name: layout}, dataclasses.replace(overrides, format=layout.name))
    checking = check(upload, found, places=book, today=dt.date.today(), batch_rows=rows)
    first = next(iter(checking), None)
    accepted = first.accepted.to_pandas() if first is not None else pd.DataFrame()
    rejected = first.rejected if first is not None else pd.DataFrame()
    lang = visit.lang()
    show.note(say(
        "load.mapping.live_counts", accepted=texts.number(len(accepted), lang),
        read=texts.number(len(accepted) + len(rejected), lang),
    ))
    if len(accepted):
        words = loading_report.complaints_in_words(accepted.head(rows), book)
        st.dataframe(words, hide_index=True, alt=say("load.preview.alt_complaints"), height=loading_report.tall(len(words)))


def meaning_name(meaning: str) -> str:
    """What people call a meaning of a column."""
    return say("load.mapping.crs") if meaning == "crs" else say(f"formats.meanings.{meaning}")


def _in_words(error: CuadranteError) -> CuadranteError:
    """What is still missing, by the names that stand on the page."""
    if error.key != "mapping_incomplete":
        return error
    names = [meaning_name(meaning.strip()) for meaning in str(error.params["missing"]).split(",")]
    return UsageError("mapping_incomplete", missing=texts.listing(names, visit.lang()))


def _samples(found: Understood, place: int) -> tuple[str, ...]:
    """The first different values of a column, shortened."""
    values = (row[place].strip() for row in found.sample if len(row) > place)
    different = dict.fromkeys(value for value in values if value)
    return tuple(value if len(value) <= 40 else value[:39] + "…" for value in list(different)[:SAMPLES])


def _crs(text: str, otherwise: str) -> str:
    plain = text.strip()
    return f"EPSG:{plain}" if plain.isdigit() else plain or otherwise


def _metres(found: Understood, columns: dict[str, str]) -> bool:
    """True when the values that should be degrees cannot be."""
    place = found.columns.index(columns["longitude"])
    for row in found.sample[:50]:
        try:
            if abs(float(row[place].replace(",", "."))) > 360:
                return True
        except (ValueError, IndexError):
            continue
    return False
