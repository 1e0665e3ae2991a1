"""Horizontal bars with their numbers beside them: top crime types, places."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released


def bars(
    released: Released, name: Callable[[str], str], lang: str, *, shown: int, before: Released | None = None,
) -> Drawing:
    """One bar for each group, the longest first; what does not fit is summed into a last, grey bar that says so.

    released  one dimension and ``count``; hidden counts are listed without a bar
    before    the same groups in the period before: a thin mark on the bar
    """
    dim = released.dims[0]
    table = released.table.sort_values("count", ascending=False, na_position="last", kind="stable")
    hidden = table["count"].isna()
    top, rest = table[~hidden].head(shown), table[~hidden].iloc[shown:]
    earlier = _by_code(before)
    longest = max([*(int(c) for c in table["count"].dropna()), *(v for v in earlier.values() if v), 1])
    rows = [
        _bar(name(str(code)), int(count), longest, earlier.get(str(code)), before is not None, lang, "")
        for code, count in zip(top[dim], top["count"], strict=True)
    ]
    drawn: dict[str, int | None] = {str(code): int(count) for code, count in zip(top[dim], top["count"], strict=True)}
    if len(rest):
        total = int(rest["count"].sum())
        said = texts.t("figures.bars.others", lang, n=texts.number(len(rest), lang))
        rows.append(_bar(said, total, max(longest, total), None, False, lang, " rest"))
        drawn["*"] = total
    if hidden.any():
        said = texts.t("figures.bars.reserved", lang, n=texts.number(int(hidden.sum()), lang))
        rows.append(f'<li class="bar"><span class="what muted">{esc(said)}</span></li>')
    alt = texts.t("figures.bars.alt", lang, groups=texts.number(len(top), lang))
    note = ""
    if before is not None and any(earlier.get(str(code)) is not None for code in top[dim]):
        note = f'<p class="note"><i class="mark-key"></i>{esc(texts.t("figures.bars.mark", lang))}</p>'
    return Drawing(f'<ul class="bars" aria-label="{esc(alt)}">{"".join(rows)}</ul>{note}', alt, drawn)


def _bar(said: str, count: int, longest: int, earlier: int | None, compares: bool, lang: str, kind: str) -> str:
    share = count / longest * 100
    mark = ""
    spoken = f"{said}: {texts.number(count, lang)}"
    if compares and earlier is not None:
        mark = f'<i class="mark" style="left:{earlier / longest * 100:.1f}%"></i>'
        spoken += f" ({texts.t('figures.bars.before', lang, n=texts.number(earlier, lang))})"
    return (
        f'<li class="bar{kind}" aria-label="{esc(spoken)}" title="{esc(spoken)}"><span class="what">{esc(said)}</span>'
        f'<span class="number">{texts.number(count, lang)}</span>'
        f'<span class="track"><i class="fill" style="width:{share:.1f}%"></i>{mark}</span></li>'
    )


def _by_code(released: Released | None) -> Mapping[str, int | None]:
    if released is None:
        return {}
    dim = released.dims[0]
    return {
        str(code): None if pd.isna(count) else int(count)
        for code, count in zip(released.table[dim], released.table["count"], strict=True)
    }
