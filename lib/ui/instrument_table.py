"""The codebook as a table that a person corrects, and back: one row per column of the file."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.catalogue import normalise
from lib.errors import UsageError
from lib.surveys import written
from lib.surveys.instrument import Codebook, Item, clean_name

COLUMNS = ("asked", "code", "label", "variable", "dimension", "reversed", "low", "high", "missing")


def as_table(codebook: Codebook, columns: Sequence[str], lang: str) -> pd.DataFrame:
    """One row per column of the file, items first in their order; variables and dimensions under their names."""
    items = {item.code: item for item in codebook.items}
    order = [*items, *(name for name in columns if name not in items)]
    rows = []
    for name in order:
        item = items.get(name)
        known = item or Item(name)
        rows.append({
            "asked": item is not None, "code": name, "label": known.label,
            "variable": codebook.called(known.variable, lang) if known.variable else "",
            "dimension": codebook.called(f"{known.variable}.{known.dimension}", lang) if known.dimension else "",
            "reversed": known.reversed, "low": float(known.low), "high": float(known.high),
            "missing": ", ".join(f"{value:g}" for value in known.missing),
        })
    return pd.DataFrame(rows, columns=list(COLUMNS))


def from_table(table: pd.DataFrame, base: Codebook) -> Codebook:
    """The codebook that a corrected table says, the rest as in ``base``.

    A variable's or dimension's name becomes its code; a name that the base knows keeps its code and its other language.
    UsageError names the row whose scale or missing codes cannot be read.
    """
    names: dict[str, tuple[str, str, str]] = {}
    known = {said: code for code, es, en in base.names for said in (es, en) if said}
    both = {code: (code, es, en) for code, es, en in base.names}
    english = {item.code: item.label_en for item in base.items}
    items = []
    for row in table.to_dict("records"):
        if not row["asked"]:
            continue
        codes = []
        for said in (_text(row["variable"]), _text(row["dimension"])):
            code = known.get(said) or (clean_name(said) if said else "")
            if code:
                names.setdefault(code, both.get(code, (code, said, "")))
            codes.append(code)
        low, high = row["low"], row["high"]
        if pd.isna(low) or pd.isna(high) or not float(str(low)) < float(str(high)):
            raise UsageError("survey_bad_ends", item=row["code"], low=_text(low), high=_text(high))
        items.append(Item(
            code=str(row["code"]), label=_text(row["label"]), variable=codes[0], dimension=codes[1],
            reversed=bool(row["reversed"]), low=float(str(low)), high=float(str(high)),
            missing=_missing(str(row["code"]), _text(row["missing"])), label_en=english.get(str(row["code"]), ""),
        ))
    return base.but(items=tuple(items), names=tuple(names.values()))


def words_from(text: str, kept: Codebook) -> Codebook:
    """The codebook with these written answers: one in each line, "DE ACUERDO = 4"."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        word, sign, number = line.rpartition("=")
        value = written.number(number)
        if not sign or not word.strip() or value is None:
            raise UsageError("survey_bad_word", line=line.strip()[:60])
        found.append((normalise(word.strip()), value))
    return kept.but(words=tuple(found))


def words_text(codebook: Codebook) -> str:
    """The written answers as ``words_from`` reads them."""
    return "\n".join(f"{word} = {number:g}" for word, number in codebook.words)


def _missing(code: str, text: str) -> tuple[float, ...]:
    found = []
    for part in text.replace(";", ",").split(","):
        if part.strip():
            value = written.number(part)
            if value is None:
                raise UsageError("survey_bad_missing", item=code, value=part.strip()[:40])
            found.append(value)
    return tuple(found)


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()
