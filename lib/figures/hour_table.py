"""Hours of patrol by sector and shift: a cell for each, the fuller the longer its bar, and how much of it was together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from lib import texts
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released

Cell = Mapping[Hashable, Any]


def hour_table(
    released: Released, shifts: Sequence[str], *, sector: Callable[[str], str], shift: Callable[[str], str],
    head: str, joint: Callable[[float], str], none: str, lang: str, alt: str,
) -> Drawing:
    """Sectors down, shifts across.

    released       dimensions (sector, shift): hours, joint_share (``lib.officers.patrol.hours``)
    shifts         columns, in order
    sector, shift  names; head  the heading of the first column
    joint          words for the share patrolled together; none  for a cell without patrols
    """
    cells = {(str(row["sector"]), str(row["shift"])): row for row in released.table.to_dict("records")}
    longest = max((float(row["hours"]) for row in cells.values()), default=1.0) or 1.0
    top = "".join(f'<th scope="col" class="n">{esc(shift(name))}</th>' for name in shifts)
    rows = []
    for code in sorted({code for code, _ in cells}):
        found = "".join(_cell(cells.get((code, name)), longest, joint, none, lang) for name in shifts)
        rows.append(f'<tr><th scope="row">{esc(sector(code))}</th>{found}</tr>')
    drawn = {f"{code}|{name}": round(float(row["hours"])) for (code, name), row in cells.items()}
    return Drawing(
        f'<div class="scroll cross" tabindex="0" role="region" aria-label="{esc(alt)}"><table><thead><tr>'
        f'<th scope="col">{esc(head)}</th>{top}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>', alt, {**drawn},
    )


def _cell(row: Cell | None, longest: float, joint: Callable[[float], str], none: str, lang: str) -> str:
    if row is None:
        return f'<td class="n"><small>{esc(none)}</small></td>'
    size = float(row["hours"])
    return (
        f'<td class="n">{texts.number(size, lang)} h<small>{esc(joint(float(row["joint_share"])))}</small>'
        f'<span class="track"><i class="fill" style="width:{size / longest * 100:.1f}%"></i></span></td>'
    )
