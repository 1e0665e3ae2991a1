"""Cobertura and Carga de trabajo: the published numbers on the page, what is typed and kept, the split, who sees it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from lib.access.audiences import policy
from lib.errors import PolicyError, UsageError
from lib.officers import plan, workload
from lib.privacy.release import release
from lib.storage import folders, plans
from lib.storage.register import Register
from tests.pages.conftest import Open
from tests.pages.test_officers import go, said


def kept(name: str) -> Register:
    return folders.register(folders.demo_store(), name)


def test_thirty_officers_and_two_vehicles(opened: Open) -> None:
    """The numbers of the station of Ica: 7.2 posts, 42.0 for five cars, 54.5 with the other posts, vehicles cap."""
    app = go(opened(cover_staff="30", cover_cars="2"), "coverage")
    words = said(app)
    assert not app.exception
    for number in ("2,088", "4.20", "7.2", "42.0", "54.5", "faltan 25", "(supuesto)", "13.4"):
        assert number in words, number
    assert "en 2 de 5 sectores" in words, "17.4 are left for cars"
    assert "el límite son tanto los efectivos como los vehículos" in words
    app.number_input(key="widget.cover_cars").set_value(4).run()
    assert "el límite son los efectivos" in said(app)
    app = go(opened(cover_staff="60", cover_cars="2", lang="en"), "coverage")
    assert "vehicles are the limit" in said(app) and not app.exception
    app = go(opened(cover_staff="30", cover_regime="24x24"), "coverage")
    assert "3,900" in said(app) and "2.25" in said(app) and "el régimen que más cubre" in said(app)


def test_choices_that_mean_nothing(opened: Open) -> None:
    app = go(opened(cover_staff="x", cover_cars="-1", cover_sectors="0", cover_regime="9h", work_committed="700",
                    work_officers="?", work_floor="-"), "coverage")
    assert not app.exception and "COMISARIA ICA: 96 efectivos" in said(app) and "40 están en patrullaje" in said(app)
    app = go(app, "workload")
    assert not app.exception and "con 60 % del tiempo" in said(app) and "Sector 5" in said(app)


def test_a_table_that_is_kept_counts_and_is_undone(opened: Open, data: Path) -> None:
    leave = plan.leave_table()
    changed = leave.assign(days=leave["days"].mask(leave["key"].eq("vacation"), 60.0))
    plans.save(kept("coverage_leave"), changed, leave, "ana", on=0, why="norma nueva")
    app = go(opened(), "coverage")
    assert "1,848" in said(app) and "norma nueva" in said(app), "(365 - 134) x 8"
    app.button(key="coverage_leave.undo.1").click().run()
    assert not app.exception and "2,088" in said(app) and kept("coverage_leave").version == 2


def test_work_by_task_and_shift(opened: Open, data: Path) -> None:
    app = go(opened(), "workload")
    words = said(app)
    assert not app.exception and "la cobertura pide 42.0 efectivos" in words
    assert "Accidentes de tránsito, Llamadas menores e Intervenciones" in words, "untold numbers are said"
    assert "La suma es exacta: 96 efectivos." in [item.value for item in app.success]
    tasks = plan.tasks_table()
    plans.save(kept("work_tasks"), tasks.assign(number=[1044.0, 900, 0, 500, 6000, 2000]), tasks, "ana", on=0)
    words = said(app.run())
    for number in ("18,882", "15.1"):
        assert number in words, number
    app.slider(key="widget.work_committed").set_value(40).run()
    assert not app.exception and "22.6" in said(app)
    app.number_input(key="widget.work_floor").set_value(40).run()
    assert "pide más de los 96 efectivos" in said(app)


def test_the_split_is_kept_for_command_only(opened: Open, data: Path) -> None:
    app = go(opened(work_officers="50"), "workload")
    app.button(key="roster.keep").click().run()
    table = plans.table(kept("roster"), pd.DataFrame())
    assert not app.exception and int(table["officers"].sum()) == 50 and len(table) == 20
    assert "Reparto guardado (versión 1)" in said(app)
    app = go(opened(audience="municipal"), "workload")
    assert not app.exception and "solo para el comando" in said(app) and "Sector 5" not in said(app)
    cells = pd.DataFrame({"sector": ["S1"], "shift": ["noche"], "work": [1.0]})
    for audience in ("municipal", "public"):
        with pytest.raises(PolicyError):
            release(workload.split(3, cells, 0), policy(audience))


def test_without_staff_and_complaints(data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opened: Open) -> None:
    """An own store that holds only one table: both pages say what they can."""
    monkeypatch.setenv("CUADRANTE_DATA", str(tmp_path / "bare"))
    leave = plan.leave_table()
    plans.save(folders.register(folders.own_store(), "coverage_leave"), leave, leave, "ana", on=0)
    app = go(opened(), "coverage")
    assert not app.exception and "Un puesto cubierto las 24 horas pide 4.20 efectivos" in said(app)
    app = go(app, "workload")
    assert not app.exception and "Ninguna tarea tiene todavía número" in said(app)
    app = go(opened(cover_staff="30"), "workload")
    assert not app.exception and "hay 30" in said(app)


def test_lines_are_cleaned_before_they_are_kept() -> None:
    typed = pd.DataFrame({"key": ["vacation", None, None], "label": ["Vacaciones", " Lactancia ", None],
                          "days": [30, 5, None], "cycle": [False, None, None], "source": ["", "Ley 27240", None]})
    table = plan.cleaned(typed, "coverage_leave", lambda key: "Vacaciones")
    assert table["key"].tolist() == ["vacation", "own_1"] and table["label"].tolist() == ["", "Lactancia"]
    assert table["source"].tolist() == ["supuesto", "Ley 27240"] and not table["cycle"].any()
    posts = plan.posts_table(5)
    assert plan.posts_of(posts, 7)[0].number == 7, "as many cars as sectors"
    with pytest.raises(UsageError) as refused:
        plan.posts_of(posts.assign(hours=25.0), 5)
    assert refused.value.key == "post_impossible"


def test_an_edited_split_is_checked() -> None:
    cells = pd.DataFrame([(s, t, 1.0) for s in ("S1", "S2") for t in ("day", "night")], columns=["sector", "shift", "work"])
    proposal = workload.split(8, cells, 2)
    changed = workload.edited(proposal, cells.assign(officers=[4, 4, 1, None]))
    assert (changed.settings["placed"], changed.settings["to_place"], changed.settings["below"]) == (9, 8, ("S2",))
    assert changed.table["proposed"].tolist() == [2, 2, 2, 2] and changed.subject == "roster"
    for wrong in (-1, 1.5):
        with pytest.raises(UsageError):
            workload.edited(proposal, cells.assign(officers=[4, 4, 1, wrong]))


def test_shares_weigh_each_task_by_its_hours() -> None:
    shares = {"a": {"day": 1.0, "night": 0.0}, "b": {"day": 0.0, "night": 1.0}}
    found = workload.shares_of(pd.Series({"a": 30.0, "b": 10.0}), shares)
    assert found == {"day": 0.75, "night": 0.25}
    assert workload.shares_of(pd.Series({"a": None, "b": None}, dtype=float), shares) == {"day": 0.5, "night": 0.5}
