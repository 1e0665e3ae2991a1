"""The parts of "crime or reporting?": the two surveys to be typed, the verdict, the scenario, examples and files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from lib import texts
from lib.complaints import reporting_file
from lib.complaints.reporting_file import Survey
from lib.errors import CuadranteError
from lib.figures import factors, tables
from lib.figures.factors import Factor, percent_change
from lib.figures.markup import esc
from lib.places.book import PlaceBook
from lib.ui import downloads, figure_words, panels, reporting_numbers, show, uploader, visit
from lib.ui import reporting_words as words
from lib.ui.choices import Holdings
from lib.ui.drawing import draw
from lib.ui.reporting_numbers import FIELDS, Found, Typed
from lib.ui.table_view import table_view
from lib.ui.visit import say

_LOADED = "reporting.loaded"
TONES = {"up": "alarm", "down": "quantity", "no_evidence": "quiet", "too_few": "quiet"}
STEPS = {
    "rate": (0.0, 100.0, 0.1, "%.2f"),
    "error": (0.0, 50.0, 0.1, "%.2f"),
    "n": (0.0, 1e9, 100.0, "%.0f"),
    "design_effect": (1.0, 100.0, 0.1, "%.2f"),
}


def head(found: Found, holdings: Holdings, book: PlaceBook) -> None:
    """The finding and the grey sentence."""
    lang = visit.lang()
    show.title(words.title(found, holdings, book, lang))
    released = found.split or found.change
    if released is not None:
        before = (
            ""
            if found.hidden
            else say(
                "reporting.against",
                period=_period(found.before, lang),
                n=texts.number(int(released.table["before"].iloc[0]), lang),
            )
        )
        warnings = figure_words.warnings([released], lang)
        show.sentence(
            figure_words.sentence(released, holdings, book, lang, [before]),
            [*warnings, say("reporting.assumes")] if found.split is not None else warnings,
        )


def nothing(found: Found, holdings: Holdings) -> None:
    """Why there is nothing to split."""
    lang = visit.lang()
    with show.panel("reporting-none", stretch=False):
        if found.hidden:
            show.empty(say("reporting.empty.hidden"), say("reporting.empty.hidden_why"))
        else:
            show.empty(
                say("reporting.empty.no_before"),
                say(
                    "reporting.empty.no_before_why",
                    start=texts.date(holdings.first, lang),
                    end=texts.date(holdings.last, lang),
                ),
            )


def surveys(found: Found) -> None:
    """What surveys say of the two periods: typed here, or taken from an example or a file, never by itself."""
    lang = visit.lang()
    with show.panel("surveys", say("reporting.surveys"), say("reporting.help.surveys"), stretch=False):
        if len(found.choices) > 1:
            st.selectbox(
                say("reporting.back"),
                found.choices,
                format_func=lambda back: _period(reporting_numbers.earlier(found.now, back), lang),
                **visit.mirror("years_back", found.back, lambda back: "" if back == 1 else str(back)),
            )
        left, right = st.columns(2)
        with left:
            _survey(0, found, _period(found.before, lang))
        with right:
            _survey(1, found, _period(found.now, lang))
        if found.split is None:
            show.note(words.break_even(found, lang) or say("reporting.few"))
        show.note(say("reporting.needs"))


def verdict(found: Found, book: PlaceBook) -> None:
    """The three factors and the sentences that follow from them."""
    if found.split is None:
        return
    lang, row = visit.lang(), found.split.table.iloc[0]
    title = say(f"reporting.figure.{row['crime_verdict']}")
    left, right = st.columns([0.55, 0.45])
    with left, show.panel("factors", title, say("reporting.help.figure")):
        few = str(row["crime_verdict"]) == "too_few"
        lines = [
            Factor(say("reporting.line.complaints"), say("reporting.line.complaints_is"), "ratio", "low", "high"),
            Factor(
                say("reporting.line.reporting"),
                say("reporting.line.reporting_is"),
                "reporting_ratio",
                "reporting_low",
                "reporting_high",
                "notice",
            ),
            Factor(
                say("reporting.line.crime"),
                say("reporting.line.crime_is"),
                "crime_ratio",
                "crime_low",
                "crime_high",
                TONES[str(row["crime_verdict"])],
            ),
        ]
        if few:
            show.empty(say("reporting.empty.few"), say("reporting.said.crime_too_few"))
        else:
            draw(factors.factors(found.split, lines, lang), "factors")
        show.note(figure_words.note(found.split, book, lang, [say("reporting.method")]))
        _table(found, title, book)
    with right, show.panel("explanation", say("reporting.how")):
        st.html(
            "".join(
                f'<p class="cq-sentence" style="margin:0 0 .55rem">{esc(one)}</p>'
                for one in words.explanation(found, lang)
            )
        )
        with st.container(key="reporting-scenario"):
            st.html(f'<p class="cq-note">{esc(words.scenario(found, lang))}</p>')


def sources(may_load: bool) -> None:
    """Published rates with their sources, and a file of one's own."""
    lang = visit.lang()
    with st.expander(say("reporting.examples.title")):
        draw(
            tables.table(
                [
                    tables.Column(
                        say("reporting.examples.year"), [str(one["year"]) for one in reporting_numbers.examples()]
                    ),
                    tables.Column(
                        say("reporting.field.rate"),
                        [texts.percent(one["rate"], lang, 1) for one in reporting_numbers.examples()],
                        number=True,
                    ),
                    tables.Column(
                        say("reporting.examples.scope"),
                        [
                            one[f"scope_{lang}"] if f"scope_{lang}" in one else one["scope_en"]
                            for one in reporting_numbers.examples()
                        ],
                    ),
                    tables.Column(
                        say("reporting.examples.source"), [one["source"] for one in reporting_numbers.examples()]
                    ),
                ],
                say("reporting.examples.title"),
            ),
            "reporting_examples",
        )
        show.note(say("reporting.examples.note"))
    if may_load:
        with st.expander(say("reporting.file.title")):
            _file()


def _survey(place: int, found: Found, period: str) -> None:
    st.markdown(f"**{say('reporting.before' if place == 0 else 'reporting.now')}** · {period}")
    told = found.typed[place]
    pairs = (*st.columns(2), *st.columns(2))
    for i, name in enumerate(FIELDS):
        low, high, step, shape = STEPS[name]
        value = getattr(told, name)
        key = f"widget.reporting.{place}.{name}"
        st.session_state[key] = None if value is None else min(max(float(value), low), high)
        pairs[i].number_input(
            say(f"reporting.field.{name}"),
            min_value=low,
            max_value=high,
            step=step,
            format=shape,
            key=key,
            help=say(f"reporting.help.{name}"),
            on_change=_take,
            args=(place, name, found.typed),
            placeholder=say("reporting.optional") if name != "rate" else None,
        )
    offered = _offered()
    st.selectbox(
        say("reporting.take"),
        range(len(offered)),
        index=None,
        format_func=lambda i: offered[i][0],
        placeholder=say("reporting.take_none"),
        key=f"widget.reporting.{place}.take",
        on_change=_adopt,
        args=(place, found.typed),
    )
    if told.rate is not None and told.understood() is None:
        show.note(say("reporting.no_error"))


def _take(place: int, name: str, typed: tuple[Typed, Typed]) -> None:
    chosen = st.session_state[f"widget.reporting.{place}.{name}"]
    _put(place, typed, Typed(**{**{one: getattr(typed[place], one) for one in FIELDS}, name: chosen}))


def _adopt(place: int, typed: tuple[Typed, Typed]) -> None:
    key = f"widget.reporting.{place}.take"
    chosen = st.session_state[key]
    if chosen is not None:
        _put(place, typed, _offered()[chosen][1])
        st.session_state[key] = None


def _put(place: int, typed: tuple[Typed, Typed], one: Typed) -> None:
    reporting_numbers.write(*((one, typed[1]) if place == 0 else (typed[0], one)))


def _offered() -> list[tuple[str, Typed]]:
    """What may be taken: the rows of the file first, then the published examples (which have no error)."""
    lang = visit.lang()
    loaded: tuple[Survey, ...] = st.session_state.get(_LOADED, ())
    out = [
        (
            f"{row.year}: {texts.percent(row.rate / 100, lang, 1)} · {row.source or say('reporting.file.own')}",
            Typed(row.rate, row.error, row.n, row.design_effect),
        )
        for row in loaded
    ]
    return out + [
        (
            f"{one['year']}: {texts.percent(one['rate'], lang, 1)} · {one['source']}",
            Typed(rate=round(one["rate"] * 100, 4)),
        )
        for one in reporting_numbers.examples()
    ]


def _file() -> None:
    show.note(say("reporting.file.lead"))
    template = pd.DataFrame(
        [[2023, 15.5, 0.4, "", "", "ENAPRES"], [2024, 18, "", 3000, 1.5, "ENAPRES"]],
        columns=["anio", "tasa", "error", "n", "efecto_diseno", "fuente"],
    )
    st.download_button(
        say("reporting.file.template"),
        data=lambda: downloads.csv_bytes(template),
        mime="text/csv",
        file_name="cuadrante_tasas_de_denuncia.csv",
        on_click="ignore",
        icon=":material/download:",
    )
    dropped = uploader.drop(say("reporting.file.drop"), "reporting.file", say("reporting.file.hint"))
    if dropped is None:
        st.session_state.pop(_LOADED, None)
        return
    try:
        dropped.seek(0)
        known = _LOADED in st.session_state
        st.session_state[_LOADED] = reporting_file.read(dropped)
    except CuadranteError as error:
        st.session_state.pop(_LOADED, None)
        panels.error_card(error)
        return
    show.note(say("reporting.file.loaded", rows=len(st.session_state[_LOADED])))
    if not known:
        st.rerun()


def _table(found: Found, title: str, book: PlaceBook) -> None:
    if found.split is None:
        return
    lang, row = visit.lang(), found.split.table.iloc[0]
    lines = (
        ("complaints", "ratio", "low", "high"),
        ("reporting", "reporting_ratio", "reporting_low", "reporting_high"),
        ("crime", "crime_ratio", "crime_low", "crime_high"),
    )
    few = str(row["crime_verdict"]) == "too_few"
    told: Callable[[Any], str] = lambda value: "–" if few else percent_change(float(value), lang)  # noqa: E731
    columns = [tables.Column(say("reporting.column.what"), [say(f"reporting.line.{name}") for name, *_ in lines])]
    for place, name in enumerate(("ratio", "low", "high"), start=1):
        columns.append(
            tables.Column(say(f"reporting.column.{name}"), [told(row[line[place]]) for line in lines], number=True)
        )
    table_view("delito_o_denuncia", found.split, lambda: columns, title, book)


def _period(filters: Any, lang: str) -> str:
    return texts.period(filters.start, filters.end, lang)
