"""The crime catalogue: family, type and subtype under stable codes, in Spanish and English.

``data/catalogue/crime_types.csv`` holds the codes, ``labels.csv`` the spellings met in real files (a spelling may belong
to one source only: "Otros" means one thing in SIDPOL and another in a station's sheet). A label maps to the level that it
really names: SIDPOL's "Hurto" is the type ``theft``, "HURTO SIMPLE" its subtype ``theft.simple``, "PATRIMONIO (DELITO)"
the family ``property``. A label that is not listed maps to nothing, and the row waits in the review list.

Disclosure classes: ``open`` may be shown in cells of at least the audience's smallest count; ``aggregated`` only by
district or sector; ``closed`` (family and sexual violence, minors, police activity) never to the public.
ICCS: the UNODC International Classification of Crime for Statistical Purposes (2015), only where the code was seen.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data" / "catalogue"

ATTEMPT_WORDS = ("TENTATIVA", "FRUSTRAD")


@dataclass(frozen=True)
class CrimeType:
    """One entry: ``level`` is family, type or subtype; ``parent`` is the code one level up ("" for a family)."""

    code: str
    parent: str
    level: str
    es: str
    en: str
    iccs: str
    disclosure: str
    is_crime: bool
    penal_code: str


@cache
def entries() -> dict[str, CrimeType]:
    """Every entry by code, in the catalogue's order."""
    with (FOLDER / "crime_types.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: CrimeType(**{**row, "is_crime": row["is_crime"] == "1"})  # type: ignore[arg-type]
            for row in csv.DictReader(file)
        }


@cache
def _labels() -> dict[tuple[str, str], str]:
    with (FOLDER / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {(row["source"], normalise(row["label"])): row["code"] for row in csv.DictReader(file)}


def normalise(label: str) -> str:
    """Upper case, no accents, single spaces, no space before or after punctuation: 'AMBIENTALES(DELITO)'.

    >>> normalise("  Daños  Agravados ")
    'DANOS AGRAVADOS'
    """
    plain = label
    if not label.isascii():
        letters = unicodedata.normalize("NFKD", label)
        plain = "".join(ch for ch in letters if not unicodedata.combining(ch))
    plain = plain.upper()
    return " ".join(plain.replace("(", " (").replace("( ", "(").split())


def find(label: str, source: str = "") -> str | None:
    """The code that this label names; the source's own meaning wins; None when the catalogue does not know it."""
    wanted = normalise(label)
    labels = _labels()
    return labels.get((source, wanted)) or labels.get(("", wanted)) or _names().get(wanted)


@cache
def _names() -> dict[str, str]:
    """The catalogue's own names in both languages, and its codes, are labels too."""
    found: dict[str, str] = {}
    for entry in entries().values():
        if entry.code == "unmapped" or entry.parent == "unmapped_family":
            continue
        for name in (entry.es, entry.en):
            found.setdefault(normalise(name), entry.code)
    return found


def resolve(labels: Sequence[str], source: str = "") -> tuple[str | None, str | None]:
    """(code, unknown) for labels from fine to coarse.

    The finest known label gives the code; ``unknown`` is the finest label that the catalogue lacks, if it is finer than
    the one that gave the code (the row is then counted at the coarser level and the label waits for review).
    """
    unknown: str | None = None
    for label in labels:
        if not label or not label.strip():
            continue
        code = find(label, source)
        if code is not None:
            return code, unknown
        unknown = unknown or label.strip()
    return None, unknown


def is_attempt(label: str) -> bool:
    """True when the label itself says that the offence was attempted (tentativa, frustrado)."""
    plain = normalise(label)
    return any(word in plain for word in ATTEMPT_WORDS)


def label(code: str, lang: str) -> str:
    entry = entries().get(code)
    return code if entry is None else (entry.es if lang == "es" else entry.en)


def family_of(code: str) -> str:
    """The family's code; a family is its own."""
    entry = entries()[code]
    while entry.parent:
        entry = entries()[entry.parent]
    return entry.code


def type_of(code: str) -> str:
    """The type's code; a subtype gives its type, a family (type not stated) stays itself."""
    entry = entries()[code]
    return entry.parent if entry.level == "subtype" else entry.code


def with_descendants(codes: Iterable[str]) -> list[str]:
    """The codes and everything below them, sorted: what a filter on a family or type must match."""
    wanted = set(codes)
    grew = True
    while grew:
        below = {e.code for e in entries().values() if e.parent in wanted} - wanted
        grew = bool(below)
        wanted |= below
    return sorted(wanted)


def types(crimes_only: bool = True) -> list[CrimeType]:
    """Entries of level type, for menus."""
    return [e for e in entries().values() if e.level == "type" and (e.is_crime or not crimes_only)]
