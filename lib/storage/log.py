"""The log: its columns, its events, and which of them are live.

One Delta table per store, partitioned by ``kind``. Nothing is deleted or rewritten; see docs/house.md, "The store".
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from lib.complaints import columns

KINDS = ("row", "confirm", "cover", "event")

SCHEMA = pa.schema(
    [
        pa.field("kind", pa.string()),
        pa.field("load", pa.int64()),
        *columns.SCHEMA,
        pa.field("cover_place", pa.string()),
        pa.field("payload", pa.string()),
    ]
)
"""``load`` is the version of the commit that wrote the row. ``cover_place`` is the place that editions are compared by
(rows and covers). A confirm fills source, key and content; a cover source, cover_place, occurred_from and occurred_to."""

EVENT_TYPES = ("load", "undo", "labels", "polygons", "population", "streets", "stations")


@dataclass(frozen=True)
class Event:
    """What happened at one version: its type, who, when (UTC) and its payload; undone when a live undo names it."""

    version: int
    type: str
    who: str
    when: dt.datetime
    payload: Mapping[str, Any] = field(hash=False)
    undone_by: int | None = None

    @property
    def live(self) -> bool:
        return self.undone_by is None

    @property
    def edition(self) -> str:
        """Cut-off of a load: what the person said, else the time of loading; orders the loads of a source."""
        return str(self.payload.get("edition") or self.when.strftime(EDITION_NOW))


EDITION_NOW = "%Y-%m-%dT%H:%M:%S"


def event_row(version: int, kind: str, who: str, when: dt.datetime, payload: Mapping[str, Any]) -> pa.RecordBatch:
    """The one log row of an event."""
    text = json.dumps(
        {"type": kind, "who": who, "when": when.astimezone(dt.UTC).isoformat(), "payload": payload},
        ensure_ascii=False, sort_keys=True, default=_plain,
    )
    return batch({"kind": ["event"], "load": [version], "payload": [text]})


def batch(values: Mapping[str, Sequence[Any]]) -> pa.RecordBatch:
    """Log rows with the columns given; the others are null."""
    size = len(next(iter(values.values())))
    return pa.RecordBatch.from_arrays(
        [pa.array(values[f.name], f.type) if f.name in values else pa.nulls(size, f.type) for f in SCHEMA], schema=SCHEMA
    )


def filled(rows: pa.RecordBatch) -> pa.RecordBatch:
    """The rows with all columns of the log, in order; those they lack are null."""
    names = set(rows.schema.names)
    return pa.RecordBatch.from_arrays(
        [rows[f.name].cast(f.type) if f.name in names else pa.nulls(rows.num_rows, f.type) for f in SCHEMA], schema=SCHEMA
    )


def read_events(rows: Iterable[tuple[int, str]]) -> list[Event]:
    """Events from (version, payload text) of the log, by version, each knowing whether it is undone."""
    events: list[Event] = []
    for version, text in sorted(rows):
        told = json.loads(text)
        events.append(
            Event(version, told["type"], told["who"], dt.datetime.fromisoformat(told["when"]), told["payload"])
        )
    undone = undoing((e.version, int(e.payload["version"])) for e in events if e.type == "undo")
    return [
        Event(e.version, e.type, e.who, e.when, e.payload, undone[e.version]) if e.version in undone else e
        for e in events
    ]


def undoing(undos: Iterable[tuple[int, int]]) -> dict[int, int]:
    """{undone version: the live undo that names it} from (version of the undo, version that it names).

    An undo names an earlier version, so one walk from the newest to the oldest knows of each undo whether it lives.

    >>> undoing([(5, 2), (6, 5)])
    {5: 6}
    """
    undone: dict[int, int] = {}
    for version, target in sorted(undos, reverse=True):
        if version not in undone:
            undone.setdefault(target, version)
    return undone


def ranks(events: Sequence[Event]) -> dict[int, int]:
    """Order of the loads, live or not: {version: rank}, by edition and then by arrival."""
    loads = sorted((e for e in events if e.type == "load"), key=lambda e: (edition_key(e.edition), e.version))
    return {event.version: rank for rank, event in enumerate(loads)}


def edition_key(edition: str) -> str:
    """Editions compare as dates do: '2026' < '2026-05' < '2026-05-31' < '2026-05-31T10:00:00' < '2026-06'.

    A month or a year without its day stands for its beginning.
    """
    return edition.strip().replace(" ", "T")


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"not for JSON: {type(value)}")
