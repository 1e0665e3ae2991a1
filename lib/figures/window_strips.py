"""A row of small boxes for each place: in which windows was it hot? The newest at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.figures.markup import Drawing, esc


@dataclass(frozen=True)
class Strip:
    """One place: ``hot`` window by window, oldest first; ``kind`` its look; ``word`` what that is called."""

    code: str
    name: str
    word: str
    kind: str
    number: str
    hot: tuple[bool, ...]
    said: str
    chosen: bool = False


def window_strips(
    strips: Sequence[Strip], headings: tuple[str, str, str], windows: Sequence[str], ends: tuple[str, str], *, alt: str,
    pick: str,
) -> Drawing:
    """A table of places; a place can be chosen, as ``pick:<code>``.

    headings  of the place, the windows and the number
    windows   what each is called; ``ends`` the first and the last, written over the boxes
    """
    rows = []
    for strip in strips:
        boxes = "".join(
            f'<i class="{"hot" if hot else "cool"}" title="{esc(window)}"></i>'
            for hot, window in zip(strip.hot, windows, strict=True)
        )
        rows.append(
            f'<tr class="{"picked" if strip.chosen else ""}"><th scope="row"><button type="button" '
            f'data-pick="{esc(pick)}:{esc(strip.code)}" aria-label="{esc(strip.said)}">{esc(strip.name)}</button></th>'
            f'<td><span class="key"><i class="{esc(strip.kind)}"></i>{esc(strip.word)}</span>'
            f'<span class="strip" role="img" aria-label="{esc(strip.said)}">{boxes}</span></td>'
            f'<td class="n">{esc(strip.number)}</td></tr>'
        )
    place, when, number = (esc(heading) for heading in headings)
    between = f'<span class="ends"><span>{esc(ends[0])}</span><span>{esc(ends[1])}</span></span>'
    head = (
        f'<th scope="col">{place}</th><th scope="col">{when}{between}</th>'
        f'<th scope="col" class="n">{number}</th>'
    )
    drawn: dict[str, int | None] = {strip.code: sum(strip.hot) for strip in strips}
    return Drawing(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(alt)}"><table class="window-strips">'
        f'<thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>', alt, drawn,
    )
