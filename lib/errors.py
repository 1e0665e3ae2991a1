"""Errors a person can act on, and the problems found in a file.

A ``Problem`` is one kind of trouble in one file, with how many rows it touches and the first examples. Problems are
collected and shown all at once; an exception is raised only when nothing can go on. Both name a text by key, so that the
same trouble reads well in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from lib import texts

Severity = Literal["reject", "warn", "info"]
"""reject: the row is not stored. warn: stored, but something is missing or doubtful. info: worth knowing."""

EXAMPLES_KEPT = 5


class CuadranteError(Exception):
    """Trouble that the person can mend. ``key`` names ``errors.<key>.message`` and ``errors.<key>.remedy``."""

    def __init__(self, key: str, **params: Any) -> None:
        self.key = key
        self.params = params
        super().__init__(self.message("en"))

    def message(self, lang: str) -> str:
        return texts.t(f"errors.{self.key}.message", lang, **self.params)

    def remedy(self, lang: str) -> str:
        return texts.t(f"errors.{self.key}.remedy", lang, **self.params)


class FileError(CuadranteError):
    """The file cannot be read at all, or has no acceptable row."""


class UsageError(CuadranteError):
    """The request itself is wrong: an unknown name, an impossible period."""


class StoreError(CuadranteError):
    """The store could not do it: disk full, damaged, busy."""


class PolicyError(CuadranteError):
    """The audience may not see what was asked for."""


@dataclass(frozen=True)
class Example:
    """One place in a file. ``row`` is the row a spreadsheet shows (the header is row 1); None for the whole file."""

    row: int | None
    column: str
    value: str


@dataclass
class Problem:
    """One kind of trouble: its code, how many rows it touches, the first examples."""

    code: str
    severity: Severity
    rows: int = 0
    examples: list[Example] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)

    def message(self, lang: str) -> str:
        """What is wrong, in one sentence, with the number of rows; ``one`` is that sentence for a single row."""
        if self.rows == 1 and texts.has(f"problems.{self.code}.one", lang):
            return texts.t(f"problems.{self.code}.one", lang, **self.params)
        return texts.t(f"problems.{self.code}.message", lang, rows=texts.number(self.rows, lang), **self.params)

    def remedy(self, lang: str) -> str:
        """What to do next."""
        return texts.t(f"problems.{self.code}.remedy", lang, rows=texts.number(self.rows, lang), **self.params)


class Problems:
    """Collects problems by code, in the order of first sight.

    >>> p = Problems()
    >>> p.add("date_in_future", "reject", row=3, column="fecha", value="2099-01-01")
    >>> p.rejected
    1
    """

    def __init__(self) -> None:
        self._by_code: dict[str, Problem] = {}

    def add(
        self, code: str, severity: Severity, *, row: int | None = None, column: str = "", value: Any = "",
        rows: int = 1, **params: Any,
    ) -> None:
        problem = self._by_code.setdefault(code, Problem(code, severity, params=params))
        problem.rows += rows
        if len(problem.examples) < EXAMPLES_KEPT and (row is not None or column or value != ""):
            problem.examples.append(Example(row, column, _short(value)))

    def add_many(
        self, code: str, severity: Severity, rows: Sequence[int], column: str, values: Iterable[Any], **params: Any
    ) -> None:
        """One code for many rows at once; ``rows`` are spreadsheet row numbers, ``values`` go with them."""
        if len(rows) == 0:
            return
        problem = self._by_code.setdefault(code, Problem(code, severity, params=params))
        problem.rows += len(rows)
        for row, value in zip(rows, values, strict=False):
            if len(problem.examples) >= EXAMPLES_KEPT:
                break
            problem.examples.append(Example(int(row), column, _short(value)))

    @property
    def rejected(self) -> int:
        """Rows of all problems that reject. Each rejected row must be added under exactly one rejecting code."""
        return sum(p.rows for p in self._by_code.values() if p.severity == "reject")

    def __iter__(self):  # type: ignore[no-untyped-def]
        order = {"reject": 0, "warn": 1, "info": 2}
        return iter(sorted(self._by_code.values(), key=lambda p: (order[p.severity], -p.rows)))

    def __len__(self) -> int:
        return len(self._by_code)

    def __getitem__(self, code: str) -> Problem:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def as_records(self, lang: str) -> list[Mapping[str, Any]]:
        """For ``--json``: each ``code``, ``rows``, ``message``, ``example`` (and severity, remedy)."""
        return [
            {
                "code": p.code,
                "severity": p.severity,
                "rows": p.rows,
                "message": p.message(lang),
                "remedy": p.remedy(lang),
                "example": (
                    {"row": p.examples[0].row, "column": p.examples[0].column, "value": p.examples[0].value}
                    if p.examples else None
                ),
            }
            for p in self
        ]


def _short(value: Any, width: int = 80) -> str:
    text = str(value)
    return text if len(text) <= width else text[: width - 1] + "…"
