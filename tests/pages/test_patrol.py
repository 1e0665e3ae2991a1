"""Patrullaje integrado: what it says, for whom, and what it says when there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.access.audiences import policy
from lib.errors import PolicyError
from lib.officers import patrol
from lib.privacy.release import release
from lib.storage import folders, staffing
from tests.pages.conftest import Open
from tests.pages.test_officers import go, loaded, said


def test_the_planted_gap_is_found(opened: Open) -> None:
    app = go(opened(), "patrol")
    assert not app.exception
    words = said(app)
    assert "Sector 3 recibe el" in words and "horas de patrullaje fue integrado" in words
    assert "de las denuncias ubicadas" in words and "Puntos críticos del mapa con sus ajustes de fábrica: 10" in words
    assert "Ribera (sintético)" in words and "Noche 18–24 h" in words
    log = staffing.table(folders.register(folders.demo_store(), "patrol"))
    whole = patrol.hours(log, ()).table.iloc[0]
    assert abs(float(whole["joint_share"]) - 0.28 / (0.55 + 0.60 + 0.28)) < 0.01
    english = said(go(opened(lang="en"), "patrol"))
    assert "Sector 3 gets" in english and "patrol hours were joint" in english


def test_the_log_is_for_police_and_municipality(opened: Open) -> None:
    assert "Sector 3 recibe" in said(go(opened(audience="municipal"), "patrol"))
    log = staffing.table(folders.register(folders.demo_store(), "patrol"))
    with pytest.raises(PolicyError):
        release(patrol.hours(log, ()), policy("public"))


def test_other_days_and_no_log(opened: Open) -> None:
    assert "Ningún patrullaje en este periodo" in said(go(opened(period="2023"), "patrol"))
    assert "Todavía no hay un registro" in said(go(opened(data="own"), "patrol"))


def test_a_log_without_complaints(opened: Open, data: Path) -> None:
    loaded(b"Fecha;Sector;Patrulla;Horas\n2026-05-31;S1;PNP;3\n2026-05-31;S1;Integrado;1\n", "log.csv", "patrol")
    words = said(go(opened(), "patrol"))
    assert "25 %" in words and "de las 4 horas de patrullaje fue integrado" in words
    assert "Sin denuncias con qué comparar" in words
    app = go(opened(register="patrol"), "staff", "data")
    assert not app.exception and "log.csv" in said(app)
