"""A person at a browser: opens pages, waits until Streamlit has finished, and remembers every request that was made."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = tuple(f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ("Google Chrome", "Chromium"))
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PATIENCE = 45_000


def find_chromium(playwright: Playwright) -> str | None:
    """Where a Chromium is: CUADRANTE_CHROMIUM, one on the path, one among the applications, or Playwright's own."""
    candidates = [os.environ.get("CUADRANTE_CHROMIUM", ""), *(shutil.which(name) or "" for name in NAMES), *PLACES,
                  playwright.chromium.executable_path]
    return next((path for path in candidates if path and Path(path).is_file()), None)


class Visitor:
    """One browser session with its own cookies.

    requests  every address that the browser asked for, in order
    trouble   errors that the page wrote on its console
    """

    def __init__(self, browser: Browser, base: str, *, width: int = 1366, height: int = 768, dark: bool = False,
                 **options: Any) -> None:
        self.base = base
        self.requests: list[str] = []
        self.trouble: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="es-PE",
            accept_downloads=True, **options,
        )
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("console", lambda message: self.trouble.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def open(self, path: str = "/", **params: str) -> Page:
        """Go to a page by its address and wait until it is drawn."""
        query = f"?{urlencode(params)}" if params else ""
        self.page.goto(f"{self.base}/{path.lstrip('/')}{query}")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the script has run, nothing is a skeleton or stale, and the elements stay where they are."""
        page = self.page
        expect(page.locator('[data-testid="stApp"][data-test-connection-state="CONNECTED"]')).to_be_visible(timeout=PATIENCE)
        page.wait_for_function(
            """() => {
                const app = document.querySelector('[data-testid="stApp"]');
                const busy = app.getAttribute('data-test-script-state') !== 'notRunning'
                    || document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"]')
                    || document.querySelector('[data-stale="true"]');
                const size = document.body.innerText.length + ':' + document.querySelectorAll('*').length;
                const now = performance.now();
                if (busy || window.__size !== size) { window.__size = size; window.__since = now; return false; }
                return now - window.__since > 400;
            }""",
            timeout=PATIENCE, polling=100,
        )

    def text(self) -> str:
        """All words on the page, folded ones included."""
        return self.page.locator("body").inner_text()

    def foreign(self) -> list[str]:
        """Requests that left this machine (inline data and blobs do not)."""
        left = []
        for url in self.requests:
            parts = urlsplit(url)
            if parts.scheme not in {"data", "blob", "about"} and parts.hostname not in LOOPBACK:
                left.append(url)
        return left

    def close(self) -> None:
        self.context.close()


Visit = Callable[..., Visitor]
"""What the fixture ``visit`` gives: ``visit(server, width=390, dark=True)`` begins a browser session."""
