"""Starting the server: ``python app.py [--port N] [--address A] [--public] [--no-browser]``.

Whatever way it is started (this module, ``streamlit run app.py``, uvicorn), it does not answer beyond this machine
unless in public mode: an address that Streamlit was told to listen on is refused at the start, and the doorkeeper in
``lib.ui.security`` refuses every request that arrived on another one.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.web import cli

from lib import settings, texts
from lib.errors import UsageError
from lib.ui import security

APP = Path(__file__).resolve().parents[2] / "app.py"


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Before the first request: refuse to listen beyond this machine unless in public mode."""
    address = st.get_option("server.address")
    if address is not None:
        security.refuse_open_address(address)
    yield


def serve(arguments: Sequence[str] | None = None) -> int:
    """Start the server and stay until it is stopped; returns the exit code (2 for wrong usage)."""
    parser = argparse.ArgumentParser(prog="python app.py", description=texts.t("ui.serve.what", texts.DEFAULT))
    parser.add_argument("--port", type=int, default=settings.value("ui.port"), help=texts.t("ui.serve.port", "es"))
    parser.add_argument("--address", default="localhost", help=texts.t("ui.serve.address", "es"))
    parser.add_argument("--public", action="store_true", help=texts.t("ui.serve.public", "es"))
    parser.add_argument("--no-browser", action="store_true", help=texts.t("ui.serve.no_browser", "es"))
    chosen = parser.parse_args(arguments)
    if chosen.public:
        os.environ["CUADRANTE_PUBLIC"] = "1"
    try:
        security.refuse_open_address(chosen.address)
    except UsageError as error:
        for lang in texts.languages():
            sys.stderr.write(f"{error.message(lang)} {error.remedy(lang)}\n")
        return 2
    os.chdir(APP.parent)  # Streamlit reads .streamlit/config.toml from here
    headless = chosen.no_browser or not _has_a_screen()
    cli.main(
        ["run", str(APP), "--server.address", chosen.address, "--server.port", str(chosen.port),
         "--server.headless", str(headless).lower()],
        standalone_mode=False,
    )
    return 0


def _has_a_screen() -> bool:
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
