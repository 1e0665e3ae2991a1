"""Dotación: how many officers, on what and with which vehicles, against people, ground and complaints, place by place."""

from __future__ import annotations

from lib.ui import (
    brief_button,
    filter_bar,
    opening,
    panels,
    registers,
    show,
    staff_numbers,
    staff_panels,
    staff_words,
    visit,
)

panels.style()
snapshot = opening.snapshot()
chosen = filter_bar.chosen(snapshot)
book, lang, policy = snapshot.places, visit.lang(), visit.policy()
table = registers.table(snapshot, "staff")
wanted = staff_numbers.asked(
    table, book, policy, level=visit.get("staff_level"), numerator=visit.get("staff_who"), area=visit.get("staff_area"),
    place=visit.get("staff_place"), year=visit.get("staff_year"),
    people=visit.get("staff_people"), people_of=visit.get("staff_people_of"), home=staff_numbers.home(chosen),
)

if wanted is None:
    staff_panels.nothing(reserved=not table.empty)
else:
    found = staff_numbers.numbers(snapshot, chosen.filters if chosen else None, policy, wanted)
    show.title(staff_words.title(found, book, lang))
    show.sentence(staff_words.sentence(found, book, lang), staff_words.warnings(found, lang))
    staff_panels.controls(found, book)
    staff_panels.own_cards(found)
    brief_button.button(found, snapshot, chosen)
    staff_panels.other_population(found)
    staff_panels.side_by_side(found, book)
    staff_panels.work_and_wheels(found, book)
    staff_panels.gaps_in_the_list(found, book)
