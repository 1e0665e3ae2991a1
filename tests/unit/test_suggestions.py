"""The review list's suggestions: close spellings lead, and only real catalogue codes are offered."""

from __future__ import annotations

import random

import pytest

from lib import catalogue
from lib.complaints.suggestions import choices, suggest


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("HURTO AGRABADO", "theft.aggravated"),
        ("Extorción", "extortion"),
        ("Bicycle thefts", "theft.bicycle"),
        ("robos agravados", "robbery.aggravated"),
    ],
)
def test_a_misspelt_label_leads_to_the_entry_it_means(label: str, code: str) -> None:
    assert suggest(label)[0] == code


def test_a_longer_label_is_suggested_under_the_crime_it_begins_with() -> None:
    families = {catalogue.type_of(code) for code in suggest("ROBO DE CELULAR EN MOTOTAXI", n=3)}
    assert "robbery" in families


def test_only_assignable_codes_and_no_repeats() -> None:
    for label in ("", "///", "zzz", "PATRIMONIO (DELITO) / ROBO / ROBO A MANO ARMADA"):
        found = suggest(label, n=5)
        assert len(found) == len(set(found))
        assert set(found) <= set(catalogue.entries()) - {"unmapped", "unmapped_family"}


def test_choices_hold_every_assignable_code_once_with_the_suggested_first() -> None:
    offered = choices(["theft", "robbery", "theft"])
    assert offered[:2] == ["theft", "robbery"]
    assert sorted(offered) == sorted(set(catalogue.entries()) - {"unmapped", "unmapped_family"})


def test_a_label_known_by_its_coarser_part_is_only_made_finer() -> None:
    below = set(catalogue.with_descendants(["homicide"]))
    assert set(suggest("Arma de fuego", within="homicide")) <= below
    assert set(choices(within="homicide")) == below


def test_a_slip_of_the_pen_still_finds_the_entry() -> None:
    """One letter left out of every fourth known spelling: the right entry is among the three offered."""
    rng = random.Random(1)
    tried = found = 0
    for (source, label), code in list(catalogue._labels().items())[::4]:
        letters = [place for place, letter in enumerate(label) if letter.isalpha()]
        place = rng.choice(letters[1:])
        slipped = label[:place] + label[place + 1:]
        if code == "unmapped" or len(letters) < 5 or catalogue.find(slipped, source):
            continue
        tried += 1
        found += code in suggest(slipped, source, n=3)
    assert tried > 40
    assert found / tried > 0.95
