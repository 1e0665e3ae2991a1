"""What stands with every page and figure of complaints: the place of the title, the grey sentence, the line of papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lib import catalogue, settings, texts
from lib.complaints.filters import Filters, place_level
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.reports import cautions
from lib.reports.names import source_name
from lib.ui.choices import Holdings


def where(released: Released, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """The place of the title: the chosen places, else what holds all the data, else the source's name."""
    places = [place_level(place) for place in released.filters.places] if released.filters else []
    if len(places) > 3:
        return texts.t("overview.several_places", lang, n=len(places)).capitalize()
    if places:
        return texts.listing([book.name(level, code) for level, code in places], lang)
    if holdings.area is not None:
        return book.name(*holdings.area)
    return source_name(released.sources[0], lang) if released.sources else texts.t("common.product", lang)


def what(filters: Filters, lang: str) -> str:
    """'denuncias', 'denuncias por robo', 'denuncias de 5 tipos de delito'."""
    crimes = filters.crime_types
    if not crimes:
        return texts.t("overview.complaints", lang)
    if len(crimes) > 3:
        return texts.t("overview.complaints_of_many", lang, n=len(crimes))
    names = [catalogue.label(code, lang) for code in crimes]
    return texts.t("overview.complaints_of", lang, crimes=texts.listing([n[:1].lower() + n[1:] for n in names], lang))


def sentence(released: Released, holdings: Holdings, book: PlaceBook, lang: str, extra: Sequence[str] = ()) -> str:
    """What is counted, where, when, how many, what ``extra`` says of it, until when, from whom, in which edition."""
    parts = [released.filters.sentence(lang, book.name)] if released.filters else []
    if released.n is not None:
        parts.append(f"{texts.number(released.n, lang)} {texts.t('overview.complaints', lang)}")
    parts += [*extra, texts.t("overview.sentence.to", lang, date=texts.date(holdings.last, lang))]
    for source in released.sources:
        parts.append(texts.t("overview.sentence.source", lang, source=source_name(source, lang)))
        parts += _edition(released, lang)
    return " · ".join(part for part in parts if part)


def note(released: Released, book: PlaceBook, lang: str, extra: Sequence[str] = ()) -> str:
    """The line under a figure: what it counts, n, what ``extra`` adds, edition."""
    parts = [released.filters.sentence(lang, book.name)] if released.filters else []
    if released.n is not None:
        parts.append(texts.t("panel.n", lang, n=texts.number(released.n, lang)))
    return " · ".join(part for part in (*parts, *extra, *_edition(released, lang)) if part)


def warnings(answers: Iterable[Released | None], lang: str, without: Sequence[str] = ()) -> list[str]:
    """The cautions of the numbers on a page, each once; those in ``without`` are said elsewhere on it."""
    said: dict[str, str] = {}
    for released in answers:
        for caution in released.cautions if released is not None else ():
            if caution.key not in without and caution.key not in said:
                said[caution.key] = cautions.say(caution, lang, released)  # type: ignore[arg-type]
    return list(said.values())


def level(lang: str) -> str:
    """The confidence level of every interval: '95 %'."""
    return texts.percent(float(settings.value("statistics.level")), lang)


def _edition(released: Released, lang: str) -> list[str]:
    out = []
    for source in released.sources:
        if source.edition:
            out.append(texts.t("overview.sentence.edition", lang, edition=source.edition[:10]))
        if source.version is not None:
            out.append(texts.t("overview.sentence.version", lang, version=source.version))
    return out
