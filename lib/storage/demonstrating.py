"""The demonstration's store, filled by the ordinary road: polygons, population, then its complaints file."""

from __future__ import annotations

import io
import threading

from lib.complaints.reading import Overrides, Upload
from lib.demonstration import ica, world
from lib.places import polygon_files, polygons, population_files
from lib.places.book import PlaceBook
from lib.storage import locking
from lib.storage.loading import add, check_file
from lib.storage.store import Store

WHO = "demo"
_building = threading.Lock()


def ensure_demo(store: Store) -> int:
    """Fill the demonstration's store unless it is filled; gives its version. Takes a few seconds the first time.

    Several processes may ask at once: one fills it, the others wait.
    """
    if _filled(store):
        return store.version
    with _building, locking.held(store.root / "demonstration.lock", exclusive=True):
        return store.version if _filled(store) else _fill(store)


def _filled(store: Store) -> bool:
    return any(event.type == "load" for event in store.live_events())


def _fill(store: Store) -> int:
    demo = ica.demonstration()
    done = {event.type for event in store.live_events()}
    if "polygons" not in done:
        drawn = polygons.read(
            polygon_files.look(ica.SECTORS_NAME, io.BytesIO(demo.sectors)), level="sector", synthetic=True,
            district=str(world.ica().facts["places"]["ubigeo"]),
        )
        store.add_event("polygons", drawn.polygons.payload(), WHO)
    if "population" not in done:
        people = population_files.read(ica.POPULATION_NAME, io.BytesIO(demo.population), book=PlaceBook())
        store.add_event("population", people.table.payload(), WHO)
    upload = Upload.of(demo.complaints, ica.FILE_NAME)
    with check_file(store, upload, Overrides(format=ica.FORMAT, source=ica.SOURCE)) as checked:
        return add(store, checked, WHO, demo.edition).version
