"""Studies: the answers of a survey kept whole in a register of their own, with the codebook that reads them.

``own/answers-<study>`` holds the texts of the file as they came, so that a corrected codebook reads them anew; each save
is a version with who, when, what, and the codebook in its notes. Codebooks are kept as files too, in
``$CUADRANTE_DATA/codebooks``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lib.complaints.reading import Upload
from lib.errors import Problems, UsageError
from lib.result import Source
from lib.storage import folders
from lib.storage.register import Register
from lib.storage.store import trouble
from lib.storage.survey_files import AnswersFile, read_answers
from lib.surveys import instrument
from lib.surveys.answers import Answers
from lib.surveys.checking import take
from lib.surveys.instrument import Codebook
from lib.texts import DATA

PREFIX = "answers-"
ROW = "row"


@dataclass(frozen=True)
class Study:
    """A survey as stored: its codebook, its answers, what was wrong with them, and where it stands."""

    name: str
    codebook: Codebook
    answers: Answers
    problems: Problems
    identity: tuple[str, str, int]
    file: str
    when: str

    @property
    def synthetic(self) -> bool:
        return self.codebook.synthetic

    def source(self) -> Source:
        """The papers of its numbers."""
        return Source(self.name, self.codebook.source or self.file, self.when[:10], self.identity[2],
                      synthetic=self.codebook.synthetic)


def register(root: Path, name: str) -> Register:
    """The register of one study under a store's folder."""
    return Register(root, PREFIX + instrument.clean_name(name))


def names(root: Path) -> list[str]:
    """The studies under a store's folder that hold answers, by name."""
    found = sorted(path.name.removeprefix(PREFIX) for path in root.glob(PREFIX + "*") if path.is_dir())
    return [name for name in found if _rows(register(root, name))]


def save(root: Path, file: AnswersFile, codebook: Codebook, who: str, *, on: int | None = None) -> int:
    """Keep these answers as the state of the study that the codebook names; gives the new version.

    on  the version that the person saw (default: that of now). Raises what ``take`` raises: nothing unreadable is kept.
    """
    take(file.table, codebook, list(file.rows))
    target = register(root, codebook.name)
    columns = file.table.column_names
    rows = pa.table({
        ROW: pa.array(np.asarray(file.rows, dtype=np.int64)),
        **{f"c{place}": file.table.column(place).cast(pa.large_string()) for place in range(len(columns))},
    })
    return target.save(rows, who, on=target.version if on is None else on, action="load", what=file.name, notes={
        "codebook": instrument.to_toml(codebook), "columns": columns, "sha256": file.sha256,
    })


def change_codebook(root: Path, name: str, codebook: Codebook, who: str, *, on: int) -> int:
    """Read the answers of a study with another codebook from now on; gives the new version."""
    target = register(root, name)
    rows, notes, file, _ = _state(target, None)
    take(_table(rows, notes), codebook, list(rows.column(ROW).to_numpy()))
    return target.save(rows, who, on=on, action="codebook", what=file, notes={
        **notes, "codebook": instrument.to_toml(codebook)})


def opened(root: Path, name: str, version: int | None = None) -> Study:
    """A study with its answers as numbers. UsageError names the studies that exist."""
    target = register(root, name)
    if not target.version:
        raise UsageError("survey_no_such_study", name=name, known=", ".join(names(root)))
    rows, notes, file, when = _state(target, version)
    codebook = instrument.from_toml(str(notes["codebook"]), name)
    taken = take(_table(rows, notes), codebook, list(rows.column(ROW).to_numpy()))
    folder, table, newest = target.identity()
    return Study(target.name.removeprefix(PREFIX), codebook, taken.answers, taken.problems,
                 (folder, table, version or newest), file, when)


def stored_file(root: Path, name: str) -> AnswersFile:
    """The texts of a study as they were loaded, to be read with a corrected codebook."""
    rows, notes, file, _ = _state(register(root, name), None)
    return AnswersFile(file, _table(rows, notes), rows.column(ROW).to_numpy(), str(notes.get("sha256", "")))


def ensure_demo(root: Path, name: str, make: Callable[[], tuple[bytes, Codebook]]) -> None:
    """Keep the demonstration's survey under its store's folder, unless it is there."""
    with _building:
        if not register(root, name).version:
            content, codebook = make()
            save(root, read_answers(Upload.of(content, f"{name}.csv")), codebook, "demo", on=0)


_building = threading.Lock()


def keep_codebook(codebook: Codebook) -> Path:
    """Write the codebook into ``$CUADRANTE_DATA/codebooks``; gives the file."""
    folder = folders.data_folder() / "codebooks"
    path = folder / f"{instrument.clean_name(codebook.name)}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(instrument.to_toml(codebook), encoding="utf-8")
    except OSError as error:
        raise trouble(error, folder) from error
    return path


def templates() -> dict[str, Codebook]:
    """The instruments that ship with the product, by file name."""
    return {path.stem: instrument.from_toml(path.read_text(encoding="utf-8"), path.name)
            for path in sorted((DATA / "instruments").glob("*.toml"))}


def kept_codebooks() -> tuple[dict[str, Codebook], list[UsageError]]:
    """The codebooks that people saved here, by file name, and what is wrong with those that cannot be used."""
    found: dict[str, Codebook] = {}
    broken: list[UsageError] = []
    for path in sorted((folders.data_folder() / "codebooks").glob("*.toml")):
        try:
            found[path.stem] = instrument.from_toml(path.read_text(encoding="utf-8", errors="replace"), path.name)
        except UsageError as error:
            broken.append(error)
    return found, broken


def _rows(target: Register) -> int:
    history = target.history()
    return int(history["rows"].iloc[0]) if len(history) else 0


def _state(target: Register, version: int | None) -> tuple[pa.Table, dict[str, Any], str, str]:
    """(rows, notes, file, when) of a version; an undo's notes are those of the version that it brought back."""
    rows = target.read(version)
    history: dict[int, dict[Any, Any]] = {int(entry["version"]): entry for entry in target.history().to_dict("records")}
    if rows is None or rows.num_rows == 0:
        raise UsageError("survey_no_such_study", name=target.name.removeprefix(PREFIX), known="")
    at = version or target.version
    while history[at]["action"] == "undo":
        at = int(history[at]["notes"]["undone"]) - 1
    entry = history[at]
    return rows, dict(entry["notes"]), str(entry["what"] or ""), str(entry["when"] or "")


def _table(rows: pa.Table, notes: dict[str, Any]) -> pa.Table:
    columns = [str(name) for name in notes["columns"]]
    return pa.table({name: rows.column(f"c{place}") for place, name in enumerate(columns)})
