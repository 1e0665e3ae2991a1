"""What a study is: its items, what was wrong with its answers, its versions, its codebook as a file."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib import texts
from lib.access import audiences
from lib.errors import CuadranteError
from lib.figures import tables
from lib.storage import folders, studies
from lib.surveys.instrument import Codebook, Item, to_toml
from lib.ui import links, panels, show, survey_words, visit
from lib.ui.downloads import csv_bytes
from lib.ui.drawing import draw
from lib.ui.instrument_table import as_table
from lib.ui.survey_opening import Opened
from lib.ui.visit import say


def title(opened: Opened) -> str:
    """'36 ítems en 2 variables y 3 dimensiones, respondidos por 1,220 personas'."""
    lang = visit.lang()
    scales = opened.codebook.scales()
    dimensions = sum(scale.is_dimension for scale in scales)
    key = "instrument.title.with_dimensions" if dimensions else "instrument.title.plain"
    return say(key, items=len(opened.codebook.items), variables=len(scales) - dimensions, dimensions=dimensions,
               n=texts.number(opened.study.answers.n, lang))


def described(opened: Opened) -> None:
    """The instrument: facts, items by scale, its files."""
    lang, book = visit.lang(), opened.codebook
    with show.panel("described", say("instrument.described.title"), say("instrument.help.described"), stretch=False):
        panels.facts([
            (say("instrument.fact.file"), opened.study.file),
            (say("instrument.fact.people"), texts.number(opened.study.answers.n, lang)),
            (say("instrument.fact.waves"), texts.listing(list(opened.waves), lang)),
            (say("instrument.edit.weight"), book.weight), (say("instrument.edit.place"), book.place),
            (say("instrument.edit.groups"), texts.listing(list(book.groups), lang)),
            (say("instrument.fact.version"), f"{opened.study.identity[2]} · {opened.study.when[:10]}"),
        ])
        draw(tables.table([
            tables.Column(say(f"instrument.column.{name}"), [cell(item) for item in book.items],
                          number=name in ("scale", "missing"), optional=name in ("scale", "missing"))
            for name, cell in _cells(book, lang).items()
        ], say("instrument.described.title")), "items")
        with st.container(horizontal=True):
            st.download_button(
                say("instrument.download.codebook"), to_toml(book), file_name=f"{book.name}.toml", mime="application/toml",
                key="codebook.download", on_click="ignore", icon=":material/download:")
            st.download_button(
                say("instrument.download.table"), lambda: csv_bytes(as_table(book, (), lang)), mime="text/csv",
                file_name=f"{book.name}.csv", key="items.download", on_click="ignore", icon=":material/download:")
        links.to("reliability", say("instrument.to_reliability"))


def _cells(book: Codebook, lang: str) -> dict[str, Callable[[Item], str]]:
    """How a cell of each column of the list of items is written."""
    turned = say("reliability.items.reversed")
    return {
        "label": lambda item: f"{survey_words.item_name(book, item.code, lang)} {turned if item.reversed else ''}".strip(),
        "variable": lambda item: survey_words.scale_name(
            book, ".".join(filter(None, (item.variable, item.dimension))), lang) if item.variable else "–",
        "scale": lambda item: f"{item.low:g}–{item.high:g}",
        "missing": lambda item: ", ".join(f"{value:g}" for value in item.missing) or "–",
    }


def problems(opened: Opened) -> None:
    """What does not count among the answers, and why."""
    with show.panel("problems", say("instrument.problems.title"), stretch=False):
        if len(opened.study.problems):
            panels.problem_cards(opened.study.problems, count_rows=False)
        else:
            show.note(say("instrument.problems.none"))


def versions(opened: Opened) -> None:
    """Every state of the study with who and when; the last change can be undone, and so can the undoing."""
    lang = visit.lang()
    own = folders.own_store().root
    with show.panel("versions", say("instrument.versions.title"), stretch=False):
        mine = opened.study.identity[0].startswith(str(own.resolve()))
        target = studies.register(own if mine else folders.demo_store().root, opened.study.name)
        history = target.history().to_dict("records")
        draw(tables.table([
            tables.Column(say("instrument.versions.version"), [str(row["version"]) for row in history]),
            tables.Column(say("instrument.versions.when"), [
                texts.date(row["when"].date(), lang) if row["when"] is not None else "–" for row in history]),
            tables.Column(say("instrument.versions.who"), [str(row["who"] or "–") for row in history]),
            tables.Column(say("instrument.versions.what"), [
                f"{say('instrument.versions.' + str(row['action']))} {row['what'] or ''}".strip() for row in history]),
            tables.Column(say("instrument.fact.people"), [texts.number(int(row["rows"] or 0), lang) for row in history],
                          number=True),
        ], say("instrument.versions.title")), "versions")
        if mine and len(history) > 1 and visit.policy().loads:
            if st.button(say("instrument.versions.take_back"), key="study.undo", icon=":material/undo:"):
                try:
                    target.undo(target.version, audiences.person())
                except CuadranteError as error:
                    panels.error_card(error)
                else:
                    st.rerun()
