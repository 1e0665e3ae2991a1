"""The verdict of "crime or reporting?" in words, made from its numbers."""

from __future__ import annotations

from lib import settings, texts
from lib.figures.factors import percent_change
from lib.places.book import PlaceBook
from lib.ui import figure_words
from lib.ui.choices import Holdings
from lib.ui.reporting_numbers import Found


def title(found: Found, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """The finding: what complaints did, and whether that is crime."""
    if found.change is None:
        return texts.t("reporting.title.no_before", lang, period=texts.period(found.now.start, found.now.end, lang))
    place = figure_words.where(found.change, holdings, book, lang)
    if found.hidden:
        return texts.t("reporting.title.hidden", lang, where=place)
    row = found.change.table.iloc[0]
    said = {"where": place, "what": figure_words.what(found.now, lang), "change": changed(found, lang)}
    verdict = str(row["verdict"])
    if verdict == "too_few":
        return texts.t("reporting.title.too_few", lang, **said)
    if found.split is None:
        return texts.t(f"reporting.title.no_survey_{verdict}", lang, **said)
    crime = str(found.split.table.iloc[0]["crime_verdict"])
    key = f"{verdict}_{crime}" if crime == "no_evidence" else f"crime_{crime}"
    factor = percent_change(float(found.split.table.iloc[0]["crime_ratio"]), lang)
    return texts.t(f"reporting.title.{key}", lang, **said, **({} if crime == "no_evidence" else {"crime": factor}))


def changed(found: Found, lang: str) -> str:
    """'+16.1 %', or 'de 9 a 15' below the base that carries a percentage."""
    if found.change is None:
        return "–"
    row = found.change.table.iloc[0]
    if int(row["before"]) < int(settings.value("statistics.percent_base")):
        return texts.t(
            "reporting.from_to",
            lang,
            before=texts.number(int(row["before"]), lang),
            now=texts.number(int(row["now"]), lang),
        )
    return percent_change(float(row["ratio"]), lang)


def explanation(found: Found, lang: str) -> list[str]:
    """Sentence by sentence: complaints, reporting, what reporting alone would have done, crime, what could be noticed."""
    if found.split is None or found.hidden:
        return []
    row = found.split.table.iloc[0]
    level = texts.percent(float(found.split.settings["level"]), lang)

    def number(name: str) -> str:
        return texts.number(round(float(row[name])), lang)

    def factor(name: str) -> str:
        return percent_change(float(row[name]), lang)

    def share(name: str) -> str:
        return texts.percent(float(row[name]), lang, 1)

    periods = {
        "then": texts.period(found.before.start, found.before.end, lang),
        "period": texts.period(found.now.start, found.now.end, lang),
    }
    few = int(row["before"]) < int(settings.value("statistics.percent_base"))
    out = [
        texts.t(
            "reporting.said.complaints_few" if few else "reporting.said.complaints",
            lang,
            before=number("before"),
            now=number("now"),
            **periods,
            **(
                {} if few else {"change": factor("ratio"), "low": factor("low"), "high": factor("high"), "level": level}
            ),
        ),
        texts.t(
            f"reporting.said.reporting_{row['reporting_verdict']}",
            lang,
            before=share("reporting_before"),
            now=share("reporting_now"),
            change=factor("reporting_ratio"),
            low=factor("reporting_low"),
            high=factor("reporting_high"),
            level=level,
        ),
        texts.t(
            "reporting.said.expected",
            lang,
            before=number("before"),
            expected=number("expected"),
            part=_signed(row["by_reporting"], lang),
            whole=_signed(row["now"] - row["before"], lang),
            rest=_signed(row["remainder"], lang),
        ),
    ]
    verdict = str(row["crime_verdict"])
    if verdict == "too_few":
        return [*out, texts.t("reporting.said.crime_too_few", lang)]
    out.append(
        texts.t(
            f"reporting.said.crime_{verdict}",
            lang,
            change=factor("crime_ratio"),
            low=factor("crime_low"),
            high=factor("crime_high"),
            level=level,
        )
    )
    if verdict == "no_evidence" and float(row["noticeable"]) < 1e6:
        out.append(texts.t("reporting.said.noticeable", lang, change=percent_change(float(row["noticeable"]), lang)))
    return out


def scenario(found: Found, lang: str) -> str:
    """The implied totals, called a scenario."""
    if found.split is None or found.hidden:
        return ""
    row = found.split.table.iloc[0]
    said = {
        name: texts.number(_rounded(float(row[name])), lang)
        for name in (
            "implied_now",
            "implied_now_low",
            "implied_now_high",
            "implied_before",
            "implied_before_low",
            "implied_before_high",
        )
    }
    return texts.t(
        "reporting.said.scenario",
        lang,
        now=texts.number(int(row["now"]), lang),
        before=texts.number(int(row["before"]), lang),
        **said,
    )


def break_even(found: Found, lang: str) -> str:
    """Without a survey: by how much reporting must have changed to explain all of it. Empty on a base too small for that."""
    if found.change is None or found.hidden:
        return ""
    row = found.change.table.iloc[0]
    if int(row["before"]) < int(settings.value("statistics.percent_base")) or int(row["now"]) == 0:
        return ""
    ratio = float(row["ratio"])
    example = float(settings.value("reporting.example_rate"))
    return texts.t(
        "reporting.break_even",
        lang,
        change=percent_change(ratio, lang),
        before=texts.percent(example, lang, 1),
        now=texts.percent(min(example * ratio, 1.0), lang, 1),
    )


def _signed(value: float, lang: str) -> str:
    rounded = round(float(value))
    return f"{'+' if rounded > 0 else ''}{texts.number(rounded, lang)}"


def _rounded(value: float) -> float:
    """Two figures: a scenario does not know more."""
    return float(f"{value:.2g}") if value >= 100 else float(round(value))
