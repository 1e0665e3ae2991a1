"""The review list: labels of visible complaints that the catalogue does not know, or knows only by a coarser level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import duckdb
import pandas as pd

from lib import catalogue
from lib.complaints.columns import UNMAPPED
from lib.complaints.filters import Filters
from lib.result import Result, Source
from lib.storage import decisions, duck, visibility
from lib.storage.engine import Snapshot
from lib.storage.store import Store

COLUMNS = ("source", "label", "crime_code", "count")


def unknown_labels(snapshot: Snapshot, filters: Filters) -> Result:
    """Which crime names wait for somebody to say what they are, and how many complaints does each hold?

    snapshot  the store at a version; mappings made up to it are applied already
    filters   only ``policy`` matters: the list speaks of every source, period and place, crimes or not
    returns   table source, label (as the file wrote it), crime_code (what its complaints count as now: ``unmapped``, or
              the coarser entry that was known), count (complaints); the most frequent first
    missing   rows without any label are not listed: there is nothing to map
    source    the visible rows of the log (docs/house.md) and the unknown labels that each live load wrote down (its most
              frequent ones: ``storage.unknown_labels_kept``)
    """
    store, version = snapshot.store, snapshot.version
    rows = _waiting(_Key(store, store.identity()[:2], version)) if version else ()
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"count": "int64"})
    sources: Iterable[Source] = (snapshot.sources()[code] for code in table["source"].unique())
    return Result(
        table, dims=("source", "label", "crime_code"), counts=("count",), n=int(table["count"].sum()), filters=filters,
        sources=tuple(sources),
    )


class _Key:
    """A store and version to cache by; the folder's identity tells a store made anew from the old one."""

    def __init__(self, store: Store, identity: tuple[str, str], version: int) -> None:
        self.store, self.version = store, version
        self._told = (*identity, version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)


@lru_cache(maxsize=4)
def _waiting(key: _Key) -> tuple[tuple[str, str, str, int], ...]:
    events = key.store.events(key.version)
    listed = _listed(e.payload for e in events if e.type == "load" and e.live)
    mappings = decisions.label_mappings(events)
    con = duck.connect()
    try:
        groups = _groups(con, key)
    finally:
        con.close()
    found: dict[tuple[str, str, str], int] = {}
    for source, raw, code, count in groups:
        if decisions.remapped(mappings, source, raw, code) is not None:
            continue
        parts = [raw, *raw.split(" / ")]
        label = next((part for part in parts if (source, catalogue.normalise(part)) in listed), None)
        if label is None:
            if code != UNMAPPED:
                continue
            label = raw
        found[source, label, code] = found.get((source, label, code), 0) + int(count)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple((source, label, code, count) for (source, label, code), count in ordered)


def _listed(payloads: Iterable[Mapping[str, object]]) -> set[tuple[str, str]]:
    """(source, normalised label) of what live loads did not know."""
    out: set[tuple[str, str]] = set()
    for payload in payloads:
        told = payload.get("unknown_labels") or []
        out |= {(str(each["source"]), catalogue.normalise(str(each["label"]))) for each in told}  # type: ignore[attr-defined]
    return out


def _groups(con: duckdb.DuckDBPyConnection, key: _Key) -> list[tuple[str, str, str, int]]:
    """source, crime_raw, crime_type (as stored) and complaints of the visible rows with a label."""
    events = key.store.events(key.version)
    visibility.define_log(con, key.store, key.version)
    visibility.define_loads(con, events)
    parts = [visibility.visible_simple()]
    if not visibility.all_clean(events):
        parts.append(visibility.visible_mixed())
    union = " union all ".join(f"select source, crime_raw, crime_type, count from ({part})" for part in parts)
    return con.execute(
        f"select source, crime_raw, crime_type, sum(count)::bigint from ({union})"
        " where crime_raw is not null and crime_raw <> '' group by all"
    ).fetchall()
