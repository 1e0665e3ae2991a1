"""What a command says, and how a table looks in a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lib import texts
from lib.errors import Problems


@dataclass(frozen=True)
class Outcome:
    """An object for ``--json``, lines for people, and the exit code."""

    told: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    code: int = 0


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Lines of a plain table; the columns whose positions are in ``right`` are aligned to the right."""
    every = [list(heads), *[list(row) for row in rows]]
    widths = [max(_width(row[i]) for row in every) for i in range(len(heads))]
    lines = [_line(row, widths, right) for row in every]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell if i in right else cell + " " * (width - _width(cell))
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def problem_lines(problems: Problems, lang: str) -> list[str]:
    """Each problem: what is wrong, the first example, what to do."""
    lines: list[str] = []
    for problem in problems:
        lines.append(f"[{texts.t(f'commands.severity.{problem.severity}', lang)}] {problem.message(lang)}")
        if problem.examples:
            first = problem.examples[0]
            where = texts.t("commands.example", lang, column=first.column or "–", value=first.value or "–")
            row = texts.t("commands.example_row", lang, row=first.row) + " " if first.row is not None else ""
            lines.append(f"    {row}{where}")
        lines.append(f"    {problem.remedy(lang)}")
    return lines
