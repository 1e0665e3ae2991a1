"""Days of the week and hours of the day in the sidebar, folded: few ask for them, and the page of hours shows them all.

The address carries ``weekday`` (1-7, Monday first, once for each) and ``hours`` ("22-2": from 22:00 until 02:00).
"""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from lib import texts
from lib.access.audiences import Policy
from lib.complaints.filters import Filters
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.ui import visit

_HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")
CHOICES = ("weekday", "hours")


def hours_of(code: str) -> tuple[int, ...]:
    """The hours of a code; none for a code that means nothing, or all of the day.

    >>> hours_of("22-2"), hours_of("6-8"), hours_of("0-24"), hours_of("25-3")
    ((22, 23, 0, 1), (6, 7), (), ())
    """
    found = _HOURS.fullmatch(code)
    if found is None:
        return ()
    first, end = int(found[1]), int(found[2])
    if first > 23 or end > 24 or first == end % 24:
        return ()
    return tuple(hour % 24 for hour in range(first, end if end > first else end + 24))


def chosen(filters: Filters, snapshot: Snapshot, policy: Policy) -> Filters:
    """The filters with the hours and days of the visit, where the source knows them and the audience may ask."""
    weekdays, hours = _offered(snapshot, filters.source, policy)
    return filters.but(
        hours=hours_of(visit.get("hours")) if hours else (),
        weekdays=tuple(int(day) for day in _days()) if weekdays else (),
    )


def _days() -> list[str]:
    """The days of the week in the address, in order, each once."""
    return [str(day) for day in range(1, 8) if str(day) in visit.get("weekday")]


def show(snapshot: Snapshot, source: str, policy: Policy) -> None:
    """Draw the two filters, folded while nothing is chosen."""
    weekdays, hours = _offered(snapshot, source, policy)
    if not weekdays and not hours:
        return
    lang = visit.lang()
    with st.expander(visit.say("ui.filters.moment"), expanded=any(visit.get(name) for name in CHOICES)):
        if weekdays:
            st.pills(
                visit.say("ui.filters.weekday"), [str(day) for day in range(1, 8)], selection_mode="multi",
                format_func=lambda day: texts.weekday_name(int(day), lang), **visit.mirror("weekday", _days()),
            )
        if hours:
            _hours()


def _hours() -> None:
    """From which hour until which; over midnight too."""
    code = visit.get("hours") if hours_of(visit.get("hours")) else "0-24"
    first, end = code.split("-")
    left, right = st.columns(2)
    said = "{}:00".format
    left.selectbox(
        visit.say("ui.filters.hour_from"), [str(hour) for hour in range(24)], format_func=said,
        **_part("hour_from", first, lambda picked: f"{picked}-{end}"),
    )
    right.selectbox(
        visit.say("ui.filters.hour_to"), [str(hour) for hour in range(1, 25)], format_func=said,
        help=visit.say("ui.filters.hour_help"),
        **_part("hour_to", end if end != "0" else "24", lambda picked: f"{first}-{picked}"),
    )


def _part(name: str, value: str, store_as: Any) -> dict[str, Any]:
    key = f"widget.{name}"
    st.session_state[key] = value

    def take() -> None:
        code = store_as(st.session_state[key])
        visit.put("hours", code if hours_of(code) else "")

    return {"key": key, "on_change": take}


def _offered(snapshot: Snapshot, source: str, policy: Policy) -> tuple[bool, bool]:
    """(days of the week, hours): published months have neither, and an audience of whole months is given neither."""
    profile = queries.profiles(snapshot).get(source)
    if profile is None or policy.whole_months or profile.coarsest != "day":
        return False, False
    return True, profile.hours > 0
