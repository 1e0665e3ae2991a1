"""Filters: what is being counted, as a query predicate and as a sentence.

Frozen and hashable, so that an aggregate is cached by (version, Filters, audience).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lib import catalogue, texts
from lib.complaints.columns import PLACE_LEVELS

PlaceName = Callable[[str, str], str]
"""(level, code) -> name."""


@dataclass(frozen=True)
class Filters:
    """One source, a period, places, crime types, hours and days.

    source            one source code; "" means the store's default source (queries resolve it)
    start, end        first and last day, both included; None = open
    level             the level at which places are counted and listed: one of PLACE_LEVELS
    places            codes, of any level; a code belongs to the level given by ``place_level`` (default: by its form)
    crime_types       catalogue codes of any level (family, type, subtype); empty = all
    non_crimes        True also counts interventions, special reports and other entries that are not crimes
    hours             0-23; empty = all, and rows without an hour stay in
    weekdays          1-7, Monday first; empty = all
    hidden_classes    disclosure classes that the audience's policy takes out of every count
    policy            name of the policy that restricted these filters; "" when none has
    """

    source: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    level: str = "district"
    places: tuple[str, ...] = ()
    crime_types: tuple[str, ...] = ()
    non_crimes: bool = False
    hours: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    hidden_classes: tuple[str, ...] = ()
    policy: str = ""

    def but(self, **changes: Any) -> Filters:
        """The same filters with some fields changed."""
        return replace(self, **changes)

    def year_before(self) -> Filters:
        """The same days one calendar year earlier (29 February becomes 28; a month's last day stays its last)."""
        return self.but(start=_back_a_year(self.start), end=_back_a_year(self.end))

    def predicate(self, complaints: Any) -> Any:
        """The boolean Ibis expression over the engine's ``complaints`` table (see ``lib.storage.engine``).

        A row whose period is coarser than a day (a published month) is in only when its whole period is in.
        """
        tests: list[Any] = [complaints.source == self.source]
        if self.start is not None:
            tests.append(complaints.day >= self.start)
        if self.end is not None:
            tests.append(complaints.day_end <= self.end)
        if self.places:
            by_level: dict[str, list[str]] = {}
            for place in self.places:
                level, code = place_level(place)
                by_level.setdefault(level, []).append(code)
            any_place: Any = None
            for level, codes in by_level.items():
                test = complaints[level].isin(codes)
                any_place = test if any_place is None else any_place | test
            tests.append(any_place)
        if self.crime_types:
            tests.append(complaints.crime_code.isin(catalogue.with_descendants(self.crime_types)))
        if not self.non_crimes:
            tests.append(complaints.is_crime)
        if self.hours:
            tests.append(complaints.hour.isin(list(self.hours)))
        if self.weekdays:
            tests.append(complaints.weekday.isin(list(self.weekdays)))
        if self.hidden_classes:
            tests.append(complaints.disclosure.notin(list(self.hidden_classes)))
        out = tests[0]
        for test in tests[1:]:
            out = out & test
        return out

    def sentence(self, lang: str, name: PlaceName | None = None) -> str:
        """What is counted, where and when: 'Hurto y robo · Ica · ene–oct 2022 · denuncias por lugar del hecho'."""
        parts: list[str] = []
        if self.crime_types:
            labels = [catalogue.label(code, lang) for code in self.crime_types]
            parts.append(texts.listing(labels[:1] + [name[:1].lower() + name[1:] for name in labels[1:]], lang))
        else:
            parts.append(texts.t("filters.all_entries" if self.non_crimes else "filters.all_crimes", lang))
        if self.places:
            names = []
            for place in self.places:
                level, code = place_level(place)
                names.append(name(level, code) if name else code)
            parts.append(texts.listing(names, lang) if len(names) <= 4 else
                         texts.t("filters.n_places", lang, n=texts.number(len(names), lang)))
        else:
            parts.append(texts.t("filters.all_places", lang))
        parts.append(texts.period(self.start, self.end, lang))
        if self.hours:
            parts.append(texts.t("filters.hours", lang, hours=_spans(self.hours)))
        if self.weekdays:
            parts.append(texts.listing([texts.weekday_name(d, lang) for d in self.weekdays], lang))
        if self.hidden_classes:
            parts.append(texts.t("filters.without_reserved", lang))
        return " · ".join(parts)


def place_level(place: str) -> tuple[str, str]:
    """('district', '110101') from 'district:110101' or from a bare ubigeo; other bare codes are sectors.

    >>> place_level("1101")
    ('province', '1101')
    >>> place_level("station:CPNP ICA")
    ('station', 'CPNP ICA')
    """
    head, _, rest = place.partition(":")
    if rest and head in PLACE_LEVELS:
        return head, rest
    if place.isdigit() and len(place) in (2, 4, 6):
        return {2: "department", 4: "province", 6: "district"}[len(place)], place
    return "sector", place


def _back_a_year(day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    last_of_month = (day + dt.timedelta(days=1)).day == 1
    try:
        earlier = day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
    if last_of_month and day.month == 2:  # 28 Feb 2025 is a month's end; so is 29 Feb 2024
        after = dt.date(earlier.year, 3, 1) - dt.timedelta(days=1)
        return after
    return earlier


def _spans(hours: tuple[int, ...]) -> str:
    """(20, 21, 22) -> '20–23'; (22, 23, 0, 1) -> '22–2'; half-open, in o'clock."""
    spans: list[list[int]] = []
    for hour in sorted(set(hours)):
        if spans and spans[-1][1] == hour:
            spans[-1][1] = hour + 1
        else:
            spans.append([hour, hour + 1])
    if len(spans) > 1 and spans[0][0] == 0 and spans[-1][1] == 24:  # over midnight
        spans = [*spans[1:-1], [spans[-1][0], spans[0][1]]]
    return ", ".join(f"{a}–{b} h" for a, b in spans)
