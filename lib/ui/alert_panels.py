"""The parts of the alert board's page, each a Released made visible."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib import catalogue, settings, texts
from lib.complaints.alerts import spans
from lib.complaints.columns import PLACE_LEVELS
from lib.figures import cards, columns, tables
from lib.figures.alert_grid import SIGNS, alert_grid
from lib.figures.markup import Drawing
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.reports.table_file import table_csv
from lib.storage.engine import Snapshot
from lib.ui import alert_numbers, pages, panels, show, visit
from lib.ui import alert_words as words
from lib.ui.alert_numbers import Frame, Numbers
from lib.ui.cache import kept
from lib.ui.drawing import draw


def controls(frame: Frame) -> None:
    """Which period, of which length, against how long a history."""
    lang = visit.lang()
    one, two, three = st.columns([0.24, 0.46, 0.3])
    one.selectbox(
        visit.say("alerts.controls.unit"), frame.units, format_func=lambda unit: visit.say(f"alerts.unit.{unit}"),
        **visit.mirror("alert_unit", frame.unit, _other_unit),
    )
    two.selectbox(
        visit.say("alerts.controls.period"), [span.end.isoformat() for span in frame.ends],
        format_func=_span_names(frame, lang).__getitem__,
        help=visit.say("alerts.controls.period_help"), **visit.mirror("alert_end", frame.span.end.isoformat()),
    )
    choices = [str(n) for n in settings.value("alerts.histories")[frame.unit]]
    three.selectbox(
        visit.say("alerts.controls.history"), choices, help=visit.say("alerts.controls.history_help"),
        format_func=lambda n: words.history_name(frame, int(n), lang), **visit.mirror("alert_history", str(frame.wanted)),
    )


@kept
def _span_names(frame: Frame, lang: str) -> dict[str, str]:
    return {span.end.isoformat(): words.span_name(frame.unit, span, lang) for span in frame.ends}


def _other_unit(picked: str) -> str:
    visit.put("alert_end", "")
    visit.put("alert_history", "")
    return picked


def trust(found: Numbers, snapshot: Snapshot) -> Released:
    """Four numbers: cells, alarms, what a look at each alone would give, and the measured false-alarm rate."""
    lang = visit.lang()
    bar = st.empty()

    def tell(share: float) -> None:
        bar.progress(min(share, 1.0), text=visit.say("alerts.simulating"))

    measured = alert_numbers.false_alarms(snapshot, found, tell)
    bar.empty()
    draw(lambda: _cards(found, measured, lang), "alert_cards", of=(found, measured, lang))
    return measured


def _cards(found: Numbers, measured: Released, lang: str) -> Drawing:
    row, counted = measured.table.iloc[0], found.board.table["verdict"].value_counts()
    up, down, few = (int(counted.get(name, 0)) for name in ("up", "down", "too_few"))
    level = texts.percent(float(found.board.settings["level"]), lang)
    return cards.cards([
        cards.Card(visit.say("alerts.cards.up"), texts.number(up, lang), visit.say("alerts.cards.up_badge") if up else "",
                   "alarm" if up else "quiet", visit.say("alerts.cards.down", n=texts.number(down, lang)),
                   visit.say("alerts.help.alarms", level=level)),
        cards.Card(visit.say("alerts.cards.tested"), texts.number(int(row["tested"]), lang),
                   visit.say("alerts.cards.too_few", n=texts.number(few, lang)) if few else "", "quiet",
                   visit.say("alerts.cards.reserved", n=texts.number(found.board.suppressed_cells, lang))
                   if found.board.suppressed_cells else "",
                   visit.say("alerts.help.tested")),
        cards.Card(visit.say("alerts.cards.single"), texts.number(float(row["single"]), lang, 1), "", "quiet",
                   visit.say("alerts.cards.single_detail", level=level), visit.say("alerts.help.single", level=level)),
        cards.Card(visit.say("alerts.cards.false"), texts.percent(float(row["boards"]), lang, 1), "", "quiet",
                   visit.say("alerts.cards.false_detail", runs=texts.number(int(row["runs"]), lang)),
                   visit.say("alerts.help.false", alarms=texts.number(float(row["alarms"]), lang, 3))),
    ])


def changed(found: Numbers, book: PlaceBook) -> None:
    """The cells that changed beyond chance, rises first."""
    lang = visit.lang()
    rows = _alarms(found)
    told = visit.say("alerts.help.changed", base=settings.value("statistics.percent_base"))
    with show.panel("alert-list", visit.say("alerts.changed.title"), told, stretch=False):
        if rows.empty:
            show.note(visit.say("alerts.changed.none"))
            return
        shown = rows.head(int(settings.value("alerts.listed")))
        draw(lambda: tables.table(_columns(shown, found, book, lang), visit.say("alerts.changed.title")), "alert_list",
             of=(found, book, lang))


def grid(found: Numbers, book: PlaceBook, picked: tuple[str, str] | None) -> None:
    """Every cell; a click shows its history."""
    lang, level = visit.lang(), found.board.dims[0]
    with show.panel("alert-grid", visit.say("alerts.grid.title", level=texts.t(f"ui.levels.{level}", lang).lower()),
                    visit.say("alerts.help.grid"), stretch=False):
        drawing = draw(lambda: alert_grid(
            found.board, lang, place_name=lambda code: book.name(level, code),
            crime_name=lambda code: catalogue.label(code, lang), columns=int(settings.value("alerts.columns_shown")),
            rows=int(settings.value("alerts.rows_shown")), alt=_alt(found, lang),
            describe=lambda row: words.cell(row, found, book, lang), picked=picked,
        ), "alert_grid", lambda chosen: visit.put("alert_cell", chosen), of=(found, book, picked, lang))
        left_out = len(found.board.table) - len(drawing.drawn)
        if left_out:
            show.note(visit.say("alerts.grid.left_out", n=texts.number(left_out, lang)))


def _alt(found: Numbers, lang: str) -> str:
    counted = found.board.table["verdict"].value_counts()
    numbers = {name: texts.number(int(counted.get(name, 0)), lang) for name in SIGNS}
    return texts.t("alerts.grid.alt", lang, **numbers)


@kept
def _alarms(found: Numbers) -> pd.DataFrame:
    """The cells that changed beyond chance, rises first, the clearest first."""
    table = found.board.table
    return table[table["verdict"].isin(["up", "down"])].sort_values(["verdict", "adjusted"], ascending=[False, True])


def picked_cell(found: Numbers) -> tuple[str, str] | None:
    """The cell whose history is shown: the one chosen, else the clearest alarm."""
    place, _, crime = str(visit.get("alert_cell")).rpartition("|")
    table, level = found.board.table, found.board.dims[0]
    if ((table[level] == place) & (table["crime_type"] == crime)).any():
        return place, crime
    alarms = _alarms(found)
    return (str(alarms.iloc[0][level]), str(alarms.iloc[0]["crime_type"])) if len(alarms) else None


def history(found: Numbers, book: PlaceBook, picked: tuple[str, str] | None) -> None:
    """The periods of one cell with the top of what is usual; and the way to its other pages."""
    if picked is None:
        return
    lang, (place, crime), level = visit.lang(), picked, found.board.dims[0]
    named = f"{book.name(level, place)} · {catalogue.label(crime, lang)}"
    released = kept(alert_numbers.cell)(found, place, crime)
    with show.panel("alert-history", named, visit.say(
        "alerts.help.history", usual=texts.percent(float(settings.value("alerts.usual")), lang),
    ), stretch=False):
        if released is None:
            show.note(visit.say("figures.reserved"))
            return
        table = found.board.table
        row = table[(table[level] == place) & (table["crime_type"] == crime)].iloc[0]
        left, right = st.columns([0.62, 0.38])
        with left:
            draw(lambda: columns.columns(
                released, lang, value="count", label=lambda start: texts.date(start, lang),  # type: ignore[arg-type]
                short=lambda start: _short(start, found.frame.unit, lang), say=lambda value: texts.number(value, lang),
                alt=visit.say("alerts.history_alt", cell=named, n=len(released.table)),
                one=[released.table["start"].iloc[-1]], limit=float(row["high"]),
            ), "alert_history", of=(found, place, crime, named, lang))
        with right:
            panels.facts(_facts(row, found, lang))
            show.note(visit.say("alerts.usual_top", n=texts.number(int(row["high"]), lang)))
            show.download(
                "alert-cell", lambda: table_csv(released, lang, named, place_name=book.name), "cuadrante_casilla.csv")
            for page in ("summary", "trends"):
                _open(page, level, place, crime)


def _open(page: str, level: str, place: str, crime: str) -> None:
    """A button to another page with this cell as its filter, where the audience has that page."""
    if not any(row["key"] == page and visit.audience() in row["audiences"] for row in pages.rows()):
        return
    if st.button(visit.say(f"alerts.open.{page}"), key=f"alert_open_{page}", icon=":material/arrow_forward:",
                 type="tertiary", on_click=_filter_by, args=(level, place, crime)):
        st.switch_page(pages.page(page, visit.lang()))


def _facts(row: pd.Series, found: Numbers, lang: str) -> list[tuple[str, str]]:
    change = words.change(row, lang)
    return [
        (visit.say("alerts.facts.now"), tables.number(row["now"], lang)),
        (visit.say("alerts.facts.usual"), words.usual(row, lang)),
        (visit.say("alerts.facts.verdict"), _signed(row, lang)),
        (visit.say("alerts.facts.change"), "" if change == "–" else change),
        (visit.say("alerts.facts.history"), words.history_name(found.frame, len(found.frame.history), lang)),
    ]


def _short(start: Any, unit: str, lang: str) -> str:
    return texts.month(start, lang) if unit == spans.MONTH else f"{start:%d/%m}"


def _filter_by(level: str, place: str, crime: str) -> None:
    visit.put("place", (place if level in PLACE_LEVELS[:3] else f"{level}:{place}",))
    visit.put("crime", (crime,))


def whole(found: Numbers, book: PlaceBook, measured: Released) -> None:
    """Every cell as a table, with its download."""
    lang, level = visit.lang(), found.board.dims[0]
    title = visit.say("alerts.table.title")
    with show.panel("alert-table", title, visit.say("alerts.help.table"), stretch=False):
        show.note(words.reliability(measured, found, lang))
        with st.expander(visit.say("alerts.table.open", n=texts.number(len(found.board.table), lang))):
            rows = found.board.table.head(int(settings.value("ui.places_listed")))
            draw(lambda: tables.table(_columns(rows, found, book, lang), title), "alert_table", of=(found, book, lang))
        show.download("alerts", lambda: table_csv(
            found.board, lang, f"{title}. {words.reliability(measured, found, lang)}", place_name=book.name,
            labels={level: lambda code: book.name(level, code), "crime_type": lambda code: catalogue.label(code, lang),
                    "verdict": lambda code: texts.t(f"alerts.verdict.{code}", lang)},
        ), "cuadrante_alertas.csv")


def _columns(rows: pd.DataFrame, found: Numbers, book: PlaceBook, lang: str) -> list[tables.Column]:
    level = found.board.dims[0]
    records = [row for _, row in rows.iterrows()]
    cells = [f"{catalogue.label(str(row['crime_type']), lang)} · {book.name(level, str(row[level]))}" for row in records]
    return [
        tables.Column(visit.say("alerts.table.cell"), cells),
        tables.Column(visit.say("alerts.table.verdict"), [_signed(row, lang) for row in records]),
        tables.Column(visit.say("alerts.table.now"), [tables.number(row["now"], lang) for row in records], number=True),
        tables.Column(visit.say("alerts.table.usual"), [words.usual(row, lang) for row in records]),
        tables.Column(visit.say("alerts.table.change"), [words.change(row, lang) for row in records], number=True),
    ]


def _signed(row: pd.Series, lang: str) -> str:
    sign = "" if pd.isna(row["verdict"]) else SIGNS[str(row["verdict"])]
    return f"{sign} {words.verdict(row, lang)}".strip()
