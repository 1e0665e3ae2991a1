"""The board as a grid: crime types down, places across, one small cell each; red only for a rise beyond chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

SIGNS = {"up": "▲", "down": "▼", "no_evidence": "", "too_few": ""}


def alert_grid(
    released: Released, lang: str, *, place_name: Callable[[str], str], crime_name: Callable[[str], str],
    columns: int, rows: int, alt: str, describe: Callable[[pd.Series], str], picked: tuple[str, str] | None = None,
) -> Drawing:
    """The count of every cell with its verdict; a cell can be chosen (``place|crime``).

    released  dims (place level, crime_type); ``now``, ``verdict``
    columns, rows  places and types drawn at most, those with an alarm first, then those with most complaints
    describe  what a cell says to the pointer and the screen reader
    """
    level = released.dims[0]
    table = released.table
    places = _first(table, level, columns)
    crimes = _first(table, "crime_type", rows)
    at = {(str(row[level]), str(row["crime_type"])): row for _, row in table.iterrows()}
    head = "".join(f'<th scope="col"><span>{esc(place_name(code))}</span></th>' for code in places)
    drawn: dict[str, int | None] = {}
    lines = []
    for crime in crimes:
        cells = []
        for place in places:
            row = at.get((place, crime))
            if row is None:
                cells.append('<td class="none">·</td>')
                continue
            hidden = pd.isna(row["now"])
            drawn[f"{place}|{crime}"] = None if hidden else int(row["now"])
            cells.append(_cell(row, place, crime, hidden, describe(row), picked == (place, crime), lang))
        lines.append(f'<tr><th scope="row">{esc(crime_name(crime))}</th>{"".join(cells)}</tr>')
    corner = esc(texts.t("alerts.grid.crime", lang))
    return Drawing(
        f'<div class="scroll alert-scroll" tabindex="0" role="region" aria-label="{esc(alt)}"><table class="alert-grid">'
        f'<thead><tr><th scope="col">{corner}</th>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'
        f"{_legend(lang)}", alt, drawn,
    )


def _cell(row: pd.Series, place: str, crime: str, hidden: bool, said: str, picked: bool, lang: str) -> str:
    if hidden or pd.isna(row["verdict"]):
        letter = texts.t("figures.reserved", lang)[:1]
        return (
            f'<td class="reserved" title="{esc(said)}" aria-label="{esc(said)}"><span class="gone">{esc(letter)}</span></td>'
        )
    verdict = str(row["verdict"])
    kind = f"{verdict}{' picked' if picked else ''}"
    sign = f"<b>{SIGNS[verdict]}</b>" if SIGNS[verdict] else ""
    return (
        f'<td class="{kind}" title="{esc(said)}"><button type="button" data-pick="{esc(place)}|{esc(crime)}" '
        f'aria-label="{esc(said)}">{sign}{texts.number(int(row["now"]), lang)}</button></td>'
    )


def _legend(lang: str) -> str:
    keys = "".join(
        f'<span class="key"><i class="alert-key {verdict}">{SIGNS[verdict]}</i>'
        f'{esc(texts.t(f"alerts.verdict.{verdict}", lang))}</span>'
        for verdict in SIGNS
    )
    return f'<div class="legend">{keys}</div>'


def _first(table: pd.DataFrame, dim: str, most: int) -> Sequence[str]:
    """Codes with an alarm first, then by complaints."""
    weighed = table.assign(
        alarm=table["verdict"].isin(["up", "down"]), whole=table["now"].fillna(0) + table["past"].fillna(0)
    )
    order = weighed.groupby(dim, observed=True)[["alarm", "whole"]].sum().astype("float64")
    kept = order.sort_values(["alarm", "whole"], ascending=False, kind="stable").head(most)
    return [str(code) for code in kept.sort_values("whole", ascending=False, kind="stable").index]
