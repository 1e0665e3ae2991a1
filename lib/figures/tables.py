"""Tables for the eye: names for codes, numbers as the language writes them, hidden counts called by their name.

HTML written on the server: it prints, a screen reader reads it, and it has no English tool bar. The whole table is in
the download beside it (``lib.reports.table_file``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib import texts
from lib.figures.cells import known
from lib.figures.markup import Drawing, esc


@dataclass(frozen=True)
class Column:
    """A heading, the cells under it as people read them, whether they are numbers (set right), may go on a phone, and
    whether they hold a sentence, which needs room there."""

    heading: str
    cells: Sequence[str]
    number: bool = False
    optional: bool = False
    wordy: bool = False


CROWDED = 5
"""A table of more columns stands closer, and keeps room for the names at its left."""


def table(columns: Sequence[Column], alt: str, drawn: dict[str, int | None] | None = None) -> Drawing:
    """A table with a heading that stays in sight while its body is scrolled."""
    head = "".join(f'<th scope="col"{_kind(column)}>{esc(column.heading)}</th>' for column in columns)
    rows = []
    for cells in zip(*(column.cells for column in columns), strict=True):
        first, *others = cells
        row = f'<th scope="row">{esc(first)}</th>'
        row += "".join(
            f"<td{_kind(column)}>{esc(cell)}</td>" for column, cell in zip(columns[1:], others, strict=True)
        )
        rows.append(f"<tr>{row}</tr>")
    kind = "scroll crowded" if len(columns) > CROWDED else "scroll"
    return Drawing(
        f'<div class="{kind}" tabindex="0" role="region" aria-label="{esc(alt)}"><table><thead><tr>{head}</tr></thead>'
        f'<tbody>{"".join(rows)}</tbody></table></div>', alt, drawn or {},
    )


def number(value: object, lang: str) -> str:
    """A count in a table; a missing one is hidden from this audience."""
    count = known(value)
    return texts.t("figures.reserved", lang) if count is None else texts.number(count, lang)


def _kind(column: Column) -> str:
    names = [name for name, yes in (("n", column.number), ("o", column.optional), ("w", column.wordy)) if yes]
    return f' class="{" ".join(names)}"' if names else ""
