"""The frame with the demonstration in a folder of its own, built once for all tests of the pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.storage import demonstrating, studies
from lib.storage.store import Store
from lib.surveys import demonstration as survey

ROOT = Path(__file__).resolve().parents[2]
FRAME = ROOT / "lib" / "ui" / "frame.py"

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the demonstration. Tests copy it before they change anything."""
    folder = tmp_path_factory.mktemp("data")
    demonstrating.ensure_demo(Store(folder / "demo", synthetic=True))
    studies.ensure_demo(folder / "demo", str(survey.facts()["name"]), survey.demonstration)
    return folder


@pytest.fixture
def data(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of that folder, named in ``CUADRANTE_DATA``."""
    folder = tmp_path / "data"
    shutil.copytree(demonstration, folder)
    monkeypatch.setenv("CUADRANTE_DATA", str(folder))
    monkeypatch.delenv("CUADRANTE_PUBLIC", raising=False)
    yield folder


@pytest.fixture
def looked_at(request: pytest.FixtureRequest, demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder named in ``CUADRANTE_DATA``: the copy of a test that asked for ``data``, else the one that all share."""
    if "data" in request.fixturenames:
        yield request.getfixturevalue("data")
        return
    monkeypatch.setenv("CUADRANTE_DATA", str(demonstration))
    monkeypatch.delenv("CUADRANTE_PUBLIC", raising=False)
    files = sorted(demonstration.rglob("*"))
    yield demonstration
    assert sorted(demonstration.rglob("*")) == files, "a test that writes must ask for a copy: data"


@pytest.fixture
def opened(looked_at: Path) -> Open:
    """Opens the frame as a browser would: ``opened(lang="en", period="2024")``."""

    def visit(**params: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(FRAME), default_timeout=60)
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return visit
