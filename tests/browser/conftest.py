"""Fixtures of the browser tests: a Chromium, servers with data folders of their own, visitors who leave no host.

Where no Chromium is found the tests are skipped and say so; with CUADRANTE_BROWSER_TESTS=required they fail instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.server import ROOT, Server
from tests.browser.visitor import FLAGS, Visit, Visitor, find_chromium

expect.set_options(timeout=30_000)  # a busy machine is not a fault of the page; what is there is found at once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = find_chromium(playwright)
        if found is None:
            message = "no Chromium found: install one, or name it in CUADRANTE_CHROMIUM"
            if os.environ.get("CUADRANTE_BROWSER_TESTS") == "required":
                pytest.fail(message)
            pytest.skip(message)
        launched = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the demonstration was built once, by the command that a person would use."""

    folder = tmp_path_factory.mktemp("demo") / "data"
    folder.mkdir()
    build = [sys.executable, "-m", "lib", "count", "--by", "year", "--demo"]
    subprocess.run(build, check=True, capture_output=True, timeout=120, cwd=ROOT,
                   env={**os.environ, "CUADRANTE_DATA": str(folder)})
    return folder


@pytest.fixture(scope="session")
def server(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that shows the demonstration, shared by tests that change nothing."""
    folder = tmp_path_factory.mktemp("shared_server") / "data"
    shutil.copytree(demo_data, folder)
    with Server(folder) as running:
        yield running


@pytest.fixture
def fresh_server(demo_data: Path, tmp_path: Path) -> Iterator[Server]:
    """A server of a test's own, on the demonstration."""
    folder = tmp_path / "data"
    shutil.copytree(demo_data, folder)
    with Server(folder) as running:
        yield running


@pytest.fixture(scope="module")
def unvisited_server(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a file's own, on the demonstration: nobody has visited its front page unless the file did."""
    folder = tmp_path_factory.mktemp("unvisited_server") / "data"
    shutil.copytree(demo_data, folder)
    with Server(folder) as running:
        yield running


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers on given data folders: ``start(folder)``; all are stopped at the end."""
    running: list[Server] = []

    def starter(data: Path | None = None, *arguments: str, before: tuple[str, ...] = ()) -> Server:
        server = Server(data or tmp_path / f"data{len(running)}", arguments, before)
        running.append(server)
        return server.__enter__()

    yield starter
    for server in running:
        server.stop()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens a browser session on a server: ``visit(server, width=390, dark=True)``. No request may leave the host."""
    visitors: list[Visitor] = []

    def begin(server: Server, **options: Any) -> Visitor:
        visitor = Visitor(browser, server.url, **options)
        visitors.append(visitor)
        return visitor

    yield begin
    foreign = [url for visitor in visitors for url in visitor.foreign()]
    for visitor in visitors:
        visitor.close()
    assert not foreign, f"the browser asked other hosts: {foreign}"
