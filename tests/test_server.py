"""Where the server may listen: on this machine alone, unless it was started in public mode."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.server import Server, free_port

ROOT = Path(__file__).resolve().parent.parent


def start(command: list[str], data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Starts a server that is expected to refuse; a server that stays is a failure."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "CUADRANTE_DATA": str(data), **environment}, stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1"])
def test_an_open_address_is_refused_in_both_languages(address: str, tmp_path: Path) -> None:
    done = start(["app.py", "--no-browser", "--port", str(free_port()), "--address", address], tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "público" in done.stderr and "public" in done.stderr


def test_streamlits_own_way_round_is_refused_too(tmp_path: Path) -> None:
    port = str(free_port())
    done = start(["-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", port,
                  "--server.address", "0.0.0.0"], tmp_path)
    assert done.returncode != 0


def test_public_mode_may_listen_anywhere(tmp_path: Path) -> None:
    with Server(tmp_path / "data", ("--public", "--address", "0.0.0.0")) as server:
        assert "Traceback" not in server.said()


def test_it_is_quiet(tmp_path: Path) -> None:
    """No banner with addresses of other machines, no question, no telemetry notice."""
    with Server(tmp_path / "data") as server:
        said = server.said()
    assert "External URL" not in said and "Network URL" not in said and "usage statistics" not in said.lower()
