"""The pages of surveys: findings in both languages, small groups hidden, files loaded and corrected, nothing invented."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import texts
from lib.access import audiences
from lib.storage import folders, studies
from lib.storage.survey_files import Upload, read_answers
from lib.surveys import demonstration
from lib.surveys.guessing import guess
from lib.ui import pages, survey_opening
from lib.ui.survey_crime_numbers import wave_period
from tests.pages.conftest import ROOT, Open

PAGES = ("instrument", "reliability", "results", "with_crime")


def go(app: AppTest, page: str) -> AppTest:
    return app.switch_page(str(ROOT / "pages" / "surveys" / f"{page}.py")).run()


def heading(app: AppTest) -> str:
    found = [e.proto.body for e in app.get("html") if "cq-title" in e.proto.body]
    return html.unescape(re.sub("<[^>]+>", "", found[0]))


def everything(app: AppTest) -> str:
    return html.unescape(" ".join([*(e.proto.body for e in app.get("html")), *(e.value for e in app.markdown),
                                   *(str(json.loads(e.proto.json)) for e in app.get("bidi_component"))]))


def keep(content: str, name: str = "propia.csv") -> None:
    """A study of one's own, as guessed."""
    file = read_answers(Upload.of(content.encode(), name))
    studies.save(folders.own_store().root, file, guess(file.table, name), "ana")


def small(people: int = 60, split: bool = False) -> str:
    rng = np.random.default_rng(4)
    base = rng.normal(3, 1, (people, 1))
    values = np.clip(np.round(base + rng.normal(0, 0.7, (people, 6))), 1, 5).astype(int).astype(str).astype(object)
    if split:
        values[: people // 2, 3:] = ""
        values[people // 2:, :3] = ""
    sexes = ["otro"] * 3 + ["H", "M"] * ((people - 3) // 2) + ["H"] * ((people - 3) % 2)
    rows = [",".join([sexes[i], *values[i]]) for i in range(people)]
    return "sexo," + ",".join(f"Q{i}" for i in range(1, 7)) + "\n" + "\n".join(rows) + "\n"


def visit_study(app: AppTest) -> str:
    return str(app.session_state["visit.study"])


SAID = {
    "instrument": ("36 ítems en 2 variables y 3 dimensiones, respondidos por 1,220", "36 items in 2 variables"),
    "reliability": ("Las 5 escalas son confiables", "All 5 scales are reliable"),
    "results": ("Serenazgo subió 0.30 puntos entre 2024 y 2025", "rose by 0.30 points between 2024 and 2025"),
    "with_crime": ("Sin evidencia de que Victimización difiera entre 5 lugares", "No evidence that Victimisation differs"),
}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_pages_say_their_finding_in_both_languages(opened: Open, lang: str) -> None:
    app = opened(lang=lang)
    for page, said in SAID.items():
        app = go(app, page)
        assert not app.exception and said[lang == "en"] in heading(app)
        assert texts.t("ui.badge.demo", lang) in everything(app)


def test_the_badge_is_about_the_numbers_on_the_page(opened: Open, data: Path) -> None:
    """One's own survey is no demonstration, even while the complaints on the screen are; beside these it is again."""
    keep(small())
    badge = texts.t("ui.badge.demo", "es")
    alone = opened(study="propia")
    assert badge not in everything(go(alone, "reliability")) and badge not in everything(go(alone, "with_crime"))
    app = opened(study="propia", data="demo")
    assert badge not in everything(go(app, "reliability")) and badge not in everything(go(app, "results"))
    assert badge in everything(go(app, "with_crime"))
    assert pages.uses(texts.t("ui.pages.summary", "es"), "es") == {"complaints": True, "survey": False}


@pytest.mark.parametrize("audience", ["municipal", "public"])
def test_others_see_groups_large_enough_and_no_single_answers(opened: Open, data: Path, audience: str) -> None:
    keep(small())
    app = go(opened(audience=audience, study="propia", compare="sexo"), "results")
    assert not app.exception
    assert "otro: " + texts.t("figures.reserved", "es") in everything(app)
    row = next(row for row in pages.rows() if row["key"] == "instrument")
    assert row["audiences"] == ["command"]
    for page in ("reliability", "with_crime"):
        assert not go(app, page).exception


def test_the_public_sees_no_sectors(opened: Open) -> None:
    app = go(opened(audience="public"), "results")
    assert "sector" not in [option.content for group in app.get("button_group") for option in group.proto.options]
    app = go(app, "with_crime")
    assert texts.t("survey_crime.empty.reserved", "es") in everything(app)


def test_the_address_chooses_wave_scale_weights_and_cuts(opened: Open) -> None:
    app = go(opened(wave="2024", scale="seguridad.policia", weights="plain", compare="edad",
                    cuts="victimizacion:20,30;moon:1,2"), "results")
    said = everything(app)
    assert not app.exception and "600" in said and texts.t("cautions.survey_unweighted", "es") in said
    assert "18–20 · 21–30 · 31–90" in said and "60 a más" in said
    app = go(opened(wave="all", gaps="pairwise", scale="seguridad"), "reliability")
    assert not app.exception and "1,220" in everything(app) and texts.t("reliability.gaps.pairwise", "es") in everything(app)


def test_a_split_ballot_is_named_on_the_page(opened: Open, data: Path) -> None:
    keep(small(split=True))
    app = go(opened(study="propia"), "reliability")
    assert not app.exception and "Nadie respondió juntos los ítems Q1, Q2, Q3 y los ítems Q4, Q5, Q6" in everything(app)
    for page in ("instrument", "results", "with_crime"):
        assert not go(app, page).exception


def test_odd_studies_open_everywhere(opened: Open, data: Path) -> None:
    """One respondent; one item; items that never vary; an item that nobody answered."""
    odd = {"one": "Q1,Q2,Q3\n1,2,3\n", "item": "Q1\n1\n2\n3\n4\n", "same": "Q1,Q2,Q3\n3,3,3\n3,3,3\n3,3,3\n",
           "empty": "Q1,Q2\n1,\n2,\n3,\n"}
    for name, content in odd.items():
        keep(content, f"{name}.csv")
    app = opened(study="one")
    for name in odd:
        for page in PAGES:
            app.query_params["study"] = name
            app = go(app, page)
            assert not app.exception and heading(app) and visit_study(app) == name


def upload(app: AppTest, name: str, content: str | bytes) -> AppTest:
    data = content if isinstance(content, bytes) else content.encode()
    app.file_uploader[0].upload(name, data, "application/octet-stream")
    return app.run()


def test_a_file_is_loaded_read_and_kept(opened: Open, data: Path) -> None:
    app = upload(go(opened(), "instrument"), "encuesta.csv", small())
    assert not app.exception and "60 personas, 7 columnas, 6 ítems reconocidos" in everything(app)
    button = next(b for b in app.button if b.key == "instrument.save")
    app = button.click().run()
    assert not app.exception and "Guardado: 60 personas" in " ".join(e.value for e in app.success)
    assert studies.names(folders.own_store().root) == ["encuesta"] and "6 ítems en 1 variables" in heading(app)
    assert studies.opened(folders.own_store().root, "encuesta").codebook.groups == ("sexo",)
    assert [path.name for path in (data / "codebooks").glob("*.toml")] == ["encuesta.toml"]


@pytest.mark.parametrize(("name", "content"), [
    ("x.sav", b"$FL2" + b"\x00" * 50), ("x.csv", "a\nb\nc\n"),
])
def test_a_file_that_cannot_be_used_is_said(opened: Open, data: Path, name: str, content: str | bytes) -> None:
    app = upload(go(opened(), "instrument"), name, content)
    assert not app.exception and "dp-problem reject" in " ".join(e.proto.body for e in app.get("html"))
    assert studies.names(folders.own_store().root) == []


def test_an_instrument_is_corrected_and_the_correction_taken_back(opened: Open, data: Path) -> None:
    keep(small())
    root = folders.own_store().root
    app = go(opened(study="propia"), "instrument")
    assert next(b for b in app.button if b.key == "instrument.correct").disabled
    app.text_area(key="correct.propia.1.words").set_value("Nunca = 1").run()
    app = next(b for b in app.button if b.key == "instrument.correct").click().run()
    assert not app.exception and studies.opened(root, "propia").codebook.words == (("NUNCA", 1.0),)
    app = next(b for b in app.button if b.key == "study.undo").click().run()
    assert not app.exception and studies.opened(root, "propia").codebook.words == ()
    assert studies.register(root, "propia").version == 3 and "Deshizo la versión 2" in everything(app)


def test_the_demonstrations_instrument_is_not_corrected(opened: Open) -> None:
    app = go(opened(), "instrument")
    assert texts.t("instrument.correct.demo", "es") in everything(app)
    assert not [button for button in app.button if button.key in ("study.undo", "instrument.correct")]


def test_the_same_question_is_computed_once(data: Path) -> None:
    root = folders.demo_store().root
    studies.ensure_demo(root, "demostracion", demonstration.demonstration)
    study = studies.opened(root, "demostracion")
    opened = survey_opening.Opened(study, study.answers, "", ("2024", "2025"))
    asked = []
    for _ in range(2):
        survey_opening.answer(opened, "what", lambda: asked.append(1))
    assert len(asked) == 1 and survey_opening.in_wave(study, "2024").sum() == 600
    assert "survey" in audiences.policy("public").subject_finest_place


@pytest.mark.parametrize(("wave", "days"), [
    ("2025", (dt.date(2025, 1, 1), dt.date(2025, 12, 31))), ("2025-03", (dt.date(2024, 4, 1), dt.date(2025, 3, 31))),
    ("2024-12", (dt.date(2024, 1, 1), dt.date(2024, 12, 31))), ("2024-02", (dt.date(2023, 3, 1), dt.date(2024, 2, 29))),
    ("antes", None), ("", None), ("2025-13", None),
])
def test_a_waves_name_gives_its_days(wave: str, days: tuple[dt.date, dt.date] | None) -> None:
    assert wave_period(wave) == days


def test_the_crime_panel_counts_the_waves_year(opened: Open) -> None:
    app = go(opened(wave="2024", period="2021"), "with_crime")
    said = everything(app)
    assert not app.exception and "denuncias de 2024, el periodo de la ola" in said and "Son 5 lugares" in said
    numbers = pd.Series(re.findall(r"([\d,]+) denuncias</small>", said)).str.replace(",", "").astype(int)
    assert len(numbers) == 5 and numbers.min() > 100
