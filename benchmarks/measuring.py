"""What every benchmark says about itself: the machine, the memory of a process, quantiles; and the generated files."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("CUADRANTE_BENCHMARKS", Path(tempfile.gettempdir()) / "cuadrante-benchmarks"))
"""Where generated files and filled stores are kept between runs."""


def machine() -> str:
    """Processor, cores, memory and Python of this machine, and the date."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].split(":", 1)[1].strip() if lines else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()},"
        f" {dt.date.today().isoformat()}"
    )


def peak_mb() -> float:
    """The most memory that this process ever held resident, in MB (10^6 bytes).

    On Linux from VmHWM, which begins anew with a program; ru_maxrss would inherit the parent's.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def apart(script: str, *arguments: str) -> dict[str, Any]:
    """Run one part of a benchmark in a process of its own; it answers with one JSON line, its last."""
    command = [sys.executable, str(ROOT / "benchmarks" / script), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and slowest in milliseconds."""
    ms = np.array(seconds) * 1000
    return {"median": float(np.median(ms)), "p95": float(np.quantile(ms, 0.95)), "max": float(ms.max())}


def put_between_marks(page: Path, name: str, lines: Sequence[str]) -> None:
    """Replace what stands between ``<!-- name: begin -->`` and ``<!-- name: end -->`` of a page by these lines."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    head, _, rest = page.read_text(encoding="utf-8").partition(begin)
    page.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.partition(end)[2], encoding="utf-8")


def layer_csv(rows: int, seed: int = 1) -> Path:
    """The generated incident-layer file of so many rows, made once (in a process of its own) and kept."""
    path = FOLDER / f"layer_{rows}_{seed}.csv"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        apart("measuring.py", "generate", str(rows), str(seed), str(path))
    return path


def _generate(rows: int, seed: int, path: Path) -> None:
    from lib.demonstration.volume import incident_layer_file

    part = path.with_suffix(".part")
    with part.open("wb") as file:
        incident_layer_file(file, rows, seed=seed)
    part.rename(path)
    print(json.dumps({"bytes": path.stat().st_size}))


if __name__ == "__main__" and sys.argv[1] == "generate":
    _generate(int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
