"""Correlations as SPSS prints them, and beside it what that form hides: one row for each pair."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released
from lib.surveys import said

Row = Mapping[Hashable, Any]
MEASURES = ("interval", "squared", "holm", "bh", "power", "smallest", "word")


def correlation_table(
    released: Released, lang: str, *, name: Callable[[str], str], word: Callable[[float], str]
) -> Drawing:
    """Both tables of ``lib.surveys.correlation.correlations``, side by side.

    name  what people call a variable; word: the strength of a coefficient under the chosen scale ("" = none)
    """
    method, level = str(released.settings["method"]), texts.percent(float(released.settings["level"]), lang)
    shown = [measure for measure in MEASURES if measure != "squared" or method != "kendall"]
    alt = texts.t("correlation.spss.alt", lang)
    top = (
        f'<th></th><th colspan="3" class="group">{esc(texts.t("correlation.spss.title", lang))}</th>'
        f'<th colspan="{len(shown)}" class="group beside">{esc(texts.t("correlation.beside.title", lang))}</th>'
    )
    known = [texts.t(f"correlation.spss.{key}", lang) for key in ("coefficient", "sig", "n")]
    hidden = [
        texts.t(f"correlation.beside.{key}", lang, **({"level": level} if key == "interval" else {})) for key in shown
    ]
    heads = "".join(f'<th scope="col" class="n">{esc(one)}</th>' for one in known)
    heads += "".join(
        f'<th scope="col" class="{"n" if key != "word" else ""}{" beside" if i == 0 else ""}">{esc(one)}</th>'
        for i, (key, one) in enumerate(zip(shown, hidden, strict=True))
    )
    label = esc(texts.t(f"correlation.spss.method_{method}", lang))
    rows = [_row(row, shown, lang, name, word) for row in released.table.to_dict("records")]
    notes = "".join(f"<p>{esc(texts.t(f'correlation.spss.{key}', lang))}</p>" for key in _notes(released.table["p"]))
    return Drawing(
        f'<div class="scroll pairs" tabindex="0" role="region" aria-label="{esc(alt)}"><table><thead><tr>{top}</tr>'
        f'<tr><th scope="col">{label}</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
        f'<div class="note">{notes}</div>',
        alt,
        {str(row["other"]): None if pd.isna(row["n"]) else int(row["n"]) for row in released.table.to_dict("records")},
    )


def _notes(ps: pd.Series) -> list[str]:
    found = {said.stars(float(p)) for p in ps.dropna()}
    return [key for key, sign in (("one", "*"), ("two", "**")) if sign in found]


def _row(row: Row, shown: list[str], lang: str, name: Callable[[str], str], word: Callable[[float], str]) -> str:
    head = f'<th scope="row">{esc(name(str(row["other"])))}</th>'
    if pd.isna(row["n"]):
        reserved = esc(texts.t("figures.reserved", lang))
        return f'<tr>{head}<td class="n">{reserved}</td>{"<td></td>" * (2 + len(shown))}</tr>'
    value, p = row["value"], row["p"]
    cells = [
        f"{said.bounded(value)}{said.stars(p) if not pd.isna(p) else ''}",
        said.p_value(p),
        texts.number(int(row["n"]), lang),
    ]
    own = {
        "interval": "–" if pd.isna(row["low"]) else f"{said.bounded(row['low'])} … {said.bounded(row['high'])}",
        "squared": texts.percent(row["squared"], lang, 1),
        "holm": said.p_value(row["p_holm"]),
        "bh": said.p_value(row["p_bh"]),
        "power": texts.percent(row["power"], lang),
        "smallest": said.bounded(row["smallest"]),
        "word": "–" if pd.isna(value) else word(float(value)) or texts.t("correlation.beside.no_word", lang),
    }
    body = "".join(f'<td class="n">{esc(cell)}</td>' for cell in cells)
    body += "".join(
        f'<td class="{"n" if key != "word" else ""}{" beside" if i == 0 else ""}">{esc(own[key])}</td>'
        for i, key in enumerate(shown)
    )
    return f"<tr>{head}{body}</tr>"
