"""The benchmarks still run and say what they promise, on a small file; their speed is no test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import near_repeats

ROOT = Path(__file__).resolve().parents[2]


def run(script: str, folder: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, f"benchmarks/{script}", "--json", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        check=True, timeout=240, env={**os.environ, "CUADRANTE_BENCHMARKS": str(folder), "PYTHONPATH": str(ROOT)},
    )
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def test_load(tmp_path: Path) -> None:
    answer = run("load.py", tmp_path, "--rows", "3000", "--repeat", "1")
    road = answer["best"]["road"]
    assert road["rows_read"] == road["rows_added"] == 3000
    assert 0 < answer["best"]["pandas"]["peak_mb"] < 4000 and 0 < road["peak_mb"] < 4000


def test_queries(tmp_path: Path) -> None:
    answer = run("queries.py", tmp_path, "--rows", "3000", "--repeat", "2")
    assert answer["rows"] == 3000
    assert {"total", "by place", "monthly series", "completeness"} <= set(answer["queries"])
    assert all(0 < found["median"] <= found["max"] for found in answer["queries"].values())


def test_near_repeats() -> None:
    found = near_repeats.ours(300, 9, one_band=False)
    assert found["bands"] == 16 and found["pairs"] > 0 and found["seconds"] > 0
