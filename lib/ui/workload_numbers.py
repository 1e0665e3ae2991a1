"""What the page of workload shows: tasks counted in the complaints or typed, their shifts, what is required, the split."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints import hours as clock
from lib.complaints.filters import Filters
from lib.officers import plan, workload
from lib.officers.workload import Plan
from lib.privacy.release import Released, release, restrict
from lib.result import Caution, Result
from lib.storage import plans, queries
from lib.storage.engine import Snapshot
from lib.ui import cache, coverage_numbers, registers, visit
from lib.ui.coverage_numbers import Base
from lib.ui.filter_bar import Chosen
from lib.ui.overview_numbers import clipped


@dataclass(frozen=True)
class Counted:
    """The complaints of the period as work.

    filters  of the counts, None without complaints;  days  of the period
    numbers  complaints of a year by kind of work;  shifts  kind of work (and "" all) -> shift -> share
    cells    sector, shift, kind of work, complaints of a year; empty where this audience does not see sectors
    whole    the count by crime type, as released: its sources and cautions stand on the page
    hours_known  False when no complaint has an hour: then shifts take their length's share
    """

    filters: Filters | None
    days: int
    numbers: pd.Series
    shifts: dict[str, dict[str, float]]
    cells: pd.DataFrame
    whole: Released | None
    hours_known: bool


@dataclass(frozen=True)
class Workload:
    """The answers: ``workload.hours_of_work``, ``by_shift``, ``tornado``; ``table`` is the one that is edited."""

    base: Base
    counted: Counted
    table: pd.DataFrame
    leave: pd.DataFrame
    posts: pd.DataFrame
    plan: Plan
    tasks: Released
    shifts: Released
    tornado: Released

    @property
    def missing(self) -> float | None:
        """Officers required beyond the staff; negative when some are to spare; None without staff."""
        return None if self.base.staff is None else float(self.shifts.settings["required"]) - self.base.staff


def counted(snapshot: Snapshot, chosen: Chosen | None, policy: Policy) -> Counted:
    """The complaints of the visit's period and places as work; the crime filter is left out: all work counts."""
    if chosen is None:
        return Counted(None, 0, pd.Series(dtype=float), {"": _by_length()}, _no_cells(), None, False)
    asked = clipped(chosen.filters.but(crime_types=()), chosen.holdings, policy)
    return cache.answer(snapshot, ("workload", asked, policy.name), lambda: _counted(snapshot, asked, policy))


def _counted(snapshot: Snapshot, asked: Filters, policy: Policy) -> Counted:
    filters = restrict(asked, policy, ("crime_type", "weekday", "hour"))
    whole = release(queries.count(snapshot, filters, by=("crime_type",)), policy)
    days = _days(filters)
    a_year = float(365 / days)
    by_type = whole.table.dropna(subset=["crime_type"])
    numbers = by_type["count"].astype(float).groupby(by_type["crime_type"].map(plan.task_of)).sum() * a_year
    everything = _shares(snapshot, filters, policy)
    shifts = {"": everything or _by_length()}
    for task in numbers.index:
        codes = tuple(sorted(str(code) for code in by_type["crime_type"] if plan.task_of(str(code)) == task))
        shifts[str(task)] = _shares(snapshot, filters.but(crime_types=codes), policy) or shifts[""]
    cells = _cells(snapshot, asked, policy, a_year, shifts[""]) if policy.sees("roster", "sector") else _no_cells()
    return Counted(whole.filters, days, numbers, shifts, cells, whole, everything is not None)


def answers(of: Base, told: Counted, table: pd.DataFrame, policy: Policy) -> Workload:
    """Every number of the page but the split."""
    leave = plans.table(registers.shown("coverage_leave"), plan.leave_table())
    posts = plans.table(registers.shown("coverage_posts"), plan.posts_table(of.sectors))
    tasks = filled(table, told)
    work = workload.hours_of_work(tasks)
    shares = workload.shares_of(
        work.table.set_index("task")["hours"], {task: told.shifts.get(task, told.shifts[""]) for task in tasks["task"]},
    ) if len(tasks) else told.shifts[""]
    cars = next((post for post in plan.posts_of(posts, of.sectors) if post.key == plan.CARS), None)
    held = cars.officers * cars.number * cars.hours / 24 * cars.days / 7 if cars else 0.0
    resting = Plan(
        coverage_numbers.net_hours(of, plan.leave_of(leave)), committed(), dict.fromkeys(shares, held), _lengths()
    )
    cautions: tuple[Caution, ...] = ()
    if work.settings["without"]:
        cautions += (Caution("workload_without_number", {"tasks": int(work.settings["without"])}),)
    if not told.hours_known:
        cautions += (Caution("workload_no_hours"),)
    return Workload(
        of, told, table, leave, posts, resting, _released(work, of, told, policy, cautions),
        _released(workload.by_shift(float(work.settings["hours"]), shares, resting), of, told, policy, cautions),
        _released(workload.tornado(tasks, shares, resting, float(settings.value("staffing_plan.swing"))), of, told, policy),
    )


def filled(table: pd.DataFrame, told: Counted) -> pd.DataFrame:
    """The tasks with their numbers: as typed, else as counted. ``counted`` says which."""
    from_data = table["key"].map(told.numbers).astype(float)
    return pd.DataFrame({
        "task": table["key"], "number": pd.to_numeric(table["number"]).astype(float).fillna(from_data),
        "minutes": pd.to_numeric(table["minutes"]).astype(float), "units": pd.to_numeric(table["units"]).astype(float),
        "counted": table["number"].isna() & from_data.notna(), "source": table["source"],
    })


def check_tasks(table: pd.DataFrame) -> None:
    """CuadranteError when a number, a time or a crew is negative."""
    workload.hours_of_work(table.rename(columns={"key": "task"})[["task", "number", "minutes", "units"]])


def split(found: Workload, officers: int, floor: int) -> Result:
    """The proposal for sectors and shifts: in proportion to the hours of work. UsageError when floors ask too much."""
    tasks = filled(found.table, found.counted).set_index("task")
    each = (tasks["minutes"] * tasks["units"] / 60).rename("each")
    cells = found.counted.cells.join(each, on="task")
    work = (cells["complaints"] * cells["each"].fillna(0)).groupby([cells["sector"], cells["shift"]], sort=False).sum()
    return workload.split(officers, work.rename("work").reset_index(), floor)


def released_split(result: Result, found: Workload, policy: Policy) -> Released:
    """A split as this audience may see it: command only, by its disclosure subject."""
    return _released(result, found.base, found.counted, policy)


def committed() -> float:
    """Share of the time on duty that calls may take: as typed in percent, else the default."""
    text = str(visit.get("work_committed"))
    return int(text) / 100 if text.isdigit() and 0 < int(text) <= 100 else float(settings.value("staffing_plan.committed"))


def _released(
    result: Result, of: Base, told: Counted, policy: Policy, cautions: tuple[Caution, ...] = ()
) -> Released:
    sources = of.origins + (told.whole.sources if told.whole is not None else ())
    papers = told.whole.cautions if told.whole is not None else ()
    said = (*of.cautions, *result.cautions, *cautions, *papers)
    return release(replace(result, sources=sources, filters=told.filters, cautions=said), policy)


def _shares(snapshot: Snapshot, filters: Filters, policy: Policy) -> dict[str, float] | None:
    """How these complaints divide among the shifts; None when too few have an hour."""
    week = queries.week_hours(snapshot, filters)
    told = release(replace(clock.by_shift(week.table, settings.value("hours.shifts"), level=float(
        settings.value("statistics.level"))), filters=filters), policy)
    known = told.table[told.table["shift"] != clock.UNKNOWN].set_index("shift")
    counts = known["count"].astype("Float64")
    if counts.isna().any() or float(counts.sum()) < float(settings.value("statistics.percent_base")):
        return None
    return {str(shift): float(count / counts.sum()) for shift, count in counts.items()}


def _cells(
    snapshot: Snapshot, asked: Filters, policy: Policy, a_year: float, everywhere: dict[str, float]
) -> pd.DataFrame:
    """Complaints of a year by sector, shift and kind of work; the shifts of a sector as its own complaints divide."""
    filters = restrict(asked.but(level="sector"), policy, ("sector", "crime_type", "weekday", "hour"))
    table = release(queries.count(snapshot, filters, by=("sector", "crime_type")), policy).table
    table = table.dropna(subset=["sector", "crime_type", "count"])
    if table.empty:
        return _no_cells()
    week = queries.week_hours(snapshot, filters).table
    rows, level = [], float(settings.value("statistics.level"))
    for sector, part in table.groupby("sector"):
        known = clock.by_shift(week[week["sector"] == sector], settings.value("hours.shifts"), level=level).table
        counts = known[known["shift"] != clock.UNKNOWN].set_index("shift")["count"]
        shares = (counts / counts.sum()).to_dict() if counts.sum() > 0 else everywhere
        tasks = part["count"].astype(float).groupby(part["crime_type"].map(plan.task_of)).sum() * a_year
        rows += [(str(sector), shift, str(task), number * shares[shift])
                 for shift in everywhere for task, number in tasks.items()]
    return pd.DataFrame(rows, columns=["sector", "shift", "task", "complaints"])


def _no_cells() -> pd.DataFrame:
    return pd.DataFrame({"sector": [], "shift": [], "task": [], "complaints": []})


def _lengths() -> dict[str, float]:
    return {name: float(end - first) for name, (first, end) in settings.value("hours.shifts").items()}


def _by_length() -> dict[str, float]:
    return {name: length / 24 for name, length in _lengths().items()}


def _days(filters: Filters) -> int:
    if filters.start is None or filters.end is None:
        return 365
    return max((filters.end - filters.start + dt.timedelta(days=1)).days, 1)
