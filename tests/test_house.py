"""Rules of the house that a reader would otherwise have to remember: sizes, left-overs, and declared libraries."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted([*ROOT.glob("lib/**/*.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("app.py")])
EVERYTHING = sorted([*CODE, *ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/**/*.py")])

IMPORT_NAMES = {
    "fpdf2": "fpdf", "font-source-sans-pro": "font_source_sans_pro",
    "python-calamine": "python_calamine", "charset-normalizer": "charset_normalizer", "ibis-framework": "ibis",
    "resvg-py": "resvg_py", "scikit-learn": "sklearn", "pytest-cov": "pytest_cov",
    "pandas-stubs": "pandas", "pillow": "PIL", "types-openpyxl": "openpyxl",
}
OURS = {"lib", "pages", "app", "tests", "benchmarks"}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_are_short() -> None:
    assert not {relative(p): lines(p) for p in EVERYTHING if lines(p) > 400}


def test_pages_are_thin() -> None:
    assert not {relative(p): lines(p) for p in CODE if p.is_relative_to(ROOT / "pages") and lines(p) > 120}


def test_no_drawer_for_everything() -> None:
    """A room is named after what is in it."""
    assert not [relative(p) for p in CODE if re.fullmatch(r"(utils?|misc|helpers?|common)(\.py)?", p.name)]


def test_every_module_says_what_it_is() -> None:
    assert not [relative(p) for p in EVERYTHING if p.name != "__init__.py" and not ast.get_docstring(parsed(p))]


def test_public_functions_are_explained() -> None:
    """A function that another module may call has a docstring; a method of one short line may explain itself."""
    missing = []
    for path in CODE:
        if path.is_relative_to(ROOT / "pages"):
            continue
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                explained = ast.get_docstring(node)
                length = (node.end_lineno or node.lineno) - node.lineno
                if not explained and length > 6:
                    missing.append(f"{relative(path)}:{node.lineno} {node.name}")
    assert not missing


def imported_packages(paths: list[Path]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - OURS


def declared(file: str) -> dict[str, str]:
    """Import name -> pinned version of a requirements file."""
    pins = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version = line.split("==")
            package = name.split("[")[0]
            pins[IMPORT_NAMES.get(package, package)] = version
    return pins


def test_the_product_declares_what_it_imports() -> None:
    undeclared = imported_packages(CODE) - set(declared("requirements.txt"))
    assert not undeclared, f"add to requirements.txt, then make lock: {sorted(undeclared)}"


def test_the_product_imports_what_it_declares() -> None:
    unused = set(declared("requirements.txt")) - imported_packages(CODE)
    assert not unused, f"requirements.txt declares what nothing imports: {sorted(unused)}"


def test_the_tests_declare_what_they_import() -> None:
    known = set(declared("requirements.txt")) | set(declared("requirements-dev.txt"))
    assert not imported_packages(EVERYTHING) - known


@pytest.mark.parametrize(("wanted", "lock"), [("requirements.txt", "requirements.lock"),
                                              ("requirements.txt", "requirements-dev.lock"),
                                              ("requirements-dev.txt", "requirements-dev.lock")])
def test_the_lock_agrees(wanted: str, lock: str) -> None:
    """Every direct pin stands in the lock, with a hash; if not: make lock."""
    locked = (ROOT / lock).read_text(encoding="utf-8")
    for line in (ROOT / wanted).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = re.sub(r"\[.*?\]", "", line)
            found = re.search(rf"^{re.escape(pin)}( ;[^\\]*)? \\\n +--hash=sha256:", locked, re.M)
            assert found, f"{pin} is not in {lock}: make lock"


def test_ruff_and_mypy_are_set() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert tools["ruff"]["line-length"] == 120
    assert tools["mypy"]["strict"] is True


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "raise NotImplementedError"])
def test_nothing_is_left_for_later(word: str) -> None:
    pattern = re.compile(rf"\b{word}\b")
    assert not [relative(p) for p in CODE if pattern.search(p.read_text(encoding="utf-8"))]
