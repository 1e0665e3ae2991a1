"""Which catalogue entries an unknown crime label most resembles: what the review list offers first.

Nothing is mapped by closeness alone. A person chooses; the suggestion only saves the search.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache, lru_cache

from lib import catalogue

EMPTY_WORDS = frozenset(
    "A AL CON DE DEL EL EN LA LAS LOS O PARA POR SIN U Y AND BY IN OF ON OR THE DELITO FALTA".split()
)
"""Words that say nothing about the crime."""


WHOLE = 0.75


def suggest(label: str, source: str = "", n: int = 3, within: str = "", least: float = 0.0) -> list[str]:
    """The ``n`` catalogue codes whose known spellings are closest to ``label``, the closest first.

    label    the label as the file wrote it; several levels joined with ' / ' count together, the last weighs most
    source   spellings that belong to this source are considered beside the common ones
    within   only entries at or below this code, for a label whose coarser part is known; "" = the whole catalogue
    least    closeness below which an entry is not offered at all
    returns  codes without repeats; fewer than ``n`` when too few are close enough

    Closeness is the mean of three numbers between 0 and 1: the letters that agree in order (Ratcliff and Obershelp,
    1988, as ``difflib`` computes it), the words in common (twice the common ones over all of both, a slip of the pen
    forgiven; at least ``WHOLE`` when the label holds the whole spelling, so that the plain "Hurto" comes before kinds of
    it that the label does not name), and whether the first word agrees, which in Spanish names the crime. Ties keep the
    catalogue's order.

    >>> suggest("HURTO AGRABADO", n=1)
    ['theft.aggravated']
    """
    return list(_closest(label, source, within, least)[:n])


@lru_cache(maxsize=4096)
def _closest(label: str, source: str, within: str, least: float) -> tuple[str, ...]:
    parts = [part for part in label.split(" / ") if part.strip()]
    wanted = catalogue.normalise(parts[-1] if parts else label)
    whole = catalogue.normalise(" ".join(parts))
    allowed = set(catalogue.with_descendants([within])) if within else None
    best: dict[str, float] = {}
    for spelling, code in _spellings(source):
        if allowed is not None and code not in allowed:
            continue
        score = max(_closeness(wanted, spelling), 0.8 * _closeness(whole, spelling))
        if score >= least and score > best.get(code, 0.0):
            best[code] = score
    order = {code: place for place, code in enumerate(catalogue.entries())}
    return tuple(sorted(best, key=lambda code: (-best[code], order[code])))


def choices(first: Iterable[str] = (), within: str = "") -> list[str]:
    """Every code a label may be given, for a menu: ``first`` leads, then the catalogue's own order.

    within  only entries at or below this code; "" = the whole catalogue
    """
    leading = list(dict.fromkeys(first))
    if within:
        below = set(catalogue.with_descendants([within]))
        return leading + [code for code in catalogue.entries() if code in below and code not in leading]
    rest = [
        code for code, entry in catalogue.entries().items()
        if code not in leading and not {code, entry.parent} & {"unmapped", "unmapped_family"}
    ]
    return leading + rest


@cache
def _spellings(source: str) -> tuple[tuple[str, str], ...]:
    allowed = set(choices())
    pairs: dict[tuple[str, str], None] = {}
    for (owner, spelling), code in catalogue._labels().items():
        if owner in ("", source) and code in allowed:
            pairs[(spelling, code)] = None
    for spelling, code in catalogue._names().items():
        if code in allowed:
            pairs[(spelling, code)] = None
    return tuple(pairs)


def _closeness(a: str, b: str) -> float:
    letters = SequenceMatcher(None, a, b, autojunk=False).ratio()
    words_a, words_b = _words(a), _words(b)
    if not words_a or not words_b:
        return letters / 2
    shared = sum(1 for word in words_a if any(_same(word, other) for other in words_b))
    common = max(2 * shared / (len(words_a) + len(words_b)), WHOLE * (shared >= len(words_b)))
    leads = 1.0 if any(_same(words_a[0], other) for other in words_b[:1]) else 0.0
    return (letters + min(common, 1.0) + leads) / 3


def _same(a: str, b: str) -> bool:
    """The same word, give or take a slip of the pen or a plural."""
    if a == b:
        return True
    if min(len(a), len(b)) < 4 or a[0] != b[0]:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.8


def _words(text: str) -> list[str]:
    plain = "".join(ch if ch.isalnum() else " " for ch in text)
    return [word for word in plain.split() if word not in EMPTY_WORDS]
