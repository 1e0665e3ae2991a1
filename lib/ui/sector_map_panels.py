"""The panels of the map of sectors: the map with its drill-down, small maps side by side, the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
import streamlit as st

from lib import settings, texts
from lib.complaints.crosstab import TOTAL
from lib.errors import UsageError
from lib.figures import classes, map_multiples, place_map, tables
from lib.figures.classes import Classes
from lib.figures.map_layers import Layer, by_class
from lib.places import breaks
from lib.places.book import PlaceBook
from lib.places.metres import Projection, projection
from lib.storage.engine import Snapshot
from lib.ui import pages, panels, place_downloads, place_layers, place_site, show, visit
from lib.ui import sector_map_words as words
from lib.ui.choices import Holdings
from lib.ui.crosstab_numbers import place_code
from lib.ui.drawing import draw
from lib.ui.sector_map_numbers import BEFORE, COUNT, ONE, RATE, SPLITS, TYPE, MapNumbers, Several, compared
from lib.ui.table_view import table_view
from lib.ui.visit import say

WIDEST = 6.0
"""Degrees of longitude that one UTM zone serves; wider maps are drawn in degrees, at equal scale for their middle."""

SHARED, OWN = "shared", "own"
"""Small maps by type have their own classes unless told otherwise: rare types would all be pale."""

LINKED = ("by_place_and_type", "hot_spots", "hours", "trends", "records")


@dataclass(frozen=True)
class Look:
    """The page's own choices. ``shared``: one set of classes for all small maps."""

    measure: str
    split: str
    rule: classes.Rule
    shared: bool
    place: str


def looking() -> Look:
    """The choices of the visit; what means nothing becomes the default."""
    rule = next((rule for rule in classes.RULES if rule == visit.get("map_rule")), classes.RULES[0])
    split = visit.get("map_split")
    return Look(
        RATE if visit.get("map_measure") == RATE else COUNT, split if split in SPLITS else ONE, rule,
        visit.get("map_breaks") == SHARED or (visit.get("map_breaks") != OWN and split != TYPE), visit.get("map_place"),
    )


def controls(look: Look, snapshot: Snapshot) -> None:
    """Count or rate, one map or several; how the classes are made and what lies on the map, folded away."""
    panels.style()
    with st.container(horizontal=True, key="sector-map-controls", vertical_alignment="bottom", gap="medium"):
        _segments("map_measure", say("sector_map.controls.measure"), (COUNT, RATE), look.measure,
                  lambda name: say(f"sector_map.measures.{name}"), COUNT, say("sector_map.help.measure"))
        _segments("map_split", say("sector_map.controls.split"), SPLITS, look.split,
                  lambda name: say(f"sector_map.splits.{name or 'one'}"), ONE, say("sector_map.help.split"))
        with st.popover(say("sector_map.controls.settings"), icon=":material/tune:"):
            _settings(look, snapshot)


def _settings(look: Look, snapshot: Snapshot) -> None:
    st.radio(
        say("sector_map.controls.rule"), classes.RULES, format_func=lambda rule: say(f"sector_map.rules.{rule}"),
        help=say("sector_map.help.rule"),
        **visit.mirror("map_rule", look.rule, lambda rule: "" if rule == classes.RULES[0] else rule),
    )
    if look.split:
        st.toggle(say("sector_map.controls.shared"), help=say("sector_map.help.shared"),
                  **visit.mirror("map_breaks", look.shared, lambda on: SHARED if on else OWN))
    place_layers.switches(snapshot)
    st.text_input(say("sector_map.controls.epsg"), help=say("sector_map.help.epsg"),
                  **visit.mirror("epsg", visit.get("epsg"), lambda text: str(text).strip()))


def one(found: MapNumbers, look: Look, snapshot: Snapshot, holdings: Holdings) -> None:
    """The map, and beside it the place that was chosen on it."""
    if _no_map(found):
        return
    left, right = st.columns([0.64, 0.36])
    with left, show.panel("sector-map", words.map_title(found, look.measure, visit.lang()),
                          say("sector_map.help.map"), stretch=False):
        _map(found, look, snapshot, holdings)
    with right:
        _chosen(found, look, snapshot)


def several(found: MapNumbers, look: Look, snapshot: Snapshot, holdings: Holdings) -> None:
    """Small maps side by side, with the same classes unless told otherwise; what cannot be compared is not drawn."""
    if _no_map(found):
        return
    lang, told = visit.lang(), found.several
    if told is None:
        with show.panel("several", say("sector_map.several.none"), stretch=False):
            show.note(say(f"sector_map.several.none_{look.split}"))
        return
    with show.panel("several", words.several_title(told, look.measure, lang), say("sector_map.help.several"),
                    stretch=False):
        if look.split == BEFORE and not all(told.comparable.values()):
            show.empty(say("sector_map.several.refused_short"), words.refused_why(told, found, lang))
            return
        shapes, plane = _on_paper(found)
        shown = [map_multiples.SmallMap(key, words.key_name(told, key, found, lang), words.key_words(told, key, lang),
                                        words.refusal(told, key, lang)) for key in told.keys]
        if len(shapes) * len(shown) > place_map.MOST_MARKS:
            show.empty(say("sector_map.several.too_many"), say("sector_map.several.too_many_why"))
            return
        book, level = snapshot.places, found.level
        draw(map_multiples.map_multiples(
            told.table, shown, shapes, lambda code: book.name(level, code), lang, classes=_classes(told, look),
            value=look.measure, known=_known(found, look, holdings), outside=found.outside,
            missing="none" if look.measure == RATE else "reserved", metres=plane is not None,
            own_legends=not look.shared, say=_said_rate(book, level) if look.measure == RATE else None,
            no_data=say("sector_map.map.no_rate") if look.measure == RATE else "",
        ), "small_maps")
        show.note(words.several_note(told, found, look.shared, look.rule, book, lang))
        table_view("mapas", told.table, [
            tables.Column(say(f"sector_map.column.{told.by}"),
                          [words.key_name(told, key, found, lang) for key in told.table.table[told.by]]),
            tables.Column(say(f"ui.levels.{level}"), [book.name(level, str(code)) for code in told.table.table[level]]),
            tables.Column(say("sector_map.column.count"),
                          [tables.number(value, lang) for value in told.table.table["count"]], number=True),
        ], words.several_title(told, look.measure, lang), book,
            labels={level: lambda code: book.name(level, code)})


def table(found: MapNumbers, snapshot: Snapshot) -> None:
    """Every place with its count, share and rate, and the download."""
    lang, book, level = visit.lang(), snapshot.places, found.level
    rows = found.places.table.sort_values("count", ascending=False, na_position="last", kind="stable")
    shown = rows.head(int(settings.value("ui.places_listed")))
    title = words.map_title(found, COUNT, lang)
    with show.panel("sector-table", say("sector_map.table.title", level=say(f"ui.levels.{level}").lower())):
        table_view("mapa_de_sectores", found.places, [
            tables.Column(say(f"ui.levels.{level}"), [book.name(level, str(code)) for code in shown[level]]),
            tables.Column(say("sector_map.column.count"), [tables.number(value, lang) for value in shown["count"]],
                          number=True),
            tables.Column(say("sector_map.column.share"), [
                texts.percent(None if pd.isna(value) else float(value), lang) for value in shown["share"]], number=True),
            tables.Column(say("sector_map.column.rate"), [words.rate_line(row, lang) for _, row in shown.iterrows()]),
        ], title, book, labels={level: lambda code: book.name(level, code)}, folded=False)


def _map(found: MapNumbers, look: Look, snapshot: Snapshot, holdings: Holdings) -> None:
    lang, book, level = visit.lang(), snapshot.places, found.level
    try:
        shapes, plane = _on_paper(found)
    except UsageError as error:
        show.trouble(error)
        return
    here = found.places.table
    values = pd.to_numeric(here[look.measure]).dropna().tolist()
    made = classes.classify(values, int(settings.value("ui.map_classes")), look.rule)
    picked = look.place if look.place in shapes else ""
    said = {str(row[level]): words.place_line(row, lang) for _, row in here.iterrows()}
    layer = by_class(
        found.places, shapes, lambda code: book.name(level, code), lang, classes=made, value=look.measure,
        known=_known(found, look, holdings), outside=found.outside, pick="place", marked=picked,
        missing="none" if look.measure == RATE else "reserved",
        no_data=say("sector_map.map.no_rate") if look.measure == RATE else "",
        say=lambda code, _: f"{book.name(level, code)}: {said.get(code, '')}",
    )
    layers: list[Layer] = [layer, *place_layers.streets(snapshot, plane),
                           *place_layers.stations(snapshot, plane, list(shapes.values()))]
    alt = say("sector_map.map.alt", places=texts.number(len(layer.drawn), lang),
              title=words.map_title(found, look.measure, lang))
    shown = place_map.frame(list(shapes.values()), metres=plane is not None, crs=_system(plane))
    drawing = place_map.draw_map(layers, shown, lang, alt=alt, zoom=True)
    draw(drawing, "sector_map", _pick)
    drawn = int(pd.to_numeric(here.loc[here[level].isin(shapes), "count"]).sum())
    fit = breaks.deviation(values, list(made.lower)) if len(values) > 1 else None
    note = words.map_note(found, look.measure, drawn, (look.rule, fit), book, lang)
    show.note(note)
    title = words.map_title(found, look.measure, lang)
    with st.expander(say("sector_map.take")):
        finding = words.title(found, look.measure, holdings, book, lang)
        place_downloads.image("mapa", found.places, drawing, finding, words.coverage(found.whole, level, lang), book)
        place_downloads.files("mapa", found.places, found.shapes, title, book, say=lambda code: said.get(code, ""),
                              name=lambda code: book.name(level, code))


def _chosen(found: MapNumbers, look: Look, snapshot: Snapshot) -> None:
    """The chosen place: its numbers, its change, and the other pages with it in their filters."""
    lang, book, level = visit.lang(), snapshot.places, found.level
    codes = found.places.table.sort_values("count", ascending=False, kind="stable")[level].astype(str).tolist()
    if not codes:
        return
    code = look.place if look.place in codes else ""
    name = say(f"ui.levels.{level}")
    with show.panel("sector-chosen", book.name(level, code) if code else say("sector_map.chosen.none", level=name.lower())):
        st.selectbox(name, ["", *codes], format_func=lambda one: book.name(level, one) if one else "–",
                     **visit.mirror("map_place", code, str))
        if not code:
            show.note(say("sector_map.chosen.how"))
            for place in codes[:5]:
                row = found.places.table[found.places.table[level] == place].iloc[0]
                st.html(panels.event(book.name(level, place), words.place_line(row, lang)))
            return
        row = found.places.table[found.places.table[level] == code].iloc[0]
        panels.facts([
            (say("sector_map.column.count"), tables.number(row["count"], lang)),
            (say("sector_map.column.share"),
             texts.percent(None if pd.isna(row["share"]) else float(row["share"]), lang)),
            (say("sector_map.column.rate"), words.rate_line(row, lang)),
            (say("sector_map.column.change"), words.change_line(compared(snapshot, found, code), lang)),
        ])
        panels.section(say("sector_map.chosen.more"))
        _links(level, code)


def _links(level: str, code: str) -> None:
    """Other pages with this place in their filters, and its cell of the cross table."""
    for row in pages.rows():
        if row["key"] in LINKED and visit.audience() in row["audiences"]:
            changes: dict[str, Any] = {"place": (place_code(level, code),)}
            if row["key"] == "by_place_and_type":
                changes = {"cell": f"{TOTAL}|{code}"}
            st.page_link(
                pages.page(row["key"], visit.lang()), label=say(f"ui.pages.{row['key']}"), icon=row["icon"],
                query_params=visit.params(row.get("choices", ()), **changes),
            )


def _pick(picked: str) -> None:
    """A place chosen on the map; chosen again, it is let go."""
    code = picked.partition(":")[2]
    visit.put("map_place", "" if visit.get("map_place") == code else code)


def _no_map(found: MapNumbers) -> bool:
    """Says why there is no map, when there is none."""
    if found.shapes:
        return False
    with show.panel("no-map", stretch=False):
        show.empty(say("overview.map.none", level=say(f"ui.levels_many.{found.level}")),
                   say("overview.map.none_why" if found.policy.loads else "overview.map.none_why_public"))
        if found.policy.loads:
            show.link("places", say("overview.map.open_places"))
    return True


def _on_paper(found: MapNumbers) -> tuple[dict[str, Any], Projection | None]:
    """The shapes in metres and their plane; in degrees (None) where one zone does not serve. UsageError for a wrong EPSG."""
    shapes = np.array(list(found.shapes.values()), dtype=object)
    west, _, east, _ = shapely.total_bounds(shapes)
    epsg = place_site.chosen_epsg()
    if epsg is None and east - west > WIDEST:
        return dict(found.shapes), None
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    plane = projection(middles[:, 0], middles[:, 1], epsg)
    return dict(zip(found.shapes, plane.shapes_to_metres(shapes), strict=True)), plane


def _system(plane: Projection | None) -> str:
    return f"{plane.name} · EPSG:{plane.epsg}" if plane else "WGS 84 · EPSG:4326"


def _known(found: MapNumbers, look: Look, holdings: Holdings) -> frozenset[str]:
    """Places that the source reports on: zero where nothing came; of rates only those that are there."""
    if look.measure == RATE:
        return frozenset()
    return frozenset(holdings.codes.get(found.level, ()))


def _classes(told: Several, look: Look) -> Mapping[Any, Classes]:
    """One set of classes over all maps that are drawn, or one for each."""
    number = int(settings.value("ui.map_classes"))
    rows = told.table.table

    def values(keys: Sequence[Any]) -> list[float]:
        return pd.to_numeric(rows.loc[rows[told.by].isin(list(keys)), look.measure]).dropna().tolist()

    if look.shared:
        common = classes.classify(values([key for key in told.keys if told.comparable[key]]), number, look.rule)
        return dict.fromkeys(told.keys, common)
    return {key: classes.classify(values([key]), number, look.rule) for key in told.keys}


def _said_rate(book: PlaceBook, level: str) -> Callable[[str, float | None], str]:
    """What the pointer tells of a rate on a small map."""

    def told(code: str, rate: float | None) -> str:
        if rate is None:
            return f"{book.name(level, code)}: {say('sector_map.map.no_rate')}"
        said = say("sector_map.place.rate_only", rate=texts.number(rate, visit.lang()))
        return f"{book.name(level, code)}: {said}"

    return told


def _segments(
    name: str, label: str, options: Sequence[str], chosen: str, said: Any, default: str, help_text: str | None = None
) -> None:
    st.segmented_control(
        label, list(options), required=True, format_func=said, help=help_text,
        **visit.mirror(name, chosen, lambda picked: "" if picked == default else str(picked)),
    )
