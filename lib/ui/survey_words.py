"""What stands with every number of a survey: names of scales and items, the grey sentence, the line under a figure."""

from __future__ import annotations

from collections.abc import Sequence

from lib import settings, texts
from lib.reports.names import source_name
from lib.surveys.instrument import Codebook
from lib.ui.survey_opening import Opened


def scale_name(codebook: Codebook, code: str, lang: str) -> str:
    """'Victimización', 'Seguridad ciudadana · Serenazgo'."""
    return codebook.called(code, lang) if "." not in code else (
        f"{codebook.called(code.partition('.')[0], lang)} · {codebook.called(code, lang)}")


def item_name(codebook: Codebook, code: str, lang: str) -> str:
    """'v3 · En los últimos 12 meses ...'; the code alone where the codebook has no words."""
    item = codebook.item(code)
    said = item.said(lang)
    return code if said == code else f"{code} · {said}"


def study_name(opened: Opened, lang: str) -> str:
    """What people call the study."""
    if opened.study.synthetic:
        return texts.t("surveys.demo", lang)
    return opened.study.name


def sentence(opened: Opened, lang: str, extra: Sequence[str] = ()) -> str:
    """Which study and wave, how many people, what ``extra`` says, from whom, in which edition and version."""
    source = opened.study.source()
    parts = [study_name(opened, lang)]
    if opened.waves:
        parts.append(texts.t("surveys.sentence.wave", lang, wave=opened.wave) if opened.wave
                     else texts.t("surveys.sentence.all_waves", lang, waves=texts.listing(list(opened.waves), lang)))
    parts += [texts.t("surveys.sentence.people", lang, n=texts.number(opened.answers.n, lang)), *extra]
    parts.append(texts.t("overview.sentence.source", lang, source=source_name(source, lang)))
    parts += _edition(opened, lang)
    return " · ".join(part for part in parts if part)


def note(opened: Opened, lang: str, extra: Sequence[str] = ()) -> str:
    """The line under a figure: wave, people, what ``extra`` adds, edition."""
    parts = [texts.t("surveys.sentence.wave", lang, wave=opened.wave)] if opened.wave else []
    parts += [texts.t("panel.n", lang, n=texts.number(opened.answers.n, lang)), *extra, *_edition(opened, lang)]
    return " · ".join(part for part in parts if part)


def level(lang: str) -> str:
    """'95 %'."""
    return texts.percent(float(settings.value("statistics.level")), lang)


def _edition(opened: Opened, lang: str) -> list[str]:
    source = opened.study.source()
    return [texts.t("overview.sentence.edition", lang, edition=source.edition),
            texts.t("overview.sentence.version", lang, version=source.version)]
