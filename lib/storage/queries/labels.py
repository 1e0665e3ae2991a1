"""Crime labels that the catalogue does not know, waiting for a person's decision."""

from __future__ import annotations

import ibis

from lib.result import Result
from lib.storage import building
from lib.storage.engine import Snapshot


def unmapped_labels(snapshot: Snapshot) -> Result:
    """Which labels are counted under "unmapped" now, and how often? source, label (as stored), rows, count; most first.

    A decision is ``store.add_event("labels", {"source": source, "label": label, "code": code}, who)``.
    """
    t = ibis.table(building.UNMAPPED_LABELS, name="unmapped_labels")
    return Result(
        snapshot.run(t.order_by([ibis.desc("count"), "source", "label"])), dims=("source", "label"),
        settings={"version": snapshot.version}, sources=tuple(snapshot.sources().values()),
    )
