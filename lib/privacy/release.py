"""From Result to Released: the only door to the screen, the download, the slide and the command line.

Two steps, both needed:

``restrict(filters, policy, by)`` before the query takes out what this audience may not count at all (reserved crime
types, places too fine, broken months), and marks the filters with the policy's name.

``release(result, policy)`` after it hides small counts and their complements. It refuses a Result whose filters were not
restricted for this audience, so that no page can forget the first step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lib.access.audiences import CELL, Policy
from lib.complaints.columns import PLACE_LEVELS
from lib.complaints.filters import Filters, place_level
from lib.errors import PolicyError
from lib.privacy.suppression import hide_small
from lib.result import Caution, Result, Source

_KEY = object()


@dataclass(frozen=True)
class Released:
    """A Result as one audience may see it. Made only by ``release``.

    table             hidden cells are missing (<NA>) in the count columns and everything derived from them; the extra
                      boolean column ``suppressed`` tells hidden from "no data"
    audience          name of the policy
    suppressed_cells  how many rows had a count hidden
    """

    table: pd.DataFrame
    dims: tuple[str, ...]
    counts: tuple[str, ...]
    measure: str
    unit: str
    n: int | None
    filters: Filters | None
    settings: Mapping[str, Any]
    sources: tuple[Source, ...]
    cautions: tuple[Caution, ...]
    computed: dt.datetime | None
    audience: str
    suppressed_cells: int
    _made_by: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._made_by is not _KEY:
            raise TypeError("Released is made by lib.privacy.release.release only")

    @property
    def synthetic(self) -> bool:
        """True when any source is the demonstration: every figure and export must say so."""
        return any(source.synthetic for source in self.sources)


def restrict(filters: Filters, policy: Policy, by: tuple[str, ...] = ()) -> Filters:
    """The filters as this audience may use them.

    by  names of the groups that will be asked for ("place" means ``filters.level``; "cell" means a grid's cells)
    Raises PolicyError when a place is finer than the audience may see, when a month would be cut and may not, or when the
    audience sees no cells, or none of so short a period.
    """
    levels = {filters.level if name == "place" else name for name in by} & set(PLACE_LEVELS)
    levels |= {place_level(place)[0] for place in filters.places}
    finest = max(levels, key=PLACE_LEVELS.index, default=None)
    if finest is not None and not policy.allows_place(finest):
        raise PolicyError("place_too_fine", level=finest, audience=policy.name, finest=policy.finest_place)
    if policy.whole_months and ("day" in by or not _whole_months(filters.start, filters.end)):
        raise PolicyError("period_cuts_month", audience=policy.name)
    if policy.name == "public" and filters.non_crimes:
        filters = filters.but(non_crimes=False)
    if CELL in by:
        _refuse_cells(filters, policy)
        finest = CELL
    return filters.but(hidden_classes=policy.hidden_classes(finest), policy=policy.name)


def _refuse_cells(filters: Filters, policy: Policy) -> None:
    if not policy.cells:
        raise PolicyError("cells_not_shown", audience=policy.name, finest=policy.finest_place)
    if policy.cell_months and filters.start is not None and filters.end is not None:
        after = filters.end + dt.timedelta(days=1)
        months = (after.year - filters.start.year) * 12 + after.month - filters.start.month
        if months - (after.day < filters.start.day) < policy.cell_months:
            raise PolicyError("cell_period_short", audience=policy.name, months=policy.cell_months)


def release(result: Result, policy: Policy) -> Released:
    """The Result as this audience may see it: small counts and what would reveal them hidden, the rest untouched.

    Every count column is treated alone; whatever hangs on a hidden count (``result.derived``) is hidden with it, and when
    one count of a row is hidden every derived measure that depends on it goes too. ``n`` is hidden when it is small.
    Raises PolicyError when the filters were not restricted for this audience, a dimension is too fine, or the subject is
    not for this audience.
    """
    if result.filters is not None and result.filters.policy != policy.name:
        raise PolicyError("not_restricted", audience=policy.name)
    if result.subject != "complaints" and not policy.sees(result.subject):
        raise PolicyError("subject_reserved", subject=result.subject, audience=policy.name)
    for dim in set(result.dims) & set(PLACE_LEVELS):
        if not policy.allows_place(dim):
            raise PolicyError("place_too_fine", level=dim, audience=policy.name, finest=policy.finest_place)
        if result.subject != "complaints" and not policy.sees(result.subject, dim):
            finest = policy.subject_finest_place[result.subject]
            raise PolicyError("place_too_fine", level=dim, audience=policy.name, finest=finest)
    if CELL in result.dims:
        _refuse_small_cells(result, policy)
    table = result.table.copy()
    hidden_rows = pd.Series(False, index=table.index)
    for column in result.counts:
        if column not in table.columns:
            continue
        hidden = hide_small(table, list(result.dims), column, policy.smallest_count)
        table[column] = _numbers(table[column])
        if not hidden.any():
            continue
        table[column] = table[column].mask(hidden)
        for name in result.derived.get(column, ()):
            table[name] = table[name].mask(hidden)
        hidden_rows |= hidden
    table["suppressed"] = hidden_rows
    n = result.n
    if n is not None and 0 < n < policy.smallest_count:
        n = None
    cautions = result.cautions
    if hidden_rows.any():
        cautions += (Caution("suppressed", {"cells": int(hidden_rows.sum()), "smallest": policy.smallest_count}),)
    if result.filters is not None and result.filters.hidden_classes:
        cautions += (Caution("reserved_left_out"),)
    return Released(
        table=table, dims=result.dims, counts=result.counts, measure=result.measure, unit=result.unit, n=n,
        filters=result.filters, settings=result.settings, sources=result.sources, cautions=cautions,
        computed=result.computed, audience=policy.name, suppressed_cells=int(hidden_rows.sum()), _made_by=_KEY,
    )


def _refuse_small_cells(result: Result, policy: Policy) -> None:
    if not policy.cells:
        raise PolicyError("cells_not_shown", audience=policy.name, finest=policy.finest_place)
    size = float(result.settings.get("cell_m", 0))
    if size < policy.smallest_cell_m:
        raise PolicyError("cell_too_fine", audience=policy.name, size=f"{size:g}", smallest=policy.smallest_cell_m)
    hidden = result.filters.hidden_classes if result.filters is not None else ()
    if result.filters is None or set(policy.hidden_classes(CELL)) - set(hidden):
        raise PolicyError("not_restricted", audience=policy.name)


def _numbers(counts: pd.Series) -> pd.Series:
    """Whole numbers stay whole; sums of aoristic weights may be broken."""
    known = counts.dropna()
    broken = pd.api.types.is_float_dtype(counts) and not bool((known == known.round()).all())
    return counts.astype("Float64") if broken else counts.astype("Int64")


def _whole_months(start: dt.date | None, end: dt.date | None) -> bool:
    starts = start is None or start.day == 1
    ends = end is None or (end + dt.timedelta(days=1)).day == 1
    return starts and ends
