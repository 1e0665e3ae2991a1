"""The parts of the page of planning: the plan, the curve, what else could be asked for, the questionnaire's burden."""

from __future__ import annotations

import streamlit as st

from lib import settings, texts
from lib.errors import UsageError
from lib.figures import curve, tables
from lib.reports.table_file import table_csv
from lib.surveys import said
from lib.surveys.coefficients import people_for_width
from lib.ui import panels, planning_numbers, show, visit
from lib.ui.drawing import draw
from lib.ui.planning_numbers import DEFFS, KINDS, OWN, TESTS, WORK, Found
from lib.ui.visit import say

# lowest, highest, step, shape of the number
BOXES = {
    "share": (0.0, 100.0, 1.0, "%.0f"),
    "margin": (0.0, 50.0, 0.5, "%.1f"),
    "deviation": (0.0, 1000.0, 0.1, "%.2f"),
    "mean_margin": (0.0, 1000.0, 0.05, "%.2f"),
    "value": (0.0, 1.0, 0.01, "%.2f"),
    "before": (0.0, 100.0, 1.0, "%.1f"),
    "after": (0.0, 100.0, 1.0, "%.1f"),
    "deff": (1.0, 10.0, 0.1, "%.1f"),
    "response": (0.0, 100.0, 5.0, "%.0f"),
    "population": (0.0, 1e9, 100.0, "%.0f"),
    "items": (1.0, 1000.0, 1.0, "%.0f"),
    "seconds": (1.0, 600.0, 1.0, "%.0f"),
    "opening": (0.0, 240.0, 1.0, "%.0f"),
    "interviewers": (1.0, 1000.0, 1.0, "%.0f"),
    "per_day": (1.0, 500.0, 1.0, "%.0f"),
}
OTHERS = {
    "share": ("margin", (2.0, 3.0, 4.0, 5.0, 7.0, 10.0)),
    "mean": ("mean_margin", (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)),
    "correlation": ("value", (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)),
    "change": ("after", (-20.0, -15.0, -10.0, -5.0, 5.0, 10.0)),
}
"""What the table of alternatives changes: margins as they are, times the margin asked for, correlations, points after."""


def head(found: Found) -> None:
    """How many people, and for what."""
    lang = visit.lang()
    if found.plan is None:
        show.title(say("planning.title.impossible"))
        show.sentence(texts.t("errors.survey_plan_impossible.remedy", lang))
        return
    show.title(
        say(
            f"planning.title.{found.kind}",
            answers=texts.number(found.plan.answers, lang),
            invited=texts.number(found.plan.invited, lang),
        )
    )
    told = {name: _short(found.told[name]) for name in OWN[found.kind]}
    power = {"power": texts.percent(found.power, lang)} if found.is_test else {}
    parts = [
        say(f"planning.sentence.{found.kind}", **told, **power),
        say("planning.sentence.level", level=texts.percent(found.level, lang)),
        say("planning.sentence.deff", deff=_short(found.told["deff"])),
        say("planning.sentence.response", response=texts.percent(found.told["response"] / 100, lang)),
    ]
    if found.population is not None:
        parts.append(say("planning.sentence.population", population=texts.number(found.population, lang)))
    show.sentence(" · ".join(parts), _warnings(found))


def plan(found: Found) -> None:
    """What is asked for."""
    with show.panel("plan", say("planning.input.heading"), say("planning.help.plan")):
        st.segmented_control(
            say("planning.kind"),
            KINDS,
            required=True,
            format_func=lambda kind: say(f"planning.kinds.{kind}"),
            **visit.mirror("plan_kind", found.kind, lambda kind: "" if kind == KINDS[0] else kind),
        )
        names = [*OWN[found.kind], "deff", "response", "population"]
        places = [place for _ in range(0, len(names), 2) for place in st.columns(2)]
        for place, name in zip(places, names, strict=False):
            with place:
                _box(name, found)
        left, right = st.columns(2)
        with left:
            _pick("level", [float(one) for one in settings.value("survey_plan.levels")], found.level, found)
        if found.is_test:
            with right:
                _pick("power", [float(one) for one in settings.value("survey_plan.powers")], found.power, found)


def people(found: Found) -> None:
    """The numbers of the plan and the curve around it."""
    lang = visit.lang()
    if found.plan is None or found.curve is None:
        return
    key = "margin" if not found.is_test else "power_correlation" if found.kind == "correlation" else "power"
    with show.panel("curve", say(f"planning.curve.{key}"), say("planning.help.curve")):
        panels.tiles(
            [
                (say("planning.tile.simple"), texts.number(found.plan.simple, lang), ""),
                (say("planning.tile.answers"), texts.number(found.plan.answers, lang), say("planning.tile.answers_is")),
                (
                    say("planning.tile.invited"),
                    texts.number(found.plan.invited, lang),
                    say("planning.tile.invited_is", response=texts.percent(found.told["response"] / 100, lang)),
                ),
            ]
        )
        n = texts.number(found.plan.answers, lang)
        table = found.curve.table
        near = float(table["value"].iloc[int((table["n"] - found.plan.answers).abs().to_numpy().argmin())])
        draw(
            curve.curve(
                found.curve,
                lang,
                people=found.plan.answers,
                say=lambda value: _value(value, found, lang),
                alt=say(
                    f"planning.curve.alt_{'power' if found.is_test else 'margin'}", n=n, value=_value(near, found, lang)
                ),
                axis=say("planning.curve.axis"),
                point=say("planning.curve.plan", n=n),
                share=found.is_test,
            ),
            "plan_curve",
        )
        with st.expander(say("panel.table")):
            title, column = (
                say(f"planning.kinds.{found.kind}"),
                say(f"planning.curve.{'power' if found.is_test else 'margin'}_column"),
            )
            draw(
                tables.table(
                    [
                        tables.Column(
                            say("planning.curve.column"), [texts.number(int(n), lang) for n in table["n"]], number=True
                        ),
                        tables.Column(
                            column, [_value(float(value), found, lang) for value in table["value"]], number=True
                        ),
                    ],
                    title,
                ),
                "plan_curve_table",
            )
            released = found.curve
            show.download(
                "plan", lambda: table_csv(released, lang, title, headings={"value": column}), "cuadrante_plan.csv"
            )


def others(found: Found) -> None:
    """What it would take to ask for more or for less."""
    lang = visit.lang()
    if found.plan is None:
        return
    name, offered = OTHERS[found.kind]
    asked = [one for one in (_other(found, one) for one in offered) if one is not None]
    with show.panel("others", say("planning.what_if.heading"), say("planning.help.deff")):
        columns = [tables.Column(say(f"planning.what_if.{found.kind}"), [_short(one) for one in asked])]
        for deff in DEFFS:
            cells = [_answers(found, lang, **{name: one, "deff": deff}) for one in asked]
            columns.append(tables.Column(say("planning.what_if.deff", deff=_short(deff)), cells, number=True))
        draw(tables.table(columns, say("planning.what_if.heading")), "plan_others")
        notes = [say("planning.what_if.note_wave" if found.kind == "change" else "planning.what_if.note")]
        if found.kind == "correlation":
            margin = float(settings.value("survey_plan.correlation_margin"))
            precise = people_for_width(found.told["value"], 2 * margin, found.level)
            notes.append(say("planning.what_if.precise", margin=said.bounded(margin, 2), n=texts.number(precise, lang)))
        show.note(" · ".join(notes))


def burden(found: Found) -> None:
    """How long the questionnaire takes a person, and the team."""
    lang = visit.lang()
    if found.burden is None:
        return
    load = found.burden
    with show.panel(
        "burden", say("planning.burden.heading", minutes=texts.number(load.minutes, lang)), say("planning.help.burden")
    ):
        panels.tiles(
            [
                (say("planning.tile.minutes"), texts.number(load.minutes, lang), ""),
                (say("planning.tile.hours"), texts.number(load.hours, lang), ""),
                (say("planning.tile.days"), texts.number(load.days, lang, 1), ""),
            ]
        )
        places = [place for _ in range(0, len(WORK), 2) for place in st.columns(2)]
        for place, name in zip(places, WORK, strict=False):
            with place:
                _box(name, found)
        limit = int(settings.value("survey_plan.longest"))
        long = [say("planning.burden.long", limit=limit)] if load.minutes > limit else []
        show.note(" · ".join([*long, say("planning.burden.note")]))


def _warnings(found: Found) -> list[str]:
    lang, out = visit.lang(), [say("planning.warning.chance")]
    if found.plan is not None and found.population is not None:
        if not found.plan.enough:
            out.insert(
                0,
                say(
                    "planning.warning.population",
                    population=texts.number(found.population, lang),
                    invited=texts.number(found.plan.invited, lang),
                ),
            )
        if found.kind in TESTS:
            out.append(say("planning.warning.test_population"))
    return out


def _other(found: Found, one: float) -> float | None:
    """The number of one alternative; None when it leaves what is possible."""
    if found.kind == "mean":
        return one * found.told["mean_margin"]
    if found.kind == "change":
        after = found.told["before"] + one
        return after if 0 < after < 100 else None
    return one


def _answers(found: Found, lang: str, **changes: float) -> str:
    try:
        plan = planning_numbers.people(found.kind, found.told, found.level, found.power, **changes)
    except UsageError:
        return "–"
    return texts.number(plan.answers, lang)


def _value(value: float, found: Found, lang: str) -> str:
    if found.is_test or found.kind == "share":
        return texts.percent(value, lang) if found.is_test else said.shown("share", value, lang)
    return _short(round(value, 3))


def _box(name: str, found: Found) -> None:
    low, high, step, shape = BOXES[name]
    key, value = f"widget.plan.{name}", found.told.get(name)
    st.session_state[key] = None if not value and name == "population" else min(max(float(value or 0), low), high)
    st.number_input(
        say(f"planning.input.{name}"),
        min_value=low,
        max_value=high,
        step=step,
        format=shape,
        key=key,
        on_change=_take,
        args=(name, found),
        help=say("planning.help.deff") if name == "deff" else None,
    )


def _pick(name: str, offered: list[float], chosen: float, found: Found) -> None:
    key = f"widget.plan.{name}"
    st.session_state[key] = chosen
    lang = visit.lang()
    st.segmented_control(
        say(f"planning.{name}"),
        offered,
        required=True,
        format_func=lambda one: texts.percent(one, lang),
        key=key,
        on_change=_take,
        args=(name, found),
    )


def _take(name: str, found: Found) -> None:
    chosen = st.session_state[f"widget.plan.{name}"]
    kept = {one: value for one, value in found.told.items() if one != name}
    planning_numbers.write(kept if chosen is None else {**kept, name: float(chosen)})


def _short(value: float) -> str:
    return f"{value:g}"
