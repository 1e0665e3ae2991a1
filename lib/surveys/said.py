"""Numbers of surveys as they are written: .234 without a leading zero, and p so that its rounding never crosses alpha."""

from __future__ import annotations

import math

from lib import texts


def bounded(value: float | None, decimals: int = 3) -> str:
    """A coefficient, which cannot pass one: ".234", "−.260", "1.000"; a small one that is not zero keeps its sign.

    >>> bounded(0.234), bounded(-0.26), bounded(0.0004), bounded(1.0)
    ('.234', '−.260', '.0004', '1.000')
    """
    if value is None or not math.isfinite(value):
        return "–"
    while value and decimals < 6 and abs(value) < 0.5 * 10**-decimals:
        decimals += 1
    text = f"{abs(value):.{decimals}f}"
    text = text[1:] if text.startswith("0.") else text
    return ("−" if value < 0 and text.strip(".0") else "") + text


def p_value(p: float | None, alpha: float | None = None) -> str:
    """ ".019", "< .001"; with ``alpha`` as many decimals as show on which side of it p lies.

    >>> p_value(0.0191), p_value(0.00002), p_value(0.04996, 0.05), p_value(0.05, 0.05)
    ('.019', '< .001', '.04996', '.050')
    """
    if p is None or not math.isfinite(p):
        return "–"
    if p < 0.001:
        return "< .001"
    decimals = 3
    alpha = None if alpha is None else round(alpha, 12)
    while alpha is not None and decimals < 12 and (round(p, decimals) < alpha) != (p < alpha):
        decimals += 1
    text = f"{p:.{decimals}f}"
    return text[1:] if text.startswith("0.") else text


def p_with_sign(p: float | None, alpha: float | None = None) -> str:
    """ "= .019", "< .001", "–"."""
    text = p_value(p, alpha)
    return text if text[:1] in "<–" else f"= {text}"


def stars(p: float) -> str:
    """The asterisks of SPSS: two below .01, one below .05."""
    return "**" if p < 0.01 else "*" if p < 0.05 else ""


def shown(kind: str, value: object, lang: str) -> str:
    """A value of a finding in words: bounded, p, share (of one), count, one (decimal), two (decimals), text, list."""
    if value is None:
        return "–"
    if kind == "text":
        return str(value)
    if kind == "list":
        return texts.listing([str(one) for one in value], lang)  # type: ignore[attr-defined]
    number = float(value)  # type: ignore[arg-type]
    if kind == "bounded":
        return bounded(number)
    if kind == "p":
        return p_value(number)
    if kind == "share":
        return texts.percent(number, lang, 0 if round(number * 100, 1).is_integer() else 1)
    decimals = {"count": 0, "one": 1, "two": 2}[kind]
    return texts.number(number, lang, 0 if round(number, decimals).is_integer() else decimals)
