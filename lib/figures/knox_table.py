"""The table of near repeats for the eye: distance down, days across; how many times more pairs than chance, and how many.

Only what chance does not explain has a shade, the darker the more; the rest is written in grey.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

SHADES = (1.5, 2.0, 3.0)
"""Ratios at which the shade deepens."""

Say = Callable[[float, float], str]


def knox_table(
    released: Released, lang: str, *, place: Say, when: Say, ratio: Callable[[float], str], p: Callable[[float], str],
    alt: str, apart: float,
) -> Drawing:
    """The table.

    released     lib.places.near_repeats.knox, after release, its space bands in order
    place, when  a band by its ends: '100–200 m', '7–13 días'
    ratio, p     a ratio and a p in words
    apart        bands that end at this distance or before stand apart, at the top: the same place
    """
    table = released.table
    times = table.drop_duplicates("time").to_dict("records")
    head = "".join(f'<th scope="col">{esc(when(row["from_days"], row["to_days"]))}</th>' for row in times)
    rows, drawn = [], dict[str, int | None]()
    for _, band in table.groupby("space", sort=False):
        first = band.iloc[0]
        cells = "".join(_cell(row, lang, ratio, p) for row in band.to_dict("records"))
        kind = ' class="apart"' if first["to_m"] <= apart else ""
        rows.append(f'<tr{kind}><th scope="row">{esc(place(first["from_m"], first["to_m"]))}</th>{cells}</tr>')
    for row in table.to_dict("records"):
        drawn[f"{row['space']}|{row['time']}"] = None if pd.isna(row["pairs"]) else int(row["pairs"])
    corner = esc(texts.t("figures.knox.corner", lang))
    markup = (
        f'<div class="scroll knox" tabindex="0" role="region" aria-label="{esc(alt)}"><table><thead><tr>'
        f'<th scope="col">{corner}</th>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>{_legend(lang)}'
    )
    return Drawing(markup, alt, drawn)


def _cell(
    row: Mapping[Hashable, Any], lang: str, ratio: Callable[[float], str], p: Callable[[float], str]
) -> str:
    if pd.isna(row["pairs"]):
        return f'<td class="quiet">{esc(texts.t("figures.reserved", lang))}</td>'
    expected = float(row["expected"])
    small = texts.t("figures.knox.pairs", lang, pairs=texts.number(int(row["pairs"]), lang),
                    expected=texts.number(expected, lang, 1 if expected < 10 else 0))
    more = row["verdict"] == "more"
    kind = f"more s{bisect_right(SHADES, float(row['ratio']))}" if more else "quiet"
    told = "" if pd.isna(row["p"]) else f"<small>{esc(p(float(row['p'])))}</small>"
    big = ratio(float(row["ratio"])) if pd.notna(row["ratio"]) else "–"
    return f'<td class="{kind}"><b>{esc(big)}</b><small>{esc(small)}</small>{told}</td>'


def _legend(lang: str) -> str:
    keys = [("quiet", texts.t("figures.knox.quiet", lang))]
    ends = ("1", *(f"{edge:g}" for edge in SHADES))
    for i, low in enumerate(ends):
        last = i == len(ends) - 1
        keys.append((f"s{i}", texts.t("figures.knox.from", lang, low=low) if last else
                     texts.t("figures.knox.between", lang, low=low, high=ends[i + 1])))
    shades = "".join(f'<span class="key"><i class="knox-key {kind}"></i>{esc(words)}</span>' for kind, words in keys)
    return f'<div class="legend">{shades}</div>'
