"""The parts of the page of correlation: what to compare, both tables, intervals, decisions, a pair, two compared."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import streamlit as st

from lib import settings, texts
from lib.figures import correlation_table, interval_dots, scatter, tables
from lib.figures.interval_dots import Axis, Mark
from lib.figures.markup import Drawing, esc
from lib.surveys import said, sentences, strength
from lib.surveys.coefficients import METHODS, alpha_of, critical
from lib.surveys.sentences import SYMBOLS
from lib.ui import correlation_words as words
from lib.ui import opening, show, survey_words, visit
from lib.ui.correlation_numbers import Chosen, Found, codes
from lib.ui.drawing import draw
from lib.ui.reliability_numbers import GAPS
from lib.ui.survey_opening import Opened
from lib.ui.table_view import table_view
from lib.ui.visit import say

MARKS = (Mark("found", "found_low", "found_high"), Mark("unseen", "unseen_low", "unseen_high", tone="quiet"))


def choices(opened: Opened, asked: Chosen) -> None:
    """What is set against what, and how it is computed."""
    name, known = _namer(opened), codes(opened)
    with show.panel("choices", stretch=False):
        left, right = st.columns([0.36, 0.64])
        left.selectbox(
            say("correlation.against"), known, format_func=name, **visit.mirror("cor_against", asked.against)
        )
        right.multiselect(
            say("correlation.with"),
            [code for code in known if code != asked.against],
            format_func=name,
            **visit.mirror("cor_with", list(asked.others), ",".join),
        )
        first, second, third, fourth = st.columns([0.22, 0.36, 0.22, 0.2])
        first.selectbox(
            say("correlation.method"),
            METHODS,
            format_func=lambda key: say(f"correlation.methods.{key}"),
            **visit.mirror("cor_method", asked.method),
        )
        second.selectbox(
            say("correlation.scale"),
            list(strength.scales()),
            format_func=lambda key: strength.scale(key).called(visit.lang()),
            **visit.mirror("cor_scale", asked.scale.key),
        )
        third.selectbox(
            say("correlation.decide"),
            list(sentences.DECIDE_BY),
            format_func=lambda key: say(f"correlation.by.{key}"),
            **visit.mirror("cor_by", asked.by),
        )
        fourth.selectbox(
            say("correlation.missing"),
            GAPS,
            format_func=lambda key: say(f"correlation.gaps.{key}"),
            **visit.mirror("gaps", asked.gaps),
        )


def side_by_side(opened: Opened, found: Found) -> None:
    """The table that readers know and what it hides."""
    lang, asked = visit.lang(), found.chosen
    power = texts.percent(float(settings.value("surveys.power")), lang)
    with show.panel("side", say("correlation.side"), say("correlation.help.side", power=power), stretch=False):
        draw(
            correlation_table.correlation_table(
                found.table, lang, name=_namer(opened), word=lambda value: asked.scale.word(value, lang)
            ),
            "correlation_table",
        )
        show.note(survey_words.note(opened, lang, [*words.directions(opened, found, lang), asked.scale.source]))
        table_view(
            "correlacion",
            found.table,
            _columns(opened, found),
            say("correlation.side"),
            opening.book(),
            labels={"other": _namer(opened)},
        )


def intervals(opened: Opened, found: Found) -> None:
    """Each coefficient with its interval on one axis."""
    lang, asked = visit.lang(), found.chosen
    symbol, level = SYMBOLS[asked.method], survey_words.level(lang)
    with show.panel(
        "intervals", say("correlation.forest.title", symbol=symbol, level=level), say("correlation.help.forest")
    ):
        ends = [abs(float(row[name])) for row in found.rows() for name in ("low", "high") if row[name] == row[name]]
        reach = next((one for one in (0.3, 0.5, 0.75) if max(ends, default=1.0) <= one), 1.0)
        ticks = [-reach, -reach / 2, 0.0, reach / 2, reach]
        name = _namer(opened)
        drawn = interval_dots.interval_dots(
            found.table,
            MARKS,
            Axis(-reach, reach, ticks, _two, ((0.0, ""),)),
            lang,
            name=lambda row: name(str(row["other"])),
            alt=say("correlation.forest.alt", lines=texts.listing([name(code) for code in asked.others], lang)),
        )
        draw(drawn, "correlation_intervals")
        smallest, people = found.table.table["smallest"].dropna(), found.table.table["n"].dropna()
        if len(smallest):
            power = texts.percent(float(settings.value("surveys.power")), lang)
            notes = [say("correlation.forest.band", smallest=said.bounded(float(smallest.max())), power=power)]
            if asked.method != "kendall":
                limit = critical(int(people.min()), alpha_of(float(found.table.settings["level"])))
                notes.append(say("correlation.forest.significant", critical=said.bounded(limit)))
            show.note(" · ".join(notes))


def decisions(opened: Opened, found: Found) -> None:
    """H0, H1 and the decision about each pair, in words made from the numbers."""
    lang = visit.lang()
    with show.panel("decisions", say("correlation.decision.title"), say("correlation.help.decision")):
        items = []
        for other in found.chosen.others:
            nothing, something, text = words.decision(opened, found, other, lang)
            items.append(
                f'<li class="{"detected" if found.decisions[other].detected else ""}"><h4>{esc(_namer(opened)(other))}</h4>'
                f'<p class="h">{esc(nothing)} {esc(something)}</p><p>{esc(text)}</p></li>'
            )
        draw(
            Drawing(f'<ul class="decisions">{"".join(items)}</ul>', say("correlation.decision.title")),
            "correlation_decisions",
        )


def pair(opened: Opened, found: Found) -> None:
    """The cloud of one pair: single people, for command only."""
    lang, asked, name = visit.lang(), found.chosen, _namer(opened)
    names = {"first": name(asked.against), "second": name(asked.pair)}
    with show.panel("pair", say("correlation.scatter.title", **names), say("correlation.help.scatter")):
        if len(asked.others) > 1:
            st.selectbox(
                say("correlation.pair"), asked.others, format_func=name, **visit.mirror("cor_pair", asked.pair)
            )
        if found.points is None:
            show.empty(say("correlation.reserved"), say("correlation.reserved_why"))
            return
        n = texts.number(found.points.n, lang)
        ends = (_ends(opened, asked.against), _ends(opened, asked.pair))
        draw(
            scatter.scatter(found.points, lang, **names, ends=ends, alt=say("correlation.scatter.alt", **names, n=n)),
            "correlation_scatter",
        )
        shown = len(found.points.table)
        sampled = (
            [say("correlation.scatter.sampled", shown=texts.number(shown, lang), n=n)]
            if shown < (found.points.n or 0)
            else []
        )
        show.note(survey_words.note(opened, lang, [say("correlation.scatter.note"), *sampled]))


def compare(opened: Opened, found: Found) -> None:
    """Is one of two correlations really the larger?"""
    asked, name = found.chosen, _namer(opened)
    with show.panel("compare", say("correlation.compare.title"), say("correlation.help.compare")):
        if asked.two is not None:
            left, right = st.columns(2)
            left.selectbox(
                say("correlation.compare.first"),
                asked.others,
                format_func=name,
                **visit.mirror("cor_one", asked.two[0]),
            )
            right.selectbox(
                say("correlation.compare.second"),
                [code for code in asked.others if code != asked.two[0]],
                format_func=name,
                **visit.mirror("cor_other", asked.two[1]),
            )
        st.html(f'<p class="cq-sentence">{esc(words.comparison(opened, found, visit.lang()))}</p>')


def normal(opened: Opened, found: Found) -> None:
    """The normality tests that theses print, and why they do not decide."""
    lang, rows = visit.lang(), found.normal.table.to_dict("records")
    with show.panel("normality", say("correlation.normality.title"), say("correlation.help.normality")):

        def test(row: Mapping[Hashable, Any], key: str) -> str:
            return f"{said.bounded(row[key])} (p {said.p_with_sign(row[f'{key}_p'])})"

        shape = [f"{texts.number(row['skewness'], lang, 2)} / {texts.number(row['kurtosis'], lang, 2)}" for row in rows]

        def number(key: str) -> tables.Column:
            return tables.Column(say(f"correlation.normality.{key}"), [test(row, key) for row in rows], number=True)

        draw(
            tables.table(
                [
                    tables.Column(say("correlation.normality.who"), [_namer(opened)(str(row["name"])) for row in rows]),
                    number("shapiro"),
                    number("lilliefors"),
                    tables.Column(say("correlation.normality.moments"), shape, number=True, optional=True),
                ],
                say("correlation.normality.alt"),
            ),
            "correlation_normality",
        )
        show.note(say("correlation.normality.note"))


def _columns(opened: Opened, found: Found) -> list[tables.Column]:
    lang, rows, name = visit.lang(), found.rows(), _namer(opened)
    out = [tables.Column(say("correlation.column.what"), [name(str(row["other"])) for row in rows])]
    for key, show_it in (
        ("value", said.bounded),
        ("low", said.bounded),
        ("high", said.bounded),
        ("p", said.p_value),
        ("ties", lambda value: texts.percent(value, lang)),
    ):
        out.append(tables.Column(say(f"correlation.column.{key}"), [show_it(row[key]) for row in rows], number=True))
    for scale in strength.scales().values():
        cells = ["–" if row["value"] != row["value"] else scale.word(row["value"], lang) or "–" for row in rows]
        out.append(tables.Column(scale.called(lang), cells))
    return out


def _ends(opened: Opened, code: str) -> tuple[float, float]:
    items = opened.codebook.scale(code).items
    return min(item.low for item in items), max(item.high for item in items)


def _namer(opened: Opened) -> Callable[[str], str]:
    lang = visit.lang()
    return lambda code: words.name(opened, code, lang)


def _two(value: float) -> str:
    return said.bounded(value, 2)
