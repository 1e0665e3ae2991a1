"""Every file in data/ can be read, has its papers, and agrees with its neighbours."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from lib import catalogue

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
FILES = sorted(p for p in DATA.rglob("*") if p.is_file() and not p.is_relative_to(DATA / "local"))
TEXTLESS = [p for p in FILES if not p.is_relative_to(DATA / "texts")]
TABLES = [p for p in FILES if p.suffix == ".csv"]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".toml"], ids=relative)
def test_toml_parses(path: Path) -> None:
    assert tomllib.loads(path.read_text(encoding="utf-8"))


def test_json_parses() -> None:
    for path in FILES:
        if path.suffix in {".json", ".geojson"}:
            assert json.loads(path.read_text(encoding="utf-8")), relative(path)


@pytest.mark.parametrize("path", [p for p in TABLES if not p.is_relative_to(DATA / "sample")], ids=relative)
def test_tables_are_rectangular(path: Path) -> None:
    """UTF-8, one header without repeats, every row as long as the header. (data/sample holds files as they arrive.)"""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    header = rows[0]
    assert len(set(header)) == len(header)
    assert len(rows) > 1
    assert not [number for number, row in enumerate(rows, 1) if len(row) != len(header)]


@pytest.mark.parametrize("path", [p for p in TEXTLESS if p.suffix not in {".toml", ".md"}], ids=relative)
def test_every_data_file_has_its_papers(path: Path) -> None:
    """Who made it and from what: a TOML of the same name, the folder's README.md, or comment lines at its top."""
    twin = path.with_suffix(".toml")
    readme = path.parent / "README.md"
    first = path.read_bytes()[:1]
    assert (
        twin.exists() or first == b"#" or (readme.exists() and path.name in readme.read_text(encoding="utf-8"))
    ), f"say in {relative(readme)} where {path.name} comes from"


def test_nothing_big_is_kept() -> None:
    assert not {relative(p): p.stat().st_size for p in FILES if p.stat().st_size > 1_000_000}


def test_every_setting_says_why() -> None:
    """A threshold without a reason beside it (or above it) is a number nobody dares to change."""
    lines = (DATA / "settings.toml").read_text(encoding="utf-8").splitlines()
    bare = []
    for number, line in enumerate(lines):
        if re.match(r"[a-z_0-9]+\s*=", line) and "#" not in line:
            above = lines[number - 1].strip() if number else ""
            if not above.startswith("#"):
                bare.append(f"{number + 1}: {line}")
    assert not bare


def test_every_setting_is_read() -> None:
    """The name of every setting stands somewhere in the code."""
    code = "\n".join(p.read_text(encoding="utf-8") for p in [*ROOT.glob("lib/**/*.py"), *ROOT.glob("app.py"),
                                                              *ROOT.glob("pages/**/*.py")])
    tables = tomllib.loads((DATA / "settings.toml").read_text(encoding="utf-8"))
    unread = [f"{section}.{name}" for section, values in tables.items() for name in values
              if not re.search(rf"\b{re.escape(name)}\b", code)]
    assert not unread


# the catalogue

LEVELS = {"family": None, "type": "family", "subtype": "type"}


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / "catalogue" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_catalogue_codes_are_unique_and_lawful() -> None:
    codes = [row["code"] for row in rows_of("crime_types.csv")]
    assert not [code for code, n in Counter(codes).items() if n > 1]
    assert not [code for code in codes if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)?", code)]


def test_catalogue_parents_stand_one_level_up() -> None:
    entries = catalogue.entries()
    for entry in entries.values():
        wanted = LEVELS[entry.level]
        if wanted is None:
            assert entry.parent == "", entry.code
        else:
            assert entries[entry.parent].level == wanted, entry.code


def test_catalogue_is_complete() -> None:
    for entry in catalogue.entries().values():
        assert entry.es and entry.en, entry.code
        assert entry.disclosure in {"open", "aggregated", "closed"}, entry.code
        assert re.fullmatch(r"(\d{2,7})?", entry.iccs), entry.code


@pytest.mark.parametrize("lang", ["es", "en"])
def test_catalogue_names_are_unique_within_a_level(lang: str) -> None:
    names = Counter((entry.level, getattr(entry, lang)) for entry in catalogue.entries().values())
    assert not [name for name, n in names.items() if n > 1]


def test_labels_point_to_codes() -> None:
    unknown = [row for row in rows_of("labels.csv") if row["code"] not in catalogue.entries()]
    assert not unknown


def test_a_label_means_one_thing_in_one_source() -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for row in rows_of("labels.csv"):
        meanings.setdefault((row["source"], catalogue.normalise(row["label"])), set()).add(row["code"])
    assert not {key: codes for key, codes in meanings.items() if len(codes) > 1}


def test_every_crime_type_can_be_reached() -> None:
    """Each entry's own names lead to it or to one of the same name (a type and its subtype may share words)."""
    for entry in catalogue.entries().values():
        if entry.code.startswith("unmapped"):
            continue
        found = catalogue.find(entry.es)
        assert found is not None, entry.code


def test_source_labels_name_a_format() -> None:
    """A label that belongs to one source names a source that a format declares."""
    formats = {p.stem for p in (DATA / "formats").glob("*.toml")}
    declared = set(formats)
    for path in (DATA / "formats").glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        declared |= {str(table.get("source", "")), str(table.get("name", ""))}
    assert {row["source"] for row in rows_of("labels.csv") if row["source"]} <= declared


def test_every_page_is_complete() -> None:
    """A row says its name, section, script, icon, address and audiences; keys and addresses are its own."""
    rows = tomllib.loads((DATA / "pages.toml").read_text(encoding="utf-8"))["page"]
    for row in rows:
        assert {"key", "section", "script", "icon", "url", "audiences"} <= set(row), row
        assert (DATA.parent / row["script"]).is_file(), row
        assert set(row["audiences"]) <= {"command", "municipal", "public"} and row["audiences"], row
    for name in ("key", "url", "script"):
        assert len({row[name] for row in rows}) == len(rows)
