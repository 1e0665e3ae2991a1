"""The papers agree with the house: links lead somewhere, every decision is listed, the version notes are kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("*.md", "docs/**/*.md", "data/*/*.md", "benchmarks/*.md")
PAPERS = sorted(path for place in PLACES for path in ROOT.glob(place))
LINK = re.compile(r"\]\(([^)\s#]+)(#[^)]*)?\)")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAPERS, ids=relative)
def test_links_lead_somewhere(path: Path) -> None:
    links = [found[1] for found in LINK.finditer(path.read_text(encoding="utf-8"))]
    assert not [link for link in links if "://" not in link and not (path.parent / link).exists()]


@pytest.mark.parametrize("path", PAPERS, ids=relative)
def test_modules_named_in_papers_exist(path: Path) -> None:
    named = set(re.findall(r"`((?:lib|pages|tests|data|benchmarks)/[\w./-]+\.(?:py|toml|csv|md))`",
                           path.read_text(encoding="utf-8")))
    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    assert not [path.name for path in folder.glob("0*.md") if f"({path.name})" not in listed]


def test_every_method_page_has_its_title() -> None:
    """A page in docs/methods begins with a title, so that a reader knows what it answers."""
    pages = (ROOT / "docs" / "methods").glob("*.md")
    assert not [relative(page) for page in pages if not page.read_text(encoding="utf-8").startswith("# ")]


def test_pictures_are_few_and_small() -> None:
    pictures = list((ROOT / "docs").rglob("*.png"))
    assert len(pictures) <= 12
    assert not [relative(p) for p in pictures if p.stat().st_size > 300_000]


def test_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("run", "test"):
        assert f"make {command}" in readme
        assert re.search(rf"^{command}:", makefile, re.M)


def test_the_map_of_floors_is_the_one_that_is_tested() -> None:
    """Every room of tests/test_floors.py stands in docs/house.md."""
    house = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    rooms = [p.name for p in (ROOT / "lib").iterdir() if p.is_dir() and not p.name.startswith("_")]
    assert not [room for room in rooms if f"lib/{room}" not in house]
