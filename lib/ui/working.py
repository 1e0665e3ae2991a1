"""Work that takes more than a moment: done in a thread of its own while the page shows how far it is.

What reads and stores files tells its progress from threads that are not the page's; here only numbers cross over, and the
page alone draws the bar.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

import streamlit as st

from lib import settings, texts
from lib.ui import visit
from lib.ui.visit import say

T = TypeVar("T")


def with_progress(step: str, expected: int, work: Callable[[Callable[..., None]], T]) -> T:
    """Do ``work`` and give its answer; what it raises is raised here.

    step      ``load.step.<step>`` and ``load.step.<step>_rows`` are the words beside the bar
    expected  about how many rows there will be
    work      gets a callable to tell the rows done, or the share of the file (0 to 1) and the rows
    The bar never claims to be full before the work has ended, and does not flash for work that takes no time.
    """
    told: list[tuple[float, int]] = [(0.0, 0)]

    def tell(*done: float) -> None:
        rows = int(done[-1])
        told[0] = (done[0] if len(done) > 1 else rows / max(expected, 1), rows)

    place = st.empty()
    pause = float(settings.value("data_pages.progress_seconds"))
    with ThreadPoolExecutor(max_workers=1) as pool:
        doing = pool.submit(work, tell)
        while not wait([doing], timeout=pause).done:
            share, rows = told[0]
            place.progress(min(max(share, 0.0), 0.99), text=_words(step, rows))
    place.empty()
    return doing.result()


def _words(step: str, rows: int) -> str:
    if not rows:
        return say(f"load.step.{step}")
    return say(f"load.step.{step}_rows", rows=texts.number(rows, visit.lang()))
