"""The demonstration's store, filled by the ordinary road: polygons, population, its complaints file, then its registers."""

from __future__ import annotations

import io
import threading

from lib import settings
from lib.complaints.reading import Overrides, Upload
from lib.demonstration import ica, officers, patrols, world
from lib.places import polygon_files, polygons, population_files
from lib.places.book import PlaceBook
from lib.storage import folders, locking, staffing
from lib.storage.loading import add, check_file
from lib.storage.store import Store

WHO = "demo"
REGISTERS = ("staff", "vehicles", "patrol")
_building = threading.Lock()


def ensure_demo(store: Store) -> int:
    """Fill the demonstration's store unless it is filled; gives its version. Takes a few seconds the first time.

    Several processes may ask at once: one fills it, the others wait.
    """
    if filled(store):
        return store.version
    with _building, locking.held(store.root / "demonstration.lock", exclusive=True):
        if not _loaded(store):
            _fill(store)
        _registers(store)
        return store.version


def filled(store: Store) -> bool:
    """True when the demonstration is complete: its complaints and its registers."""
    return _loaded(store) and all(folders.register(store, name).version for name in REGISTERS)


def _loaded(store: Store) -> bool:
    return any(event.type == "load" for event in store.live_events())


def _registers(store: Store) -> None:
    """Officers, vehicles and patrols, each as its ordinary sheet."""
    book = PlaceBook.from_events(store.live_events())
    contents = (*officers.sheets(lambda code: book.name("district", code)), patrols.sheet(settings.value("hours.shifts")))
    files = (officers.STAFF_NAME, officers.VEHICLES_NAME, patrols.NAME)
    for name, file, content in zip(REGISTERS, files, contents, strict=True):
        register = folders.register(store, name)
        if not register.version:
            staffing.add(register, staffing.read(name, Upload.of(content, file), book), WHO, file, on=0)


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
