"""Many claims out of one CSV: a row per claim, its check, and the check's fields as printed.

id,pagina,prueba,value,n,p
T1,12,correlation,"0,234",100,"0,019"
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import BinaryIO

from lib import settings, texts
from lib.errors import CuadranteError, FileError, Problems
from lib.surveys.published.studies import CHECKS, Claim, Judged, judge

NAMES = {
    "id": "id",
    "codigo": "id",
    "pagina": "line",
    "página": "line",
    "page": "line",
    "line": "line",
    "prueba": "check",
    "check": "check",
    "afirmacion": "statement",
    "afirmación": "statement",
    "statement": "statement",
}
"""Headings of the columns that are no field of a check."""


def read(stream: BinaryIO, level: float) -> tuple[tuple[Judged, ...], Problems]:
    """Every row judged; rows that cannot be are problems with row, column and value.

    Comma, semicolon or tab; UTF-8 (a mark is allowed) or Windows-1252. FileError when it has no rows, too many, or no
    column "prueba".
    """
    most = int(settings.value("surveys.batch_rows"))
    raw = stream.read(int(settings.value("surveys.batch_bytes")) + 1)
    if len(raw) > int(settings.value("surveys.batch_bytes")):
        raise FileError("survey_claims_long", rows=most)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    headings = [_known(name) for name in rows[0]] if rows else []
    if "check" not in headings:
        raise FileError(
            "survey_claims_columns", found=", ".join(rows[0])[:200] if rows else "–", known=", ".join(CHECKS)
        )
    if not rows[1:]:
        raise FileError("survey_claims_empty")
    if len(rows) - 1 > most:
        raise FileError("survey_claims_long", rows=most)
    found, problems = [], Problems()
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: cell.strip() for name, cell in zip(headings, row, strict=False) if cell.strip()}
        if not cells:
            continue
        own = {name: cells.pop(name, "") for name in ("id", "line", "check", "statement")}
        claim = Claim(
            id=own["id"] or str(number - 1),
            line=own["line"] or "–",
            basis="computed",
            published=" · ".join(cells.values()),
            es=_words(own, "es"),
            en=_words(own, "en"),
            check=own["check"],
            inputs=cells,
        )
        try:
            found.append(judge(claim, level))
        except CuadranteError as error:
            problems.add(
                "survey_claim",
                "reject",
                row=number,
                column=str(error.params.get("field", "prueba")),
                value=error.params.get("value", claim.check),
            )
    return tuple(found), problems


def _known(heading: str) -> str:
    name = heading.strip().lower()
    return NAMES.get(name, name)


def _words(own: Mapping[str, str], lang: str) -> str:
    """What the file says of a claim; without it, what the check is called."""
    if own["statement"] or own["check"] not in CHECKS:
        return own["statement"]
    return texts.t(f"published.check.{own['check']}", lang)
