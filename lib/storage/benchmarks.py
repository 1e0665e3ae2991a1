"""The register of benchmarks that the user added: one row each, kept with who and when, taken away in the same manner."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from lib.officers import standards
from lib.officers.standards import Standard
from lib.storage.register import Register


def own(register: Register) -> tuple[Standard, ...]:
    """The user's cards, in the order in which they were added."""
    return standards.own(_table(register))


def add(register: Register, card: Standard, who: str, *, on: int) -> int:
    """Keep one more card, once checked (``standards.check_own``); gives the new version."""
    words = card.words[""]
    row = {"key": card.key, "value": card.value, "unit": card.unit, "numerator": card.numerator, "what": words["what"],
           "who": words["who"], "source": card.sources[0]}
    return _save(register, [*_table(register).to_dict("records"), row], who, on=on, action="edit", what=words["what"])


def remove(register: Register, key: str, who: str, *, on: int) -> int:
    """Take a card away; the history keeps it."""
    rows = _table(register).to_dict("records")
    gone = next((str(row["what"]) for row in rows if row["key"] == key), key)
    return _save(register, [row for row in rows if row["key"] != key], who, on=on, action="remove", what=gone)


def _table(register: Register) -> pd.DataFrame:
    rows = register.read()
    return (rows if rows is not None else standards.OWN.empty_table()).to_pandas()


def _save(register: Register, rows: list[dict], who: str, *, on: int, action: str, what: str) -> int:
    return register.save(pa.Table.from_pylist(rows, schema=standards.OWN), who, on=on, action=action, what=what)
