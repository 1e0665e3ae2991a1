"""Result: what a statistic returns, with everything the screen must say about it.

A Result is unrounded and knows no audience. ``lib.privacy.release`` turns it into a ``Released``, which is all that
figures, tables, downloads and the command line accept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from lib import texts

if TYPE_CHECKING:
    from lib.complaints.filters import Filters


@dataclass(frozen=True)
class Source:
    """Where the numbers came from: the source's code and name, its edition (cut-off) and the store's version."""

    code: str
    name: str
    edition: str = ""
    version: int | None = None
    licence: str = ""
    synthetic: bool = False


@dataclass(frozen=True)
class Caution:
    """A sentence that must stand with the number; ``key`` names ``cautions.<key>`` in the texts."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, lang: str) -> str:
        """The sentence for people, with dates and whole numbers as they are written in ``lang``."""
        shown = {
            name: texts.t(f"cautions.precision.{value}", lang) if name == "precision"
            else texts.date(value, lang) if isinstance(value, dt.date)
            else texts.number(value, lang) if isinstance(value, int)
            else texts.t(f"cautions.precision.{value}", lang) if name == "precision" else value
            for name, value in self.params.items()
        }
        return texts.t(f"cautions.{self.key}", lang, **shown)


@dataclass(frozen=True)
class Result:
    """A table and its papers.

    table     one row per group; the columns in ``dims`` are stable codes, the rest are measures
    dims      names of the grouping columns, in order; empty for a single number
    counts    names of the columns that count complaints: privacy looks at these
    derived   measures computed from counts (rates, shares, changes, interval ends), by the count column they hang on:
              when privacy hides a count it hides these too
    subject   what the numbers are about, for disclosure: "complaints", or a subject of ``data/policies`` ("staff" ...)
    measure   what is counted: "complaints", "rows", "rate" ... (``measures.<name>`` in the texts)
    unit      "count", "per_100000", "share", "ratio"
    n         complaints behind the whole table; None where it has no meaning
    settings  method, level, seed, bandwidth ...: everything needed to do it again, by machine-readable name
    """

    table: pd.DataFrame
    dims: tuple[str, ...] = ()
    counts: tuple[str, ...] = ("count",)
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measure: str = "complaints"
    unit: str = "count"
    n: int | None = None
    filters: Filters | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    cautions: tuple[Caution, ...] = ()
    computed: dt.datetime | None = None
    subject: str = "complaints"
