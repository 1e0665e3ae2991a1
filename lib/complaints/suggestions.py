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
LONGEST = 200
"""Letters of a label that are compared: no crime has a longer name."""


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
    wanted = _Wanted(catalogue.normalise(parts[-1] if parts else label))
    whole = _Wanted(catalogue.normalise(" ".join(parts)))
    allowed = set(catalogue.with_descendants([within])) if within else None
    best: dict[str, float] = {}
    for spelling, words, code in _spellings(source):
        if allowed is not None and code not in allowed:
            continue
        floor = max(least, best.get(code, 0.0))
        score = wanted.closeness(spelling, words, floor)
        if whole.text != wanted.text:
            score = max(score, 0.8 * whole.closeness(spelling, words, max(floor, score) / 0.8))
        if score >= least and score > best.get(code, 0.0):
            best[code] = score
    order = {code: place for place, code in enumerate(catalogue.entries())}
    return tuple(sorted(best, key=lambda code: (-best[code], order[code])))


class _Wanted:
    """A label to compare many spellings with: its letters and words, prepared once."""

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST]
        self._words = _words(self.text)
        self._letters = SequenceMatcher(None, "", self.text, autojunk=False)

    def closeness(self, spelling: str, words: tuple[str, ...], floor: float) -> float:
        """See ``suggest``; 0 as soon as it is sure to stay below ``floor``."""
        if not self._words or not words:
            return 0.0
        shared = sum(1 for word in self._words if any(_same(word, other) for other in words))
        common = min(max(2 * shared / (len(self._words) + len(words)), WHOLE * (shared >= len(words))), 1.0)
        others = common + _same(self._words[0], words[0])
        self._letters.set_seq1(spelling)
        for bound in (self._letters.real_quick_ratio, self._letters.quick_ratio):
            if (bound() + others) / 3 < floor:
                return 0.0
        return (self._letters.ratio() + others) / 3


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
def _spellings(source: str) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """(spelling, its words, code) of everything that may be suggested for labels of this source."""
    allowed = set(choices())
    pairs: dict[tuple[str, str], None] = {}
    for (owner, spelling), code in catalogue._labels().items():
        if owner in ("", source) and code in allowed:
            pairs[(spelling, code)] = None
    for spelling, code in catalogue._names().items():
        if code in allowed:
            pairs[(spelling, code)] = None
    return tuple((spelling, _words(spelling), code) for spelling, code in pairs)


@lru_cache(maxsize=1 << 16)
def _same(a: str, b: str) -> bool:
    """The same word, give or take a slip of the pen or a plural."""
    if a == b:
        return True
    if min(len(a), len(b)) < 4 or a[0] != b[0] or abs(len(a) - len(b)) > 3:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.8


def _words(text: str) -> tuple[str, ...]:
    plain = "".join(ch if ch.isalnum() else " " for ch in text)
    return tuple(word for word in plain.split() if word not in EMPTY_WORDS)
