"""Correlations of items with each other as a shaded triangle; a negative one stands out, it is what one looks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

CLASSES = (0.2, 0.4, 0.6, 0.8)


def item_matrix(released: Released, items: Sequence[str], lang: str, *, say: Callable[[float], str], alt: str) -> Drawing:
    """The lower triangle of a matrix with dimensions (item, other) and the column ``r``."""
    found = {(str(row["item"]), str(row["other"])): row["r"] for row in released.table.to_dict("records")}
    drawn: dict[str, int | None] = {}
    head = "".join(f'<th scope="col">{esc(item)}</th>' for item in items[:-1])
    rows = []
    for place, item in enumerate(items[1:], start=1):
        cells = []
        for other in items[:-1]:
            if items.index(other) >= place:
                cells.append("<td></td>")
                continue
            value = found.get((item, other), found.get((other, item)))
            if value is None or pd.isna(value):
                cells.append(f'<td class="none" title="{esc(texts.t("figures.no_data", lang))}">–</td>')
                drawn[f"{item}|{other}"] = None
                continue
            shade = "negative" if value < 0 else f"q{sum(value >= edge for edge in CLASSES)}"
            cells.append(f'<td class="{shade}" title="{esc(item)} × {esc(other)}: {esc(say(float(value)))}">'
                         f"{esc(say(float(value)))}</td>")
            drawn[f"{item}|{other}"] = round(float(value) * 1000)
        rows.append(f'<tr><th scope="row">{esc(item)}</th>{"".join(cells)}</tr>')
    edges = (0.0, *CLASSES)
    keys = "".join(f'<span class="key"><i class="q{i}"></i>{esc(say(edge))}</span>' for i, edge in enumerate(edges))
    keys += f'<span class="key"><i class="negative"></i>{esc(texts.t("figures.matrix.negative", lang))}</span>'
    table = f'<table><thead><tr><td></td>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return Drawing(
        f'<div class="scroll matrix" tabindex="0" role="region" aria-label="{esc(alt)}">{table}</div>'
        f'<div class="legend">{keys}</div>', alt, drawn,
    )
