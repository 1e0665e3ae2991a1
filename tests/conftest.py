"""What every test may use: the repository's root, a data folder of its own, the real files beside the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, print_blob=True)
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CUADRANTE_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files beside the repository; tests that use it skip, saying so, where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no real files at {SHARED}")
    return SHARED


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh CUADRANTE_DATA: nothing that a test stores is seen by another test or by the developer's own store."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("CUADRANTE_DATA", str(folder))
    return folder


@pytest.fixture(autouse=True, scope="session")
def _never_the_developers_store(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A test that forgets its own data folder writes into a temporary one."""
    os.environ["CUADRANTE_DATA"] = str(tmp_path_factory.mktemp("cuadrante"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: they are slow, and from the first on Playwright keeps an event loop in this thread."""
    items.sort(key=lambda item: "browser" in item.path.parts)
