"""Day by hour: a cell for each hour of the week, and beside each day a bar of the complaints without an hour."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib import texts
from lib.figures import classes
from lib.figures.markup import Drawing, esc
from lib.figures.paper import dots
from lib.privacy.release import Released

Cells = Mapping[tuple[int, int], float | None]


def heat_map(released: Released, unknown: Released, lang: str, *, number_of_classes: int) -> Drawing:
    """The hours of the week, the fuller the darker; hours that nobody knows are never midnight.

    released  dimensions (weekday, hour), ``count``; an hour without a row has none, a hidden one is dotted
    unknown   dimension (weekday,), ``count``: complaints of that day without an hour
    """
    cells: dict[tuple[int, int], float | None] = {(day, hour): 0.0 for day in range(1, 8) for hour in range(24)}
    for row in released.table.to_dict("records"):
        cells[int(row["weekday"]), int(row["hour"])] = None if pd.isna(row["count"]) else float(row["count"])
    lacking: dict[int, float | None] = dict.fromkeys(range(1, 8), 0.0)
    for row in unknown.table.to_dict("records"):
        if not pd.isna(row["weekday"]):
            lacking[int(row["weekday"])] = None if pd.isna(row["count"]) else float(row["count"])
    lower = classes.edges([value for value in cells.values() if value is not None], number_of_classes)
    known = sum(value for value in cells.values() if value)
    alt = texts.t("figures.heat_map.alt", lang, count=texts.number(known, lang))
    drawn = {f"{day}-{hour}": None if value is None else round(value) for (day, hour), value in cells.items()}
    pages = _wide(cells, lacking, lower, lang, alt) + _narrow(cells, lacking, lower, lang, alt)
    return Drawing(pages + _legend(lower, cells, lang), alt, drawn)


def _wide(cells: Cells, lacking: Mapping[int, float | None], lower: list[float], lang: str, alt: str) -> str:
    left, top, width, height, aside = 44.0, 34.0, 36.0, 34.0, 120.0
    pieces = [dots("dots-w")]
    for hour in range(0, 24, 3):
        pieces.append(f'<text class="tick" x="{left + hour * width:g}" y="{top - 8:g}" text-anchor="middle">{hour}</text>')
    pieces.append(f'<text class="tick" x="{left + 24 * width:g}" y="{top - 8:g}" text-anchor="middle">24 h</text>')
    pieces.append(f'<text class="tick" x="{left + 24 * width + 24:g}" y="{top - 8:g}">{esc(_word("unknown", lang))}</text>')
    most = max([value for value in lacking.values() if value], default=0.0) or 1.0
    for day in range(1, 8):
        y = top + (day - 1) * height
        pieces.append(f'<text class="tick" x="{left - 8:g}" y="{y + height / 2 + 4:g}" text-anchor="end">'
                      f"{esc(texts.weekday_name(day, lang))}</text>")
        for hour in range(24):
            pieces.append(_cell(cells[day, hour], day, hour, left + hour * width, y, width, height, lower, lang, "w"))
        pieces.append(_unknown_bar(lacking[day], most, left + 24 * width + 24, y + height / 2 - 6, aside - 60, lang))
    for hour in (0, 6, 12, 18, 24):
        pieces.append(f'<path class="base" d="M{left + hour * width:g} {top - 4:g}v{7 * height + 8:g}"/>')
    wide, high = left + 24 * width + 24 + aside, top + 7 * height + 8
    return (f'<svg class="heat wide" viewBox="0 0 {wide:g} {high:g}" role="group" aria-label="{esc(alt)}">'
            f'{"".join(pieces)}</svg>')


def _narrow(cells: Cells, lacking: Mapping[int, float | None], lower: list[float], lang: str, alt: str) -> str:
    left, top, width, height = 38.0, 24.0, 42.0, 20.0
    pieces = [dots("dots-n")]
    for day in range(1, 8):
        x = left + (day - 1) * width
        pieces.append(f'<text class="tick" x="{x + width / 2:g}" y="{top - 8:g}" text-anchor="middle">'
                      f"{esc(texts.weekday_name(day, lang))}</text>")
        for hour in range(24):
            pieces.append(_cell(cells[day, hour], day, hour, x, top + hour * height, width, height, lower, lang, "n"))
        said = _number(lacking[day], lang)
        pieces.append(f'<text class="tick" x="{x + width / 2:g}" y="{top + 24 * height + 38:g}" text-anchor="middle">'
                      f"{said}</text>")
    for hour in range(0, 25, 3):
        pieces.append(f'<text class="tick" x="{left - 6:g}" y="{top + hour * height + 4:g}" text-anchor="end">{hour}</text>')
    pieces.append(f'<text class="tick" x="{left:g}" y="{top + 24 * height + 20:g}">{esc(_word("unknown", lang))}</text>')
    return (f'<svg class="heat narrow" viewBox="0 0 {left + 7 * width + 4:g} {top + 24 * height + 46:g}" role="group" '
            f'aria-label="{esc(alt)}">{"".join(pieces)}</svg>')


def _cell(
    value: float | None, day: int, hour: int, x: float, y: float, width: float, height: float, lower: list[float], lang: str,
    which: str,
) -> str:
    said = f"{texts.weekday_name(day, lang, short=False)} {hour}–{hour + 1} h: {_number(value, lang)}"
    kind = "reserved" if value is None else "none" if value == 0 else f"q{classes.class_of(value, lower)}"
    fill = f' fill="url(#dots-{which})"' if kind == "reserved" else ""
    return (f'<rect class="hour {kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{fill}>'
            f"<title>{esc(said)}</title></rect>")


def _unknown_bar(value: float | None, most: float, x: float, y: float, room: float, lang: str) -> str:
    long = 0.0 if not value else value / most * room
    return (f'<rect class="column quiet" x="{x:g}" y="{y:g}" width="{long:.1f}" height="12"/>'
            f'<text class="tick" x="{x + long + 6:.1f}" y="{y + 10.5:g}">{_number(value, lang)}</text>')


def _number(value: float | None, lang: str) -> str:
    """Whole where it is whole; a sum of shares with one decimal when it is small."""
    if value is None:
        return esc(texts.t("figures.reserved", lang))
    return esc(texts.number(value, lang, 0 if value >= 10 or abs(value - round(value)) < 0.05 else 1))


def _legend(lower: list[float], cells: Cells, lang: str) -> str:
    keys = []
    for i, low in enumerate(lower):
        high = lower[i + 1] if i + 1 < len(lower) else None
        edge = texts.number(low, lang)
        said = texts.t("figures.map.and_more", lang, n=edge) if high is None else (
            f"{texts.number(max(low, 1) if i == 0 else low, lang)}–{texts.number(high - 1, lang)}")
        keys.append(f'<span class="key"><i class="q{i}"></i>{esc(said)}</span>')
    keys.append(f'<span class="key"><i class="zero"></i>{esc(texts.t("figures.heat_map.none", lang))}</span>')
    if any(value is None for value in cells.values()):
        keys.append(f'<span class="key"><i class="reserved"></i>{esc(texts.t("figures.reserved", lang))}</span>')
    return f'<div class="legend">{"".join(keys)}</div>'


def _word(key: str, lang: str) -> str:
    return texts.t(f"figures.heat_map.{key}", lang)
