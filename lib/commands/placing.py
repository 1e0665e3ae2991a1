"""polygons, population and demo: places, their people, and the demonstration."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from lib import texts
from lib.access import audiences
from lib.commands.loading import store_of
from lib.commands.outcome import Outcome, problem_lines
from lib.errors import FileError
from lib.places import polygon_files, population_files
from lib.places import polygons as polygon_reading
from lib.places.book import PlaceBook
from lib.storage import folders
from lib.storage.demonstrating import ensure_demo


def polygons(words: argparse.Namespace) -> Outcome:
    """Store the polygons of a level; points are placed in them from this version on."""
    store, lang = store_of(words), words.lang
    with ExitStack() as stack:
        file = polygon_files.look(Path(words.file).name, _open(words, stack), words.layer)
        found = polygon_reading.read(
            file, level=words.level, code_column=words.code_column, name_column=words.name_column, crs=words.crs,
            district=words.district or "", book=PlaceBook.from_events(store.live_events()),
        )
    version = store.add_event("polygons", found.polygons.payload(), words.who or audiences.person())
    told = {
        "level": words.level, "features_read": found.features_read, "features_accepted": found.features_accepted,
        "features_rejected": found.features_rejected, "places": len(found.polygons.codes),
        "problems": found.problems.as_records(lang), "version": version,
    }
    line = texts.t(
        "commands.drawn", lang, places=len(found.polygons.codes), read=found.features_read, version=version
    )
    return Outcome(told, [*problem_lines(found.problems, lang), line])


def population(words: argparse.Namespace) -> Outcome:
    """Store inhabitants by place and year."""
    store, lang = store_of(words), words.lang
    with ExitStack() as stack:
        found = population_files.read(
            Path(words.file).name, _open(words, stack), source=words.source, sheet=words.sheet,
            book=PlaceBook.from_events(store.live_events()),
        )
    version = store.add_event("population", found.table.payload(), words.who or audiences.person())
    told = {
        "rows_read": found.rows_read, "rows_accepted": found.rows_accepted, "rows_rejected": found.rows_rejected,
        "problems": found.problems.as_records(lang), "version": version,
    }
    line = texts.t("commands.peopled", lang, rows=texts.number(found.rows_accepted, lang), version=version)
    return Outcome(told, [*problem_lines(found.problems, lang), line])


def demo(words: argparse.Namespace) -> Outcome:
    """Fill the demonstration's store."""
    version = ensure_demo(folders.demo_store())
    return Outcome({"version": version}, [texts.t("commands.demo_ready", words.lang, version=version)])


def _open(words: argparse.Namespace, stack: ExitStack) -> BinaryIO:
    path = Path(words.file)
    try:
        return stack.enter_context(path.open("rb"))
    except OSError as error:
        raise FileError("commands_cannot_open", file=path.name or words.file, reason=error.strerror or "") from error
