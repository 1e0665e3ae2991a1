"""The codebook of an instrument: what each column of answers is, kept as a file that can be loaded again.

A codebook says which items form which variable and dimension, how each item is scored, which values mean "no answer", and
which columns hold the weight, the wave, the place and the groups to compare. It holds no answers.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lib.complaints.columns import PLACE_LEVELS
from lib.errors import UsageError

Pairs = tuple[tuple[str, float], ...]
Names = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Item:
    """One question. ``code`` is its column in the file; variable and dimension are codes ("" = none).

    reversed   a high answer means little of the variable: scores use low + high - answer
    low, high  the ends of the scale; answers outside it are missing
    missing    answers that mean "does not know" or "does not answer"
    """

    code: str
    label: str = ""
    variable: str = ""
    dimension: str = ""
    reversed: bool = False
    low: float = 1.0
    high: float = 5.0
    missing: tuple[float, ...] = ()
    label_en: str = ""

    def said(self, lang: str) -> str:
        """The question in ``lang``, or its code where the codebook has no words."""
        return (self.label if lang == "es" else self.label_en or self.label) or self.code


@dataclass(frozen=True)
class Scale:
    """A variable, or a dimension of one: ``code`` is ``variable`` or ``variable.dimension``; ``items`` in their order."""

    code: str
    variable: str
    dimension: str
    items: tuple[Item, ...]

    @property
    def is_dimension(self) -> bool:
        return bool(self.dimension)


@dataclass(frozen=True)
class Codebook:
    """An instrument as it was used. Frozen and hashable; every column is named as in the file.

    weight, wave, place, respondent   columns, "" = none; ``place_level`` says of which level the place codes are
    groups       columns by which people may be compared (sex, age group ...)
    names        (code, Spanish, English) of variables and dimensions
    words        (written answer in capitals without accents, number): "DE ACUERDO" -> 4
    anchors      what the points of the scale are called, from low to high, in Spanish; ``anchors_en`` in English
    more_means   (variable, Spanish, English): what a high score means
    labels       (column, value as written, what it is called) of waves, places and groups
    """

    name: str
    items: tuple[Item, ...] = ()
    weight: str = ""
    wave: str = ""
    place: str = ""
    place_level: str = ""
    respondent: str = ""
    groups: tuple[str, ...] = ()
    names: Names = ()
    words: Pairs = ()
    anchors: tuple[str, ...] = ()
    anchors_en: tuple[str, ...] = ()
    more_means: Names = ()
    labels: Names = ()
    synthetic: bool = False
    source: str = ""

    def scales(self) -> tuple[Scale, ...]:
        """Every variable followed by its dimensions, in the order of the items. Items without a variable are in none."""
        found: dict[str, list[Item]] = {}
        for variable in dict.fromkeys(item.variable for item in self.items if item.variable):
            own = [item for item in self.items if item.variable == variable]
            found[variable] = own
            for dimension in dict.fromkeys(item.dimension for item in own if item.dimension):
                found[f"{variable}.{dimension}"] = [item for item in own if item.dimension == dimension]
        return tuple(
            Scale(code, code.partition(".")[0], code.partition(".")[2], tuple(items)) for code, items in found.items()
        )

    def scale(self, code: str) -> Scale:
        """One variable or dimension; UsageError names those that exist."""
        for scale in self.scales():
            if scale.code == code:
                return scale
        raise UsageError("survey_no_such_scale", name=code, known=", ".join(s.code for s in self.scales()))

    def item(self, code: str) -> Item:
        """One item by its column."""
        for item in self.items:
            if item.code == code:
                return item
        raise UsageError("survey_no_such_item", name=code)

    def called(self, code: str, lang: str) -> str:
        """What people call a variable or dimension: "Seguridad ciudadana", "Policía Nacional"; the code without a name."""
        last = code.rpartition(".")[2]
        for key, es, en in self.names:
            if key in (code, last):
                return es if lang == "es" else en or es
        return last

    def meaning(self, variable: str, lang: str) -> str:
        """What more points mean ("más delitos vividos"), or "" when the codebook does not say."""
        for key, es, en in self.more_means:
            if key == variable.partition(".")[0]:
                return es if lang == "es" else en or es
        return ""

    def anchor(self, value: float, item: Item, lang: str) -> str:
        """The words of one point of the scale, or "" where there are none."""
        words = self.anchors if lang == "es" else self.anchors_en or self.anchors
        place = int(round(value - item.low))
        return words[place] if len(words) == item.high - item.low + 1 and 0 <= place < len(words) else ""

    def identity(self) -> str:
        """Twelve letters that change with every change of the codebook: for caches and for the papers of a result."""
        return hashlib.sha256(to_toml(self).encode()).hexdigest()[:12]

    def but(self, **changes: Any) -> Codebook:
        """The same codebook with some fields changed."""
        return replace(self, **changes)


@dataclass
class _Writer:
    lines: list[str] = field(default_factory=list)

    def put(self, name: str, value: object) -> None:
        """A line, unless the value is empty."""
        if value not in ("", (), False, None):
            self.lines.append(f"{name} = {_written(value)}")


def to_toml(codebook: Codebook) -> str:
    """The codebook as a file that ``from_toml`` reads back to the same codebook."""
    out = _Writer()
    for name in ("name", "source", "synthetic", "weight", "wave", "place", "place_level", "respondent", "groups",
                 "anchors", "anchors_en"):
        out.put(name, getattr(codebook, name))
    if codebook.words:
        out.lines.append("\n[words]")
        for word, number in codebook.words:
            out.put(_written(word), float(number))
    for table, rows in (("names", codebook.names), ("more_means", codebook.more_means)):
        if rows:
            out.lines.append(f"\n[{table}]")
            for code, es, en in rows:
                out.lines.append(f"{_written(code)} = {{ es = {_written(es)}, en = {_written(en)} }}")
    for column, value, said in codebook.labels:
        out.lines.append(f"\n[[label]]\ncolumn = {_written(column)}\nvalue = {_written(value)}\nsaid = {_written(said)}")
    for item in codebook.items:
        out.lines.append("\n[[item]]")
        for name in ("code", "label", "label_en", "variable", "dimension", "reversed"):
            out.put(name, getattr(item, name))
        out.lines += [f"low = {_written(float(item.low))}", f"high = {_written(float(item.high))}"]
        out.put("missing", tuple(float(value) for value in item.missing))
    return "\n".join(out.lines) + "\n"


def from_toml(text: str, file: str = "") -> Codebook:
    """The codebook in this text. UsageError names what is wrong with it.

    The scale and the missing codes may be given once for all items (``low``, ``high``, ``missing`` at the top).
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError("survey_codebook_damaged", file=file, reason=str(error)[:200]) from error
    try:
        return _built(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError("survey_codebook_damaged", file=file, reason=str(error)[:200]) from error


def _built(raw: Mapping[str, Any]) -> Codebook:
    base = {name: raw[name] for name in ("low", "high", "missing") if name in raw}
    items = tuple(_item({**base, **row}) for row in raw.get("item", ()))
    codes = [item.code for item in items]
    for code in codes:
        if codes.count(code) > 1:
            raise ValueError(f"item {code} twice")
    level = str(raw.get("place_level", ""))
    if level and level not in PLACE_LEVELS:
        raise ValueError(f"place_level {level}")
    plain: dict[str, Any] = {name: str(raw.get(name, "")) for name in ("weight", "wave", "place", "respondent", "source")}
    for name in ("groups", "anchors", "anchors_en"):
        plain[name] = tuple(str(word) for word in raw.get(name, ()))
    return Codebook(
        name=clean_name(str(raw["name"])), items=items, place_level=level, synthetic=bool(raw.get("synthetic", False)),
        **plain,
        words=tuple((str(word), float(number)) for word, number in raw.get("words", {}).items()),
        names=_named(raw.get("names", {})), more_means=_named(raw.get("more_means", {})),
        labels=tuple((str(row["column"]), str(row["value"]), str(row["said"])) for row in raw.get("label", ())),
    )


def _item(row: Mapping[str, Any]) -> Item:
    item = Item(
        code=str(row["code"]), label=str(row.get("label", "")), label_en=str(row.get("label_en", "")),
        variable=str(row.get("variable", "")), dimension=str(row.get("dimension", "")),
        reversed=bool(row.get("reversed", False)), low=float(row.get("low", 1)), high=float(row.get("high", 5)),
        missing=tuple(float(value) for value in row.get("missing", ())),
    )
    if not item.code or not item.low < item.high:
        raise ValueError(f"item {item.code}: {item.low} - {item.high}")
    if "." in item.variable or "." in item.dimension:
        raise ValueError(f"item {item.code}: {item.variable} {item.dimension}")
    return item


def _named(table: Mapping[str, Any]) -> Names:
    return tuple((str(code), str(said["es"]), str(said.get("en", ""))) for code, said in table.items())


def clean_name(name: str) -> str:
    """A name that is safe as a file's and a register's: small letters, digits, hyphens.

    >>> clean_name("Ica 2022 (piloto)")
    'ica-2022-piloto'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "estudio"


def _written(value: object) -> str:
    """A TOML value: text with everything unsafe escaped, numbers, flags, and rows of them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_written(one) for one in value) + "]"
    signs = {"\\": "\\\\", '"': '\\"'}
    escaped = "".join(signs.get(sign, sign if sign.isprintable() else f"\\U{ord(sign):08x}") for sign in str(value))
    return f'"{escaped}"'
