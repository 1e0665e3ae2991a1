"""Small HTML parts that the data pages share: headings, facts, tiles, problem cards. Text in, safe HTML out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import streamlit as st

from lib import texts
from lib.errors import CuadranteError, Example, Problem
from lib.figures.markup import esc
from lib.ui import show, visit

STYLE = Path(__file__).with_name("panels.css")


def style() -> None:
    """Put the parts' style sheet on the page; once, at the top."""
    st.html(STYLE)


def heading(title: str, lead: str) -> None:
    """The page's title and the grey sentence under it."""
    show.title(title)
    show.sentence(lead)


def section(title: str) -> None:
    """A heading inside a card."""
    st.html(f'<h2 class="dp-h">{esc(title)}</h2>')


def facts(items: Iterable[tuple[str, str]]) -> None:
    """A grid of name and value; an item with an empty value is left out."""
    rows = "".join(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>" for name, value in items if value)
    st.html(f'<dl class="dp-facts">{rows}</dl>')


def tiles(items: Sequence[tuple[str, str, str]]) -> None:
    """Numbers side by side: (label, number, small note under it or "")."""
    out = []
    for name, number, small in items:
        under = f'<div class="s">{esc(small)}</div>' if small else ""
        top = f'<div class="l">{esc(name)}</div><div class="n">{esc(number)}</div>'
        out.append(f'<div class="dp-tile">{top}{under}</div>')
    st.html(f'<div class="dp-tiles">{"".join(out)}</div>')


def problem_cards(problems: Iterable[Problem], count_rows: bool = True) -> None:
    """One card for each kind of trouble: severity, rows, what is wrong, what to do, the first examples folded.

    count_rows  False where a problem counts something else than rows (answers, items): its sentence says what
    """
    lang = visit.lang()
    cards = [_card(problem, lang, count_rows) for problem in problems]
    if not cards:
        show.note(texts.t("load.problems.none", lang))
        return
    st.html("".join(cards))


def error_card(error: CuadranteError) -> None:
    """An error that stops the work, in the same dress as a problem."""
    lang = visit.lang()
    st.html(
        f'<div class="dp-problem reject" role="alert"><p class="m">{esc(error.message(lang))}</p>'
        f'<p class="r">{esc(error.remedy(lang))}</p></div>'
    )


def event(title: str, line: str, state: str = "", chip: str = "") -> str:
    """A line with a grey one under it, as markup; ``chip`` is a small word at its end, coloured by ``state``."""
    mark = f' <span class="dp-chip {esc(state)}">{esc(chip)}</span>' if chip else ""
    lines = f'<div class="t">{esc(title)}</div><div class="d">{esc(line)}{mark}</div>'
    return f'<div class="dp-event {esc(state)}">{lines}</div>'


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[int] = ()) -> str:
    """An HTML table as text; ``numeric`` are the positions of right-aligned columns."""

    def kind(place: int) -> str:
        return ' class="num"' if place in numeric else ""

    head = "".join(f"<th{kind(i)}>{esc(name)}</th>" for i, name in enumerate(headings))
    body = "".join(
        "<tr>" + "".join(f"<td{kind(i)}>{esc(cell)}</td>" for i, cell in enumerate(row)) + "</tr>" for row in rows
    )
    inside = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="dp-scroll"><table class="dp-table">{inside}</table></div>'


def rows_words(rows: int) -> str:
    """'1 fila', '1,234 filas'."""
    lang = visit.lang()
    if rows == 1:
        return texts.t("load.problems.one_row", lang)
    return texts.t("load.problems.rows", lang, rows=texts.number(rows, lang))


def _example(example: Example) -> str:
    """'Fila 5 · cantidad · 4.5'."""
    lang = visit.lang()
    row = texts.number(example.row, lang)
    where = texts.t("load.problems.whole_file" if example.row is None else "load.problems.in_row", lang, row=row)
    return " · ".join(part for part in (where, example.column, example.value) if part)


def _card(problem: Problem, lang: str, count_rows: bool) -> str:
    parts = [
        f'<div class="dp-problem {problem.severity}"><div class="top">'
        f"<span>{esc(texts.t('load.problems.' + problem.severity, lang))}</span>"
    ]
    if problem.rows and count_rows:
        parts.append(f"<span>{esc(rows_words(problem.rows))}</span>")
    parts.append(f'</div><p class="m">{esc(problem.message(lang))}</p><p class="r">{esc(problem.remedy(lang))}</p>')
    if problem.examples:
        parts.append(f'<p class="x">{esc(_example(problem.examples[0]))}</p>')
    if len(problem.examples) > 1:
        names = [texts.t(f"load.problems.{name}", lang) for name in ("row", "column", "value")]
        whole = texts.t("load.problems.whole_file", lang)
        cells = [
            (whole if example.row is None else texts.number(example.row, lang), example.column, example.value)
            for example in problem.examples
        ]
        shown = table(names, cells, numeric=(0,))
        parts.append(f"<details><summary>{esc(texts.t('load.problems.examples', lang))}</summary>{shown}</details>")
    parts.append("</div>")
    return "".join(parts)
