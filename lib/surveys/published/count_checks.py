"""Checks of printed counts and shares: sums, percentages, flows, lists, spans of years, another source, units."""

from __future__ import annotations

import math

from scipy import stats

from lib import settings
from lib.surveys.published.finding import Check, Field, Finding, Inputs, Told
from lib.surveys.published.printed import Printed


def _lacking(**given: object) -> Finding:
    return Finding(
        "not_verifiable", "nothing", {}, tuple(name for name, one in given.items() if one is None or one == ())
    )


def _sum(inputs: Inputs, level: float) -> Finding:
    """Do the parts add up to the total? ``open``: the publication does not claim to list every part."""
    total, parts = inputs.number("total"), [one.value for one in inputs.many("parts")]
    if total is None or not parts:
        return _lacking(total=total, parts=inputs.many("parts"))
    numbers: dict[str, Told] = {
        "total": ("count", total),
        "sum": ("count", sum(parts)),
        "rest": ("count", total - sum(parts)),
    }
    if math.isclose(sum(parts), total, abs_tol=1e-9):
        return Finding("agrees", "sum.agrees", numbers)
    if inputs.flag("open") and sum(parts) < total:
        return Finding("not_verifiable", "sum.open", numbers)
    return Finding("contradiction", "sum.differs", numbers)


def _count(inputs: Inputs, level: float) -> Finding:
    """A count of a period: without its parts only its size can be said. Interval: Garwood 1936."""
    total, days, population = inputs.number("total"), inputs.number("days"), inputs.number("population")
    if total is None:
        return _lacking(total=total)
    if inputs.many("parts"):
        return _sum(inputs, level)
    tail = (1 - level) / 2
    low = float(stats.chi2.ppf(tail, 2 * total) / 2) if total > 0 else 0.0
    high = float(stats.chi2.isf(tail, 2 * total + 2) / 2)
    numbers: dict[str, Told] = {"total": ("count", total), "low": ("count", low), "high": ("count", high)}
    if not days:
        return Finding("not_verifiable", "count.alone", numbers, ("parts",))
    numbers |= {"per_day": ("two", total / days), "per_year": ("count", total / days * 365)}
    if not population:
        return Finding("not_verifiable", "count.daily", numbers, ("parts",))
    numbers |= {"rate": ("one", total / days * 365 / population * 1e5)}
    return Finding("not_verifiable", "count.rated", numbers, ("parts",))


def _percentage(inputs: Inputs, level: float) -> Finding:
    """Is the printed percentage that of the count in its base?"""
    count, base, percent = inputs.number("count"), inputs.number("base"), inputs.one("percent")
    if count is None or not base or percent is None:
        return _lacking(count=count, base=base or None, percent=percent)
    share = count / base
    numbers: dict[str, Told] = {
        "share": ("share", share),
        "percent": ("text", percent.text),
        "count": ("count", count),
        "base": ("count", base),
    }
    as_share = _as_share(percent)
    if as_share.holds(share, share):
        return Finding("agrees", "percentage.agrees", numbers)
    other = inputs.number("other_base")
    near = round(as_share.value * other) if other else 0
    if other and as_share.holds(near / other, near / other):
        numbers |= {"near": ("count", near), "other": ("count", other)}
        return Finding("contradiction", "percentage.other_base", numbers)
    return Finding("contradiction", "percentage.differs", numbers)


def _as_share(percent: Printed) -> Printed:
    """ "4%" and "4" are the same in a field of percentages."""
    return (
        percent
        if percent.percent
        else Printed(percent.text, percent.value / 100, percent.decimals, percent.relation, True)
    )


def _flow(inputs: Inputs, level: float) -> Finding:
    """A screening only loses documents: no step may have more than the one before."""
    steps = [one.value for one in inputs.many("steps")]
    if len(steps) < 2:
        return _lacking(steps=())
    grown = next((i for i in range(1, len(steps)) if steps[i] > steps[i - 1]), None)
    if grown is not None:
        return Finding(
            "contradiction", "flow.grows", {"before": ("count", steps[grown - 1]), "after": ("count", steps[grown])}
        )
    lost = [f"{int(a - b)}" for a, b in zip(steps, steps[1:], strict=False)]
    return Finding("agrees", "flow.agrees", {"lost": ("list", lost), "share": ("share", steps[-1] / steps[0])})


def _listed(inputs: Inputs, level: float) -> Finding:
    """How many there are said to be, against how many are shown; ``general``: the text concludes for all of them."""
    said, shown = inputs.number("said"), inputs.number("shown")
    if said is None or shown is None:
        return _lacking(said=said, shown=shown)
    numbers: dict[str, Told] = {"said": ("count", said), "shown": ("count", shown)}
    if shown > said:
        return Finding("contradiction", "listed.more", numbers)
    if shown < said:
        if inputs.flag("general"):
            return Finding("interpretation", "listed.general", numbers)
        return Finding("not_verifiable", "listed.fewer", numbers)
    return Finding("agrees", "listed.agrees", numbers)


def _years(inputs: Inputs, level: float) -> Finding:
    """A span of years against the years that are found."""
    first, last, found = (
        inputs.number("first"),
        inputs.number("last"),
        sorted(one.value for one in inputs.many("found")),
    )
    if first is None or last is None or not found:
        return _lacking(first=first, last=last, found=inputs.many("found"))
    numbers: dict[str, Told] = {
        "first": ("text", int(first)),
        "last": ("text", int(last)),
        "earliest": ("text", int(found[0])),
        "latest": ("text", int(found[-1])),
    }
    if found[0] < first or found[-1] > last:
        return Finding("contradiction", "years.outside", numbers)
    if found[0] == found[-1] and first < last:
        return Finding("contradiction", "years.one_year", numbers)
    if found[0] > first or found[-1] < last:
        return Finding("contradiction", "years.not_covered", numbers)
    return Finding("agrees", "years.agrees", numbers)


def _months(inputs: Inputs, level: float) -> Finding:
    """A length of time in words, as the months it may mean, against two dates."""
    start, end, least, most = (inputs.number(name) for name in ("start", "end", "least", "most"))
    if start is None or end is None or least is None or most is None:
        return _lacking(start=start, end=end, least=least, most=most)
    numbers: dict[str, Told] = {"months": ("count", end - start), "least": ("count", least), "most": ("count", most)}
    if least <= end - start <= most:
        return Finding("agrees", "months.agrees", numbers)
    return Finding("contradiction", "months.differs", numbers)


def _other_source(inputs: Inputs, level: float) -> Finding:
    """A number (or the sum of its parts) against another source; ``comparable``: both speak of the same thing."""
    parts, other = inputs.many("parts"), inputs.number("other")
    value = sum(one.value for one in parts) if parts else inputs.number("value")
    if value is None or not other:
        return _lacking(value=value, other=other or None)
    share = inputs.one("value") is not None and inputs.one("value").percent  # type: ignore[union-attr]
    kind = "share" if share else "count" if float(value).is_integer() and float(other).is_integer() else "two"
    numbers: dict[str, Told] = {
        "value": (kind, value),
        "other": (kind, other),
        "ratio": ("one", other / value if value else math.inf),
        "difference": ("share", abs(value - other) / other),
        "said_by": ("text", inputs.word("said_by") or "–"),
    }
    far = abs(value - other) / other > float(settings.value("surveys.other_source_apart"))
    if not inputs.flag("comparable"):
        return Finding("not_verifiable", "other_source.not_comparable", numbers)
    return (
        Finding("other_source", "other_source.differs", numbers)
        if far
        else Finding("agrees", "other_source.agrees", numbers)
    )


def _denominator(inputs: Inputs, level: float) -> Finding:
    """A population under a count: is it of the year and the area of the count?"""
    value, year, other, other_year = (inputs.number(name) for name in ("value", "year", "other", "other_year"))
    if value is None or year is None or other is None or other_year is None:
        return _lacking(value=value, year=year, other=other, other_year=other_year)
    numbers: dict[str, Told] = {
        "value": ("count", value),
        "year": ("text", int(year)),
        "other": ("count", other),
        "other_year": ("text", int(other_year)),
    }
    if value != other:
        return Finding("other_source", "denominator.other_number", numbers)
    if year != other_year:
        key = "denominator.other_year" if inputs.flag("same_area") else "denominator.other_year_and_area"
        return Finding("interpretation", key, numbers)
    if not inputs.flag("same_area"):
        return Finding("interpretation", "denominator.other_area", numbers)
    return Finding("agrees", "denominator.agrees", numbers)


def _largest(inputs: Inputs, level: float) -> Finding:
    """Can a group of this size be the largest? Some group holds at least the mean."""
    value, total, groups = (inputs.number(name) for name in ("value", "total", "groups"))
    if value is None or total is None or not groups:
        return _lacking(value=value, total=total, groups=groups or None)
    least = math.ceil(total / groups - 1e-9)
    numbers: dict[str, Told] = {
        "value": ("count", value),
        "share": ("share", value / total),
        "least": ("count", least),
        "mean": ("one", total / groups),
        "groups": ("count", groups),
    }
    if value < least:
        return Finding("contradiction", "largest.impossible", numbers)
    if value > total / 2:
        return Finding("agrees", "largest.agrees", numbers)
    return Finding("not_verifiable", "largest.possible", numbers)


def _rate_unit(inputs: Inputs, level: float) -> Finding:
    """A ratio from which a lack of people is concluded: does it give a lack in the printed unit?"""
    rate, per, people, present = (inputs.number(name) for name in ("rate", "per", "population", "present"))
    if rate is None or not per or not people or present is None:
        return _lacking(rate=rate, per=per or None, population=people or None, present=present)
    need = rate / per * people
    numbers: dict[str, Told] = {
        "rate": ("one", rate),
        "per": ("count", per),
        "need": ("one", need),
        "present": ("count", present),
        "times": ("share", present / need if need else math.inf),
        "hundredfold": ("one", need * 100),
        "per_small": ("count", per / 100),
    }
    if need >= present:
        return Finding("agrees", "rate_unit.agrees", numbers)
    if need * 100 >= present:
        return Finding("unit_error", "rate_unit.hundredfold", numbers)
    return Finding("contradiction", "rate_unit.no_lack", numbers)


def _count_as_percent(inputs: Inputs, level: float) -> Finding:
    """A percentage and a count of people, with the ratio that both should come from: was a count read as a percentage?"""
    percent, count, rate, per, people = (inputs.one(name) for name in ("percent", "count", "rate", "per", "population"))
    if percent is None or count is None or rate is None or per is None or people is None:
        return _lacking(percent=percent, count=count, rate=rate, per=per, population=people)
    need = rate.value / per.value * people.value
    of_people = percent.value / 100 * people.value
    numbers: dict[str, Told] = {
        "need": ("two", need),
        "percent": ("text", percent.text),
        "count": ("count", count.value),
        "of_people": ("one", of_people),
        "population": ("count", people.value),
        "per_hundred_thousand": ("count", count.value / people.value * 1e5),
    }
    if count.holds(need, need):
        return Finding("agrees", "count_as_percent.agrees", numbers)
    if count.holds(of_people, of_people) and percent.holds(need, need):
        return Finding("unit_error", "count_as_percent.chain", numbers)
    return Finding("contradiction", "count_as_percent.differs", numbers)


CHECKS = (
    Check(
        "percentage",
        (
            Field("count", "count"),
            Field("base", "count"),
            Field("percent", "coefficient"),
            Field("other_base", "count"),
        ),
        _percentage,
    ),
    Check("sum", (Field("total", "count"), Field("parts", "counts"), Field("open", "flag")), _sum),
    Check(
        "count",
        (Field("total", "count"), Field("days", "count"), Field("population", "count"), Field("parts", "counts")),
        _count,
    ),
    Check("largest", (Field("value", "count"), Field("total", "count"), Field("groups", "count")), _largest),
    Check("flow", (Field("steps", "counts"),), _flow),
    Check("listed", (Field("said", "count"), Field("shown", "count"), Field("general", "flag")), _listed),
    Check("years", (Field("first", "count"), Field("last", "count"), Field("found", "counts")), _years),
    Check(
        "months",
        (Field("start", "month"), Field("end", "month"), Field("least", "count"), Field("most", "count")),
        _months,
    ),
    Check(
        "other_source",
        (
            Field("value", "count"),
            Field("parts", "counts"),
            Field("other", "count"),
            Field("said_by", "text"),
            Field("comparable", "flag"),
        ),
        _other_source,
    ),
    Check(
        "denominator",
        (
            Field("value", "count"),
            Field("year", "count"),
            Field("other", "count"),
            Field("other_year", "count"),
            Field("same_area", "flag"),
        ),
        _denominator,
    ),
    Check(
        "rate_unit",
        (Field("rate", "count"), Field("per", "count"), Field("population", "count"), Field("present", "count")),
        _rate_unit,
    ),
    Check(
        "count_as_percent",
        (
            Field("percent", "count"),
            Field("count", "count"),
            Field("rate", "count"),
            Field("per", "count"),
            Field("population", "count"),
        ),
        _count_as_percent,
    ),
)
