"""Published claims: a list with verdicts, and tables of correlations as published beside what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released
from lib.surveys import said

SIGNS = {
    "agrees": "✓",
    "misprint": "✎",
    "contradiction": "≠",
    "unit_error": "≠",
    "not_verifiable": "?",
    "interpretation": "!",
    "unsupported": "!",
    "other_source": "≠",
}
TONES = {"agrees": "good", "not_verifiable": "quiet"}


def chip(verdict: str, lang: str) -> str:
    """The verdict as a small word with a sign, so that it does not hang on colour alone."""
    tone = TONES.get(verdict, "bad")
    return (
        f'<span class="verdict {tone}"><b aria-hidden="true">{SIGNS[verdict]}</b> '
        f"{esc(texts.t(f'published.verdict.{verdict}', lang))}</span>"
    )


def one_verdict(verdict: str, why: str, lang: str) -> Drawing:
    """A verdict with its reason."""
    return Drawing(f'<div class="one-verdict" role="status">{chip(verdict, lang)}<p>{esc(why)}</p></div>', why)


def claim_list(released: Released, lang: str, alt: str) -> Drawing:
    """Every claim of ``lib.surveys.published.studies.as_result`` as a row: what is said, as printed, verdict, why."""
    rows = []
    for row in released.table.to_dict("records"):
        basis = texts.t(f"published.basis.{row['basis']}", lang)
        where = texts.t("published.list.line", lang, line=row["line"]) if row["line"] not in ("–", "—") else ""
        rows.append(
            f'<li class="claim"><div class="what"><span class="id">{esc(row["id"])}</span> {esc(row["claim"])}'
            f"<small>{esc(' · '.join(part for part in (where, basis) if part))}</small></div>"
            f'<div class="printed"><small>{esc(texts.t("published.list.printed", lang))}</small>'
            f"<q>{esc(row['published'])}</q></div>"
            f'<div class="found">{chip(row["verdict"], lang)}<p>{esc(row["why"])}</p></div></li>'
        )
    return Drawing(
        f'<ul class="claims" aria-label="{esc(alt)}">{"".join(rows)}</ul>',
        alt,
        {str(row): 1 for row in released.table["id"]},
    )


def side_by_side(released: Released, texts_of: Released, lang: str) -> Drawing:
    """The tables of a publication: as published, as recomputed, verdict, and what its text says of each.

    released  lib.surveys.published.tables.tables: number, name, printed strings and what follows from them
    texts_of  lib.surveys.published.studies.as_result of the claims that speak of a table, with its ``number``
    """
    alt = texts.t("published.tables.alt", lang, n=len(released.table))
    heads = "".join(
        f"<span>{esc(texts.t(f'published.tables.{name}', lang))}</span>"
        for name in ("printed", "recomputed", "verdict")
    )
    out = [f'<div class="side-head" aria-hidden="true">{heads}</div>']
    for row in released.table.to_dict("records"):
        about = texts_of.table[texts_of.table["number"] == row["number"]].to_dict("records")
        title = texts.t(
            "published.tables.title", lang, number=int(row["number"]), first=row["against"], second=row["name"]
        )
        out.append(
            f'<section class="side"><h4>{esc(title)}</h4><div class="cell">{_printed(row, lang)}</div>'
            f'<div class="cell">{_recomputed(row, released.settings["level"], lang)}</div>'
            f'<div class="cell">{_verdicts(row, about, lang)}</div></section>'
        )
    drawn: dict[str, int | None] = {str(row): 1 for row in released.table["id"]}
    return Drawing(f'<div class="sides" role="group" aria-label="{esc(alt)}">{"".join(out)}</div>', alt, drawn)


def _printed(row: Mapping[Any, Any], lang: str) -> str:
    lines = [
        (texts.t("correlation.spss.coefficient", lang), f"{row['printed_value']}{row['printed_stars']}"),
        (texts.t("correlation.spss.sig", lang), row["printed_p"]),
        (texts.t("correlation.spss.n", lang), row["printed_n"]),
    ]
    return _small(texts.t("published.tables.printed", lang), lines, "spss")


def _recomputed(row: Mapping[Any, Any], level: float, lang: str) -> str:
    lines = [
        (texts.t("correlation.spss.coefficient", lang), said.bounded(row["value"])),
        (texts.t("correlation.spss.sig", lang), said.bounded(row["p"], 4)),
        (texts.t("correlation.beside.interval", lang, level=texts.percent(level, lang)), _ends(row)),
        (texts.t("correlation.beside.squared", lang), texts.percent(row["squared"], lang, 1)),
        (texts.t("correlation.beside.holm", lang), said.bounded(row["p_holm"])),
        (texts.t("published.tables.bonferroni", lang), said.bounded(row["p_bonferroni"])),
        (texts.t("correlation.beside.power", lang), texts.percent(row["power"], lang)),
        (texts.t("correlation.beside.smallest", lang), said.bounded(row["smallest"])),
    ]
    return _small(texts.t("published.tables.recomputed", lang), lines, "again")


def _ends(row: Mapping[Any, Any]) -> str:
    return f"{said.bounded(row['low'])} … {said.bounded(row['high'])}"


def _small(caption: str, lines: Sequence[tuple[str, str]], kind: str) -> str:
    body = "".join(f'<tr><th scope="row">{esc(name)}</th><td class="n">{esc(value)}</td></tr>' for name, value in lines)
    return f'<table class="{kind}"><caption>{esc(caption)}</caption><tbody>{body}</tbody></table>'


def _verdicts(row: Mapping[Any, Any], about: Sequence[Mapping[Any, Any]], lang: str) -> str:
    items = [
        f'<li><span class="of">{esc(texts.t("published.tables.the_table", lang))}</span> {chip(row["verdict"], lang)}</li>'
    ]
    for one in about:
        items.append(
            f'<li><span class="of">{esc(texts.t("published.tables.the_text", lang))} <q>{esc(one["published"])}</q></span> '
            f"{chip(one['verdict'], lang)}<p>{esc(one['why'])}</p></li>"
        )
    return f'<ul class="verdicts">{"".join(items)}</ul>'
