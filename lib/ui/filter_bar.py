"""The filters in the sidebar: source, period, place, crime type. They are kept from page to page and in the address.

What can be chosen is what the data hold: a place or a crime type without a single row is not offered.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib import catalogue, settings, texts
from lib.access.audiences import Policy
from lib.complaints import periods
from lib.complaints.columns import PLACE_LEVELS
from lib.complaints.filters import Filters, place_level
from lib.places.book import PlaceBook
from lib.reports.names import source_name
from lib.storage.engine import Snapshot
from lib.ui import choices, moment_filter, visit

MONTHS, DAYS = "months", "days"


@dataclass(frozen=True)
class Chosen:
    """What the filters say: before the audience's policy, which ``lib.privacy.release.restrict`` adds for each question."""

    filters: Filters
    holdings: choices.Holdings
    level: str


def show(snapshot: Snapshot) -> None:
    """Draw the filters; pages then ask ``chosen()``."""
    if not choices.sources(snapshot):
        return
    with st.sidebar:
        holdings = _source(snapshot)
        _period(holdings, visit.policy())
        _place(holdings, snapshot.places)
        _crime(holdings)
        _level(holdings)
        moment_filter.show(snapshot, _source_code(snapshot), visit.policy())
        if not _is_default():
            st.button(visit.say("ui.filters.reset"), key="reset_filters", type="tertiary",
                      icon=":material/restart_alt:", on_click=visit.reset_filters)


def chosen(snapshot: Snapshot) -> Chosen | None:
    """The filters of the visit on these data; None when the store holds no complaints."""
    codes = choices.sources(snapshot)
    if not codes:
        return None
    source = _source_code(snapshot)
    holdings = choices.holdings(snapshot, source, visit.policy())
    start, end = resolve_period(visit.get("period"), holdings)
    level = level_of(holdings)
    filters = Filters(
        source=source, start=start, end=end, level=level,
        places=tuple(place for place in visit.get("place") if place in holdings.place_codes),
        crime_types=visit.get("crime"),
    )
    return Chosen(moment_filter.chosen(filters, snapshot, visit.policy()), holdings, level)


def resolve_period(code: str, holdings: choices.Holdings) -> tuple[dt.date, dt.date]:
    """The days of a period code on these data; a code that means nothing becomes the default period."""
    try:
        return periods.resolve(code or default_period(), holdings.first, holdings.last)
    except ValueError:
        return periods.resolve(default_period(), holdings.first, holdings.last)


def default_period() -> str:
    return str(settings.value("ui.default_period"))


def level_of(holdings: choices.Holdings) -> str:
    """The level at which places are counted: the one asked for, else the finest that the data speak of."""
    asked = visit.get("level")
    return asked if asked in holdings.levels else holdings.default_level


def _source_code(snapshot: Snapshot) -> str:
    codes = choices.sources(snapshot)
    return visit.get("source") if visit.get("source") in codes else codes[0]


def _source(snapshot: Snapshot) -> choices.Holdings:
    codes, source = choices.sources(snapshot), _source_code(snapshot)
    if len(codes) > 1:
        named = snapshot.sources()
        st.selectbox(
            visit.say("ui.filters.source"), codes, format_func=lambda code: source_name(named[code], visit.lang()),
            help=visit.say("ui.filters.source_help"), **visit.mirror("source", source),
        )
    return choices.holdings(snapshot, source, visit.policy())


def _period(holdings: choices.Holdings, policy: Policy) -> None:
    lang = visit.lang()
    code = visit.get("period") or default_period()
    years = [str(year) for year in range(holdings.last.year, holdings.first.year - 1, -1)]
    presets = [periods.LAST_YEAR, periods.YEAR_TO_DATE, *years, periods.ALL, MONTHS]
    if not policy.whole_months:
        presets.append(DAYS)
    start, end = resolve_period(code, holdings)
    as_days = code.count("-") > 1 and len(code.partition("..")[0]) == 10
    preset = code if code in presets else DAYS if as_days and DAYS in presets else MONTHS

    def store_as(picked: str) -> str:
        if picked in (MONTHS, DAYS):
            inside = max(start, holdings.first.replace(day=1)), min(end, periods.month_end(holdings.last))
            if inside[0] > inside[1]:
                inside = start, end
            if picked == DAYS:
                return f"{inside[0].isoformat()}..{inside[1].isoformat()}"
            return f"{inside[0]:%Y-%m}..{inside[1]:%Y-%m}"
        return picked

    def named(preset: str) -> str:
        return preset if preset.isdigit() else texts.t(f"ui.filters.period_{preset}", lang)

    st.selectbox(visit.say("ui.filters.period"), presets, format_func=named, help=visit.say("ui.filters.period_help"),
                 **visit.mirror("period", preset, store_as))
    if preset == MONTHS:
        _months(holdings, start, end)
    elif preset == DAYS:
        _days(start, end)
    else:
        st.caption(texts.period(start, end, lang))


def _months(holdings: choices.Holdings, start: dt.date, end: dt.date) -> None:
    months = [f"{month:%Y-%m}" for month in periods.months(holdings.first, holdings.last)]
    first, last = (min(max(f"{day:%Y-%m}", months[0]), months[-1]) for day in (start, end))

    def named(code: str) -> str:
        return texts.month(dt.date(int(code[:4]), int(code[5:]), 1), visit.lang())

    def span(one: str, other: str) -> str:
        return f"{min(one, other)}..{max(one, other)}"

    left, right = st.columns(2)
    left.selectbox(visit.say("ui.filters.from"), months, format_func=named,
                   **_part("period_from", first, lambda picked: span(picked, last)))
    right.selectbox(visit.say("ui.filters.to"), months, format_func=named,
                    **_part("period_to", last, lambda picked: span(first, picked)))


def _days(start: dt.date, end: dt.date) -> None:
    left, right = st.columns(2)
    wrong = st.session_state.pop("period_wrong", None)

    def take(text: str, is_start: bool) -> str:
        try:
            day, month, year = (int(part) for part in text.replace("-", "/").split("/"))
            picked = dt.date(year, month, day)
        except ValueError:
            st.session_state["period_wrong"] = text
            picked = start if is_start else end
        one, other = (picked, end) if is_start else (start, picked)
        return f"{min(one, other).isoformat()}..{max(one, other).isoformat()}"

    left.text_input(visit.say("ui.filters.from"), placeholder=visit.say("ui.filters.day_form"),
                    **_part("day_from", f"{start:%d/%m/%Y}", lambda text: take(text, True)))
    right.text_input(visit.say("ui.filters.to"), placeholder=visit.say("ui.filters.day_form"),
                     **_part("day_to", f"{end:%d/%m/%Y}", lambda text: take(text, False)))
    if wrong is not None:
        st.caption(visit.say("ui.filters.day_wrong", value=wrong))


def _part(name: str, value: str, store_as: Any) -> dict[str, Any]:
    """A widget that is one part of the period."""
    key = f"widget.{name}"
    st.session_state[key] = value

    def take() -> None:
        visit.put("period", store_as(st.session_state[key]))

    return {"key": key, "on_change": take}


def _place(holdings: choices.Holdings, book: PlaceBook) -> None:
    lang = visit.lang()

    def named(place: str) -> str:
        level, code = place_level(place)
        return texts.t("ui.filters.place_with_level", lang, name=book.name(level, code),
                       level=texts.t(f"ui.levels.{level}", lang).lower())

    st.multiselect(
        visit.say("ui.filters.place"), holdings.place_codes, format_func=named,
        placeholder=visit.say("filters.all_places").capitalize(), select_all=False,
        **visit.mirror("place", [place for place in visit.get("place") if place in holdings.place_codes]),
    )


def _crime(holdings: choices.Holdings) -> None:
    lang = visit.lang()
    entries = catalogue.entries()

    def named(code: str) -> str:
        label = catalogue.label(code, lang)
        return texts.t("ui.filters.whole_family", lang, name=label) if entries[code].level == "family" else label

    options = [*holdings.crime_codes, *(code for code in visit.get("crime") if code not in holdings.crime_codes)]
    st.multiselect(
        visit.say("ui.filters.crime"), options, format_func=named, placeholder=visit.say("ui.filters.all_crimes"),
        select_all=False, **visit.mirror("crime", list(visit.get("crime"))),
    )


def _level(holdings: choices.Holdings) -> None:
    levels = [level for level in PLACE_LEVELS if level in holdings.levels]
    if len(levels) > 1:
        st.selectbox(
            visit.say("ui.filters.level"), levels, help=visit.say("ui.filters.level_help"),
            format_func=lambda level: visit.say(f"ui.levels.{level}"), **visit.mirror("level", level_of(holdings)),
        )


def _is_default() -> bool:
    period = visit.get("period")
    others = ("source", "level", "place", "crime", *moment_filter.CHOICES)
    return period in ("", default_period()) and not any(visit.get(name) for name in others)
