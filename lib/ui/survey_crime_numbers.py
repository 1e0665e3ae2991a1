"""A scale of a survey and the complaints of the same places and days, each through the audience's policy."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import rates
from lib.complaints.filters import Filters
from lib.privacy.release import Released, release, restrict
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.ui import survey_opening
from lib.ui.choices import Holdings
from lib.ui.overview_numbers import clipped
from lib.ui.survey_opening import Opened
from lib.ui.survey_results_numbers import by_group, groups, weighted


@dataclass(frozen=True)
class Beside:
    """What the page shows; ``why`` says why there is nothing: "no_place", "reserved", "no_common_place", or "".

    survey, crime  a row per common place, in the same order; crime has count, and rate, low, high, state where a
                   population is known
    from_wave      True when the period is that of the survey's wave, not the one of the filters
    """

    survey: Released | None
    crime: Released | None
    filters: Filters
    from_wave: bool
    why: str

    @property
    def places(self) -> int:
        return 0 if self.survey is None else len(self.survey.table)


def wave_period(wave: str) -> tuple[dt.date, dt.date] | None:
    """The days that a wave's name stands for: "2025" the year, "2025-03" the twelve months up to March; else None.

    Surveys of victimisation ask about the last twelve months.
    """
    year = re.fullmatch(r"((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?", wave.strip())
    if not year:
        return None
    if year[2] is None:
        return dt.date(int(year[1]), 1, 1), dt.date(int(year[1]), 12, 31)
    end = dt.date(int(year[1]), int(year[2]), calendar.monthrange(int(year[1]), int(year[2]))[1])
    start = dt.date(end.year - (end.month != 12), end.month % 12 + 1, 1)
    return start, end


def beside(
    snapshot: Snapshot, opened: Opened, code: str, asked: Filters, holdings: Holdings, policy: Policy
) -> Beside:
    """Both numbers for the places that survey and complaints have in common."""
    book = opened.codebook
    told = wave_period(opened.wave)
    filters = asked.but(start=told[0], end=told[1]) if told else asked
    if not book.place or not book.place_level:
        return Beside(None, None, filters, told is not None, "no_place")
    if book.place not in groups(opened, policy):
        return Beside(None, None, filters, told is not None, "reserved")
    filters = clipped(filters.but(level=book.place_level), holdings, policy)
    return survey_opening.answer(
        opened, ("beside", snapshot, code, filters, weighted(opened), policy.name),
        lambda: _beside(snapshot, opened, code, filters, told is not None, policy))


def _beside(
    snapshot: Snapshot, opened: Opened, code: str, filters: Filters, from_wave: bool, policy: Policy
) -> Beside:
    level = filters.level
    counted = queries.count(snapshot, restrict(filters, policy, ("place",)), ("place",))
    complaints = counted.table.dropna(subset=[level])
    survey = by_group(opened, code, opened.codebook.place, policy)
    known = set(complaints[level].astype(str))
    common = [place for place in survey.table[level].astype(str) if place in known]
    if not common:
        return Beside(None, None, filters, from_wave, "no_common_place")
    order = pd.DataFrame({level: common})
    hidden = release(replace(counted, table=order.merge(complaints, on=level, how="left")), policy)
    year = filters.end.year if filters.end else None
    people = [snapshot.places.population_for(place, year) if year else None for place in common]
    table = hidden.table.assign(population=[found[0] if found else np.nan for found in people])
    measured = rates.rates(
        table.drop(columns="suppressed"), level=float(settings.value("statistics.level")),
        fewest=int(settings.value("statistics.rate_suppressed")), unstable=int(settings.value("statistics.rate_unstable")))
    crime = release(replace(
        measured, dims=(level,), filters=counted.filters, sources=counted.sources, cautions=counted.cautions, n=counted.n,
    ), policy)
    own = survey.table.set_index(survey.table[level].astype(str)).loc[common].reset_index(drop=True)
    return Beside(replace(survey, table=own), crime, filters, from_wave, "")
