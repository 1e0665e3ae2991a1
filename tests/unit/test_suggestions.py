"""The review list's suggestions: close spellings lead, and only real catalogue codes are offered."""

from __future__ import annotations

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
