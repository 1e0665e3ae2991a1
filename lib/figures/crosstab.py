"""The cross table for the eye: places down, crime types across, totals on both sides, a small bar in every cell.

HTML written on the server. A cell and a heading can be chosen by pointer, a heading by keyboard too (cells have selectors
beside the drill-down). What is hidden is called so; a rate that may not be printed is a dash that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

TOTAL = "*"
MEASURES = ("count", "of_place", "of_type", "rate", "smoothed")
Row = Mapping[Hashable, Any]


@dataclass(frozen=True)
class View:
    """What of the table is on the screen.

    measure  one of MEASURES
    types    columns, in order; when types are left out and the measure is the count, a column sums them
    shown    so many places at most
    sort     "" = by the total, "place" = by name, or a crime type; the largest first
    chosen   (place, type) of the drill-down
    """

    measure: str
    types: tuple[str, ...]
    shown: int
    sort: str = ""
    chosen: tuple[str, str] = ("", "")


@dataclass(frozen=True, eq=False)
class Names:
    """What people call things, in the reader's language."""

    place: Callable[[str], str]
    crime: Callable[[str], str]
    level: str
    unknown: str


def types_by_total(released: Released) -> list[str]:
    """The crime types of the table, the most frequent first, hidden ones last."""
    table = released.table
    totals = table[(table[released.dims[0]] == TOTAL) & (table["crime_type"] != TOTAL)]
    return list(totals.sort_values(["count", "crime_type"], ascending=[False, True], na_position="last")["crime_type"])


def cross_table(
    released: Released, view: View, names: Names, lang: str, *, alt: str, marks: Released | None = None
) -> Drawing:
    """The table.

    released  as ``lib.complaints.crosstab.measured`` gives it: ``level``, crime_type, count and the measures
    marks     the same table of the other period: a thin mark on the bars of counts
    """
    level = released.dims[0]
    cells = _cells(released, level)
    earlier = {} if marks is None else _cells(marks, level)
    places = ordered(cells, view, names)
    others = _others(cells, view)
    top = _largest(cells, earlier, places, view)
    rated = view.measure in ("rate", "smoothed")
    body = "".join(
        _line(place, cells, earlier, view, names, others, top, rated, lang) for place in places[:view.shown]
    )
    foot = _line(TOTAL, cells, earlier, view, names, others, top, rated, lang)
    markup = (
        f'<div class="scroll cross" tabindex="0" role="region" aria-label="{esc(alt)}"><table>'
        f"<thead><tr>{_head(view, names, bool(others), rated, lang)}</tr></thead><tbody>{body}</tbody>"
        f"<tfoot>{foot}</tfoot></table></div>"
    )
    drawn = {
        f"{place or '?'}|{crime}": _whole(cells[place, crime]["count"])
        for place in [*places[:view.shown], TOTAL] for crime in (*view.types, TOTAL) if (place, crime) in cells
    }
    return Drawing(markup, alt, drawn)


def ordered(cells: dict[tuple[str, str], Row], view: View, names: Names) -> list[str]:
    """The places as the view sorts them; the unknown place ("") last."""
    places = [place for place, crime in cells if crime == TOTAL and place not in (TOTAL, "")]
    column = view.sort if view.sort in view.types else TOTAL
    measure = "count" if column == TOTAL and view.measure == "of_place" else view.measure

    def size(place: str) -> float:
        value = cells.get((place, column), {}).get(measure)
        return -1.0 if value is None or pd.isna(value) else float(value)

    places.sort(key=lambda place: names.place(place))
    if view.sort != "place":
        places.sort(key=size, reverse=True)
    return places + ([""] if ("", TOTAL) in cells else [])


def _cells(released: Released, level: str) -> dict[tuple[str, str], Row]:
    """The rows by (place, type); the unknown place is ""."""
    return {
        ("" if pd.isna(row[level]) else str(row[level]), str(row["crime_type"])): row
        for row in released.table.to_dict("records")
    }


def _others(cells: dict[tuple[str, str], Row], view: View) -> list[str]:
    """The types without a column of their own, when a column may sum them."""
    if view.measure != "count":
        return []
    return sorted({crime for _, crime in cells if crime != TOTAL} - set(view.types))


def _largest(
    cells: dict[tuple[str, str], Row], earlier: dict[tuple[str, str], Row], places: Sequence[str], view: View
) -> float:
    """What a full bar stands for: the largest cell or mark of a known place on the screen, totals apart."""
    sides = (cells, earlier) if view.measure == "count" else (cells,)
    values: list[Any] = [side[place, crime].get(view.measure) for side in sides for place in places[:view.shown]
                         for crime in view.types if place and (place, crime) in side]
    return max([float(value) for value in values if not pd.isna(value)], default=0.0) or 1.0


def _head(view: View, names: Names, others: bool, rated: bool, lang: str) -> str:
    def column(said: str, sort: str, kind: str = "n") -> str:
        mine = view.sort == sort
        order = ' aria-sort="ascending"' if mine and sort == "place" else ' aria-sort="descending"' if mine else ""
        arrow = '<span aria-hidden="true">' + ("↑" if sort == "place" else "↓") + "</span>" if mine else ""
        hint = esc(texts.t("crosstab.table.sort_by", lang, what=said))
        return (f'<th scope="col" class="{kind}"{order}><button type="button" data-pick="sort:{esc(sort)}" title="{hint}">'
                f"{esc(said)}{arrow}</button></th>")

    out = [column(names.level, "place", "place")]
    if rated:
        out.append(f'<th scope="col" class="n">{esc(texts.t("crosstab.table.population", lang))}</th>')
    out.append(column(texts.t("crosstab.table.total", lang), "", "n total"))
    out += [column(names.crime(crime), crime) for crime in view.types]
    if others:
        out.append(f'<th scope="col" class="n">{esc(texts.t("crosstab.table.others", lang))}</th>')
    return "".join(out)


def _line(
    place: str, cells: dict[tuple[str, str], Row], earlier: dict[tuple[str, str], Row], view: View, names: Names,
    others: list[str], top: float, rated: bool, lang: str,
) -> str:
    said = texts.t("crosstab.table.total", lang) if place == TOTAL else names.place(place) if place else names.unknown
    out = [f'<th scope="row">{esc(said)}</th>']
    if rated:
        out.append(f'<td class="n people">{_people(cells.get((place, TOTAL), {}), lang)}</td>')
    for crime in (TOTAL, *view.types):
        row, before = cells.get((place, crime), {}), earlier.get((place, crime), {})
        kind = "n" + (" total" if crime == TOTAL else "") + (" chosen" if view.chosen == (place, crime) else "")
        bar = "" if TOTAL in (place, crime) or not place else _bar(row, before, view.measure, top)
        pick = f' data-pick="cell:{esc(crime)}|{esc(place)}"' if place and _whole(row.get("count")) is not None else ""
        told = _told(said, crime, row, before, names, lang)
        out.append(f'<td class="{kind}"{pick} title="{esc(told)}">{_said(row, view.measure, lang)}{bar}</td>')
    if others:
        counts = [_whole(cells.get((place, crime), {}).get("count")) for crime in others]
        whole = None if any(count is None for count in counts) else sum(count for count in counts if count is not None)
        shown = _muted(texts.t("figures.reserved", lang)) if whole is None else texts.number(whole, lang)
        out.append(f'<td class="n rest">{shown}</td>')
    return f"<tr>{''.join(out)}</tr>"


def _bar(row: Row, before: Row, measure: str, top: float) -> str:
    value = row.get(measure)
    if value is None or pd.isna(value):
        return '<i class="track none"></i>'
    mark = ""
    then = before.get(measure) if measure == "count" else None
    if then is not None and not pd.isna(then):
        mark = f'<i class="mark" style="left:{min(float(then) / top, 1) * 100:.0f}%"></i>'
    return f'<i class="track"><i class="fill" style="width:{float(value) / top * 100:.1f}%"></i>{mark}</i>'


def _said(row: Row, measure: str, lang: str) -> str:
    """The cell's number as markup, or why there is none."""
    count = _whole(row.get("count"))
    if count is None:
        return _muted(texts.t("figures.reserved", lang))
    if measure == "count":
        return texts.number(count, lang) if count else _muted("0")
    value = row.get(measure)
    if measure in ("of_place", "of_type"):
        return _muted("–") if value is None or pd.isna(value) else esc(texts.percent(float(value), lang))
    raw = _muted("–")
    if row.get("state") in ("shown", "unstable"):
        raw = per_100000(row["rate"], lang)
        if row["state"] == "unstable":
            span = f'{per_100000(row["low"], lang)}–{per_100000(row["high"], lang)}'
            raw += f'<small>{span}<br>{esc(texts.t("crosstab.table.unstable", lang))}</small>'
    if measure == "rate":
        return raw
    if value is None or pd.isna(value):
        return raw
    return f'{per_100000(value, lang)}<small>{esc(texts.t("crosstab.table.raw", lang))} {raw}</small>'


def _told(place: str, crime: str, row: Row, before: Row, names: Names, lang: str) -> str:
    """The whole cell in words, for the pointer."""
    what = texts.t("crosstab.table.all_types", lang) if crime == TOTAL else names.crime(crime)
    count = _whole(row.get("count"))
    said = [f"{place} · {what}",
            texts.t("figures.reserved", lang) if count is None else
            texts.t("crosstab.table.complaints", lang, n=texts.number(count, lang))]
    then = _whole(before.get("count"))
    if then is not None:
        said.append(texts.t("crosstab.table.before", lang, n=texts.number(then, lang)))
    if row.get("state") in ("shown", "unstable"):
        said.append(texts.t("crosstab.table.rate", lang, rate=per_100000(row["rate"], lang),
                            low=per_100000(row["low"], lang), high=per_100000(row["high"], lang)))
    elif row.get("state") in ("too_few", "no_population"):
        said.append(texts.t(f"crosstab.table.{row['state']}", lang))
    return " · ".join(said)


def _people(row: Row, lang: str) -> str:
    if row.get("population") is None or pd.isna(row["population"]):
        return _muted(texts.t("crosstab.table.no_people", lang))
    return f'{texts.number(int(row["population"]), lang)}<small>{int(row["population_year"])}</small>'


def per_100000(value: Any, lang: str) -> str:
    """A rate as people read it: one decimal below 100."""
    return texts.number(float(value), lang, 1 if float(value) < 100 else 0)


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _muted(text: str) -> str:
    return f'<span class="muted">{esc(text)}</span>'
