"""Con los datos de delito: what people say in a survey beside what they reported, in the same places and period."""

from __future__ import annotations

from lib.ui import filter_bar, opening, show, survey_crime_panels, survey_opening, survey_words, visit
from lib.ui import survey_crime_words as words
from lib.ui.survey_crime_numbers import beside
from lib.ui.survey_results_panels import chosen_scale

lang, snapshot = visit.lang(), opening.snapshot()
opened, chosen = survey_opening.now(), filter_bar.chosen(snapshot)

if chosen is None:
    show.nothing_loaded()
else:
    code = survey_crime_panels.first_code(opened)
    found = beside(snapshot, opened, code, chosen.filters, chosen.holdings, visit.policy())
    show.title(words.title(found, opened, snapshot.places, lang))
    show.sentence(survey_words.sentence(opened, lang, [words.period(found, lang)]), words.warnings(found, lang))
    survey_opening.chooser(opened)
    chosen_scale(opened, code)
    survey_crime_panels.panels(opened, code, found, snapshot.places)
