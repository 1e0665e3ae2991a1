"""The parts of the page of staff: the choices, the cards of one's own place, all places side by side, vehicles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib import settings, texts
from lib.figures import cards, columns, measure_bars, tables
from lib.figures.cards import Card
from lib.officers import ratios
from lib.places.book import PlaceBook
from lib.privacy.release import Released, release
from lib.ui import panels, show, visit
from lib.ui import staff_words as words
from lib.ui.drawing import draw
from lib.ui.staff_numbers import MEASURES, Staffing
from lib.ui.table_view import table_view
from lib.ui.visit import say


def nothing(reserved: bool) -> None:
    """Why there is no staff on the screen, and where it is loaded."""
    show.title(say("staff.title.none"))
    if reserved:
        show.empty(say("staff.empty.reserved"), say("staff.empty.reserved_why"))
        return
    can_load = visit.policy().loads
    show.empty(say("staff.empty.none"), say("staff.empty.none_why" if can_load else "staff.empty.none_public"))
    if can_load:
        show.link("staff_data", say("ui.pages.staff_data"))


def controls(found: Staffing, book: PlaceBook) -> None:
    """Who is counted, by what, among which places, and which one is one's own."""
    lang, asked = visit.lang(), found.asked
    names = dict(zip(found.ratios.table[asked.level], found.ratios.table["name"], strict=True))

    def area(code: str) -> str:
        if not code:
            return texts.t("staff.all_places", lang)
        level = "department" if len(code) == 2 else "province"
        return texts.t("ui.filters.place_with_level", lang, name=book.name(level, code),
                       level=texts.t(f"ui.levels.{level}", lang).lower())

    first, second, third, fourth = st.columns([1.15, 0.85, 1, 1.4])
    first.selectbox(say("staff.choose.numerator"), asked.numerators, help=say("staff.help.numerator"),
                    format_func=lambda name: texts.t(f"staff.numerators.{name}", lang),
                    **visit.mirror("staff_who", asked.numerator))
    second.selectbox(say("staff.choose.level"), asked.levels, format_func=lambda level: texts.t(f"ui.levels.{level}", lang),
                     **visit.mirror("staff_level", asked.level, _elsewhere))
    third.selectbox(say("staff.choose.area"), asked.areas, format_func=area,
                    **visit.mirror("staff_area", asked.area, _elsewhere))
    fourth.selectbox(
        say("staff.choose.place"), ("", *asked.places), help=say("staff.help.place"),
        format_func=lambda code: str(names.get(code, code)) if code else say("staff.choose.no_place"),
        **visit.mirror("staff_place", asked.place, _elsewhere),
    )


def other_population(found: Staffing) -> None:
    """Another population of one's own place (of its jurisdiction, or who is there by day), with what it is."""
    asked = found.asked
    if not asked.place:
        return
    with st.expander(say("staff.other.title"), expanded=asked.people is not None):
        left, right = st.columns([1, 2])
        typed = visit.get("staff_people")
        left.number_input(
            say("staff.other.people"), min_value=1, step=1000,
            **visit.mirror("staff_people", int(typed) if str(typed).isdigit() and int(typed) > 0 else None,
                           lambda people: "" if people is None else str(int(people))),
        )
        right.text_input(say("staff.other.of"), max_chars=120, help=say("staff.other.of_help"),
                         **visit.mirror("staff_people_of", visit.get("staff_people_of")))
        show.note(say("staff.other.note"))


def own_cards(found: Staffing) -> None:
    """Four numbers of one's own place (or of the whole area), each with what stands above and below the line."""
    lang = visit.lang()
    draw(cards.cards([_heads(found, lang), _rate(found, lang), _work(found, lang), _wheels(found, lang)]), "staff_cards")


def side_by_side(found: Staffing, book: PlaceBook) -> None:
    """Every place of the area by one measure: bars, or their distribution where they are many; the table below."""
    lang, asked = visit.lang(), found.asked
    possible = [name for name in MEASURES if found.values(name)]
    measure = visit.get("staff_measure")
    if measure not in possible:
        measure = "per_100000" if "per_100000" in possible and asked.level != "station" else "heads"
    title = words.side_title(found, measure, lang)
    with show.panel("staff-side", title, say("staff.help.side"), stretch=False):
        left, right = st.columns([3, 1])
        with left:
            st.segmented_control(
                say("staff.choose.measure"), possible, required=True, label_visibility="collapsed",
                format_func=lambda name: texts.t(f"staff.table.{name}", lang), **visit.mirror("staff_measure", measure),
            )
        if len(asked.years) > 1 and measure in ("per_100000", "one_per"):
            years = ("", *(str(year) for year in asked.years))
            right.selectbox(
                say("staff.choose.year"), years, label_visibility="collapsed",
                format_func=lambda year: say("staff.choose.year_of", year=year) if year else say("staff.choose.year_near"),
                **visit.mirror("staff_year", str(asked.year or "")),
            )
        if len(found.values(measure)) > int(settings.value("officers.bars_most")):
            _histogram(found, measure, lang)
        else:
            _bars(found, measure, lang)
        missing = len(found.ratios.table) - len(found.values(measure))
        note = say("staff.side.missing", n=texts.number(missing, lang)) if missing else ""
        show.note(" · ".join(part for part in (say(f"staff.measure_is.{measure}"), note) if part))
        table_view("dotacion", found.ratios, _columns(found, lang), title, book, notes=assumptions(found, lang))


def work_and_wheels(found: Staffing, book: PlaceBook) -> None:
    """On what the people are, by rank, and which vehicles run."""
    lang = visit.lang()
    left, right = st.columns(2)
    whose = str(found.own["name"]) if found.own is not None else words.area(found, book, lang)
    with left, show.panel("staff-functions", words.functions_title(found, lang), say("staff.help.functions")):
        _parts(found.functions, "functions", whose, lang, book)
    with right:
        with show.panel("staff-vehicles", words.vehicles_title(found, lang), say("staff.help.vehicles"), stretch=False):
            _vehicles(found, whose, lang, book)
        if found.ranks.table["heads"].notna().any():
            with show.panel("staff-ranks", say("staff.work.ranks"), stretch=False):
                _parts(found.ranks, "ranks", whose, lang, book)


def gaps_in_the_list(found: Staffing, book: PlaceBook) -> None:
    """Districts without a station in the list, and stations whose point lies in a neighbour's polygon."""
    lang = visit.lang()
    if found.without is not None:
        table = found.without.table
        title = say("staff.without.title", n=texts.number(len(table), lang),
                    of=texts.number(found.without.settings["of"], lang))
        with show.panel("staff-without", title, say("staff.help.without"), stretch=False):
            show.note(say("staff.without.note"))
            listed = table.head(int(settings.value("ui.places_listed")))
            if len(table):
                table_view("distritos_sin_comisaria", found.without, [
                    tables.Column(say("ui.levels.district"), listed["name"].tolist()),
                    tables.Column(say("staff.columns.district"), listed["district"].tolist(), optional=True),
                ], title, book)
    if found.elsewhere is not None:
        table = found.elsewhere.table
        title = say("staff.elsewhere.title", n=texts.number(len(table), lang),
                    of=texts.number(found.elsewhere.settings["of"], lang))
        with show.panel("staff-elsewhere", title, say("staff.help.elsewhere"), stretch=False):
            show.note(say("staff.elsewhere.note"))
            if len(table):
                table_view("comisarias_fuera", found.elsewhere, [
                    tables.Column(say("ui.levels.station"), [name or code for name, code in zip(
                        table["name"], table["station"], strict=True)]),
                    tables.Column(say("staff.columns.place"), table["station"].tolist(), optional=True),
                    tables.Column(say("staff.elsewhere.says"), [book.name("district", code) for code in table["district"]]),
                    tables.Column(say("staff.elsewhere.lies"), [book.name("district", code) for code in table["lies_in"]]),
                ], title, book, folded=len(table) > 6)
    elif visit.policy().loads and found.without is not None:
        show.note(say("staff.elsewhere.no_polygons"))


def _elsewhere(chosen: str) -> str:
    """Another place: a population typed for the one before does not go along."""
    visit.put("staff_people", "")
    return chosen


def assumptions(found: Staffing, lang: str) -> list[str]:
    """What stands above and below each line, for the files."""
    out = [f"{texts.t('staff.assumptions', lang)}: {texts.t(f'staff.who_is.{found.asked.numerator}', lang)}"]
    out += [texts.t(f"staff.measure_is.{name}", lang) for name in MEASURES[1:]]
    return out + words.populations(found, lang)


def _heads(found: Staffing, lang: str) -> Card:
    who = texts.t(f"staff.numerators.{found.asked.numerator}", lang)
    help_text = texts.t(f"staff.who_is.{found.asked.numerator}", lang)
    if found.own is None:
        values = found.values("heads")
        return Card(who, texts.number(sum(values), lang), help=help_text, detail=texts.t(
            "staff.cards.in_places", lang, n=texts.number(len(values), lang),
            level=texts.t(f"ui.levels_many.{found.asked.level}", lang)))
    row = words.spread(found, "heads")
    above = "" if pd.isna(row["rank"]) else texts.t(
        "staff.cards.rank", lang, rank=texts.number(int(row["rank"]), lang), n=texts.number(int(row["n"]), lang),
        level=texts.t(f"ui.levels_many.{found.asked.level}", lang))
    return Card(who, texts.number(found.own_value("heads"), lang), above, "quiet",
                texts.t("staff.cards.as_of", lang, date=words.dated(str(found.own["as_of"]), lang)), help_text)


def _rate(found: Staffing, lang: str) -> Card:
    label, help_text = texts.t("staff.measures.per_100000", lang), texts.t("staff.measure_is.per_100000", lang)
    if found.own is None:
        return Card(label, "–", detail=texts.t("staff.cards.choose", lang), help=help_text)
    rate = found.own_value("per_100000")
    if rate is None:
        why = "station" if found.asked.level == "station" else "none"
        return Card(label, "–", texts.t("staff.cards.no_population", lang), "notice",
                    texts.t(f"staff.cards.no_population_{why}", lang), help_text)
    inhabitants = texts.number(int(found.own["population"]), lang)
    people = texts.t("staff.cards.people", lang, n=inhabitants, year=int(found.own["population_year"]))
    if found.asked.people is not None:
        people = texts.t("staff.cards.other_people", lang, n=inhabitants, what=found.asked.people_of)
    badge = texts.t("staff.cards.one_per", lang, n=words.value("one_per", found.own_value("one_per"), lang))
    return Card(label, words.value("per_100000", rate, lang), badge, "quiet", people,
                f"{help_text} ({found.own['population_source']})")


def _work(found: Staffing, lang: str) -> Card:
    label, help_text = texts.t("staff.measures.per_1000_complaints", lang), texts.t("staff.help.complaints", lang)
    if found.filters is None:
        return Card(label, "–", detail=texts.t("staff.cards.no_complaints", lang), help=help_text)
    if found.own is None:
        return Card(label, "–", detail=texts.t("staff.cards.choose", lang), help=help_text)
    ratio = found.own_value("per_1000_complaints")
    if ratio is None:
        hidden = bool(found.own["suppressed"])
        return Card(label, texts.t("figures.reserved", lang) if hidden else "–",
                    detail="" if hidden else texts.t("staff.cards.no_complaints_here", lang), help=help_text)
    period = texts.period(found.filters.start, found.filters.end, lang)
    return Card(label, words.value("per_1000_complaints", ratio, lang), detail=texts.t(
        "staff.cards.complaints", lang, n=texts.number(int(found.own["complaints"]), lang), period=period), help=help_text)


def _wheels(found: Staffing, lang: str) -> Card:
    label, help_text = texts.t("staff.cards.vehicles", lang), texts.t("staff.help.vehicles", lang)
    table = found.vehicles.table
    if table.empty:
        return Card(label, "–", detail=texts.t("staff.cards.no_vehicles", lang), help=help_text)
    total, told = int(table["total"].sum()), int(table["told"].sum())
    if not told:
        return Card(label, texts.number(total, lang), detail=texts.t("staff.cards.running_unknown", lang), help=help_text)
    running = int(table["in_service"].fillna(0).sum())
    detail = texts.t("staff.cards.of_vehicles", lang, n=texts.number(total, lang))
    return Card(label, texts.number(running, lang), texts.percent(running / told, lang), "quiet", detail, help_text,
                cards.meter(running / told))


def _bars(found: Staffing, measure: str, lang: str) -> None:
    level = found.asked.level
    order = found.ratios.table.sort_values(measure, ascending=False, na_position="last", kind="stable")
    shown = replace(found.ratios, table=order)
    middle = float(words.spread(found, measure)["median"])
    draw(measure_bars.measure_bars(
        shown, value=measure, label=lambda row: str(row["name"]), say=lambda row: words.value(measure, row[measure], lang),
        alt=words.side_title(found, measure, lang), mark=middle, one=(found.asked.place,),
        mark_note=texts.t("staff.side.median_line", lang, median=words.value(measure, middle, lang),
                          level=texts.t(f"ui.levels_many.{level}", lang)),
    ), "staff_side")


def _histogram(found: Staffing, measure: str, lang: str) -> None:
    result = ratios.histogram(found.values(measure), found.own_value(measure), int(settings.value("officers.columns")))
    spread = release(replace(result, sources=found.ratios.sources), visit.policy())
    many = texts.t(f"ui.levels_many.{found.asked.level}", lang)
    rows = {int(row["bin"]): row for row in spread.table.to_dict("records")}

    decimals = 0 if float(spread.settings["step"]).is_integer() else words.DECIMALS[measure] or 1

    def edge(value: float) -> str:
        return texts.number(value, lang, decimals)

    def label(code: Any) -> str:
        return edge(float(rows[int(code)]["low"]))

    def within(code: Any) -> str:
        row = rows[int(code)]
        if pd.isna(row["high"]):
            return texts.t("figures.map.and_more", lang, n=label(code))
        return f"{label(code)}–{edge(float(row['high']))}"

    left, right = st.columns([0.64, 0.36], vertical_alignment="center")
    with left:
        draw(columns.columns(
            spread, lang, value="places", label=within, short=label, say=lambda n: f"{texts.number(n, lang)} {many}",
            alt=words.side_title(found, measure, lang), one=tuple(code for code, row in rows.items() if row["own"]),
        ), "staff_side")
    with right:
        row = words.spread(found, measure)
        shown = [(texts.t(f"staff.side.{name}", lang), words.value(measure, float(row[name]), lang), "")
                 for name in ("low", "q1", "median", "q3", "high")]
        if not pd.isna(row["rank"]) and found.own is not None:
            rank = texts.t("staff.cards.rank", lang, rank=texts.number(int(row["rank"]), lang),
                           n=texts.number(int(row["n"]), lang), level=many)
            shown.insert(0, (str(found.own["name"]), words.value(measure, float(row["own"]), lang), rank))
        panels.tiles(shown)
        show.note(say("staff.side.columns", level=many))


def _columns(found: Staffing, lang: str) -> list[tables.Column]:
    level = found.asked.level
    table = found.ratios.table.sort_values("heads", ascending=False, na_position="last", kind="stable")
    table = table.head(int(settings.value("ui.places_listed")))
    out = [tables.Column(texts.t(f"ui.levels.{level}", lang), [str(name) for name in table["name"]])]
    for name in ("heads", "population", "per_100000", "one_per", "complaints", "per_1000_complaints", "per_km2"):
        if name in table.columns and table[name].notna().any():
            digits = DIGITS.get(name, 0)
            cells = [texts.number(None if pd.isna(each) else float(each), lang, digits) for each in table[name]]
            optional = name not in ("heads", "per_100000")
            out.append(tables.Column(texts.t(f"staff.table.{name}", lang), cells, number=True, optional=optional))
    dates = [words.dated(str(each), lang) if each else "–" for each in table["as_of"]]
    return [*out, tables.Column(texts.t("staff.columns.as_of", lang), dates, optional=True)]


DIGITS = {"per_100000": 1, "per_1000_complaints": 1, "per_km2": 2}


def _parts(released: Released, group: str, whose: str, lang: str, book: PlaceBook) -> None:
    if released.table["heads"].isna().all():
        show.empty(say("staff.work.title_none"), say("staff.work.none_why"))
        return
    title = say("staff.work.of", place=whose)

    def names(code: str) -> str:
        return texts.t(f"staff.{group}.{code}", lang)

    draw(measure_bars.measure_bars(
        released, value="share", label=lambda row: names(str(row["group"])),
        say=lambda row: f"{texts.number(int(row['heads']), lang)} · {texts.percent(float(row['share']), lang)}",
        alt=title, mark="share_all", mark_note=say("staff.work.mark"),
    ), f"staff_{group}")
    table_view(f"dotacion_{group}", released, [
        tables.Column(say(f"staff.work.column_{group}"), [names(code) for code in released.table["group"]]),
        tables.Column(say("staff.table.heads"), _whole(released.table["heads"], lang), number=True),
        *(tables.Column(say(f"staff.work.{name}"), [
            texts.percent(None if pd.isna(each) else float(each), lang, 1) for each in released.table[name]
        ], number=True) for name in ("share", "share_all")),
    ], title, book, labels={"group": names})


def _whole(values: pd.Series, lang: str) -> list[str]:
    """Whole numbers; a missing one was not told."""
    return [texts.number(None if pd.isna(each) else int(each), lang) for each in values]


def _vehicles(found: Staffing, whose: str, lang: str, book: PlaceBook) -> None:
    table = found.vehicles.table
    if table.empty:
        show.empty(say("staff.vehicles.title_none"), say("staff.vehicles.none_why"))
        return
    several = table["force"].nunique() > 1

    def label(row: dict[Any, Any]) -> str:
        kind = texts.t(f"staff.kinds.{row['kind']}", lang)
        return f"{kind} · {texts.t('staff.forces.' + row['force'], lang)}" if several else kind

    def running(row: dict[Any, Any]) -> str:
        total = texts.number(int(row["total"]), lang)
        if not row["told"]:
            return total
        return texts.t("staff.vehicles.running", lang, n=texts.number(int(row["in_service"]), lang), of=total)

    title = say("staff.vehicles.of", place=whose)
    draw(measure_bars.measure_bars(
        found.vehicles, value="total", inner="in_service", label=label, say=running, alt=title), "staff_vehicles")
    table_view("vehiculos", found.vehicles, [
        tables.Column(say("staff.columns.force"), [say(f"staff.forces.{code}") for code in table["force"]]),
        tables.Column(say("staff.columns.kind"), [say(f"staff.kinds.{code}") for code in table["kind"]]),
        *(tables.Column(say(f"staff.columns.{name}"), _whole(table[name], lang), number=True)
          for name in ("total", "in_service")),
    ], title, book)
