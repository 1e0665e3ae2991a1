"""A filter change on the overview in a real browser, against the repaint of an empty page of the same server.

    python benchmarks/page.py [--rows 0] [--repeat 15] [--json]

The product is copied to a temporary folder and two pages are added: one that holds a select box and the word chosen
(``empty``), and the same with the product's filters in the sidebar (``filters``). One server, one Chromium; a visit goes
to each of the three pages, and by turns another option is picked in a select box. A change is timed in the browser: from
the click on the option until the last change of the document before nothing moved for half a second.

On the overview two filters are changed: the ``period`` by turns (after the first change of all, the counts by month are
in memory), and one more ``crime type`` each time, which the engine has never been asked before; on the maps another period
(``sector map``) and another ``cell size`` of the hot spots by turns. ``median``, ``best`` and
``p95`` are of the time until the page stands still, ``script`` is the median until the server has run the page and the
browser has received it all.

rows   0 = the demonstration (45 thousand rows); otherwise the generated store of so many rows (see queries.py)
Target: 2.5 times the empty page (median over median), 3 for a control of a map.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks import measuring
from tests.browser import server as test_server
from tests.browser.visitor import FLAGS, Visitor, find_chromium

TARGET_TIMES = {"period": 2.5, "crime type": 2.5, "sector map": 3.0, "cell size": 3.0}
OPTIONS = 24
PERIODS = 7
"""The overview's first periods: twelve months, this year, four years and all; the others open more boxes."""

PICK = "Opción"
SCRIPT = f'''"""An empty page, for comparison."""
import streamlit as st
st.write("Elegido: " + st.selectbox("Prueba", [f"{PICK} {{i}}" for i in range({OPTIONS})], key="empty.pick"))
'''
ADDED = """
[[page]]
key = "{key}"
section = ""
script = "pages/overview/{key}.py"
icon = ":material/crop_square:"
url = "{key}"
filters = {filters}
audiences = ["command"]
"""

WARM_UP = 2

WATCH = """() => {
    window.__moved = performance.now();
    window.__ended = 0;
    const STATE = 'data-test-script-state';
    new MutationObserver(changes => {
        window.__moved = performance.now();
        for (const change of changes)
            if (change.attributeName === STATE && change.target.getAttribute(STATE) === 'notRunning')
                window.__ended = window.__moved;
    }).observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
    document.addEventListener('click', event => {
        if (event.target.closest('[role="option"]')) { window.__moved = window.__clicked = performance.now(); }
    }, true);
}"""

STILL = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const busy = app.getAttribute('data-test-script-state') !== 'notRunning'
        || document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]');
    return !busy && performance.now() - Math.max(window.__moved, window.__clicked) > 500;
}"""


def product_with_empty_pages(folder: Path) -> Path:
    """A copy of the product with the two pages for comparison."""
    root = folder / "product"
    skip = shutil.ignore_patterns("__pycache__", "local", "*.pyc")
    for name in ("lib", "pages", "data", ".streamlit", "tests"):
        shutil.copytree(measuring.ROOT / name, root / name, ignore=skip)
    shutil.copy(measuring.ROOT / "app.py", root)
    listed = root / "data" / "pages.toml"
    with listed.open("a", encoding="utf-8") as file:
        file.write(ADDED.format(key="empty", filters="false") + ADDED.format(key="filters", filters="true"))
    for key in ("empty", "filters"):
        (root / "pages" / "overview" / f"{key}.py").write_text(SCRIPT, encoding="utf-8")
        for texts in (root / "data" / "texts").glob("*/ui.toml"):
            words = texts.read_text(encoding="utf-8")
            texts.write_text(words.replace("[pages]\n", f'[pages]\n{key} = "{key}"\n', 1), encoding="utf-8")
    return root


def data_folder(folder: Path, rows: int) -> Path:
    """The demonstration's store, or the generated one as the user's own."""
    data = folder / "data"
    data.mkdir()
    if rows:
        from benchmarks.stores import filled

        filled(rows, measuring.layer_csv(rows))
        (data / "own").symlink_to(measuring.FOLDER / f"store_{rows}")
    else:
        subprocess.run(
            [sys.executable, "-m", "lib", "count", "--by", "year", "--demo"], check=True, capture_output=True,
            cwd=measuring.ROOT, env={**os.environ, "CUADRANTE_DATA": str(data)},
        )
    return data


def change(page: Page, box: str, turn: int) -> tuple[float, float]:
    """Pick another option in a select box; milliseconds until the page stands still, and until the script ended."""
    page.locator(box).locator("input").first.click()
    options = page.get_by_role("option")
    options.first.wait_for()
    options.nth(0 if "MultiSelect" in box else turn % PERIODS).click()
    page.wait_for_function(STILL, polling=50)
    still, ended = page.evaluate("[window.__moved - window.__clicked, window.__ended - window.__clicked]")
    page.keyboard.press("Escape")
    return float(still), float(ended)


def measure(rows: int, repeat: int) -> dict[str, Any]:
    """Milliseconds of each change on each of the pages, by turns."""
    select, several = '[data-testid="stSelectbox"] >> nth=0', '[data-testid="stMultiSelect"] >> nth=1'
    places = {
        "empty": ("/empty", f'[data-testid="stMain"] {select}'),
        "filters": ("/filters", f'[data-testid="stMain"] {select}'),
        "period": ("/", f'[data-testid="stSidebar"] {select}'),
        "crime type": ("/", f'[data-testid="stSidebar"] {several}'),
        "sector map": ("/mapa-de-sectores", f'[data-testid="stSidebar"] {select}'),
        "cell size": ("/puntos-criticos", f'[data-testid="stMain"] {select}'),
    }
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        test_server.ROOT = product_with_empty_pages(folder)
        browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=FLAGS)
        with test_server.Server(data_folder(folder, rows)) as server:
            found: dict[str, list[tuple[float, float]]] = {name: [] for name in places}
            visitors = {name: Visitor(browser, server.url) for name in places}
            for name, (path, _) in places.items():
                visitors[name].open(path)
                for folded in visitors[name].page.locator('[data-testid="stExpander"] summary:has-text("dibuja")').all():
                    folded.click()
                    visitors[name].page.locator(places[name][1]).scroll_into_view_if_needed()
                    visitors[name].page.wait_for_timeout(1000)  # unfolding closes a list
                visitors[name].page.evaluate(WATCH)
            for turn in range(repeat + WARM_UP):
                for name, (_, box) in places.items():
                    took = change(visitors[name].page, box, turn + 1)
                    if turn >= WARM_UP:  # imports, the browser's first drawing
                        found[name].append(took)
            trouble = {name: visitor.trouble for name, visitor in visitors.items() if visitor.trouble}
            for visitor in visitors.values():
                visitor.close()
        browser.close()
    return {"rows": rows, "ms": {name: summary(times) for name, times in found.items()}, "trouble": trouble}


def summary(times: list[tuple[float, float]]) -> dict[str, float]:
    """Milliseconds until the page stands still, by the names that the module explains."""
    still, ended = np.array(times).T
    return {
        "script": float(np.median(ended)), "best": float(still.min()), "median": float(np.median(still)),
        "p95": float(np.quantile(still, 0.95)),
    }


def main() -> None:
    """Measure and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    answer = measure(options.rows, options.repeat)
    if options.json:
        print(json.dumps({"machine": measuring.machine(), **answer}))
        return
    print(measuring.machine())
    columns = ("script", "best", "median", "p95")
    print(f"{'change':12}" + "".join(f"{name:>9}" for name in columns) + "  ms · times the empty page (best, median)")
    base = answer["ms"]["empty"]
    for name, found in answer["ms"].items():
        times = found["median"] / base["median"]
        target = TARGET_TIMES.get(name, times)
        verdict = f" (target {target:g}: {'met' if times <= target else 'missed'})" if name in TARGET_TIMES else ""
        numbers = "".join(f"{found[column]:9.0f}" for column in columns)
        print(f"{name:12}{numbers}  {found['best'] / base['best']:.2f}, {times:.2f}{verdict}")
    if answer["trouble"]:
        print("console errors:", answer["trouble"])


if __name__ == "__main__":
    main()
