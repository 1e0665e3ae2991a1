"""Meanings: what a column of a complaint file can be. The names are shown through ``formats.meanings.<meaning>``."""

from __future__ import annotations

import re
import unicodedata

MEANINGS: tuple[str, ...] = (
    "complaint_id", "count",
    "date", "time", "date_to", "time_to", "reported", "year", "month", "quarter", "period",
    "crime_modality", "crime_subtype", "crime_type", "crime_family",
    "ubigeo", "department", "province", "district", "station", "sector", "place",
    "latitude", "longitude", "location_note", "address",
)
"""``period`` is '2023-01' in one column; ``date`` may hold a time too; ``address`` is hashed, never stored."""

CRIME_LEVELS = ("crime_modality", "crime_subtype", "crime_type", "crime_family")
"""Fine to coarse."""

PLACE_MEANINGS = ("ubigeo", "department", "province", "district", "station", "sector", "place")
WHEN_MEANINGS = ("date", "period", "year")
"""A row needs one of these to be dated."""


def normalise_heading(text: str) -> str:
    """A heading without accents, case or punctuation, so that spellings of one heading are equal.

    Ñ becomes N ('AÑO' -> 'ano'), and so does the mark that a wrong encoding leaves in its place ('A�O', 'AÃ‘O').

    >>> normalise_heading(" Año_Hecho ")
    'ano_hecho'
    >>> normalise_heading("Fecha / hora (del hecho)")
    'fecha_hora_del_hecho'
    """
    text = text.replace("\ufeff", "").replace("Ã‘", "Ñ").replace("Ã±", "ñ").replace("�", "n")
    plain = unicodedata.normalize("NFKD", text.replace("º", "").replace("°", "").replace("ª", ""))
    plain = "".join(ch for ch in plain if not unicodedata.combining(ch)).lower()
    return re.sub(r"[^0-9a-z]+", "_", plain).strip("_")
