"""The panels of the page of validation, each a Released result made visible."""

from __future__ import annotations

import streamlit as st

from lib import settings, texts
from lib.access.audiences import Policy
from lib.figures import columns, tables
from lib.figures.map_layers import Key, Layer, Outlines, by_kind
from lib.figures.place_map import draw_map, frame
from lib.places.book import PlaceBook
from lib.storage.engine import Snapshot
from lib.ui import links, located, place_downloads, place_ground, place_layers, place_site, show, visit
from lib.ui import validation_words as words
from lib.ui.choices import Holdings
from lib.ui.concentration_words import share
from lib.ui.drawing import draw
from lib.ui.table_view import table_view
from lib.ui.validation_numbers import LAST, Validation

LOOKS = {"hit": "h3", "miss": "h0", "elsewhere": "c1", "quiet": "quiet"}
"""A cell of the map: called and right, called in vain, not called though something happened, neither."""


def controls(page: Validation, snapshot: Snapshot, policy: Policy) -> None:
    """How long the test is, the grid, what chance deals by; folded, with what is in force announced."""
    lang = visit.lang()
    with st.expander(visit.say("validation.controls.heading", months=_months(page.months), size=texts.number(
            page.grid.size_m, lang), shape=visit.say(f"place_site.shape.{page.grid.shape}").lower())):
        default = settings.value("validation.months")[0]
        st.segmented_control(
            visit.say("validation.controls.months"), sorted(settings.value("validation.months")), required=True,
            format_func=_months, help=visit.say("validation.help.months"),
            **visit.mirror("test_months", page.months, lambda one: "" if one == default else str(one)),
        )
        place_site.controls(page.here, policy)
        place_ground.control(snapshot, page.here)
        place_layers.switches(snapshot)


def _months(number: int) -> str:
    return visit.say("validation.controls.one_month" if number == 1 else "validation.controls.n_months", n=number)


def nothing(page: Validation, holdings: Holdings) -> None:
    """Why nothing is tested."""
    if page.state not in ("short", "few"):
        located.nothing(page.here.seen, holdings, page.state)
        return
    with show.panel("none", stretch=False):
        show.empty(visit.say(f"validation.empty.{page.state}"),
                   visit.say(f"validation.empty.{page.state}_why", **words.fewest()))
        show.note(words.spans(page.spans, visit.lang()))


def accuracy(page: Validation, book: PlaceBook) -> None:
    """How many times more than chance each map found, at each share of the area; then every number."""
    lang, table = visit.lang(), page.table
    if table is None or page.shares is None:
        return
    title = words.verdict_title(page, lang)
    with show.panel("accuracy", title, visit.say("validation.help.accuracy", level=_level(lang)), stretch=False):
        reach = float(table.table.loc[table.table["kind"] == "ranked", "pai_high"].max())
        for place, (area, released) in zip(st.columns(len(page.shares)), page.shares.items(), strict=True):
            with place:
                heading = visit.say("validation.accuracy.heading", area=words.area(area, lang))
                show.subtitle(heading)
                draw(columns.columns(
                    released, lang, value="pai", low="pai_low", high="pai_high", label=lambda code: words.short(code, lang),
                    say=lambda value: words.times(value, lang), alt=heading, quiet=("chance", LAST),
                    reach=reach,
                ), f"pai_{area}")
        show.note(visit.say("validation.accuracy.note"))
        rows = table.table.to_dict("records")
        table_view("validacion", table, [
            tables.Column(visit.say("validation.column.map"), [words.name(row["map"], lang) for row in rows]),
            tables.Column(visit.say("validation.column.share"), [words.area(row["share"], lang) for row in rows],
                          number=True),
            tables.Column(visit.say("validation.column.rate"), [
                "–" if row["rate"] != row["rate"] else share(row["rate"], lang) for row in rows
            ], number=True, optional=True),
            tables.Column(visit.say("validation.column.pai"),
                          [words.interval(row, "pai", "pai_low", "pai_high", lang) for row in rows], number=True),
            tables.Column(visit.say("validation.column.pei"), [_pei(row["pei"], lang) for row in rows], number=True,
                          optional=True),
            tables.Column(visit.say("validation.column.verdict"), [words.compared(row, lang) for row in rows]),
        ], title, book, labels={"map": lambda code: words.name(code, lang)}, folded=False)
        show.note(words.note(page, book, lang))


def _pei(value: float, lang: str) -> str:
    return "–" if value != value else texts.percent(value, lang)


def called_and_happened(page: Validation, snapshot: Snapshot, book: PlaceBook) -> None:
    """The map: what was called, and what happened later."""
    lang, released = visit.lang(), page.map
    if released is None or page.shapes is None:
        return
    title = words.map_title(page, lang)
    keys = {kind: Key(look, visit.say(f"validation.map.{kind}")) for kind, look in LOOKS.items()}
    shapes = list(page.shapes.values())
    with show.panel("map", title, visit.say("validation.help.map"), stretch=False):
        layers: list[Layer] = [
            by_kind(released, page.shapes, lang, column="kind", keys=keys, say=lambda row: words.cell_said(row, lang)),
            *place_layers.streets(snapshot, page.here.points.plane),
            Outlines({"": page.here.ground.area}),
            *place_layers.stations(snapshot, page.here.points.plane, shapes),
        ]
        drawing = draw_map(layers, frame(shapes, crs=place_site.crs_name(page.here)), lang, alt=title, zoom=True)
        draw(drawing, "map")
        note = words.spans(page.spans, lang)
        show.note(note)
        place_downloads.image("validacion", released, drawing, title, note, book)
        counted = released.table[released.table["count"].fillna(1) > 0]
        top = counted.sort_values("count", ascending=False, kind="stable").head(int(settings.value("validation.listed")))
        table_view("celdas_probadas", released, [
            tables.Column(visit.say("validation.column.cell"), [str(code) for code in top["cell"]]),
            tables.Column(visit.say("validation.column.later"), [tables.number(one, lang) for one in top["count"]],
                          number=True),
            tables.Column(visit.say("validation.column.kind"), [
                visit.say(f"validation.map.{kind}") if isinstance(kind, str) else "–" for kind in top["kind"]
            ]),
        ], title, book)


def reading() -> None:
    """What the test does and does not say."""
    with show.panel("reading", visit.say("validation.reading.title"), stretch=False):
        for point in ("out", "last", "series"):
            show.note(visit.say(f"validation.reading.{point}"))
        links.to("hot_spots", visit.say("validation.to_hot_spots"))


def _level(lang: str) -> str:
    return texts.percent(float(settings.value("statistics.level")), lang)
