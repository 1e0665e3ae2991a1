"""The numbers of the alert board: which period, which history, every cell, and how often the method cries wolf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.complaints.alerts import spans
from lib.complaints.alerts.board import board
from lib.complaints.alerts.simulation import simulate
from lib.complaints.alerts.spans import Span
from lib.complaints.filters import Filters
from lib.privacy.release import Released, release, restrict
from lib.result import Result
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.storage.queries import scope
from lib.ui import cache
from lib.ui.choices import Holdings


@dataclass(frozen=True)
class Frame:
    """What the board compares: a period of one unit with the periods before it.

    units    units that this source and this audience allow
    ends     periods that can be asked for, the newest first
    history  the periods before, in order; wanted  how many were asked for
    """

    unit: str
    units: tuple[str, ...]
    span: Span
    ends: tuple[Span, ...]
    history: tuple[Span, ...]
    wanted: int


@dataclass(frozen=True)
class Numbers:
    """The board of one frame.

    counts    complaints of each cell and period, not released
    board     every cell with its verdict, as this audience may see it
    unplaced  complaints of the period whose place is not known: they are in no cell
    filling   complaints of the period still come in
    held      falls that are not shown because of that
    """

    frame: Frame
    policy: Policy
    counts: Result
    judged: Result
    board: Released
    unplaced: int
    filling: bool
    held: int


def units(snapshot: Snapshot, source: str, policy: Policy) -> tuple[str, ...]:
    """Units that a source can be cut into for this audience: published months give no weeks; none for quarters."""
    profile = queries.profiles(snapshot)[source]
    if not profile.by_month:
        return ()
    return (spans.MONTH,) if profile.coarsest == "month" or policy.whole_months else spans.UNITS


@cache.kept
def frame(
    holdings: Holdings, allowed: tuple[str, ...], *, unit: str, end: str, history: str, until: dt.date | None
) -> Frame | None:
    """The period asked for and those before it; None when no period has a history long enough.

    unit, end, history  as the address has them; what means nothing becomes the default
    until               without ``end``: the newest whole period up to this day
    """
    if not allowed:
        return None
    shortest = int(settings.value("alerts.shortest_history"))
    unit = unit if unit in allowed else allowed[0]
    ends = tuple(
        span for span in spans.ending(unit, holdings.first, holdings.last)
        if len(spans.before(unit, span, holdings.first, shortest)) == shortest
    )
    if not ends:
        return None
    asked = next((span for span in ends if span.end.isoformat() == end), None)
    span = asked or next((span for span in ends if until is None or span.end <= until), ends[0])
    choices = list(settings.value("alerts.histories")[unit])
    wanted = int(history) if history.isdigit() and int(history) in choices else int(choices[0])
    return Frame(unit, allowed, span, ends, tuple(spans.before(unit, span, holdings.first, wanted)), wanted)


def numbers(
    snapshot: Snapshot, filters: Filters, chosen: Frame, holdings: Holdings, policy: Policy
) -> Numbers:
    """The board for these filters (their period does not matter) and this audience; from memory when asked before."""
    asked = filters.but(start=chosen.history[0].start, end=chosen.span.end)
    question = ("alerts", asked, chosen.unit, chosen.span, len(chosen.history), policy.name)
    return cache.answer(snapshot, question, lambda: _numbers(snapshot, asked, chosen, holdings, policy))


def _counts(snapshot: Snapshot, asked: Filters, chosen: Frame, holdings: Holdings, policy: Policy) -> Result:
    """The counts of the frame's periods, the last the one judged.

    The engine is asked for the weeks (or months) of a stretch around the frame's; a neighbouring period, a shorter history
    or the other unit of weeks then picks among them: 28 days are four weeks.
    """
    base = spans.MONTH if chosen.unit == spans.MONTH else spans.WEEK
    every = _stretch(spans.ending(base, holdings.first, holdings.last)[::-1], chosen, base)
    filters = restrict(asked.but(start=every[0].start, end=every[-1].end), policy, ("place", "crime_type"))
    whole = cache.answer(
        snapshot, ("alerts.counts", filters, base), lambda: queries.span_counts(snapshot, filters, every)
    )
    position = {span.start: i for i, span in enumerate(every)}
    parts = 4 if chosen.unit == spans.FOUR_WEEKS else 1
    wanted = (*chosen.history, chosen.span)
    numbers = whole.table[[str(i) for i in range(len(every))]].to_numpy()
    first = [position[span.start] for span in wanted]
    picked = np.stack([numbers[:, i:i + parts].sum(axis=1) for i in first], axis=1)
    held = picked.sum(axis=1) > 0
    table = pd.concat([
        whole.table.loc[held, list(whole.dims)].reset_index(drop=True),
        pd.DataFrame(picked[held], columns=[str(i) for i in range(len(wanted))]),
    ], axis=1)
    unplaced = sum(whole.settings["unplaced"][first[-1]:first[-1] + parts])
    return replace(
        whole, table=table, counts=tuple(str(i) for i in range(len(wanted))), n=int(picked.sum()),
        filters=filters.but(start=wanted[0].start, end=wanted[-1].end),
        settings={**whole.settings, "unplaced": unplaced, "spans": len(wanted)},
    )


def _stretch(every: list[Span], chosen: Frame, base: str) -> list[Span]:
    """The block of periods that the frame's last lies in, and a year or the frame's whole history before the block."""
    block, year = int(settings.value("alerts.block")), int(settings.value("alerts.histories")[base][0])
    starts = [span.start for span in every]
    last = next(i for i, span in enumerate(every) if span.end == chosen.span.end)
    begin = last // block * block
    back = max(year, last - starts.index(chosen.history[0].start) + 1)
    return every[max(0, min(begin - year, last - back)):begin + block]


def _numbers(snapshot: Snapshot, asked: Filters, chosen: Frame, holdings: Holdings, policy: Policy) -> Numbers:
    counts = _counts(snapshot, asked, chosen, holdings, policy)
    filters = restrict(asked, policy, ("place", "crime_type"))
    filling = chosen.span.end >= queries.profiles(snapshot)[filters.source].provisional_from
    shown = filters.but(start=chosen.span.start)
    judged = board(
        counts.table, counts.dims, level=float(settings.value("alerts.level")),
        usual=float(settings.value("alerts.usual")), filling=filling,
    )
    judged = replace(
        judged, filters=shown, sources=counts.sources, cautions=scope.cautions(snapshot, shown),
        settings={
            **judged.settings, "version": snapshot.version, "unit": chosen.unit,
            "history_from": chosen.history[0].start, "history_to": chosen.history[-1].end,
        },
    )
    released = release(judged, policy)
    return Numbers(
        chosen, policy, counts, judged, released, int(counts.settings["unplaced"]), filling,
        int(released.table["held"].fillna(False).sum()),
    )


def false_alarms(snapshot: Snapshot, found: Numbers, progress: Callable[[float], None] | None = None) -> Released:
    """How often this method alarms on a board with these totals on which nothing changed; simulated once a version."""
    question = ("alerts.simulated", found.judged.filters, found.frame.unit, len(found.frame.history), found.policy.name)
    return cache.answer(snapshot, question, lambda: release(simulate(
        found.judged, runs=int(settings.value("alerts.runs")), seed=int(settings.value("alerts.seed")), progress=progress,
    ), found.policy))


def cell(found: Numbers, place: str, crime: str) -> Released | None:
    """The periods of one cell: ``start`` (first day), ``count``; None for a cell not on the board or hidden there."""
    level = found.board.dims[0]
    shown = found.board.table
    mine = shown[(shown[level] == place) & (shown["crime_type"] == crime)]
    if mine.empty or bool(mine["suppressed"].iloc[0]) or found.judged.filters is None:
        return None
    table = found.counts.table
    row = table[(table[level] == place) & (table["crime_type"] == crime)].iloc[0]
    every = (*found.frame.history, found.frame.span)
    series = pd.DataFrame({
        "start": [span.start for span in every], "end": [span.end for span in every],
        "count": [int(row[str(i)]) for i in range(len(every))],
    })
    code = place if level in ("department", "province", "district") else f"{level}:{place}"
    filters = found.judged.filters.but(places=(code,), crime_types=(crime,), start=every[0].start)
    return release(Result(
        series, dims=("start",), filters=filters, sources=found.counts.sources, n=int(series["count"].sum()),
        settings={"unit": found.frame.unit},
    ), found.policy)
