"""Pictures of the pages: ``make screenshots``, or ``python -m tests.browser.screenshots FOLDER --all``.

Without ``--all``: the few that the README and the docs show, small enough to be kept. With it: each page, es and en,
light and dark, 1366 and 390 pixels wide; ``--section places`` only those of a section, ``--seen-as`` with the eyes of
somebody who tells no colours, or no red from green, ``--data`` on a data folder that is there. WebGL is always off.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.server import ROOT, Server
from tests.browser.visitor import FLAGS, Visitor, find_chromium

COLOURS = 128
"""A palette of 128 colours makes a picture a third as large; flat pages do not show it."""

KEPT = (
    # name, address of the page, language, width, dark
    ("overview", "", "es", 1366, False),
    ("overview-dark-en", "", "en", 1366, True),
    ("overview-phone", "", "es", 390, False),
    ("published", "estudios-publicados", "es", 1366, False),
    ("published-en", "estudios-publicados", "en", 1366, False),
    ("by-place-and-type", "por-sector-y-tipo?period=2024&cell=robbery%7CICA-S3", "es", 1366, False),
    ("hours", "horas", "es", 1366, False),
    ("alerts-dark-en", "alertas?lang=en", "es", 1366, True),
    ("sector-map", "mapa-de-sectores", "es", 1366, False),
    ("hot-spots", "puntos-criticos", "es", 1366, False),
    ("hot-spots-grey", "puntos-criticos", "es", 1366, False),
    ("stability-dark", "estabilidad", "es", 1366, True),
)

PARTS = {"published": "[class*=st-key-panel-tables]", "published-en": "[class*=st-key-panel-tables]"}
"""Pictures of one panel, by name; the others are of the first screen."""

EYES = {"hot-spots-grey": "grey"}
"""Kept pictures seen with other eyes."""

SEEN_AS = {"": "none", "grey": "achromatopsia", "deuteranopia": "deuteranopia"}
NO_WEBGL = ["--disable-webgl", "--disable-3d-apis"]


def picture(
    browser: Browser, server: Server, address: str, lang: str, width: int, dark: bool, whole: bool, seen_as: str = "",
    part: str = "",
) -> bytes:
    """A PNG of one page, once all is drawn; ``whole`` takes what lies below the first screen too, ``part`` one panel."""
    visitor = Visitor(browser, server.url, width=width, height=900 if width > 600 else 844, dark=dark)
    page = visitor.open(address, **({"lang": lang} if lang != "es" else {}))
    session = visitor.context.new_cdp_session(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": SEEN_AS[seen_as]})
    if whole or part:
        height = page.evaluate(
            "Math.max(...[...document.querySelectorAll('[data-testid=stMain], body')].map(e => e.scrollHeight))"
        )
        page.set_viewport_size({"width": width, "height": min(int(height) + 80, 6000)})
        visitor.settle()
    taken = page.locator(part).screenshot() if part else page.screenshot()
    visitor.close()
    return taken


def save(png: bytes, path: Path) -> None:
    """Write a PNG with a small palette."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--all", action="store_true", help="each page, language, theme and width")
    parser.add_argument("--section", default="", help="only the pages of this section (with --all)")
    parser.add_argument("--seen-as", choices=tuple(SEEN_AS), default="", help="with whose eyes")
    parser.add_argument("--data", type=Path, help="a data folder; without it the demonstration is made anew")
    chosen = parser.parse_args()
    wanted = list(KEPT)
    if chosen.all:
        pages = tomllib.loads((ROOT / "data" / "pages.toml").read_text(encoding="utf-8"))["page"]
        wanted = [
            (f"{page['key']}-{lang}-{'dark' if dark else 'light'}-{width}", page["url"], lang, width, dark)
            for page, lang, dark, width in itertools.product(pages, ("es", "en"), (False, True), (1366, 390))
            if page["section"] == (chosen.section or page["section"])
        ]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = chosen.data or Path(folder) / "data"
        data.mkdir(exist_ok=True)
        build = [sys.executable, "-m", "lib", "count", "--by", "year", "--demo"]
        environment = {**os.environ, "CUADRANTE_DATA": str(data)}
        subprocess.run(build, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment)
        browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=[*FLAGS, *NO_WEBGL])
        with Server(data) as server:
            for name, address, lang, width, dark in wanted:
                path = chosen.folder / f"{name}.png"
                seen_as = chosen.seen_as if chosen.all else EYES.get(name, chosen.seen_as)
                part = "" if chosen.all else PARTS.get(name, "")
                save(picture(browser, server, address, lang, width, dark, chosen.all, seen_as, part), path)
                print(path)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
