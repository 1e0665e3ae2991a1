"""The parts of the page of records: its words, the search, the table and how to turn its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib import settings, texts
from lib.figures.records_table import records_table
from lib.places.book import PlaceBook
from lib.ui import figure_words, records_rows, show, visit
from lib.ui.choices import Holdings
from lib.ui.drawing import draw
from lib.ui.records_rows import Rows
from lib.ui.visit import say


def words(found: Rows, holdings: Holdings, book: PlaceBook, counts: bool) -> None:
    """The title with the number of rows, the grey sentence, what must be known with it."""
    lang, filters = visit.lang(), found.asked.filters
    key = {0: "title_none", 1: "title_one"}.get(found.total, "title")
    show.title(say(
        f"records.{key}", where=figure_words.where(found.released, holdings, book, lang),
        **({} if found.total == 1 else {"rows": texts.number(found.total, lang)} if found.total else {}),
        what=figure_words.what(filters, lang), period=texts.period(filters.start, filters.end, lang),
    ))
    extra = [say("records.file.search", search=found.asked.search)] if found.asked.search else _coverage(found)
    if found.released.n != found.total:
        extra.insert(0, say("records.rows", rows=texts.number(found.total, lang)))
    warnings = figure_words.warnings([found.released], lang)
    show.sentence(
        figure_words.sentence(found.released, holdings, book, lang, extra),
        [say("records.published"), *warnings] if counts else warnings,
    )


def controls(holdings: Holdings, counts: bool) -> None:
    """Search, columns, rows per page."""
    left, middle, right = st.columns([0.45, 0.35, 0.2], vertical_alignment="bottom")
    left.text_input(
        say("records.search"), placeholder=say("records.search_hint"), help=say("records.search_help"),
        max_chars=records_rows.LONGEST_SEARCH,
        **_part("row_search", str(visit.get("row_search")), lambda text: text.strip()),
    )
    default = records_rows.default_columns(holdings, counts)
    with middle.popover(say("records.columns"), icon=":material/view_column:", width="stretch"):
        st.multiselect(
            say("records.columns"), records_rows.columns(holdings, counts), select_all=False,
            format_func=lambda column: say(f"records.column.{column}"), label_visibility="collapsed",
            **visit.mirror("row_columns", records_rows.chosen_columns(holdings, counts),
                           lambda picked: "" if set(picked) == set(default) else ",".join(picked)),
        )
    sizes = [int(size) for size in settings.value("records.page_sizes")]
    size = int(settings.value("records.page_size"))
    wanted = str(visit.get("row_size"))
    right.selectbox(
        say("records.size"), sizes,
        **_part("row_size", int(wanted) if wanted.isdigit() and int(wanted) in sizes else size,
                lambda picked: "" if picked == size else str(picked)),
    )


def table(found: Rows, holdings: Holdings, book: PlaceBook, counts: bool) -> None:
    """The rows of this page, or why there are none."""
    lang, asked = visit.lang(), found.asked
    with show.panel("records", stretch=False):
        if not found.total:
            why = (say("records.none_search", search=asked.search) if asked.search else
                   say("records.none_filters", start=texts.date(holdings.first, lang), end=texts.date(holdings.last, lang)))
            show.empty(say("records.none"), why)
            return
        said = {
            "first": texts.number(asked.first + 1, lang), "rows": texts.number(found.total, lang),
            "last": texts.number(asked.first + len(found.released.table), lang),
        }
        _pages(found, said)
        shown = tuple(records_rows.chosen_columns(holdings, counts))
        draw(lambda: records_table(
            found.released, shown, records_rows.name(book, lang), lang, order=asked.order.column,
            descending=asked.order.descending, alt=say("records.alt", **said),
        ), "records_table", records_rows.turn, of=(found, shown, book, lang))
        column = say(f"records.column.{records_rows.shown_as(asked.order.column)}").lower()
        show.note(say("records.ordered", column=column, way=_way(found)))
        show.note(say("records.no_people"))


def _pages(found: Rows, said: dict[str, str]) -> None:
    """First, previous, which rows, next, last."""
    asked = found.asked
    end = (max(found.total, 1) - 1) // asked.size * asked.size
    steps = (
        ("first", 0, ":material/first_page:"), ("previous", max(asked.first - asked.size, 0), ":material/chevron_left:"),
        ("next", min(asked.first + asked.size, end), ":material/chevron_right:"), ("last", end, ":material/last_page:"),
    )
    with st.container(horizontal=True, vertical_alignment="center", key="records-pages"):
        st.html(f'<p class="cq-sentence">{say("records.where_now", **said)}</p>', width="stretch")
        for key, first, icon in steps:
            st.button(
                say(f"records.{key}"), icon=icon, key=f"records.{key}", disabled=first == asked.first, type="tertiary",
                on_click=visit.put, args=("row_first", str(first) if first else ""),
            )


def _coverage(found: Rows) -> list[str]:
    """How well place and hour are known, above a base that carries a percentage."""
    if found.whole is None:
        return []
    lang, row = visit.lang(), found.whole.table.iloc[0]
    level = found.asked.filters.level
    if row["count"] < int(settings.value("statistics.percent_base")):
        return []
    out = []
    if f"without_{level}" in row.index:
        out.append(say("overview.sentence.placed", share=texts.percent(1 - row[f"without_{level}"] / row["count"], lang),
                       level=say(f"ui.levels.{level}").lower()))
    if row["without_hour"] != row["count"]:
        out.append(say("overview.sentence.hours", share=texts.percent(1 - row["without_hour"] / row["count"], lang)))
    return out


def _way(found: Rows) -> str:
    order = found.asked.order
    kind = "day" if order.column == "day" else "number" if order.column in ("hour", "count") else "text"
    return say(f"records.way.{kind}_{'down' if order.descending else 'up'}")


def _part(choice: str, value: Any, store_as: Callable[[Any], str]) -> dict[str, Any]:
    """A widget that sets a choice and goes back to the first page."""
    key = f"widget.{choice}"
    st.session_state[key] = value

    def take() -> None:
        visit.put(choice, store_as(st.session_state[key]))
        visit.put("row_first", "")

    return {"key": key, "on_change": take}
