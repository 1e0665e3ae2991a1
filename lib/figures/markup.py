"""Small pieces of HTML and SVG, written on the server, with every value from a file or a text escaped."""

from __future__ import annotations

import html
from dataclasses import dataclass, field


def esc(value: object) -> str:
    """Text made safe for HTML and for attributes: a place name out of a file may hold anything."""
    return html.escape(str(value), quote=True)


@dataclass(frozen=True)
class Drawing:
    """A picture as markup, with what it draws.

    markup  HTML or SVG, complete and escaped
    alt     one sentence for those who cannot see it
    drawn   the numbers in the picture by code (None = hidden or no data): a test counts them
    """

    markup: str
    alt: str
    drawn: dict[str, int | None] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Sum of the numbers drawn."""
        return sum(value for value in self.drawn.values() if value is not None)


def help_mark(text: str) -> str:
    """A small "?" that explains a number: for the pointer, the keyboard and the screen reader."""
    return (
        f'<button type="button" class="help" aria-label="{esc(text)}"><span aria-hidden="true">?</span>'
        f'<span class="tip" role="tooltip">{esc(text)}</span></button>'
    )
