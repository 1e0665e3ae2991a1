"""What of the cross table a visit looks at: its own choices, kept in the address, and the controls for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.complaints.crosstab import TOTAL
from lib.figures.crosstab import MEASURES, Names, View, types_by_total
from lib.places.book import PlaceBook
from lib.ui import visit
from lib.ui.cache import kept
from lib.ui.choices import Holdings
from lib.ui.crosstab_numbers import PRECEDING, YEAR, Crosstab

NOW, BEFORE = "now", "before"


@dataclass(frozen=True)
class Looking:
    """The choices of this page. ``place`` and ``crime`` are the cell of the drill-down."""

    measure: str
    shown: str
    against: str
    place: str
    crime: str
    one: str
    other: str


def against() -> str:
    """What the period is set against: YEAR or PRECEDING."""
    return PRECEDING if visit.get("against") == PRECEDING else YEAR


def controls(holdings: Holdings, level: str) -> None:
    """Level, measure, period and what it is set against; every one of them in the address."""
    lang = visit.lang()
    with st.container(horizontal=True, key="crosstab-controls", vertical_alignment="bottom", gap="medium"):
        if len(holdings.levels) > 1:
            _segments("level", visit.say("ui.filters.level"), holdings.levels, level,
                      lambda name: texts.t(f"ui.levels.{name}", lang), "")
        _segments("shown", visit.say("crosstab.controls.shown"), (NOW, BEFORE), _shown(),
                  lambda name: texts.t(f"crosstab.shown.{name}", lang), NOW)
        _segments("measure", visit.say("crosstab.controls.measure"), MEASURES, _measure(),
                  lambda name: texts.t(f"crosstab.measures.{name}", lang), MEASURES[0],
                  visit.say("crosstab.help.measure"))
        _segments("against", visit.say("crosstab.controls.against"), (YEAR, PRECEDING), against(),
                  lambda name: texts.t(f"crosstab.against.{name}", lang), YEAR, visit.say("crosstab.help.against"))


def looking(crossed: Crosstab) -> Looking:
    """The choices as far as they mean something in this table."""
    crime, _, place = visit.get("cell").partition("|")
    places = choosable(crossed)
    if place not in (*places, TOTAL) or crime not in (*types(crossed), TOTAL):
        place, crime = largest(crossed) or (TOTAL, TOTAL)
    one = visit.get("one") if visit.get("one") in places else (places[0] if places else "")
    rest = [code for code in places if code != one]
    other = visit.get("other") if visit.get("other") in rest else (rest[0] if rest else "")
    return Looking(_measure(), _shown(), against(), place, crime, one, other)


@kept
def types(crossed: Crosstab) -> list[str]:
    """The crime types of the table, the most frequent first."""
    return types_by_total(crossed.now)


@kept
def choosable(crossed: Crosstab) -> list[str]:
    """The places of the table, the largest first; the unknown place is none."""
    table = crossed.now.table
    rows = table[(table["crime_type"] == TOTAL) & table[crossed.level].notna() & (table[crossed.level] != TOTAL)]
    rows = rows.sort_values("count", ascending=False, kind="stable", na_position="last")
    return [str(code) for code in rows[crossed.level]]


@kept
def largest(crossed: Crosstab) -> tuple[str, str] | None:
    """(place, type) of the cell with most complaints; a rest category only when there is nothing else; None for no cell."""
    table = crossed.now.table
    inside = table[(table["crime_type"] != TOTAL) & table[crossed.level].notna() & (table[crossed.level] != TOTAL)]
    inside = inside[inside["count"].fillna(0) > 0]
    if inside.empty:
        return None
    told = inside[~inside["crime_type"].isin(settings.value("crosstab.no_finding"))]
    row = (inside if told.empty else told).sort_values("count", ascending=False, kind="stable").iloc[0]
    return str(row[crossed.level]), str(row["crime_type"])


def view(crossed: Crosstab, choice: Looking) -> View:
    """What the table draws."""
    ranked = types(crossed)
    wanted = len(ranked) if visit.get("types") == "all" else int(settings.value("crosstab.types_shown"))
    shown = ranked[:wanted]
    if choice.crime != TOTAL and choice.crime not in shown:
        shown.append(choice.crime)
    return View(choice.measure, tuple(shown), int(settings.value("crosstab.places_listed")), visit.get("sort"),
                (choice.place, choice.crime))


@kept
def names(crossed: Crosstab, book: PlaceBook, lang: str) -> Names:
    """What places and crime types are called here; two places of one name are told apart."""
    level = texts.t(f"ui.levels.{crossed.level}", lang)
    codes = [str(code) for code in crossed.now.table[crossed.level].dropna().unique()]
    plain = pd.Series([book.name(crossed.level, code) for code in codes], index=codes, dtype=object)
    twins = set(plain.index[plain.duplicated(keep=False)])

    def place(code: str) -> str:
        if code == TOTAL:
            return texts.t("crosstab.cell.all_places", lang)
        return book.full_name(crossed.level, code) if code in twins else book.name(crossed.level, code)

    return Names(place, lambda code: crime_name(code, lang), level,
                 texts.t("overview.places.unknown", lang, level=level.lower()))


def crime_name(code: str, lang: str) -> str:
    """A crime type's name; a family among the types holds what the source did not say more finely."""
    if code == TOTAL:
        return texts.t("crosstab.cell.all_types", lang)
    entry = catalogue.entries().get(code)
    name = catalogue.label(code, lang)
    if entry is not None and entry.level == "family" and code != "unmapped":
        return texts.t("crosstab.table.family_rest", lang, name=name)
    return name


def pick(picked: str) -> None:
    """A cell or a heading was chosen in the table."""
    what, _, value = picked.partition(":")
    if what == "sort":
        visit.put("sort", value)
    elif what == "cell":
        visit.put("cell", value)


def part(name: str, value: Any, store_as: Callable[[Any], str], widget: str = "") -> dict[str, Any]:
    """Keyword arguments of a widget that shows ``value`` and puts what is chosen into the choice ``name``.

    widget  the widget's own name, where several make up one choice
    """
    key = f"widget.crosstab.{widget or name}"
    st.session_state[key] = value

    def take() -> None:
        visit.put(name, store_as(st.session_state[key]))

    return {"key": key, "on_change": take}


def _segments(
    name: str, label: str, options: Sequence[str], chosen: str, said: Callable[[str], str], default: str,
    help_text: str | None = None,
) -> None:
    st.segmented_control(label, list(options), required=True, format_func=said, help=help_text,
                         **part(name, chosen, lambda picked: "" if picked == default else str(picked)))


def _measure() -> str:
    return visit.get("measure") if visit.get("measure") in MEASURES else MEASURES[0]


def _shown() -> str:
    return BEFORE if visit.get("shown") == BEFORE else NOW
