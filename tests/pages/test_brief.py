"""The commander's staffing brief: one page with Spanish letters, its font inside, marked, for command only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from tests.pages.conftest import Open
from tests.pages.test_officers import go


@pytest.fixture
def pressed(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The files that the page's download buttons would give, by the key of the button."""
    made: dict[str, bytes] = {}
    real = st.download_button

    def press(label: str, data: Any, **others: Any) -> bool:
        if others.get("key") == "staffing-brief":
            made["brief"] = data()
        return real(label, data, **others)

    monkeypatch.setattr(st, "download_button", press)
    return made


def test_the_brief_is_one_page_with_its_font(opened: Open, pressed: dict[str, bytes]) -> None:
    for lang in ("es", "en"):
        assert not go(opened(lang=lang), "staffing").exception
        brief = pressed.pop("brief")
        if os.environ.get("CUADRANTE_BRIEF"):
            (Path(os.environ["CUADRANTE_BRIEF"]) / f"brief-{lang}.pdf").write_bytes(brief)
        assert brief.startswith(b"%PDF") and brief.count(b"/Type /Page\n") == 1
        assert b"+SourceSansPro" in brief and b"/FontFile2" in brief and b"/Helvetica" not in brief
        assert b"/JavaScript" not in brief and b"/URI" not in brief


def test_the_brief_is_for_command(opened: Open, pressed: dict[str, bytes]) -> None:
    assert not go(opened(audience="municipal"), "staffing").exception
    assert not pressed
