"""A first codebook for an unknown file: guessed from its headings and its cells, for a person to correct."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from lib.catalogue import normalise
from lib.surveys import written
from lib.surveys.instrument import Codebook, Item, clean_name

CODE = re.compile(r"(.*?)[ _.\-]?(\d{1,3})([a-z]?)")


@dataclass(frozen=True)
class FileWords:
    """What a file itself says of its columns (SPSS does): the question, its labelled answers, its missing codes."""

    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[float, str]] = field(default_factory=dict)
    missing: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Column:
    name: str
    numbers: frozenset[float]
    words: frozenset[str]
    numeric_share: float
    filled: int


def guess(raw: pa.Table, file: str, known: Sequence[Codebook] = (), said: FileWords | None = None) -> Codebook:
    """Which columns are items, of which block and scale, and which say weight, wave, place, respondent and groups?

    raw    text columns under the file's headings
    known  codebooks to recognise: one whose items all stand in the file is taken as it is, the one with most items first
    said   what the file says of its columns
    Everything is a guess; an item's block is what stands before the digits of its heading (A1 ... A5 -> A).
    """
    said = said or FileWords()
    for codebook in sorted(known, key=lambda book: -len(book.items)):
        if codebook.items and {item.code for item in codebook.items} <= set(raw.column_names):
            return _fitted(codebook, raw, file)
    scale = _words(raw)
    columns = [_column(raw, name, scale) for name in raw.column_names]
    roles = _roles(columns)
    taken = {name for names in roles.values() for name in names}
    others = [column for column in columns if column.name not in taken]
    most = written.hints()["item"]["most_points"]
    candidates = [column for column in others if _is_item(column, most)]
    if candidates:
        items = _items(candidates, said)
    else:  # scores already made, or answers on a scale without steps: each measures something of its own
        candidates = [column for column in others if column.filled and column.numeric_share == 1.0]
        items = [_measure(column, said) for column in candidates]
    place = (roles["place"] or [""])[0]
    levels = written.hints()["place_levels"]
    level = next((levels[word] for word in levels if place and normalise(place).startswith(word)), "")
    return Codebook(
        name=clean_name(file.rsplit(".", 1)[0]), items=tuple(items), words=scale,
        weight=(roles["weight"] or [""])[0], wave=(roles["wave"] or [""])[0], place=place, place_level=level,
        respondent=(roles["respondent"] or [""])[0], groups=tuple(roles["group"]), names=_names(items),
        labels=tuple(
            (name, f"{value:g}", label) for role in ("wave", "place", "group") for name in roles[role]
            for value, label in said.values.get(name, {}).items()
        ),
    )


def _names(items: Sequence[Item]) -> tuple[tuple[str, str, str], ...]:
    """Variables and dimensions are called as the headings write them: 'A', 'PNP'."""
    found: dict[str, str] = {}
    for item in items:
        for part in re.split(r"[_\s.\d]+", item.code):
            if clean_name(part) in (item.variable, item.dimension) and part:
                found.setdefault(clean_name(part), part)
    return tuple((code, name, "") for code, name in found.items() if code != name)


def _fitted(codebook: Codebook, raw: pa.Table, file: str) -> Codebook:
    """A known codebook for this file: columns that it does not have are let go."""
    held = set(raw.column_names)
    kept = {name: getattr(codebook, name) for name in ("weight", "wave", "place", "respondent")}
    return codebook.but(
        name=clean_name(file.rsplit(".", 1)[0]), groups=tuple(group for group in codebook.groups if group in held),
        **{name: column if column in held else "" for name, column in kept.items()},
    )


def _words(raw: pa.Table) -> tuple[tuple[str, float], ...]:
    """The list of written answers that explains most of the words in the file; none when it has none."""
    seen: set[str] = set()
    for name in raw.column_names:
        texts, _ = written.distinct(raw.column(name))
        if len(texts) <= written.hints()["item"]["most_points"] + 5:
            seen |= {normalise(text) for text in texts if text.strip()}
    best: tuple[tuple[str, float], ...] = ()
    most = 1
    for row in written.hints()["words"]:
        low = float(row.get("low", 1))
        pairs = tuple((normalise(word), low + place) for place, word in enumerate(row["scale"]))
        met = sum(word in seen for word, _ in pairs)
        if met > most:
            best, most = pairs, met
    return best


def _column(raw: pa.Table, name: str, scale: tuple[tuple[str, float], ...]) -> _Column:
    texts, index = written.distinct(raw.column(name))
    counts = np.bincount(index, minlength=len(texts))
    words = dict(scale)
    numbers: set[float] = set()
    rest: set[str] = set()
    filled = numeric = 0
    for text, count in zip(texts, counts, strict=True):
        if written.is_missing(text):
            continue
        filled += int(count)
        found = written.number(text, words)
        if found is None:
            rest.add(text)
        else:
            numbers.add(found)
            numeric += int(count)
    return _Column(name, frozenset(numbers), frozenset(rest), numeric / filled if filled else 0.0, filled)


def _roles(columns: Sequence[_Column]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {role: [] for role in written.hints()["roles"]}
    for column in columns:
        plain = normalise(column.name).replace(" ", "_")
        for role, words in written.hints()["roles"].items():
            if any(plain == word or plain.startswith(word + "_") for word in words):
                found[role].append(column.name)
                break
    return found


def _is_item(column: _Column, most: int) -> bool:
    valid = column.numbers - set(written.hints()["missing"]["codes"])
    if not column.filled or column.numeric_share < written.hints()["item"]["numeric_share"]:
        return False
    return 0 < len(valid) <= most and all(value.is_integer() and abs(value) <= 100 for value in valid)


def _items(columns: Sequence[_Column], said: FileWords) -> list[Item]:
    blocks: dict[str, list[_Column]] = {}
    for column in columns:
        blocks.setdefault(_block(column.name)[0], []).append(column)
    out: dict[str, Item] = {}
    for own in blocks.values():
        missing = _missing(own, said)
        labelled = {value for column in own for value in said.values.get(column.name, {})}
        valid = (set().union(*(column.numbers for column in own)) | labelled) - missing
        low, high = _ends(valid)
        for column in own:
            variable, dimension = _block(column.name)
            single = len(own) == 1 and len(columns) > 1
            out[column.name] = Item(
                code=column.name, label=said.labels.get(column.name, ""),
                variable="" if single and not variable else variable or "total", dimension=dimension, low=low, high=high,
                missing=tuple(sorted(missing)), reversed=_ends_reversed(column.name),
            )
    if {item.variable for item in out.values()} <= {"", "total"} or all(len(own) == 1 for own in blocks.values()):
        return [replace(out[column.name], variable="total", dimension="") for column in columns]
    return [out[column.name] for column in columns]


def _measure(column: _Column, said: FileWords) -> Item:
    low, high = _ends(set(column.numbers))
    label = said.labels.get(column.name, "")
    return Item(code=column.name, label=label, variable=clean_name(column.name), low=low, high=high)


def _block(name: str) -> tuple[str, str]:
    """(variable, dimension) of a heading: 'A1' -> ('a', ''), 'SC_PNP_3' -> ('sc', 'pnp'); ('', '') without a number."""
    plain = name
    for ending in written.hints()["item"]["reversed_endings"]:
        plain = plain[: -len(ending)] if plain.upper().endswith(ending) else plain
    found = CODE.fullmatch(plain)
    if not found:
        return ("", "")
    parts = [clean_name(part) for part in re.split(r"[_\s.]+", found[1]) if part]
    return (parts[0] if parts else "", "-".join(parts[1:]))


def _ends_reversed(name: str) -> bool:
    return name.upper().endswith(tuple(written.hints()["item"]["reversed_endings"]))


def _missing(columns: Sequence[_Column], said: FileWords) -> set[float]:
    """Codes for no answer that occur in a block or that the file declares."""
    numbers = set().union(*(column.numbers for column in columns))
    hint = written.hints()["missing"]
    codes = {float(code) for code in hint["codes"]}
    stepped = max(numbers - codes, default=0.0) <= hint["longest_scale"]
    missing = {code for code in codes & numbers if stepped or code < 0}
    for column in columns:
        missing |= {float(code) for code in said.missing.get(column.name, ())}
        for value, label in said.values.get(column.name, {}).items():
            if written.is_missing(label):
                missing.add(float(value))
    top = max(numbers - missing - set(hint["single_digit"]), default=0.0)
    if top <= min(hint["single_digit"]) - 2:
        missing |= {float(code) for code in hint["single_digit"]} & numbers
    return missing


def _ends(valid: set[float]) -> tuple[float, float]:
    for low, high in written.hints()["scales"]["ends"]:
        if valid and min(valid) >= low and max(valid) <= high:
            return float(low), float(high)
    return (min(valid), max(max(valid), min(valid) + 1)) if valid else (1.0, 5.0)
