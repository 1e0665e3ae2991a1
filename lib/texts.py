"""Every word a person reads, by key; and numbers and dates as Peru writes them.

A language is a folder ``data/texts/<lang>/`` of TOML files; the file's name is the first part of the key. Spanish first:
it is the reference, and ``tests/test_texts.py`` fails when a language lacks a key or a placeholder.

Peru writes 12,345.6 and dd/mm/yyyy; English here keeps the same numbers and writes 5 Mar 2024.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"
DEFAULT = "es"


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages present, Spanish first."""
    found = sorted(p.name for p in (DATA / "texts").iterdir() if p.is_dir())
    return tuple([DEFAULT] + [code for code in found if code != DEFAULT])


@cache
def _load(lang: str) -> dict[str, str]:
    flat: dict[str, str] = {}

    def walk(prefix: str, node: dict[str, Any]) -> None:
        for name, value in node.items():
            key = f"{prefix}.{name}"
            if isinstance(value, dict):
                walk(key, value)
            else:
                flat[key] = str(value)

    for path in sorted((DATA / "texts" / lang).glob("*.toml")):
        walk(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    return flat


def keys(lang: str) -> dict[str, str]:
    """All texts of a language, flat: ``{"overview.title": "..."}``."""
    return dict(_load(lang))


def has(key: str, lang: str) -> bool:
    return key in _load(lang)


def t(key: str, lang: str, **params: Any) -> str:
    """The text of ``key`` in ``lang``, with ``{placeholders}`` filled. A missing key raises KeyError: tests find it."""
    text = _load(lang)[key]
    return text.format(**params) if params else text


def number(value: float | int | None, lang: str, decimals: int = 0) -> str:
    """12345.67 -> '12,346' (or with one decimal '12,345.7'); None and NaN -> '–'."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    return f"{value:,.{decimals}f}".replace("-", "−")


def percent(share: float | None, lang: str, decimals: int = 0) -> str:
    """0.153 -> '15 %' in Spanish, '15%' in English; between 0 and half a unit -> '<1 %'."""
    if share is None or not math.isfinite(share):
        return "–"
    gap = " " if lang == "es" else ""
    smallest = 10 ** -decimals
    if 0 < share * 100 < smallest / 2:
        return f"<{smallest:g}{gap}%"
    return f"{number(share * 100, lang, decimals)}{gap}%"


def month_name(month: int, lang: str, short: bool = True) -> str:
    return t(f"common.{'months_short' if short else 'months'}", lang).split(",")[month - 1]


def weekday_name(weekday: int, lang: str, short: bool = True) -> str:
    """Monday is 1."""
    return t(f"common.{'weekdays_short' if short else 'weekdays'}", lang).split(",")[weekday - 1]


def date(value: dt.date | None, lang: str) -> str:
    """05/03/2024 in Spanish, 5 Mar 2024 in English."""
    if value is None:
        return "–"
    if lang == "es":
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    return f"{value.day} {month_name(value.month, lang)} {value.year}"


def month(value: dt.date, lang: str) -> str:
    """'mar 2024'."""
    return f"{month_name(value.month, lang)} {value.year}"


def period(start: dt.date | None, end: dt.date | None, lang: str) -> str:
    """The shortest honest wording: '2024', 'mar 2024', 'ene–may 2026', '01/10/2022–17/11/2022'."""
    if start is None and end is None:
        return t("common.all_dates", lang)
    if start is None or end is None:
        return t("common.until" if start is None else "common.since", lang, date=date(start or end, lang))
    next_day = end + dt.timedelta(days=1)
    if start.day == 1 and next_day.day == 1:
        if (start.month, end.month) == (1, 12):
            return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
        if (start.year, start.month) == (end.year, end.month):
            return month(start, lang)
        if start.year == end.year:
            return f"{month_name(start.month, lang)}–{month_name(end.month, lang)} {end.year}"
        return f"{month(start, lang)} – {month(end, lang)}"
    if start == end:
        return date(start, lang)
    return f"{date(start, lang)}–{date(end, lang)}"


def counted(key: str, n: int, lang: str) -> str:
    """'1 sube', '2 suben': the text ``key.one`` or ``key.many`` with its number."""
    return t(f"{key}.{'one' if n == 1 else 'many'}", lang, n=number(n, lang))


def listing(words: list[str], lang: str) -> str:
    """'Hurto', 'Hurto y robo', 'Hurto, robo y estafa'."""
    if len(words) <= 1:
        return "".join(words)
    last = words[-1]
    word = t("common.and", lang)
    if lang == "es" and last[:1].lower() == "i" or lang == "es" and last[:2].lower() == "hi" and last[:3].lower() != "hie":
        word = "e"
    return f"{', '.join(words[:-1])} {word} {last}"
