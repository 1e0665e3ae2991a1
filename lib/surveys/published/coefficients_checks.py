"""Checks of printed coefficients: rho with n and p, the same number printed twice, decisions, labels, alphas, families."""

from __future__ import annotations

import numpy as np

from lib import settings
from lib.surveys import coefficients, strength
from lib.surveys import said as spelt
from lib.surveys.correlation import adjusted
from lib.surveys.published.finding import Check, Field, Finding, Inputs, Told
from lib.surveys.published.printed import Printed
from lib.surveys.reliability import feldt

SAID = ("relation", "no_relation", "not_detected")


def _correlation(inputs: Inputs, level: float) -> Finding:
    """rho, n and p as printed: can they belong together? Within what rounding hides, by Student's t with n - 2."""
    value, n, p = inputs.one("value"), inputs.number("n"), inputs.one("p")
    if value is not None and abs(value.value) > 1:
        return Finding("contradiction", "correlation.impossible", {"value": ("two", value.value)})
    missing = tuple(name for name, one in (("value", value), ("n", n), ("p", p)) if one is None)
    if value is None or n is None or p is None:
        shared: dict[str, Told] = {"squared": ("share", None if value is None else value.value**2)}
        return Finding("not_verifiable", "correlation.missing", shared, missing)
    if n < 4:
        return Finding("not_verifiable", "correlation.few", {"n": ("count", n)})
    least, most = p_range(value, int(n))
    numbers = recomputed(value.value, int(n), level)
    stars = inputs.given.get("stars")
    if p.holds(least, most):
        wanted = {spelt.stars(least), spelt.stars(most)}
        if isinstance(stars, str) and stars not in wanted:
            return Finding(
                "contradiction",
                "correlation.stars",
                {**numbers, "stars": ("text", stars or "–"), "wanted": ("text", spelt.stars(most) or "–")},
            )
        return Finding("agrees", "correlation.agrees", numbers)
    printed_p: dict[str, Told] = {"printed": ("text", p.text)}
    for places in (1, 2):
        if p.relation == "=" and p.moved(places).holds(least, most):
            return Finding("misprint", "correlation.lost_zero", {**numbers, **printed_p})
    return Finding("contradiction", "correlation.differs", {**numbers, **printed_p})


def recomputed(value: float, n: int, level: float) -> dict[str, Told]:
    """What follows from a printed Spearman coefficient and n: t, p, interval, shared variance, power, smallest found."""
    low, high = coefficients.interval(value, n, level)
    wanted = float(settings.value("surveys.power"))
    return {
        "t": ("two", coefficients.t_value(value, n)),
        "p": ("p", coefficients.p_value(value, n)),
        "low": ("bounded", low),
        "high": ("bounded", high),
        "squared": ("share", value**2),
        "power": ("share", coefficients.power(value, n, coefficients.alpha_of(level))),
        "smallest": ("bounded", coefficients.smallest(n, coefficients.alpha_of(level), wanted)),
        "n": ("count", n),
        "value": ("bounded", value),
        "level": ("share", level),
    }


def p_range(value: Printed, n: int) -> tuple[float, float]:
    """The smallest and largest p that the rounding of a printed coefficient leaves possible."""
    sizes = sorted((abs(value.low), abs(value.high)))
    if value.low <= 0 <= value.high:
        sizes[0] = 0.0
    return coefficients.p_value(min(sizes[1], 1.0), n), coefficients.p_value(sizes[0], n)


def _repeated(inputs: Inputs, level: float) -> Finding:
    """The same number in two places of one publication: are they the same, within rounding?"""
    first, second, n = inputs.one("first"), inputs.one("second"), inputs.number("n")
    if first is None or second is None:
        missing = tuple(name for name, one in (("first", first), ("second", second)) if one is None)
        return Finding("not_verifiable", "nothing", {}, missing)
    numbers: dict[str, Told] = {"first": ("text", first.text), "second": ("text", second.text)}
    if first.low <= second.high + 1e-12 and second.low <= first.high + 1e-12:
        return Finding("agrees", "repeated.agrees", numbers)
    if n is not None and n >= 4 and max(abs(first.value), abs(second.value)) < 1:
        numbers |= {
            "p_first": ("p", coefficients.p_value(first.value, int(n))),
            "p_second": ("p", coefficients.p_value(second.value, int(n))),
        }
        key = "repeated.sign_with_p" if first.value * second.value < 0 else "repeated.differs_with_p"
        return Finding("contradiction", key, numbers)
    return Finding("contradiction", "repeated.sign" if first.value * second.value < 0 else "repeated.differs", numbers)


def _decision(inputs: Inputs, level: float) -> Finding:
    """What the text concludes from rho and n, against what the test allows."""
    value, n, said = inputs.number("value"), inputs.number("n"), inputs.word("said")
    if value is None or n is None or not said or n < 4 or abs(value) > 1:
        given = (("value", value), ("n", n), ("said", said or None))
        return Finding("not_verifiable", "nothing", {}, tuple(name for name, one in given if one is None))
    numbers = recomputed(value, int(n), level)
    found = coefficients.p_value(value, int(n)) < coefficients.alpha_of(level)
    if found:
        verdict, key = ("agrees", "found_said") if said == "relation" else ("contradiction", "found_denied")
    else:
        verdict, key = {
            "no_relation": ("interpretation", "accepted"),
            "relation": ("contradiction", "not_found_claimed"),
            "not_detected": ("agrees", "not_detected"),
        }[said]
    return Finding(verdict, f"decision.{key}", numbers)


def _label(inputs: Inputs, level: float) -> Finding:
    """The word for a coefficient, under the scale that the text names; and whether the word says more than the number."""
    values, word = [one.value for one in inputs.many("values")], inputs.word("word").lower()
    if not values or not word:
        return Finding("not_verifiable", "nothing", {}, () if values else ("values",))
    scale = strength.scale(inputs.word("scale") or next(iter(strength.scales())))
    right = [{scale.word(value, "en"), scale.word(value, "es")} for value in values]
    shared = max(value**2 for value in values)
    numbers: dict[str, Told] = {
        "word": ("text", word),
        "squared": ("share", shared),
        "limit": ("share", _shared_limit()),
        "least": ("share", min(value**2 for value in values)),
    }
    if inputs.flag("denied"):
        nameless = any(scale.place(value) is None for value in values)
        return Finding("contradiction", "label.denied_nameless" if nameless else "label.denied", numbers)
    if any(word not in names for names in right):
        return Finding("contradiction", "label.other_word", numbers)
    if any((scale.place(value) or 0) > 0 for value in values) and shared < _shared_limit():
        return Finding("interpretation", "label.says_more", numbers)
    return Finding("agrees", "label.agrees", numbers)


def _shared_limit() -> float:
    return float(settings.value("surveys.label_shared"))


def _rho_percent(inputs: Inputs, level: float) -> Finding:
    """A coefficient with a percentage beside it: the share of variance is its square, not itself."""
    value, percent = inputs.one("value"), inputs.one("percent")
    if value is None or percent is None:
        given = (("value", value), ("percent", percent))
        return Finding("not_verifiable", "nothing", {}, tuple(name for name, one in given if one is None))
    numbers: dict[str, Told] = {
        "value": ("bounded", value.value),
        "percent": ("text", percent.text),
        "squared": ("share", value.value**2),
    }
    share = percent if percent.percent else Printed(percent.text, percent.value / 100, percent.decimals, "=", True)
    squares = sorted((value.low**2, value.high**2))
    if share.holds(squares[0], squares[1]):
        return Finding("agrees", "rho_percent.agrees", numbers)
    if share.holds(abs(value.low), abs(value.high)) or share.holds(abs(value.high), abs(value.low)):
        return Finding("interpretation", "rho_percent.not_a_share", numbers)
    return Finding("contradiction", "rho_percent.differs", numbers)


def _alpha(inputs: Inputs, level: float) -> Finding:
    """Cronbach's alpha with the number of items: what it implies, and whether a printed mean correlation agrees.

    Standardised alpha = k r / (1 + (k - 1) r), with r the mean correlation between items.
    """
    alpha, items, mean, n = inputs.one("alpha"), inputs.number("items"), inputs.one("mean_r"), inputs.number("n")
    if alpha is not None and alpha.low > 1:
        return Finding("contradiction", "alpha.impossible", {"alpha": ("two", alpha.value)})
    if alpha is None or items is None or items < 2:
        given = (("alpha", alpha), ("items", items))
        return Finding("not_verifiable", "nothing", {}, tuple(name for name, one in given if one is None))
    implied = alpha.value / (items - (items - 1) * alpha.value)
    numbers: dict[str, Told] = {
        "alpha": ("bounded", alpha.value),
        "items": ("count", items),
        "implied": ("bounded", implied),
    }
    if mean is None:
        if n is None or n < 3:
            return Finding("not_verifiable", "alpha.no_answers", numbers, ("n", "mean_r"))
        low, high = feldt(alpha.value, int(n), int(items), level)
        numbers |= {"low": ("bounded", low), "high": ("bounded", high), "n": ("count", n), "level": ("share", level)}
        return Finding("not_verifiable", "alpha.interval", numbers, ("mean_r",))
    ends = [items * r / (1 + (items - 1) * r) for r in (mean.low, mean.high)]
    if alpha.holds(min(ends), max(ends)):
        return Finding("agrees", "alpha.agrees", numbers)
    return Finding("contradiction", "alpha.differs", {**numbers, "mean": ("text", mean.text)})


def _family(inputs: Inputs, level: float) -> Finding:
    """Several tests of one question: does a decision change when they are counted as a family?"""
    ps = [one.value for one in inputs.many("ps")]
    if len(ps) < 2:
        return Finding("not_verifiable", "nothing", {}, ("ps",))
    alpha = coefficients.alpha_of(level)
    raw, holm, all_of_them = np.array(ps), adjusted(np.array(ps), "holm"), adjusted(np.array(ps), "bonferroni")
    numbers: dict[str, Told] = {
        "tests": ("count", len(ps)),
        "raw": ("count", int((raw < alpha).sum())),
        "holm": ("count", int((holm < alpha).sum())),
        "bonferroni": ("count", int((all_of_them < alpha).sum())),
        "largest_holm": ("p", float(holm[raw < alpha].max()) if (raw < alpha).any() else None),
    }
    if inputs.flag("corrected"):
        return Finding("agrees", "family.corrected", numbers)
    if ((raw < alpha) != (all_of_them < alpha)).any():
        return Finding("interpretation", "family.uncorrected", numbers)
    return Finding("agrees", "family.robust", numbers)


CHECKS = (
    Check(
        "correlation",
        (
            Field("value", "coefficient"),
            Field("n", "count"),
            Field("p", "coefficient"),
            Field("stars", "word", ("", "*", "**")),
        ),
        _correlation,
    ),
    Check("repeated", (Field("first", "coefficient"), Field("second", "coefficient"), Field("n", "count")), _repeated),
    Check("decision", (Field("value", "coefficient"), Field("n", "count"), Field("said", "word", SAID)), _decision),
    Check(
        "label",
        (
            Field("values", "coefficients"),
            Field("word", "text"),
            Field("scale", "word", tuple(strength.scales())),
            Field("denied", "flag"),
        ),
        _label,
    ),
    Check("rho_percent", (Field("value", "coefficient"), Field("percent", "coefficient")), _rho_percent),
    Check(
        "alpha",
        (Field("alpha", "coefficient"), Field("items", "count"), Field("mean_r", "coefficient"), Field("n", "count")),
        _alpha,
    ),
    Check("family", (Field("ps", "coefficients"), Field("corrected", "flag")), _family),
)
