"""Every control of the complaints pages on a real server, against Streamlit's own floor in the same run.

    python benchmarks/controls.py [--rows 1000000] [--repeat 12] [--only trends] [--json]

The store is the generated one of so many rows (see queries.py). A client speaks Streamlit's own protocol over a WebSocket,
as a browser does, and changes the choices of an address one after another: nothing of a browser is in the times. ``new`` is
the time from the message until the script has ended, for a choice that was never asked before; ``again`` the same choice a
second time. The floor is a script with one select box on the same server, without the product's frame, and is asked by
turns with the controls; ``frame`` is the same script inside the frame without filters. ``cpu`` is the mean processor time
of the server's process (all threads, the floor's share included), which a busy machine changes less than the clock.

Target, beyond the floor's median: p95 under 120 ms new, under 30 ms again.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks import measuring
from benchmarks.page import data_folder, product_with_empty_pages
from tests.browser import server as test_server

TARGET_NEW, TARGET_AGAIN = 120.0, 30.0
BARE = "bare"
"""The script without our frame: the frame leaves at once when it is named in the address."""

CRIMES = ("theft", "robbery", "fraud", "assault", "drugs", "damage", "extortion", "homicide", "coercion", "weapons")
SECTORS = tuple(f"sector:ICA-S{i}" for i in range(1, 6))
YEARS = tuple(str(year) for year in range(2017, 2025))


class Visit:
    """One open page of the server."""

    def __init__(self, url: str, page: str) -> None:
        self.page = page
        self.line: ClientConnection = connect(
            url.replace("http", "ws") + "/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None,
            legacy=True,
        )

    def ask(self, choices: dict[str, str]) -> float:
        """Open the page with these choices; seconds until its script has ended. RuntimeError when it failed."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(choices)
        message.rerun_script.page_name = self.page
        start = time.perf_counter()
        self.line.send(message.SerializeToString())
        while True:
            raw = self.line.recv()
            told = ForwardMsg.FromString(raw)  # type: ignore[arg-type]
            kind = told.WhichOneof("type")
            if kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(f"{self.page}?{urlencode(choices)}: {told.delta.new_element.exception.message}")
            if kind == "script_finished":
                return time.perf_counter() - start

    def close(self) -> None:
        self.line.close()


def controls() -> dict[str, dict[str, list[dict[str, str]]]]:
    """By address and control: choices, each of them new to the server when its turn comes."""
    common = {
        "period": [{"period": year} for year in YEARS],
        "crime type": [{"crime": crime} for crime in CRIMES],
        "place": [{"place": place} for place in SECTORS],
        "level": [{"level": "station"}, {"level": "district"}, {"level": "sector", "crime": "property"}],
        "days": [{"period": f"2020-01-{i:02}..2022-06-{i + 9:02}"} for i in range(2, 10)],
    }
    cells = [f"{crime}|ICA-S{i}" for crime in ("theft", "robbery", "fraud") for i in range(1, 6)]
    own: dict[str, dict[str, list[dict[str, str]]]] = {
        "": {},
        "por-sector-y-tipo": {
            "cell": [{"cell": cell} for cell in cells],
            "two places": [{"one": "ICA-S1", "other": f"ICA-S{i}"} for i in range(2, 6)],
            "measure": [{"measure": one} for one in ("of_place", "of_type", "rate", "smoothed")],
            "against": [{"against": "preceding"}],
            "types": [{"types": "all"}],
        },
        "tendencias": {
            "step": [{"step": "week", "crime": crime} for crime in CRIMES[:5]],
            "split": [{"split": "place", "crime": crime} for crime in CRIMES[:5]],
        },
        "horas": {},
        "registros": {
            "search": [{"row_search": word} for word in ("hurto", "robo 2020", "ICA-S3", "22h", "03/2021", "fila:4711")],
            "order": [{"row_order": f"{column}.{way}"} for column in ("hour", "sector") for way in ("up", "down")],
            "page": [{"row_first": str(first), "row_size": "200"} for first in (200, 5000, 60_000, 90_000)],
        },
        "alertas": {
            "period judged": [{"alert_end": f"2022-0{month}-{day:02}"} for month, day in
                              ((3, 6), (3, 13), (4, 10), (5, 8), (6, 5), (7, 10))],
            "unit": [{"alert_unit": unit} for unit in ("four_weeks", "month")],
            "history": [{"alert_history": weeks} for weeks in ("12", "26")],
        },
        "delito-o-denuncia": {
            "years back": [{"years_back": str(back)} for back in (2, 3, 4)],
            "surveys": [{"surveys": f"15.5,0.4,,~{rate},0.4,,"} for rate in (17, 18, 19, 20)],
        },
    }
    return {page: {**common, **more} for page, more in own.items()}


def bare_script(root: Path) -> None:
    """Streamlit's floor: the frame of the product's copy steps aside for an address that says so."""
    frame = root / "lib" / "ui" / "frame.py"
    words = frame.read_text(encoding="utf-8")
    script = 'st.write("Elegido: " + st.selectbox("Prueba", [str(i) for i in range(24)]))'
    frame.write_text(
        words.replace("\nrun()\n", f'\nif "{BARE}" in st.query_params:\n    {script}\nelse:\n    run()\n'), encoding="utf-8"
    )


def measure(rows: int, repeat: int, only: str | None) -> dict[str, Any]:
    """Milliseconds of every control, new and again; of the floor and the empty frame between them."""
    found: list[dict[str, Any]] = []
    waiting: dict[str, list[float]] = {"floor": [], "frame": []}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        test_server.ROOT = product_with_empty_pages(folder)
        bare_script(test_server.ROOT)
        data = data_folder(folder, rows)
        for page, asked in controls().items():
            if only is None or page == only:
                with test_server.Server(data) as server:  # of its own: nothing that another page asked is in memory
                    found += _page(server, page, asked, repeat, waiting)
    return {"rows": rows, "load": os.getloadavg()[0], "controls": found,
            **{name: measuring.summary(times) for name, times in waiting.items()}}


def _page(
    server: test_server.Server, page: str, asked: dict[str, list[dict[str, str]]], repeat: int,
    waiting: dict[str, list[float]],
) -> list[dict[str, Any]]:
    floor, frame, visit = Visit(server.url, ""), Visit(server.url, "empty"), Visit(server.url, page)
    process, turns = psutil.Process(server.pid), (str(i) for i in itertools.count())
    visit.ask({"lang": "en"})  # imports, the snapshot, the default page
    _floor(floor, frame, turns, {"floor": [], "frame": []})
    found = []
    for control, choices in asked.items():
        chosen = choices[:repeat]
        told: dict[str, Any] = {"page": page or "resumen", "control": control, "n": len(chosen)}
        for when, more in (("new", {}), ("again", {"audience": "command"})):
            times, work = [], 0.0
            for choice in chosen:
                busy = sum(process.cpu_times()[:2])
                times.append(visit.ask({**choice, **more}))
                work += sum(process.cpu_times()[:2]) - busy
                _floor(floor, frame, turns, waiting)
            told[when] = {**measuring.summary(times), "cpu": 1000 * work / len(chosen)}
        found.append(told)
    for one in (floor, frame, visit):
        one.close()
    return found


def _floor(floor: Visit, frame: Visit, turns: Iterator[str], into: dict[str, list[float]]) -> None:
    into["floor"].append(floor.ask({BARE: next(turns)}))
    into["frame"].append(frame.ask({"crime": CRIMES[int(next(turns)) % len(CRIMES)]}))


def main() -> None:
    """Measure and print the table, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=12)
    parser.add_argument("--only", help="one page, by its address; '' is the overview")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    answer = measure(options.rows, options.repeat, options.only)
    if options.json:
        print(json.dumps({"machine": measuring.machine(), **answer}))
        return
    floor = answer["floor"]["median"]
    print(f"{measuring.machine()}; load {answer['load']:.1f}")
    print(f"{answer['rows']:,} rows; floor {floor:.0f} ms (p95 {answer['floor']['p95']:.0f}), empty page in the frame"
          f" {answer['frame']['median']:.0f} ms (p95 {answer['frame']['p95']:.0f}); beyond the floor's median:\n")
    print("| page | control | n | new, median | new, p95 | cpu | again, median | again, p95 | cpu | |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for row in answer["controls"]:
        beyond = {(when, what): row[when][what] - floor for when in ("new", "again") for what in ("median", "p95")}
        missed = [when for when, aim in (("new", TARGET_NEW), ("again", TARGET_AGAIN)) if beyond[when, "p95"] > aim]
        print(f"| {row['page']} | {row['control']} | {row['n']} | {beyond['new', 'median']:.0f} | {beyond['new', 'p95']:.0f}"
              f" | {row['new']['cpu']:.0f} | {beyond['again', 'median']:.0f} | {beyond['again', 'p95']:.0f}"
              f" | {row['again']['cpu']:.0f} | {'above: ' + ', '.join(missed) if missed else 'met'} |")


if __name__ == "__main__":
    main()
