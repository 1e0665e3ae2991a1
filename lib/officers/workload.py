"""Work: how many officers the complaints and services of a year keep busy, shift by shift, and how to share them out.

Coverage says how many it takes to be there; work says how many it takes to answer. What is required is the larger of the
two in each shift. Minutes and crews are assumptions until the station measures them, so each is moved alone to see what
it changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.errors import UsageError
from lib.result import Result


@dataclass(frozen=True)
class Plan:
    """What a workload rests on.

    net_hours  hours of service an officer gives in a year (``coverage.net_hours``)
    committed  share of the time on duty that may go to calls, between 0 and 1
    floor      officers that must be on duty in each shift whatever the work, by shift (``shares`` order)
    hours      length of each shift, hours a day, by shift
    """

    net_hours: float
    committed: float
    floor: Mapping[str, float]
    hours: Mapping[str, float]

    def __post_init__(self) -> None:
        if not 0 < self.committed <= 1:
            raise UsageError("committed_not_a_share", value=self.committed)
        if not self.net_hours > 0:
            raise UsageError("net_hours_not_positive", value=self.net_hours)


def hours_of_work(tasks: pd.DataFrame) -> Result:
    """How many officer-hours do these tasks take in a year?

    tasks  one row per kind: ``task``, number (a year), minutes (each, from call to free), units (officers each)
    Returns the rows with hours = number x minutes x units / 60. A task without number or minutes has no hours (missing,
    and a caution counts them); UsageError when any is negative.
    """
    table = tasks.copy()
    for name in ("number", "minutes", "units"):
        table[name] = pd.to_numeric(table[name]).astype(float)
        if (table[name] < 0).any():
            task = table.loc[table[name] < 0, "task"].iloc[0]
            raise UsageError("work_negative", task=task, column=name, value=float(table.loc[table[name] < 0, name].iloc[0]))
    table["hours"] = table["number"] * table["minutes"] * table["units"] / 60
    return Result(
        table, dims=("task",), counts=(), measure="work_hours", unit="hours", subject="staff",
        settings={"method": "workload", "hours": float(table["hours"].sum()), "without": int(table["hours"].isna().sum())},
    )


def by_shift(hours: float, shares: Mapping[str, float], plan: Plan) -> Result:
    """How many officers does each shift require?

    hours   officer-hours of work in a year; shares: of the work by shift, adding up to 1
    Returns one row per shift: share, hours, work = hours / (committed x net hours), coverage = floor x shift's hours x
    365 / net hours, required = the larger, driven_by "coverage" or "work". settings: the three sums, and the saturation:
    the share of the required officers' time that the work takes.
    Source: workload as hours over time available (CPSM/ICMA, "rule of 60": at most 60 % of patrol time committed).
    """
    if abs(sum(shares.values()) - 1) > 1e-6:
        raise UsageError("shares_do_not_add_up", total=sum(shares.values()))
    rows = []
    for shift, share in shares.items():
        work = hours * share / (plan.committed * plan.net_hours)
        cover = plan.floor.get(shift, 0) * plan.hours[shift] * 365 / plan.net_hours
        rows.append({
            "shift": shift, "share": share, "hours": hours * share, "work": work, "coverage": cover,
            "required": max(work, cover), "driven_by": "work" if work > cover else "coverage",
        })
    table = pd.DataFrame(rows)
    required = float(table["required"].sum())
    return Result(
        table, dims=("shift",), counts=(), measure="required", unit="officers", subject="staff",
        settings={
            "method": "workload", "reference": "CPSM/ICMA", "hours": hours, "committed": plan.committed,
            "net_hours": plan.net_hours, "work": float(table["work"].sum()), "coverage": float(table["coverage"].sum()),
            "required": required, "saturation": hours / (required * plan.net_hours) if required > 0 else None,
        },
    )


def tornado(tasks: pd.DataFrame, shares: Mapping[str, float], plan: Plan, swing: float) -> Result:
    """Which assumption moves the answer most?

    swing  how far each is moved, as a share (0.25: a quarter less, a quarter more), one at a time, the rest as it is
    Returns one row per assumption (``minutes``, ``units`` and ``number`` of each task, committed, net_hours, floor):
    assumption, task, value, low, high, required_low, required_high, span = |difference|; widest first.
    A share committed stays at most 1.
    """
    def answer(changed: pd.DataFrame, now: Plan) -> float:
        return float(by_shift(float(hours_of_work(changed).settings["hours"]), shares, now).settings["required"])

    rows = []
    for task in tasks["task"]:
        at = tasks["task"] == task
        for name in ("number", "minutes", "units"):
            value = float(tasks.loc[at, name].iloc[0])
            if not np.isfinite(value) or value == 0:
                continue
            ends = [value * (1 - swing), value * (1 + swing)]
            found = [answer(tasks.assign(**{name: tasks[name].astype(float).mask(at, end)}), plan) for end in ends]
            rows.append((name, task, value, *ends, *found))
    for name in ("committed", "net_hours"):
        value = float(getattr(plan, name))
        ends = [value * (1 - swing), min(value * (1 + swing), 1.0) if name == "committed" else value * (1 + swing)]
        found = [answer(tasks, _with(plan, name, end)) for end in ends]
        rows.append((name, "", value, *ends, *found))
    total = sum(plan.floor.values())
    if total:
        ends = [total * (1 - swing), total * (1 + swing)]
        scaled = [{shift: held * end / total for shift, held in plan.floor.items()} for end in ends]
        found = [answer(tasks, Plan(plan.net_hours, plan.committed, floor, plan.hours)) for floor in scaled]
        rows.append(("floor", "", total, *ends, *found))
    columns = ["assumption", "task", "value", "low", "high", "required_low", "required_high"]
    table = pd.DataFrame(rows, columns=columns)
    table["span"] = (table["required_high"] - table["required_low"]).abs()
    return Result(
        table.sort_values("span", ascending=False, kind="stable", ignore_index=True), dims=("assumption", "task"), counts=(),
        measure="required", unit="officers", subject="staff",
        settings={"method": "one_at_a_time", "swing": swing, "required": answer(tasks, plan)},
    )


def _with(plan: Plan, name: str, value: float) -> Plan:
    if name == "committed":
        return Plan(plan.net_hours, value, plan.floor, plan.hours)
    return Plan(value, plan.committed, plan.floor, plan.hours)


def split(officers: int, work: pd.DataFrame, floor: int, within: Sequence[str] = ("sector",)) -> Result:
    """Who goes where: a proposal in whole officers that adds up to ``officers``.

    officers  to be placed
    work      one row per cell, say ``sector`` and ``shift``: the dims, then work (hours; missing counts as none)
    floor     officers that each group named by ``within`` gets whatever its work
    First the groups: in proportion to their work by largest remainders (Hamilton); a group that falls below its floor is
    raised to it and the others share what is left, until none is below. Then the cells of each group in the same way.
    Returns the rows with officers and exact (what proportion alone would give). Ties go to the earlier row.
    UsageError when the floors need more officers than there are.
    """
    dims = [name for name in work.columns if name != "work"]
    table = work.reset_index(drop=True)
    amount = pd.to_numeric(table["work"]).astype(float).fillna(0).to_numpy()
    groups = table.groupby(list(within), sort=False).indices
    if floor * len(groups) > officers:
        raise UsageError("floors_exceed_staff", floor=floor, groups=len(groups), officers=officers)
    seats = _with_floor(officers, np.array([amount[rows].sum() for rows in groups.values()]), floor)
    given = np.zeros(len(table), dtype=int)
    for rows, held in zip(groups.values(), seats, strict=True):
        given[rows] = largest_remainders(int(held), amount[rows])
    total = amount.sum()
    exact = amount / total * officers if total > 0 else np.full(len(table), officers / max(len(table), 1))
    return Result(
        table.assign(officers=given, exact=exact), dims=tuple(dims), counts=(), measure="officers", unit="officers",
        subject="roster", settings={"method": "largest_remainders", "officers": officers, "floor": floor},
    )


def edited(proposal: Result, officers: pd.DataFrame) -> Result:
    """A split as somebody changed it, beside what was proposed.

    proposal  as ``split`` gives it
    officers  one row per cell of it: the dims and officers (missing counts as none)
    Returns the rows of the proposal with ``proposed`` and the changed ``officers``. settings: placed (their sum), to_place,
    below (groups of the first dim with fewer than the floor). UsageError when a number is negative or broken.
    """
    dims = list(proposal.dims)
    table = proposal.table.rename(columns={"officers": "proposed"}).merge(officers[[*dims, "officers"]], on=dims, how="left")
    given = pd.to_numeric(table["officers"]).fillna(0)
    wrong = given[(given < 0) | (given % 1 != 0)]
    if len(wrong):
        raise UsageError("roster_not_whole", value=f"{wrong.iloc[0]:g}")
    table["officers"] = given.astype(int)
    sums = table.groupby(dims[0], sort=False)["officers"].sum()
    below = tuple(str(name) for name, held in sums.items() if held < proposal.settings["floor"])
    return replace(proposal, table=table, settings={
        **proposal.settings, "placed": int(given.sum()), "to_place": proposal.settings["officers"], "below": below,
    })


def shares_of(hours: pd.Series, shares: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """How all the work divides among the shifts: each task's own division, weighted by its hours.

    hours   of each task, by its name (missing counts as none)
    shares  task -> shift -> share, each adding up to 1
    With no hours at all, the tasks count alike.
    """
    weights = hours.reindex(list(shares)).fillna(0.0)
    if not weights.sum():
        weights[:] = 1.0
    shifts = next(iter(shares.values()))
    return {
        shift: float(sum(weights[task] * shares[task][shift] for task in shares) / weights.sum()) for shift in shifts
    }


def _with_floor(seats: int, weights: np.ndarray, floor: int) -> np.ndarray:
    """Largest remainders of which none is below ``floor``."""
    raised = np.zeros(len(weights), dtype=bool)
    while True:
        given = np.full(len(weights), floor)
        if not raised.all():
            given[~raised] = largest_remainders(seats - floor * int(raised.sum()), weights[~raised])
        below = given < floor
        if not below.any():
            break
        raised |= below
    given[0] += seats - int(given.sum())  # nothing, unless every group stands at its floor
    return given


def largest_remainders(seats: int, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Whole numbers that add up to ``seats``, as near to the weights' proportion as whole numbers can be (Hamilton).

    Equal weights, or none, share alike; ties go to the earlier.

    >>> largest_remainders(10, [1, 1, 1]).tolist(), largest_remainders(7, [50, 30, 20]).tolist()
    ([4, 3, 3], [4, 2, 1])
    """
    amount = np.asarray(weights, dtype=float)
    if amount.sum() <= 0:
        amount = np.ones(len(amount))
    ideal = amount / amount.sum() * seats
    whole = np.floor(ideal + 1e-9).astype(int)
    order = np.argsort(-(ideal - whole), kind="stable")
    whole[order[: seats - int(whole.sum())]] += 1
    return whole
