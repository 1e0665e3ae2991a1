"""The table of rows: headings that order it, days and names as people read them, withheld points called by their name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

Name = Callable[[str, str], str]
NUMBERS = ("hour", "count")
WORDY = ("crime", "location")
"""Columns whose words may stand on two lines."""

SORTS = {
    "day": "day", "hour": "hour", "crime": "crime_code", "department": "department", "province": "province",
    "district": "district", "station": "station", "sector": "sector", "location": "location_quality", "count": "count",
}
"""Column on the screen -> column that orders it."""


def records_table(
    released: Released, shown: Sequence[str], name: Name, lang: str, *, order: str, descending: bool, alt: str
) -> Drawing:
    """One line for each row of ``lib.storage.queries.records.page``.

    shown  columns: the keys of SORTS, "point", "reported", "origin"
    name   (column, code) -> what people call it
    order  the column of the table by which the rows stand; a heading that is picked tells its own (``data-pick``)
    """
    head = "".join(_heading(column, order, descending, lang) for column in shown)
    cells = [_cells(released.table, column, name, lang) for column in shown]
    lines = []
    for row in zip(*cells, strict=True):
        tags = [
            f"<td{_kind(column)}>{esc(cell)}</td>" for column, cell in zip(shown, row, strict=True)
        ]
        lines.append(f"<tr>{''.join(tags)}</tr>")
    return Drawing(
        f'<div class="scroll rows" tabindex="0" role="region" aria-label="{esc(alt)}"><table><thead><tr>{head}</tr></thead>'
        f'<tbody>{"".join(lines)}</tbody></table></div>', alt, {"*": len(released.table)},
    )


def _heading(column: str, order: str, descending: bool, lang: str) -> str:
    said = esc(texts.t(f"records.column.{column}", lang))
    by = SORTS.get(column)
    if by is None:
        return f'<th scope="col"{_kind(column)}>{said}</th>'
    state = ("descending" if descending else "ascending") if by == order else "none"
    arrow = {"descending": "↓", "ascending": "↑", "none": "↕"}[state]
    tip = esc(texts.t("records.sort_by", lang, column=texts.t(f"records.column.{column}", lang).lower()))
    return (
        f'<th scope="col" aria-sort="{state}"{_kind(column)}><button type="button" class="sort" data-pick="{esc(by)}" '
        f'title="{tip}">{said}<span aria-hidden="true">{arrow}</span></button></th>'
    )


def _cells(table: pd.DataFrame, column: str, name: Name, lang: str) -> list[str]:
    if column == "day":
        days = zip(table["day"], table["day_end"], table["precision"], strict=True)
        return [_day(day, end, str(precision), lang) for day, end, precision in days]
    if column == "hour":
        return ["–" if pd.isna(hour) else f"{int(hour):02d} h" for hour in table["hour"]]
    if column == "count":
        return [texts.number(int(count), lang) for count in table["count"]]
    if column == "reported":
        return ["–" if pd.isna(day) else texts.date(pd.Timestamp(day).date(), lang) for day in table["reported_day"]]
    if column == "origin":
        return [
            texts.t("records.origin", lang, load=int(load), row=texts.number(int(row), lang))
            for load, row in zip(table["load"], table["row_number"], strict=True)
        ]
    if column == "point":
        points = zip(table["latitude"], table["longitude"], table["point_withheld"], strict=True)
        return [_point(one, other, bool(withheld), lang) for one, other, withheld in points]
    codes = table[SORTS[column]]
    said = {code: name(SORTS[column], str(code)) for code in codes.dropna().unique()}
    return [texts.t("records.unknown", lang) if pd.isna(code) else said[code] for code in codes]


def _day(day: object, end: object, precision: str, lang: str) -> str:
    first, last = pd.Timestamp(day).date(), pd.Timestamp(end).date()  # type: ignore[arg-type]
    return texts.date(first, lang) if precision in ("minute", "hour", "day") else texts.period(first, last, lang)


def _point(latitude: object, longitude: object, withheld: bool, lang: str) -> str:
    if withheld:
        return texts.t("records.withheld", lang)
    if pd.isna(latitude) or pd.isna(longitude):  # type: ignore[call-overload]
        return "–"
    return f"{float(latitude):.5f}, {float(longitude):.5f}".replace("-", "−")  # type: ignore[arg-type]


def _kind(column: str) -> str:
    return ' class="n"' if column in NUMBERS else ' class="wordy"' if column in WORDY else ""
