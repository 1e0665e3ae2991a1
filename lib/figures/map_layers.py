"""What lies on a map, layer by layer: shaded places or cells, outlines, streets, markers; each with its words.

    by_class   numbers in classes: light is little, dark is much
    by_kind    a column of words (hot, cold, persistent ...): each word its look

Both take a Released only: a layer of numbers cannot be made of anything that has not passed the audience's policy.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lib import texts
from lib.figures.classes import Classes
from lib.privacy.release import Released

KINDS = (
    "q0", "q1", "q2", "q3", "q4", "h0", "h1", "h2", "h3", "c0", "c1", "c2", "quiet", "persistent", "emerging",
    "intermittent", "former", "none", "reserved", "outside",
)
"""The looks that a map knows. q: quantity, light to dark. h: warm, for what is hot, light to dark. c: cool, for what is
cold. quiet: an ordinary place among marked ones. Persistent to former: classes over time, told apart by pattern as well
as by colour. None: no data (hatched). Reserved: hidden by the policy (dotted). Outside: not in the selection."""


@dataclass(frozen=True)
class Key:
    """A look and what it stands for, in the legend."""

    kind: str
    words: str


@dataclass(frozen=True)
class Area:
    """One polygon. ``said`` is told under the pointer and by a screen reader; ``name`` and ``number`` are its label."""

    code: str
    shape: Any = field(repr=False)
    kind: str
    said: str
    name: str = ""
    number: str = ""
    marked: bool = False


@dataclass(frozen=True)
class Areas:
    """Shaded polygons.

    keys      the legend, in order
    pick      when given, polygons can be chosen by pointer and keyboard, as ``pick:<code>``
    together  kinds of which all polygons are one silent mark: the many cells that have nothing to say
    labelled  write names and numbers inside or beside the polygons
    drawn     the numbers drawn, by code (None = hidden)
    """

    areas: tuple[Area, ...]
    keys: tuple[Key, ...] = ()
    pick: str = ""
    together: frozenset[str] = frozenset()
    labelled: bool = True
    drawn: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Outlines:
    """Polygons as lines only: "border" (the jurisdiction), "hull" (a cluster, dashed), "chosen" (heavy).

    shapes  by code
    said    by code, told under the pointer; with ``pick`` they can be chosen
    words   the legend's words; "" = not in the legend
    """

    shapes: Mapping[str, Any] = field(repr=False)
    kind: str = "border"
    words: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    pick: str = ""


@dataclass(frozen=True, eq=False)
class Lines:
    """Streets: one quiet mark for all of them. Keep the layer: its drawing on the same ground is remembered by it."""

    lines: Iterable[Any] = field(repr=False)
    words: str = ""


@dataclass(frozen=True)
class Marker:
    """One point: "station", or "number" (a disc with ``text`` in it, such as its place in a list)."""

    x: float
    y: float
    said: str
    text: str = ""
    code: str = ""


@dataclass(frozen=True)
class Markers:
    """Points with their symbol, the same size at any zoom."""

    markers: tuple[Marker, ...]
    kind: str = "station"
    words: str = ""
    pick: str = ""


Row = dict[Hashable, Any]
"""A row of a table: its columns by name."""

Layer = Areas | Outlines | Lines | Markers


def by_class(
    released: Released, shapes: Mapping[str, Any], name: Callable[[str], str], lang: str, *, classes: Classes,
    value: str = "count", known: frozenset[str] | None = None, outside: frozenset[str] = frozenset(), pick: str = "",
    marked: str = "", labelled: bool = True, say: Callable[[str, float | None], str] | None = None,
    missing: str = "reserved", together: frozenset[str] = frozenset(), no_data: str = "",
) -> Areas:
    """Polygons shaded by a number.

    released  one dimension (a place level, a cell) and the column ``value``; hidden numbers are drawn as reserved
    shapes    by code; rows without a shape are not on the map
    name      code -> what people call it
    known     codes that the source reports on: 0 when no row came, the others are "no data". None: only rows are known
    outside   codes that the selection leaves out: drawn pale, without a number
    missing   the look of a missing number: "reserved", or "none" where no number exists (a rate without inhabitants)
    say       (code, number or None) -> what the pointer tells; default: so many complaints
    no_data   the legend's words for "none"; default: no data
    """
    dim = released.dims[0]
    filled = known if known is not None else frozenset()
    drawn: dict[str, float | None] = {code: 0 for code in shapes if code in filled and code not in outside}
    for code, number in zip(released.table[dim], released.table[value], strict=True):
        if str(code) in shapes and str(code) not in outside:
            drawn[str(code)] = None if pd.isna(number) else float(number)
    areas = []
    for code, shape in shapes.items():
        here = drawn.get(code)
        called = name(code)
        if code in outside:
            areas.append(Area(code, shape, "outside", called, called))
            continue
        kind = "none" if code not in drawn else missing if here is None else classes.kind(here)
        said = _said(called, here, code in drawn, lang) if say is None or code not in drawn else say(code, here)
        number = classes.told(here, lang) if here is not None else ""
        areas.append(Area(code, shape, kind, said, called, number, code == marked))
    told = any(number is not None for number in drawn.values())
    keys = [Key(kind, words) for kind, words in classes.words(lang)] if told else []
    kinds = {area.kind for area in areas}
    if "none" in kinds:
        keys.append(Key("none", no_data or texts.t("figures.no_data", lang)))
    if "reserved" in kinds:
        keys.append(Key("reserved", texts.t("figures.reserved", lang)))
    whole = {code: None if number is None else int(round(number)) for code, number in drawn.items()}
    return Areas(tuple(areas), tuple(keys), pick, together, labelled, whole)


def by_kind(
    released: Released, shapes: Mapping[str, Any], lang: str, *, column: str, keys: Mapping[str, Key],
    say: Callable[[Row], str], pick: str = "", marked: str = "", together: frozenset[str] = frozenset({"quiet"}),
) -> Areas:
    """Polygons each in the look of a word: which cells are hot, which are cold.

    released  one dimension (cell, place) and ``column``, which holds keys of ``keys``; a missing word is reserved where
              the row's count was hidden, else no data
    say       the row -> what the pointer tells of it
    together  kinds drawn as one silent mark
    """
    table = released.table
    codes, words = table[released.dims[0]].astype(str), table[column]
    lacking = table["suppressed"].map({True: "reserved", False: "none"})
    kinds = words.astype(object).map({word: key.kind for word, key in keys.items()}).where(words.notna(), lacking)
    speaking = ~kinds.isin(together) | (codes == marked)
    rows = iter(table[speaking].to_dict("records"))
    areas = []
    for code, kind, speaks in zip(codes.tolist(), kinds.tolist(), speaking.tolist(), strict=True):
        row = next(rows) if speaks else None
        if code in shapes:
            areas.append(Area(code, shapes[code], kind, say(row) if row else "", marked=code == marked))
    used = {area.kind for area in areas}
    legend = list(keys.values())
    if "none" in used and all(key.kind != "none" for key in legend):
        legend.append(Key("none", texts.t("figures.no_data", lang)))
    if "reserved" in used:
        legend.append(Key("reserved", texts.t("figures.reserved", lang)))
    return Areas(tuple(areas), tuple(legend), pick, together, labelled=False)


def _said(name: str, count: float | None, known: bool, lang: str) -> str:
    if not known:
        return texts.t("figures.map.place_no_data", lang, place=name)
    if count is None:
        return texts.t("figures.map.place_reserved", lang, place=name)
    return texts.t("figures.map.place", lang, place=name, count=texts.number(count, lang))
