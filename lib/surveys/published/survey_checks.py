"""Checks of printed survey results: a sample, shares before and after, and what a text says that they mean."""

from __future__ import annotations

import math

from scipy import stats

from lib import settings
from lib.surveys import planning, proportions
from lib.surveys.coefficients import alpha_of
from lib.surveys.published.finding import Check, Field, Finding, Inputs, Told

EFFECTS = ("lowers", "raises", "works")


def _sample(inputs: Inputs, level: float) -> Finding:
    """How many were asked of how many: the largest margin of a share, if it were a simple random sample."""
    n, population, margin = inputs.number("n"), inputs.number("population"), inputs.one("margin")
    if not n:
        return Finding("not_verifiable", "nothing", {}, ("n",))
    simple = planning.margin_of_share(0.5, n, level, planning.Field())
    numbers: dict[str, Told] = {"n": ("count", n), "margin": ("share", simple)}
    if population is None or margin is None:
        missing = tuple(name for name, one in (("population", population), ("margin", margin)) if one is None)
        return Finding("not_verifiable", "sample.undocumented", numbers, missing)
    if population < n:
        return Finding("contradiction", "sample.too_many", {**numbers, "population": ("count", population)})
    finite = planning.margin_of_share(0.5, n, level, planning.Field(population=int(population)))
    numbers |= {"finite": ("share", finite), "printed": ("text", margin.text), "population": ("count", population)}
    scale = 1.0 if margin.percent else 100.0
    if margin.holds(simple * scale, simple * scale) or margin.holds(finite * scale, finite * scale):
        return Finding("agrees", "sample.agrees", numbers)
    return Finding("contradiction", "sample.differs", numbers)


def _before_after(inputs: Inputs, level: float) -> Finding:
    """Two shares of two waves: is the difference more than chance? Without n: the n from which it would be."""
    before, after, p = inputs.one("before"), inputs.one("after"), inputs.one("p")
    n_before, n_after, deff = inputs.number("n_before"), inputs.number("n_after"), inputs.number("deff") or 1.0
    if before is None or after is None:
        return Finding(
            "not_verifiable",
            "nothing",
            {},
            tuple(name for name, one in (("before", before), ("after", after)) if one is None),
        )
    first, second = (one.value if one.percent else one.value / 100 for one in (before, after))
    if not (0 <= first <= 1 and 0 <= second <= 1):
        return Finding(
            "contradiction", "before_after.impossible", {"before": ("text", before.text), "after": ("text", after.text)}
        )
    alpha, wanted = alpha_of(level), float(settings.value("surveys.power"))
    numbers: dict[str, Told] = {"difference": ("one", (second - first) * 100)}
    if not n_before or not n_after:
        missing = tuple(name for name, one in (("n_before", n_before), ("n_after", n_after)) if not one)
        if first == second:
            return Finding("not_verifiable", "before_after.equal", numbers, missing)
        numbers |= {
            "least": ("count", proportions.least_people(first, second, alpha)),
            "least_clustered": ("count", proportions.least_people(first, second, alpha, 2.0)),
            "for_power": ("count", proportions.people_for_power(first, second, alpha, wanted)),
            "wanted": ("share", wanted),
        }
        return Finding("not_verifiable", "before_after.no_n", numbers, missing)
    found = proportions.compare(second, n_after, first, n_before, level, deff)
    numbers |= {
        "p": ("p", found.p),
        "low": ("one", found.low * 100),
        "high": ("one", found.high * 100),
        "z": ("two", found.z),
        "level": ("share", level),
    }
    if p is not None and not math.isnan(found.p) and not p.holds(*_p_range(first, n_before, second, n_after, deff)):
        return Finding("contradiction", "before_after.p_differs", {**numbers, "printed": ("text", p.text)})
    if found.p < alpha:
        return Finding("agrees", "before_after.agrees", numbers)
    return Finding("interpretation", "before_after.chance", numbers)


def _p_range(first: float, n_first: float, second: float, n_second: float, deff: float) -> tuple[float, float]:
    """The p that whole percentages leave possible: the shares may be half a point larger or smaller."""
    out = []
    for a in (first - 0.005, first, first + 0.005):
        for b in (second - 0.005, second, second + 0.005):
            x, y = min(max(a, 0.0), 1.0), min(max(b, 0.0), 1.0)
            pooled = (x * n_first + y * n_second) / (n_first + n_second)
            error = math.sqrt(deff * pooled * (1 - pooled) * (1 / n_first + 1 / n_second))
            out.append(float(2 * stats.norm.sf(abs(x - y) / error)) if error else 1.0)
    return min(out), max(out)


def _causal(inputs: Inputs, level: float) -> Finding:
    """A text says that something lowers crime, or works: what does the publication have to show for it?

    ``compared``: there was a comparison (another group or area); ``disclaimed``: the same text denies a causal link.
    """
    effect, said = inputs.one("effect"), inputs.word("said")
    if not said:
        return Finding("not_verifiable", "nothing", {}, ("said",))
    numbers: dict[str, Told] = {"effect": ("text", effect.text if effect else "–")}
    if inputs.flag("disclaimed"):
        return Finding("contradiction", "causal.disclaimed", numbers)
    if effect is None:
        return Finding("unsupported", "causal.no_effect", numbers)
    if (said == "lowers" and effect.value > 0) or (said == "raises" and effect.value < 0):
        return Finding("interpretation", "causal.other_sign", numbers)
    if not inputs.flag("compared"):
        return Finding("interpretation", "causal.no_comparison", numbers)
    return Finding("agrees", "causal.agrees", numbers)


CHECKS = (
    Check(
        "before_after",
        (
            Field("before", "coefficient"),
            Field("after", "coefficient"),
            Field("n_before", "count"),
            Field("n_after", "count"),
            Field("deff", "count"),
            Field("p", "coefficient"),
        ),
        _before_after,
    ),
    Check("sample", (Field("n", "count"), Field("population", "count"), Field("margin", "coefficient")), _sample),
    Check(
        "causal",
        (
            Field("said", "word", EFFECTS),
            Field("effect", "coefficient"),
            Field("compared", "flag"),
            Field("disclaimed", "flag"),
        ),
        _causal,
    ),
)
