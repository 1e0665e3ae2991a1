"""Referencias: every benchmark of police per inhabitant as a card, with where it comes from and the gap under it."""

from __future__ import annotations

from lib.ui import filter_bar, opening, panels, staff_numbers, standards_numbers, standards_panels, visit

panels.style()
snapshot = opening.snapshot()
found = standards_numbers.numbers(
    snapshot, visit.policy(), level=visit.get("staff_level"), place=visit.get("staff_place"), year=visit.get("staff_year"),
    home=staff_numbers.home(filter_bar.chosen(snapshot)),
)
standards_panels.head(found, snapshot.places)
standards_panels.controls(found, snapshot.places)
standards_panels.gap(found, snapshot.places)
standards_panels.cards(found, snapshot.places)
standards_panels.own(found)
