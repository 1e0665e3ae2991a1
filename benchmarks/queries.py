"""Each query behind the overview, uncached, on a store of 1 or 10 million rows.

    python benchmarks/queries.py [--rows 1000000] [--repeat 60] [--json]

The store is filled once through the real loader and kept. Each query runs ``repeat`` times, each time with another
period and place, so that no answer could come from a cache; the first run of each kind is thrown away (imports, plans).
Times are of the query function as the page calls it: predicate, Ibis, DuckDB, pandas, Result. ``cpu`` is the mean
processor time of all threads: what is left of the time when the machine is shared with other work is waiting.
Target: p95 under 40 ms at 1 million rows, under 250 ms at 10 million.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks import measuring
from lib.complaints.filters import Filters
from lib.storage import queries
from lib.storage.engine import Snapshot, snapshot

TARGETS = {1_000_000: 40.0, 10_000_000: 250.0}
PLACES: tuple[tuple[str, ...], ...] = ((), ("ICA-S1",), ("ICA-S2", "ICA-S4"), ("110101",), ("ICA-S5",))
TYPES: tuple[tuple[str, ...], ...] = ((), ("theft",), ("robbery", "theft"), ("property",))


def other_queries() -> dict[str, Callable[[Snapshot, Filters], Any]]:
    """Heavier questions that pages or the command line may ask, measured for comparison; no target."""
    return {
        "weekday x hour": lambda s, f: queries.count(s, f, ("weekday", "hour")),
        "points in 250 m squares": lambda s, f: queries.points_binned(s, f, 250.0),
    }


def overview_queries() -> dict[str, Callable[[Snapshot, Filters], Any]]:
    """What the overview asks, by name."""
    return {
        "total": lambda s, f: queries.total(s, f),
        "total the year before": lambda s, f: queries.total(s, f.year_before()),
        "by place": lambda s, f: queries.count(s, f.but(level="sector"), ("sector",)),
        "monthly series": lambda s, f: queries.monthly(s, whole(f)),
        "crime types": lambda s, f: queries.count(s, f, ("crime_type",)),
        "place x month": lambda s, f: queries.count(s, whole(f), ("month", "place")),
        "crime type x month": lambda s, f: queries.count(s, whole(f), ("month", "crime_type")),
        "gaps x month": lambda s, f: queries.gaps(s, whole(f), ("month",)),
        "completeness": lambda s, f: queries.completeness(s, f),
        "by source": lambda s, f: queries.count(s, f.but(source="", places=()), ("source",)),
        "freshness": lambda s, f: queries.freshness(s, queries.resolve(s, f).source),
    }


def whole(filters: Filters) -> Filters:
    """All months of the data: the overview keeps these answers and adds up the months of a period in memory."""
    return filters.but(start=None, end=None, level="sector")


def varied(rng: np.random.Generator) -> Filters:
    """Another period, place and crime type each time."""
    start = dt.date(2018, 1, 1) + dt.timedelta(days=int(rng.integers(0, 2000)))
    end = start + dt.timedelta(days=int(rng.integers(30, 900)))
    return Filters(
        start=start, end=end, level="sector", places=PLACES[rng.integers(len(PLACES))],
        crime_types=TYPES[rng.integers(len(TYPES))], non_crimes=bool(rng.random() < 0.2),
    )


def measure(rows: int, repeat: int) -> dict[str, Any]:
    """Fill the store if need be, build the snapshot, time every query."""
    from benchmarks.stores import filled

    store = filled(rows, measuring.layer_csv(rows))
    start = time.perf_counter()
    snap = snapshot(store)
    built = time.perf_counter() - start
    queries.resolve(snap, Filters())  # the sources' profiles: once per snapshot, like the snapshot itself
    profiled = time.perf_counter() - start - built
    answer: dict[str, Any] = {"rows": snap.rows, "snapshot_s": built, "profiles_s": profiled, "queries": {}}
    for name, ask in {**overview_queries(), **other_queries()}.items():
        rng = np.random.default_rng(7)
        seconds, work = [], []
        for turn in range(repeat + 1):
            filters = varied(rng)
            start, busy = time.perf_counter(), time.process_time()
            ask(snap, filters)
            if turn:
                seconds.append(time.perf_counter() - start)
                work.append(time.process_time() - busy)
        answer["queries"][name] = {**measuring.summary(seconds), "cpu": 1000 * float(np.mean(work))}
    answer["peak_mb"] = measuring.peak_mb()
    return answer


def main() -> None:
    """Measure in a process of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    measuring.layer_csv(options.rows)
    answer = measure(options.rows, options.repeat)
    if options.json:
        print(json.dumps({"machine": measuring.machine(), **answer}))
        return
    target = TARGETS.get(options.rows)
    print(measuring.machine())
    print(f"{answer['rows']:,} rows; snapshot {answer['snapshot_s']:.2f} s, profiles {answer['profiles_s']:.2f} s,"
          f" {answer['peak_mb']:,.0f} MB")
    print(f"{'query':26} {'median':>8} {'p95':>8} {'max':>8} {'cpu':>8}  ms")
    for name, found in answer["queries"].items():
        aimed = target is not None and name not in other_queries()
        verdict = "" if not aimed else "met" if found["p95"] <= target else f"above {target:g}"
        print(f"{name:26} {found['median']:8.1f} {found['p95']:8.1f} {found['max']:8.1f} {found['cpu']:8.1f}  {verdict}")


if __name__ == "__main__":
    main()
