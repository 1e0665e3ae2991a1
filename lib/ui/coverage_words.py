"""The words of the page of coverage: the finding, what it rests on, the figures' titles, the assumptions for the files."""

from __future__ import annotations

import pandas as pd

from lib import settings, texts
from lib.officers import coverage
from lib.ui import figure_words, staff_words
from lib.ui.coverage_numbers import Base, Coverage


def title(found: Coverage, lang: str) -> str:
    """How many sectors have their car, and what all posts lack."""
    of, row = found.base, found.of_regime(found.cars)
    if of.staff is None:
        return texts.t("coverage.title.factor", lang, factor=factor(found, lang), regime=regime(of.regime.key, lang))
    said = {"place": of.name or texts.t("coverage.here", lang), "staff": texts.number(of.staff, lang),
            "kept": texts.number(int(row["kept"]), lang), "sectors": texts.number(of.sectors, lang)}
    missing = found.missing or 0
    kind = "missing" if missing > 0 else "vehicles" if row["limit"] in ("vehicles", "both") else "enough"
    if kind == "vehicles":
        missing = of.sectors - (of.vehicles or 0)
    return texts.t(f"coverage.title.{kind}", lang, **said, n=texts.number(abs(missing), lang))


def sentence(found: Coverage, lang: str) -> str:
    """Regime, net hours, who and what was counted, of which date and source."""
    of, row = found.base, found.of_regime(found.relief)
    parts = [
        texts.t("coverage.sentence.regime", lang, regime=regime(of.regime.key, lang)),
        texts.t("coverage.sentence.net", lang, hours=texts.number(row["net_hours"], lang)),
        *counted(of, lang),
    ]
    return " · ".join(parts)


def counted(of: Base, lang: str) -> list[str]:
    """Who and which vehicles are counted, from which table of which date, or that the number was typed."""
    out = []
    if of.typed_staff:
        out.append(texts.t("coverage.sentence.typed_staff", lang, n=texts.number(of.staff, lang)))
    elif of.listed is not None and of.staff is not None:
        out.append(texts.t("coverage.sentence.staff", lang, n=texts.number(of.staff, lang),
                           who=texts.t(f"staff.who.{of.listed.numerator}", lang)))
    if of.typed_vehicles:
        out.append(texts.t("coverage.sentence.typed_vehicles", lang, n=texts.number(of.vehicles, lang)))
    elif of.vehicles is not None:
        out.append(texts.t("coverage.sentence.vehicles", lang, n=texts.number(of.vehicles, lang)))
    else:
        out.append(texts.t("coverage.sentence.no_vehicles", lang))
    for source in of.origins:
        said = texts.t("coverage.sentence.source", lang, source=source.name, date=staff_words.dated(source.edition, lang))
        if said not in out:
            out.append(said)
    return out


def warnings(found: Coverage, lang: str) -> list[str]:
    """The cautions of the numbers, each once."""
    return figure_words.warnings([found.relief, found.required, found.cars], lang)


def regime(key: str, lang: str) -> str:
    """'turno de 8 horas', '24 × 24'."""
    return texts.t(f"coverage.regimes.{key}", lang)


def factor(found: Coverage, lang: str) -> str:
    """The relief factor of the regime chosen."""
    return texts.number(float(found.of_regime(found.relief)["relief_factor"]), lang, 2)


def relief_title(found: Coverage, lang: str) -> str:
    """What this staff keeps under the regime chosen and under the one that asks for fewest."""
    of, row = found.base, found.of_regime(found.relief)
    if of.staff is None:
        return texts.t("coverage.relief.title_factor", lang, factor=factor(found, lang))
    best = found.relief.table.sort_values("posts_kept").iloc[-1]
    key = "title_one" if best["regime"] == of.regime.key else "title"
    return texts.t(f"coverage.relief.{key}", lang, staff=texts.number(of.staff, lang),
                   posts=texts.number(float(row["posts_kept"]), lang, 1), regime=regime(of.regime.key, lang),
                   other=regime(str(best["regime"]), lang), most=texts.number(float(best["posts_kept"]), lang, 1))


def required_title(found: Coverage, lang: str) -> str:
    """What all posts ask for, and what is missing."""
    needed = texts.number(float(found.required.settings["needed"]), lang, 1)
    missing = found.missing
    if missing is None:
        return texts.t("coverage.required.title", lang, needed=needed)
    kind = "missing" if missing > 0 else "enough"
    return texts.t(f"coverage.required.title_{kind}", lang, needed=needed, n=texts.number(abs(missing), lang),
                   staff=texts.number(found.base.staff, lang))


def cars_title(found: Coverage, lang: str) -> str:
    """How many sectors have a car, and what keeps it so low."""
    row = found.of_regime(found.cars)
    needed = texts.number(float(row["needed"]), lang, 1)
    kind = "none" if found.base.staff is None else str(row["limit"]) or "all"
    return texts.t(f"coverage.cars.title_{kind}", lang, kept=texts.number(int(row["kept"]), lang), needed=needed,
                   sectors=texts.number(found.base.sectors, lang))


def post(found: Coverage, key: str, lang: str) -> str:
    """What a post is called: by the product, or by who added it."""
    return line(found.posts, "coverage.posts", key, lang)


def line(table: pd.DataFrame, room: str, key: str, lang: str) -> str:
    """What a line of a plan's table is called."""
    label = table.loc[table["key"] == key, "label"]
    told = str(label.iloc[0]) if len(label) else ""
    return told or (texts.t(f"{room}.lines.{key}", lang) if texts.has(f"{room}.lines.{key}", lang) else key)


def source(told: str, lang: str) -> str:
    """A line's source, or the word for an assumption."""
    return texts.t("staffing_plan.supposed", lang) if told == coverage.SUPPOSED else told


def assumptions(found: Coverage, lang: str) -> list[str]:
    """Every assumption with its source, a line each, for the files."""
    of = found.base
    out = [texts.t("staffing_plan.assumptions", lang), *counted(of, lang)]
    out += leave_lines(found.leave, lang)
    out.append(texts.t("coverage.assume.regime", lang, regime=regime(of.regime.key, lang), source=source(
        of.regime.source, lang), hours=texts.number(of.regime.hours_a_day, lang, 1)))
    for row in found.posts.to_dict("records"):
        number = of.sectors if row["key"] == "cars" else row["number"]
        out.append(texts.t("coverage.assume.post", lang, post=post(found, str(row["key"]), lang),
                           **{name: f"{float(row[name]):g}" for name in ("officers", "hours", "days")},
                           number=texts.number(int(number), lang), source=source(str(row["source"]), lang)))
    out.append(texts.t("coverage.assume.cars", lang, kinds=texts.listing(
        [texts.t(f"staff.kinds.{kind}", lang).lower() for kind in settings.value("staffing_plan.cars")], lang)))
    out.append(texts.t("coverage.assume.reference", lang))
    return out


def leave_lines(leave: pd.DataFrame, lang: str) -> list[str]:
    """The days away of the table, a line each."""
    return [
        texts.t("coverage.assume.leave", lang, line=line(leave, "coverage.leave", str(row["key"]), lang),
                days=texts.number(float(row["days"]), lang), source=source(str(row["source"]), lang))
        for row in leave.to_dict("records")
    ]
