"""The parts of the page of references: the sentence that stands above, the gap under each card, the cards, one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib import catalogue, texts
from lib.access import audiences
from lib.errors import CuadranteError
from lib.figures import measure_bars, standard_cards, tables
from lib.figures.markup import esc
from lib.figures.standard_cards import StandardCard
from lib.officers import ratios, standards
from lib.officers.standards import Standard
from lib.places.book import PlaceBook
from lib.storage import benchmarks
from lib.ui import data_store, panels, registers, show, staff_words, standards_numbers, visit
from lib.ui.drawing import draw
from lib.ui.standards_numbers import References
from lib.ui.table_view import table_view
from lib.ui.visit import say

UNITS = standards.UNITS


def head(found: References, book: PlaceBook) -> None:
    """The finding, who and where, and the sentence that no formal standard is known, in every language."""
    lang = visit.lang()
    table = found.gaps.table
    asked = table.loc[table["unit"].ne("per_station"), "required"].dropna()
    place = standards_numbers.name(found, book)
    if asked.empty:
        show.title(say("standards.title_none"))
        show.sentence(say("standards.lead"))
    else:
        show.title(say("standards.title", low=texts.number(float(asked.min()), lang), place=place,
                       high=texts.number(float(asked.max()), lang)))
        show.sentence(_sentence(found, place, lang))
    others = "".join(
        f'<p lang="{other}" class="cq-note" style="margin:.35rem 0 0">{esc(texts.t("standards.no_standard", other))}</p>'
        for other in texts.languages() if other != lang
    )
    with show.panel("no-standard", stretch=False):
        st.html(f'<p style="margin:0;font-weight:600">{esc(say("standards.no_standard"))}</p>{others}')


def controls(found: References, book: PlaceBook) -> None:
    """Which place, at which level."""
    if not found.levels:
        show.note(say("standards.no_staff"))
        return
    lang = visit.lang()
    left, right, _ = st.columns([1, 1.6, 2])
    left.selectbox(say("staff.choose.level"), found.levels, format_func=lambda level: texts.t(f"ui.levels.{level}", lang),
                   **visit.mirror("staff_level", found.level))
    right.selectbox(say("staff.choose.place"), found.places, format_func=lambda code: book.name(found.level, code),
                    **visit.mirror("staff_place", found.place))


def gap(found: References, book: PlaceBook) -> None:
    """What each benchmark would ask for here, and what there is; what cannot be compared is grey and says why."""
    lang, table = visit.lang(), found.gaps.table
    if table["required"].isna().all():
        return
    place = standards_numbers.name(found, book)
    by_key = {card.key: card for card in found.cards}
    compared = table.assign(mark=table["have"].where(table["state"].eq("comparable")))
    ordered = replace(found.gaps, table=compared.sort_values("required", kind="stable"))
    quiet = tuple(table.loc[table["state"].ne("comparable"), "key"])
    counted = "all_police" if "all_police" in found.heads else "assigned"
    have = found.heads.get(counted)
    title = say("standards.gap.title", place=place)
    if have is not None:
        title = say("standards.gap.title_have", place=place, have=texts.number(have, lang),
                    who=texts.t(f"staff.who.{counted}", lang))
    with show.panel("standards-gap", title, say("standards.help.gap"), stretch=False):
        draw(measure_bars.measure_bars(
            ordered, value="required", label=lambda row: _label(by_key[row["key"]], lang),
            say=lambda row: _short(row, lang), alt=title, quiet=quiet, mark="mark",
            mark_note=say("standards.gap.mark"),
        ), "standards_gap")
        if "all_police" not in found.heads and found.heads:
            show.note(say("standards.refused"))
        _table(found, by_key, title, lang, book)


def cards(found: References, book: PlaceBook) -> None:
    """Every benchmark as a card."""
    lang = visit.lang()
    rows = {row["key"]: row for row in found.gaps.table.to_dict("records")}
    shown = [
        StandardCard(
            card.key, "" if card.value is None else f"{card.value:,.10g}",
            texts.t(f"standards.unit.{card.unit}", lang) if card.unit else "", card.nature, card.said("what", lang),
            card.said("who", lang), card.said("traced", lang) or (say("standards.card.own") if card.nature == "own" else ""),
            "; ".join(card.sources), _here(rows[card.key], lang), rows[card.key]["state"] == "comparable",
        )
        for card in found.cards
    ]
    draw(standard_cards.standard_cards(shown, lang, say("standards.cards_alt", n=len(shown))), "standards_cards")


def own(found: References) -> None:
    """Add a benchmark with its source, or take one away: for those who may change the data."""
    if not registers.may_change():
        return
    register = registers.own("standards")
    with st.expander(say("standards.add.title")):
        show.note(say("standards.add.lead"))
        first, second = st.columns(2)
        what = first.text_input(say("standards.add.what"), max_chars=120, key="standard.what")
        who = second.text_input(say("standards.card.who"), max_chars=120, key="standard.who")
        third, fourth, fifth = st.columns(3)
        value = third.number_input(say("standards.add.value"), min_value=0.0, value=None, key="standard.value")
        unit = fourth.selectbox(say("standards.add.unit"), UNITS, key="standard.unit",
                                format_func=lambda code: say(f"standards.unit.{code}"))
        numerator = fifth.selectbox(
            say("staff.choose.numerator"), tuple(ratios.NUMERATORS), index=tuple(ratios.NUMERATORS).index("all_police"),
            format_func=lambda code: say(f"staff.numerators.{code}"), key="standard.numerator",
        )
        source = st.text_input(say("standards.add.source"), max_chars=200, key="standard.source",
                               help=say("standards.add.source_help"))
        key = catalogue.normalise(what).lower().replace(" ", "_")
        typed = {"key": key, "value": value, "unit": unit, "numerator": numerator, "what": what, "source": source}
        if st.button(say("standards.add.save"), type="primary", key="standard.save"):
            problems = standards.check_own(typed, [card.key for card in found.cards], standards_numbers.plausible())
            if len(problems):
                panels.problem_cards(problems)
            else:
                card = Standard(key, value, unit, numerator, "own", {"": {"what": what.strip(), "who": who.strip()}},
                                (source.strip(),))
                _change(lambda: benchmarks.add(register, card, audiences.person(), on=register.version))
        for card in (card for card in found.cards if card.nature == "own"):
            name, button = st.columns([5, 1], vertical_alignment="center")
            name.html(panels.event(card.said("what", ""), "; ".join(card.sources)))
            if button.button(say("standards.add.remove"), key=f"standard.remove.{card.key}"):
                _change(lambda key=card.key: benchmarks.remove(register, key, audiences.person(), on=register.version))


def _change(work: Any) -> None:
    try:
        work()
    except CuadranteError as error:
        panels.error_card(error)
        return
    data_store.changed()
    st.rerun()


def _sentence(found: References, place: str, lang: str) -> str:
    parts = [say("standards.lead"), place]
    parts += [
        f"{texts.t(f'staff.numerators.{name}', lang)}: {texts.number(heads, lang)}" for name, heads in found.heads.items()
    ]
    if found.heads:
        parts.append(say("staff.sentence.as_of", date=staff_words.dated(found.as_of, lang)))
    if found.population:
        people, year, source = found.population
        parts.append(say("standards.population", n=texts.number(people, lang), year=year, source=source))
    parts += [say("staff.sentence.source", source=one.name) for one in found.gaps.sources]
    return " · ".join(parts)


def _label(card: Standard, lang: str) -> str:
    value = "" if card.value is None else f"{card.value:,.10g} {texts.t(f'standards.unit.{card.unit}', lang)}"
    return f"{value} · {card.said('who', lang) or card.said('what', lang)}"


def _short(row: dict[Any, Any], lang: str) -> str:
    required = texts.number(float(row["required"]), lang, 1)
    if row["state"] != "comparable":
        return f"{required} · {texts.t('standards.state.' + row['state'], lang)}"
    return f"{required} · {_difference(row, lang)}"


def _difference(row: dict[Any, Any], lang: str) -> str:
    gap_here = float(row["gap"])
    if abs(gap_here) < 0.5:
        return texts.t("standards.level", lang)
    key = "short" if gap_here > 0 else "over"
    return texts.t(f"standards.{key}", lang, n=texts.number(abs(gap_here), lang, 1))


def _here(row: dict[Any, Any], lang: str) -> str:
    """What the card means here, or why nothing is compared."""
    state = str(row["state"])
    if pd.isna(row["required"]):
        return texts.t(f"standards.why.{state}", lang)
    required = texts.t("standards.required", lang, n=texts.number(float(row["required"]), lang, 1))
    if state != "comparable":
        return f"{required} {texts.t(f'standards.why.{state}', lang)}"
    have = texts.t("standards.have", lang, n=texts.number(float(row["have"]), lang),
                   who=texts.t(f"staff.who.{row['numerator']}", lang))
    return f"{required} {have} {_difference(row, lang).capitalize()}."


def _table(found: References, by_key: dict[str, Standard], title: str, lang: str, book: PlaceBook) -> None:
    table = found.gaps.table

    def numbers(name: str) -> list[str]:
        return [texts.number(None if pd.isna(each) else float(each), lang, 1) for each in table[name]]

    table_view("referencias", found.gaps, [
        tables.Column(say("standards.card.benchmark"), [_label(by_key[key], lang) for key in table["key"]]),
        tables.Column(say("standards.table.per_100000"), numbers("per_100000"), number=True, optional=True),
        tables.Column(say("standards.table.required"), numbers("required"), number=True),
        tables.Column(say("standards.table.have"), numbers("have"), number=True, optional=True),
        tables.Column(say("standards.table.gap"), numbers("gap"), number=True),
        tables.Column(say("standards.table.state"), [say(f"standards.state.{code}") for code in table["state"]]),
    ], title, book, labels={"key": lambda key: by_key[key].said("what", lang)}, notes=[
        texts.t("standards.no_standard", lang),
        *(f"{card.key}: {card.said('what', lang)} · {card.said('traced', lang)} · {'; '.join(card.sources)}"
          for card in found.cards),
    ])
