"""The frame: languages, the address, filters, audiences, badges."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import texts
from lib.complaints.filters import Filters
from lib.ui import moment_filter, pages
from tests.pages.conftest import ROOT, Open


def words(app: AppTest) -> str:
    """Everything that the page says in HTML, Markdown and drawings."""
    parts = [element.proto.body for element in app.get("html")]
    parts += [element.value for element in app.markdown]
    parts += drawings(app)
    return "\n".join(parts)


def asked(app: AppTest, name: str) -> list[str]:
    """The values of a parameter in the address."""
    value = app.query_params[name]
    return [value] if isinstance(value, str) else list(value)


def drawings(app: AppTest) -> list[str]:
    return [element.proto.json for element in app.get("bidi_component")]


def test_every_page_of_the_list_is_a_script_with_a_name() -> None:
    for row in pages.rows():
        assert (ROOT / row["script"]).is_file()
        for lang in texts.languages():
            assert texts.t(f"ui.pages.{row['key']}", lang)
            if row["section"]:
                assert texts.t(f"ui.sections.{row['section']}", lang)


def test_no_script_lies_beside_the_frame() -> None:
    """Streamlit serves ``pages/`` beside the main script without the frame."""
    assert not (ROOT / "lib" / "ui" / "pages").exists()
    assert not list((ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize(
    ("lang", "said", "not_said"), [("es", "denuncias", "complaints"), ("en", "complaints", "denuncias")]
)
def test_the_page_speaks_one_language(opened: Open, lang: str, said: str, not_said: str) -> None:
    app = opened(lang=lang)
    assert not app.exception
    assert said in words(app) and not_said not in words(app)


def test_the_demonstration_says_so(opened: Open) -> None:
    assert texts.t("ui.badge.demo", "es") in words(opened())
    assert texts.t("ui.badge.demo", "en") in words(opened(lang="en"))


def test_the_address_is_adopted_and_written(opened: Open) -> None:
    app = opened(lang="en", period="2024", crime=["robbery"], place=["sector:ICA-S2"], level="sector")
    assert not app.exception
    title = next(e.proto.body for e in app.get("html") if "cq-title" in e.proto.body)
    assert "Sector 2" in title and "robbery" in title and "2024" in title
    assert asked(app, "crime") == ["robbery"] and asked(app, "period") == ["2024"]


def test_nonsense_in_the_address_is_ignored(opened: Open) -> None:
    app = opened(lang="xx", period="never", crime=["nothing"], place=["sector:none"], level="planet", audience="king",
                 version="x", source="nobody")
    assert not app.exception
    assert "crime" not in app.query_params and "lang" not in app.query_params


def test_a_filter_changes_the_title_and_the_address(opened: Open) -> None:
    app = opened()
    app.selectbox(key="widget.period").set_value("2023").run()
    assert not app.exception
    assert "en 2023" in next(e.proto.body for e in app.get("html") if "cq-title" in e.proto.body)
    assert asked(app, "period") == ["2023"]
    app.multiselect(key="widget.crime").set_value(["theft"]).run()
    assert asked(app, "crime") == ["theft"] and asked(app, "period") == ["2023"]
    app.button(key="reset_filters").click().run()
    assert "crime" not in app.query_params and "period" not in app.query_params


def test_months_and_days_can_be_chosen(opened: Open) -> None:
    app = opened(period="2024-02..2024-05")
    assert app.selectbox(key="widget.period_from").value == "2024-02"
    app.selectbox(key="widget.period_to").set_value("2024-03").run()
    assert asked(app, "period") == ["2024-02..2024-03"]
    app.selectbox(key="widget.period").set_value("days").run()
    app.text_input(key="widget.day_to").set_value("15/03/2024").run()
    assert asked(app, "period") == ["2024-02-01..2024-03-15"]
    app.text_input(key="widget.day_to").set_value("31/02/2024").run()
    assert not app.exception and asked(app, "period") == ["2024-02-01..2024-03-15"]


def test_the_public_sees_neither_days_nor_sectors_nor_the_data_pages(opened: Open) -> None:
    app = opened(audience="public", lang="en")
    assert not app.exception
    assert "days" not in app.selectbox(key="widget.period").options
    levels = [box.options for box in app.selectbox if box.key == "widget.level"]
    assert all("Sector" not in options for options in levels)
    hidden = {row["key"] for row in pages.rows() if "public" not in row["audiences"]}
    assert hidden >= {"records", "load", "history", "places", "labels", "staff_data"}
    assert texts.t("ui.badge.preview", "en", audience="Public") in words(app)


def test_public_mode_has_no_other_audience(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUADRANTE_PUBLIC", "1")
    app = opened(audience="command")
    assert not app.exception
    assert app.session_state["visit.audience"] == "public"
    assert not [box for box in app.selectbox if box.key == "widget.audience"]


def test_colours_stand_once(data: Path) -> None:
    """.streamlit/config.toml repeats three colours of data/look.toml."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    look = tomllib.loads((texts.DATA / "look.toml").read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        assert config["theme"][scheme]["textColor"] == look[scheme]["ink"]
        assert config["theme"][scheme]["backgroundColor"] == look[scheme]["ground"]
        assert config["theme"][scheme]["primaryColor"] == look[scheme]["teal"]


def test_the_configuration_is_closed_and_quiet() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False and config["browser"]["serverAddress"]
    assert config["runner"]["postScriptGC"] is False
    assert config["client"]["showErrorDetails"] == "none" and config["client"]["showErrorLinks"] is False
    assert config["server"]["enableXsrfProtection"] and config["server"]["enableCORS"]
    assert config["server"]["address"] == "localhost"


def test_days_and_hours_are_a_filter_of_every_page_but_that_of_hours(opened: Open) -> None:
    app = opened(period="2024", weekday=["6", "7"], hours="22-2", lang="es")
    assert not app.exception
    said = " ".join(e.proto.body for e in app.get("html"))
    assert "de 22–2 h · sáb y dom" in said and "sin hora conocida quedan fuera" in said
    app.query_params["hours"] = "99-3"
    app.query_params["weekday"] = ["8", "", "12"]
    app.run()
    assert not app.exception and "22–2" not in " ".join(e.proto.body for e in app.get("html"))
    app = opened(period="2024", hours="22-2").switch_page(str(ROOT / "pages" / "complaints" / "hours.py")).run()
    assert not app.exception
    assert texts.t("hours.every_moment", "es") in " ".join(e.proto.body for e in app.get("html"))
    app = opened(audience="public", period="2024", hours="22-2")
    assert not app.exception and "22–2" not in " ".join(e.proto.body for e in app.get("html"))


def test_hours_over_midnight() -> None:
    assert moment_filter.hours_of("22-2") == (22, 23, 0, 1) and moment_filter.hours_of("6-8") == (6, 7)
    assert [moment_filter.hours_of(code) for code in ("0-24", "5-5", "24-3", "3-25", "x", "")] == [()] * 6
    assert "de 22–2 h" in Filters(hours=(22, 23, 0, 1)).sentence("es")
