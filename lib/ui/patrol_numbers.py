"""What the page of patrols shows: hours together and apart, where and when, against complaints of the same days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import hours as complaint_hours
from lib.complaints.filters import Filters, place_level
from lib.errors import PolicyError, UsageError
from lib.officers import patrol
from lib.privacy.release import Released, release, restrict
from lib.result import Caution, Result, Source
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.ui import hot_spots_numbers, place_site, registers
from lib.ui.filter_bar import Chosen
from lib.ui.hot_spots_numbers import Asked, HotSpots
from lib.ui.overview_numbers import clipped
from lib.ui.trends_numbers import by_day


@dataclass(frozen=True)
class Patrols:
    """The answers; see ``lib.officers.patrol``.

    state     "shown"; "none" (no log), "reserved" (not for this audience), "none_here" (no patrol in these days and places)
    start, end   the days that are counted: those of the filters that the log tells
    days      days on which a patrol began
    whole, grid, critical   one row; by sector and shift; by critical place
    sectors, shifts   hours against complaints; None without complaints of these days
    sent      the same for critical places against the rest of the ground (``sent``); None where no place can be called so
    """

    state: str
    start: dt.date | None = None
    end: dt.date | None = None
    days: int = 0
    whole: Released | None = None
    grid: Released | None = None
    critical: Released | None = None
    sectors: Released | None = None
    shifts: Released | None = None
    sent: Released | None = None


def numbers(snapshot: Snapshot, chosen: Chosen | None, policy: Policy) -> Patrols:
    """Every number of the page. ``chosen``: of the complaints of the visit; None without complaints."""
    if not policy.sees("patrol", "sector"):
        return Patrols("reserved")
    register = registers.shown("patrol")
    filters = clipped(chosen.filters, chosen.holdings, policy) if chosen else None
    found = registers.answer(snapshot, register, ("patrols", filters, policy.name),
                             lambda: _numbers(snapshot, filters, policy))
    if chosen is None or found.state != "shown" or found.sectors is None:
        return found
    spots = _hot_spots(snapshot, chosen, found, policy)
    if spots is None:
        return found
    sent = registers.answer(snapshot, register, ("patrols_sent", filters, policy.name, found.start, found.end),
                            lambda: _sent(registers.table(snapshot, "patrol"), found, spots, policy))
    return replace(found, sent=sent)


def _hot_spots(snapshot: Snapshot, chosen: Chosen, found: Patrols, policy: Policy) -> HotSpots | None:
    """The critical places of the same days as the page of hot spots finds them with its defaults; None without any."""
    filters = chosen.filters.but(start=found.start, end=found.end)
    try:
        here = place_site.site(snapshot, filters, policy)
    except (PolicyError, UsageError):  # this audience, so short a period, or this coordinate system has no cells
        return None
    if here.seen.state != "shown":
        return None
    spots = hot_spots_numbers.numbers(snapshot, filters, here, chosen.holdings, policy, Asked())
    return spots if len(spots.places.table) and spots.places.table["count"].notna().all() else None


def _sent(log: pd.DataFrame, found: Patrols, spots: HotSpots, policy: Policy) -> Released:
    """Hours sent to a critical place against the complaints in the critical places of the map, the rest against the rest."""
    if found.whole is None or found.start is None or found.end is None or found.sectors is None:
        raise ValueError("asked for patrols that are not shown")
    days = patrol.between(log, found.start.isoformat(), found.end.isoformat())
    told = days.assign(sent=np.where(days["critical"].ne(""), "critical", "ordinary"))
    inside, whole = int(spots.places.table["count"].sum()), int(len(spots.here.points.x))
    complaints = pd.DataFrame({"sent": ["critical", "ordinary"], "count": [inside, whole - inside]})
    spread = float(found.sectors.settings["spread"])
    result = patrol.against_crime(told, complaints, float(settings.value("statistics.level")), "sent", spread)
    places = len(spots.places.table)
    return release(replace(
        result, filters=spots.here.filters, sources=(*found.whole.sources, *spots.places.sources),
        cautions=(Caution("patrol_critical_of_the_map", {"places": places, "located": whole}),),
        settings={**result.settings, "places": places, "cell_m": spots.map.settings["cell_m"]},
    ), policy)


def _numbers(snapshot: Snapshot, filters: Filters | None, policy: Policy) -> Patrols:
    log = registers.table(snapshot, "patrol")
    if log.empty:
        return Patrols("none")
    told = [dt.date.fromisoformat(day) for day in (log["day"].min(), log["day"].max())]
    start, end = _common(told[0], told[1], filters, policy)
    places = _sectors(filters)
    log = patrol.between(log, start.isoformat(), end.isoformat())
    log = log[log["sector"].isin(places)] if places else log
    if log.empty:
        return Patrols("none_here", told[0], told[1])
    origin = registers.source(registers.shown("patrol"), log)
    whole, grid, critical = (
        release(replace(patrol.hours(log[log["critical"].ne("")] if by == ("critical",) else log, by), sources=(origin,)),
                policy)
        for by in ((), ("sector", "shift"), ("critical",))
    )
    found = Patrols("shown", start, end, patrol.days(log), whole, grid, critical)
    if filters is None or not policy.allows_place("sector"):
        return found
    asked = filters.but(start=start, end=end, level="sector", places=tuple(f"sector:{code}" for code in places))
    sectors, shifts = _against(snapshot, log, asked, origin, policy)
    return replace(found, sectors=sectors, shifts=shifts)


def _against(
    snapshot: Snapshot, log: pd.DataFrame, asked: Filters, origin: Source, policy: Policy
) -> tuple[Released | None, Released | None]:
    """Hours against complaints by sector and by shift; None when there are no complaints of these days."""
    filters = restrict(asked, policy, ("place", "hour"))
    counted = queries.week_hours(snapshot, filters)
    if not counted.n:
        return None, None
    spread, _ = complaint_hours.day_spread(by_day(snapshot, filters))
    table = counted.table
    shifts = settings.value("hours.shifts")
    turn = table["hour"].map(lambda hour: complaint_hours.shift_of(None if pd.isna(hour) else int(hour), shifts))
    by_shift = table.assign(shift=turn)[turn.isin(list(shifts))]
    located = table[table["sector"].notna()]
    level = float(settings.value("statistics.level"))
    out = []
    for by, rows in (("sector", located), ("shift", by_shift)):
        result = patrol.against_crime(log, rows[[by, "count"]], level, by, spread)
        if by == "shift":
            order = [*shifts]
            in_order = result.table.sort_values("shift", key=lambda turns: turns.map(order.index), ignore_index=True)
            result = replace(result, table=in_order)
        lost = (counted.n or 0) - (result.n or 0)
        out.append(release(_papers(result, counted, origin, by, lost), policy))
    return out[0], out[1]


def _papers(result: Result, counted: Result, origin: Source, by: str, lost: int) -> Result:
    """The comparison with the filters and sources of both sides, and what neither could place."""
    cautions: tuple[Caution, ...] = ()
    if lost:
        cautions += (Caution(f"patrol_complaints_without_{by}", {"complaints": lost}),)
    untold = float(result.settings["untold"])
    if untold:
        cautions += (Caution("patrol_hours_without_shift", {"hours": round(untold)}),)
    return replace(result, filters=counted.filters, sources=(origin, *counted.sources),
                   cautions=(*result.cautions, *cautions, *counted.cautions))


def _common(first: dt.date, last: dt.date, filters: Filters | None, policy: Policy) -> tuple[dt.date, dt.date]:
    """The days that the log and the filters share; the log's own where they share none."""
    start = max(first, filters.start) if filters and filters.start else first
    end = min(last, filters.end) if filters and filters.end else last
    if policy.whole_months:
        if start.day > 1:
            start = (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        if (end + dt.timedelta(days=1)).day > 1:
            end = end.replace(day=1) - dt.timedelta(days=1)
    return start, end


def _sectors(filters: Filters | None) -> list[str]:
    """The sectors among the chosen places; none means all."""
    if filters is None:
        return []
    return [code for level, code in map(place_level, filters.places) if level == "sector"]


def gap(released: Released | None) -> pd.Series | None:
    """The group whose share of hours falls shortest of its share of complaints, beyond chance; None without one."""
    if released is None:
        return None
    rows = released.table[released.table["verdict"].eq("less").fillna(False).astype(bool)]
    if rows.empty:
        return None
    return rows.assign(apart=rows["crime_share"] - rows["hours_share"]).sort_values("apart").iloc[-1]
