"""The floors of docs/house.md: imports go downward only, and only lib/ui, pages and app.py know Streamlit."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

FLOORS = {
    "app": 7, "pages": 7, "lib.__main__": 7, "lib.commands": 7,
    "lib.ui": 6,
    "lib.figures": 5, "lib.reports": 5,
    "lib.privacy": 4,
    "lib.storage": 3, "lib.access": 3,
    "lib.complaints": 2, "lib.places": 2, "lib.demonstration": 2, "lib.officers": 2, "lib.surveys": 2,
    "lib.errors": 1, "lib.texts": 1, "lib.catalogue": 1, "lib.result": 1, "lib.settings": 1,
    "lib": 1,
}
PURE = {"lib.complaints", "lib.places", "lib.demonstration", "lib.officers", "lib.surveys"}
STREAMLIT_ALLOWED = {"app", "pages", "lib.ui"}
FLOOR_2_SHARED = {"lib.complaints.columns"}
"""What neighbours on floor 2 may import from each other; the rest they receive as arguments."""


def modules() -> list[Path]:
    found = [*ROOT.glob("lib/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "app.py"]
    return sorted(path for path in found if path.is_file())


def module_name(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(name: str) -> str:
    """The longest listed prefix of a dotted name: 'lib.storage.store' -> 'lib.storage'."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        prefix = ".".join(parts[:end])
        if prefix in FLOORS and (prefix != "lib" or len(parts) == 1):
            return prefix
    raise AssertionError(f"{name} belongs to no room: add it to FLOORS and to docs/house.md")


def _only_for_types(tree: ast.Module) -> set[ast.AST]:
    """Nodes under ``if TYPE_CHECKING``: they are not imports at run time."""
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for child in node.body:
                inside.update(ast.walk(child))
    return inside


def imports(source: str, name: str, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything that a module imports at run time, wherever in the module."""
    tree = ast.parse(source)
    skipped = _only_for_types(tree)
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name.split(".") if is_package else name.split(".")[:-1]
                kept = package[: len(package) - node.level + 1]
                base = ".".join([*kept, base] if base else kept)
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def wrong_imports(source: str, name: str, is_package: bool = False) -> list[str]:
    """Every import of a module that its floor forbids, as 'line: why'."""
    here = room(name)
    found = []
    for line, target in imports(source, name, is_package):
        head = target.split(".")[0]
        if head == "streamlit" and here not in STREAMLIT_ALLOWED:
            found.append(f"{name}:{line}: imports Streamlit; only lib/ui, pages and app.py may")
        if head == "pages" and name != "app" and not name.startswith("pages"):
            found.append(f"{name}:{line}: imports a page")
        if head != "lib" or target == "lib":
            continue
        there = room(target) if target.count(".") else "lib"
        if there == here or target.startswith(tuple(FLOOR_2_SHARED)):
            continue
        if FLOORS[there] > FLOORS[here]:
            found.append(f"{name}:{line}: floor {FLOORS[here]} imports {target} of floor {FLOORS[there]}")
        elif here in PURE and there in PURE:
            found.append(f"{name}:{line}: neighbours on floor 2 meet through arguments, not by importing {target}")
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: module_name(path))
def test_imports_go_downward(path: Path) -> None:
    is_package = path.name == "__init__.py"
    assert not wrong_imports(path.read_text(encoding="utf-8"), module_name(path), is_package)


CLOCKS = {"today", "now", "utcnow"}


@pytest.mark.parametrize(
    "path", [p for p in modules() if room(module_name(p)) in PURE], ids=lambda path: module_name(path)
)
def test_floor_2_is_pure(path: Path) -> None:
    """No clock and no global random on floor 2: both arrive as arguments."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            call = ast.unparse(node.func)
            last = call.split(".")[-1]
            if last in CLOCKS and call.split(".")[0] in {"dt", "datetime", "date", "pd", "Timestamp"}:
                found.append(f"line {node.lineno}: reads the clock with {call}()")
            if call in {"time.time", "time.localtime", "time.gmtime"}:
                found.append(f"line {node.lineno}: reads the clock with {call}()")
            if call.startswith(("random.", "np.random.", "numpy.random.")) and last not in {
                "default_rng", "Generator", "PCG64", "SeedSequence"
            }:
                found.append(f"line {node.lineno}: uses the global random state with {call}()")
            if last == "default_rng" and not node.args:
                found.append(f"line {node.lineno}: an unseeded random generator")
            if call in {"os.getenv", "os.environ.get"}:
                found.append(f"line {node.lineno}: reads the environment")
    assert not found


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("lib.complaints.reading", "from lib.storage import store"),
        ("lib.complaints.reading", "def f():\n    import lib.privacy.release"),
        ("lib.storage.store", "import streamlit as st"),
        ("lib.privacy.release", "from lib.ui.show import table"),
        ("lib.complaints.checking", "from lib.places.book import PlaceBook"),
        ("lib.complaints.reading.csv", "from ...storage import store"),
        ("lib.texts", "from lib.complaints.filters import Filters"),
    ],
)
def test_the_test_sees_a_wrong_import(name: str, source: str) -> None:
    assert wrong_imports(source, name)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("lib.places.book", "from lib.complaints.columns import PLACE_LEVELS"),
        ("lib.ui.frame", "import streamlit as st\nfrom lib.storage import engine"),
        ("lib.result", "if TYPE_CHECKING:\n    from lib.complaints.filters import Filters"),
        ("lib.complaints.reading.csv", "from .formats import Format\nfrom lib import texts"),
    ],
)
def test_the_test_lets_a_right_import_pass(name: str, source: str) -> None:
    assert not wrong_imports(source, name)
