"""The cross table's numbers and markup at a control's change, uncached and cached, without Streamlit.

    python benchmarks/crosstab.py [--rows 1000000] [--repeat 30] [--json]

The store is the generated one of so many rows (see queries.py). Controls, each with a value that was never asked before: a
period of whole months (numbers, the cell of the drill-down and the drawn table), a crime type in the filter (which asks the
engine anew), another cell, another pair of places, another measure (drawing alone). ``cached`` asks for the last answers.
Target: p95 under 120 ms, cached under 30 ms.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import measuring, stores
from lib import catalogue
from lib.access.audiences import policy
from lib.complaints import periods
from lib.complaints.crosstab import TOTAL
from lib.complaints.filters import Filters
from lib.figures.crosstab import MEASURES, Names, View, cross_table, types_by_total
from lib.storage import engine
from lib.ui import choices, crosstab_cell, crosstab_numbers

NAMES = Names(str, lambda code: catalogue.label(code, "es"), "Sector", "?")


def milliseconds(asked: list[Callable[[], object]]) -> dict[str, float]:
    """How long each of these questions took: median, p95, max and n."""
    took = []
    for question in asked:
        start = time.perf_counter()
        question()
        took.append(time.perf_counter() - start)
    return {**measuring.summary(took), "n": len(took)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    snapshot = engine.snapshot(stores.filled(words.rows, measuring.layer_csv(words.rows)))
    source = choices.sources(snapshot)[0]
    rules = policy("command")
    held = choices.holdings(snapshot, source, rules)
    months = periods.months(held.first, held.last)
    spans = [(a, periods.month_end(b)) for i, a in enumerate(months[12:]) for b in months[12 + i:]][:words.repeat + 1]
    level = held.default_level

    def page(filters: Filters, place: int = 0, measure: str = "count") -> str:
        crossed = crosstab_numbers.numbers(snapshot, filters, held, rules, crosstab_numbers.YEAR)
        types = types_by_total(crossed.now)
        crosstab_cell.cell(snapshot, crossed, held, held.codes[level][place], types[0] if types else TOTAL)
        view = View(measure, tuple(types[:7]), 60)
        return cross_table(crossed.now, view, NAMES, "es", alt="", marks=crossed.before).markup

    def filters_of(start: dt.date, end: dt.date, *crimes: str) -> Filters:
        return Filters(source=source, start=start, end=end, level=level, crime_types=crimes)

    page(filters_of(*spans[-1]))
    whole = filters_of(*spans[0])
    crossed = crosstab_numbers.numbers(snapshot, whole, held, rules, crosstab_numbers.YEAR)
    types, places = types_by_total(crossed.now), held.codes[level]
    cells = [(p, t) for t in types for p in places][:words.repeat]
    pairs = [(a, b) for a in places for b in places if a != b][:words.repeat]
    found = {
        "period": milliseconds([lambda s=span: page(filters_of(*s)) for span in spans[:words.repeat]]),
        "crime_type": milliseconds([lambda c=c: page(filters_of(*spans[0], c)) for c in held.crime_codes[:words.repeat]]),
        "cell": milliseconds([lambda c=c: crosstab_cell.cell(snapshot, crossed, held, *c) for c in cells]),
        "two_places": milliseconds([lambda p=p: crosstab_cell.compared(snapshot, crossed, *p) for p in pairs]),
        "measure": milliseconds([lambda m=m: page(whole, 0, m) for m in MEASURES * (words.repeat // 5)]),
        "cached": milliseconds([lambda: page(whole)] * words.repeat),
    }
    told = {"rows": snapshot.rows, "level": level, "milliseconds": found}
    print(json.dumps(told) if words.json else "\n".join([f"{snapshot.rows:,} rows, by {level}", *(
        f"{name:12} median {row['median']:7.1f} ms   p95 {row['p95']:7.1f} ms   ({row['n']})" for name, row in found.items()
    )]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
