"""The sentences of the page that sets a survey beside the complaints: never a cause, never a coefficient of few places."""

from __future__ import annotations

import pandas as pd

from lib import settings, texts
from lib.places.book import PlaceBook
from lib.ui import figure_words
from lib.ui.survey_crime_numbers import Beside
from lib.ui.survey_opening import Opened


def title(found: Beside, opened: Opened, book: PlaceBook, lang: str) -> str:
    """Where the survey's score is highest and where most is reported, and whether that is the same place."""
    if found.survey is None or found.crime is None:
        return texts.t("survey_crime.title.nothing", lang)
    level = found.filters.level
    survey = found.survey.table.dropna(subset=["mean"])
    measure = "rate" if found.crime.table["rate"].notna().all() else "count"
    crime = found.crime.table.dropna(subset=[measure])
    scale = opened.codebook.called(str(found.survey.table["scale"].iloc[0]), lang)
    if len(survey) < 2 or len(crime) < 2:
        return texts.t("survey_crime.title.plain", lang, scale=scale, n=found.places)
    said = str(survey.sort_values("mean")[level].iloc[-1])
    told = str(crime.sort_values(measure)[level].iloc[-1])
    sure = found.survey.settings["extremes"].get(found.survey.table["scale"].iloc[0], ("", "", 1.0))[2]
    if not sure < 1 - float(settings.value("statistics.level")):
        return texts.t("survey_crime.title.alike", lang, scale=scale, n=found.places, told=book.name(level, told),
                       measure=texts.t(f"survey_crime.title.{measure}", lang))
    names = {"scale": scale, "said": book.name(level, said), "told": book.name(level, told),
             "measure": texts.t(f"survey_crime.title.{measure}", lang)}
    return texts.t("survey_crime.title.same" if said == told else "survey_crime.title.apart", lang, **names)


def period(found: Beside, lang: str) -> str:
    """The days of the complaints, and whether the wave gave them."""
    when = texts.period(found.filters.start, found.filters.end, lang)
    return texts.t("survey_crime.period.wave" if found.from_wave else "survey_crime.period.filters", lang, period=when)


def warnings(found: Beside, lang: str) -> list[str]:
    """That places are few, and the cautions of both numbers."""
    said = figure_words.warnings([found.survey, found.crime], lang)
    if found.survey is None:
        return said
    few = int(settings.value("surveys.places_for_pattern"))
    if found.places < few:
        said.insert(0, texts.t("survey_crime.few", lang, n=found.places, least=few))
    if found.crime is not None and pd.isna(found.crime.table["rate"]).any():
        said.append(texts.t("survey_crime.no_rate", lang))
    return said
