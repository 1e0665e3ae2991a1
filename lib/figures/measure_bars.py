"""Horizontal bars of any measure, as ordered: the one that matters in amber, a mark to compare with, a filled part."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pandas as pd

from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

Say = Callable[[dict[Any, Any]], str]


def measure_bars(
    released: Released, *, value: str, label: Say, say: Say, alt: str,
    mark: str | float | None = None, mark_note: str = "", inner: str | None = None, one: Collection[object] = (),
    quiet: Collection[object] = (),
) -> Drawing:
    """A bar for each row that has the value.

    value       column drawn; rows where it is missing are left out
    label, say  the name of a row and its number in words, from the row
    mark        a column, or one number for all, drawn as a line on each bar; ``mark_note`` says below what it is
    inner       a column that fills a part of the bar; the rest of the bar is hatched
    one, quiet  values of the first dimension drawn as the one that matters, as context
    """
    dim = released.dims[0]
    rows = [row for row in released.table.to_dict("records") if not pd.isna(row[value])]
    marks = [None if mark is None else row[mark] if isinstance(mark, str) else mark for row in rows]
    known = [float(each) for each in marks if each is not None and not pd.isna(each)]
    longest = max([*(float(row[value]) for row in rows), *known, 1e-9])
    pieces = [
        _bar(row, float(row[value]), longest, each, label(row), say(row), inner,
             "one" if row[dim] in one else "rest" if row[dim] in quiet else "")
        for row, each in zip(rows, marks, strict=True)
    ]
    note = f'<p class="note"><i class="mark-key"></i>{esc(mark_note)}</p>' if mark_note and known else ""
    drawn = {"|".join(str(row[name]) for name in released.dims): round(float(row[value])) for row in rows}
    return Drawing(f'<ul class="bars" aria-label="{esc(alt)}">{"".join(pieces)}</ul>{note}', alt, {**drawn})


def _bar(
    row: dict[Any, Any], size: float, longest: float, mark: Any, name: str, said: str, inner: str | None, kind: str
) -> str:
    line = ""
    if mark is not None and not pd.isna(mark):
        line = f'<i class="mark" style="left:{float(mark) / longest * 100:.1f}%"></i>'
    fill = f'<i class="fill" style="width:{size / longest * 100:.1f}%"></i>' if size else ""
    if inner is not None:
        part = 0.0 if pd.isna(row[inner]) else float(row[inner])
        fill = f'<i class="outer" style="width:{size / longest * 100:.1f}%"></i>'
        fill += f'<i class="fill" style="width:{part / longest * 100:.1f}%"></i>' if part else ""
    spoken = f"{name}: {said}"
    return (
        f'<li class="bar {kind}" aria-label="{esc(spoken)}" title="{esc(spoken)}"><span class="what">{esc(name)}</span>'
        f'<span class="number">{esc(said)}</span><span class="track">{fill}{line}</span></li>'
    )
