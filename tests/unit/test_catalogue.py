"""A label maps to the level it really names, and never silently into another type."""

import csv

import pytest

from lib import catalogue


@pytest.mark.parametrize(
    ("label", "source", "code"),
    [
        ("Hurto", "sidpol", "theft"), ("HURTO SIMPLE", "", "theft.simple"), ("PATRIMONIO (DELITO)", "", "property"),
        ("Otros", "sidpol", "sidpol_other"), ("Otros", "another", None), ("Extorsión", "", "extortion"),
        ("Violencia contra la mujer e integrantes", "sidpol", "violence_30364"),
        ("AMBIENTALES(DELITO)", "", "environmental"), ("AMBIENTALES (DELITO)", "", "environmental"),
        ("danos", "", "damage"), ("Anti-social behaviour", "", "antisocial_behaviour"),
        ("ALGO NUEVO", "", None), ("unmapped", "", None),
    ],
)
def test_find(label, source, code):
    assert catalogue.find(label, source) == code


def test_the_finest_known_label_wins_and_the_unknown_finer_one_waits_for_review():
    assert catalogue.resolve(["", "HURTO AGRAVADO", "PATRIMONIO (DELITO)"]) == ("theft.aggravated", None)
    assert catalogue.resolve(["COSA RARA", "PATRIMONIO (DELITO)"]) == ("property", "COSA RARA")
    assert catalogue.resolve(["COSA RARA", ""]) == (None, "COSA RARA")


def test_levels():
    assert catalogue.type_of("theft.simple") == "theft" and catalogue.type_of("property") == "property"
    assert catalogue.family_of("theft.simple") == "property"
    below = catalogue.with_descendants(["theft"])
    assert "theft.simple" in below and "robbery" not in below


def test_a_family_that_may_hide_violence_is_closed():
    entries = catalogue.entries()
    for code in ("life", "liberty", "violence_30364", "rape", "homicide.femicide", "unmapped", "police_intervention"):
        assert entries[code].disclosure == "closed"


def test_non_crimes_are_not_crimes():
    assert not catalogue.entries()["police_intervention"].is_crime and not catalogue.entries()["special_report"].is_crime
    assert catalogue.entries()["theft"].is_crime


def test_attempts():
    assert catalogue.is_attempt("TENTATIVA DE ROBO") and catalogue.is_attempt("Hurto frustrado")
    assert not catalogue.is_attempt("HURTO")


def test_every_spelling_of_the_shared_taxonomy_is_known(shared):
    rows = list(csv.DictReader((shared / "reference" / "crime_taxonomy_peru.csv").open(encoding="utf-8")))
    vague = {"TENTATIVA", "MUERTE VIOLENTA", "ACOSO", "OFENSAS AL PUDOR PUBLICO", "SALUD PUBLICA", "MOTO LINEAL", "MOTOTAXI",
             "INVASION DE TERRENOS"}  # name no offence by themselves, or another one in other files
    unknown = [
        spelling.strip() for row in rows for spelling in row["variants"].split(";")
        if spelling.strip() and "..." not in spelling and spelling.strip() not in vague
        and catalogue.find(spelling) is None
    ]
    assert unknown == []
