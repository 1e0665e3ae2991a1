"""Every word by key: languages say the same things, every key that the code names exists, and no key is left over."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from lib import texts
from lib.errors import Problem

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted([*ROOT.glob("lib/**/*.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("app.py")])
DATA = sorted(p for p in ROOT.glob("data/**/*.toml") if not p.is_relative_to(ROOT / "data" / "local"))
KEYS = texts.keys(texts.DEFAULT)
ROOMS = {key.split(".")[0] for key in KEYS}
SPEAKERS = {"t", "say", "word", "text"}
"""Names of functions whose first argument is a key: texts.t and what a page calls it."""
NEVER_ONE = {"problems.filler_points.message", "problems.unknown_labels_many.message"}
RAISERS = {"FileError", "UsageError", "StoreError", "PolicyError", "CuadranteError"}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls() -> Iterator[tuple[Path, str, ast.Call]]:
    """(file, last part of the function's name, call) of every call in the product."""
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield path, name, node


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', '?')}"


@pytest.mark.parametrize("lang", [code for code in texts.languages() if code != texts.DEFAULT])
def test_languages_have_the_same_keys(lang: str) -> None:
    other = texts.keys(lang)
    assert set(KEYS) - set(other) == set(), f"missing in {lang}"
    assert set(other) - set(KEYS) == set(), f"only in {lang}"


@pytest.mark.parametrize("lang", texts.languages())
def test_languages_have_the_same_placeholders(lang: str) -> None:
    other = texts.keys(lang)
    different = {key: (placeholders(KEYS[key]), placeholders(other[key])) for key in KEYS.keys() & other.keys()
                 if placeholders(KEYS[key]) != placeholders(other[key])}
    assert not different


@pytest.mark.parametrize("lang", texts.languages())
def test_no_text_is_empty_or_untidy(lang: str) -> None:
    untidy = {key: text for key, text in texts.keys(lang).items()
              if not text.strip() or text != text.strip() or "  " in text.replace("\n  ", "\n")}
    assert not untidy


def test_english_is_not_left_in_spanish() -> None:
    """A sentence of four words or more that reads the same in both languages was not translated."""
    same = [key for key, text in KEYS.items() if texts.keys("en").get(key) == text
            and len(re.findall(r"[^\W\d_]{3,}", re.sub(r"\{.*?\}", "", text))) >= 4]
    assert not same


def test_every_key_named_in_code_exists() -> None:
    missing = []
    for path, name, call in calls():
        key = literal(call.args[0]) if call.args else None
        if name in SPEAKERS and key is not None and re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", key) and key not in KEYS:
            missing.append(f"{where(path, call)} {key}")
    assert not missing


def test_every_placeholder_is_filled() -> None:
    wrong = []
    for path, name, call in calls():
        key = literal(call.args[0]) if call.args else None
        if name not in SPEAKERS or key not in KEYS or any(word.arg is None for word in call.keywords):
            continue
        given = {word.arg for word in call.keywords}
        if placeholders(KEYS[key]) - given:
            wrong.append(f"{where(path, call)} {key} needs {sorted(placeholders(KEYS[key]) - given)}")
    assert not wrong


def test_every_error_raised_has_its_texts() -> None:
    missing = []
    for path, name, call in calls():
        key = literal(call.args[0]) if call.args else None
        if name in RAISERS and key is not None:
            missing += [f"{where(path, call)} {wanted}" for wanted in (f"errors.{key}.message", f"errors.{key}.remedy")
                        if wanted not in KEYS]
    assert not missing


def problem_codes() -> Iterator[tuple[str, str]]:
    """(where, code) of every problem that the code names: add("code", "reject" ...) and add_many(...)."""
    for path, name, call in calls():
        if name in {"add", "add_many", "Problem"} and len(call.args) >= 2:
            code, severity = literal(call.args[0]), literal(call.args[1])
            if code is not None and severity in {"reject", "warn", "info"}:
                yield where(path, call), code


def test_every_problem_named_in_code_has_its_texts() -> None:
    missing = [f"{place} problems.{code}.{part}" for place, code in problem_codes() for part in ("message", "remedy")
               if f"problems.{code}.{part}" not in KEYS]
    assert not missing


def test_every_problem_says_what_and_what_next() -> None:
    for room in ("errors", "problems"):
        names = {tuple(key.split(".")[1:-1]) for key in KEYS if key.startswith(room + ".")}
        lacking = [f"{room}.{'.'.join(n)}" for n in names
                   if not {f"{room}.{'.'.join(n)}.message", f"{room}.{'.'.join(n)}.remedy"} <= set(KEYS)]
        assert not lacking


@pytest.mark.parametrize("lang", texts.languages())
def test_one_row_is_not_told_as_many(lang: str) -> None:
    """What counts rows has a sentence for one; only filler points (at least 500 rows) never are one."""
    counted = [key for key, text in texts.keys(lang).items() if re.fullmatch(r"problems\.\w+\.message", key)
               and "rows" in placeholders(text) and key not in NEVER_ONE]
    lacking = [key for key in counted if not texts.has(key.replace(".message", ".one"), lang)]
    assert counted and not lacking
    for key in counted:
        one = texts.keys(lang)[key.replace(".message", ".one")]
        assert placeholders(one) == placeholders(texts.keys(lang)[key]) - {"rows"}
    problem = Problem("count_missing", "reject", rows=1)
    assert "1 fila no dice" in problem.message("es") and "1 row does not" in problem.message("en")
    problem.rows = 2
    assert "2 filas no dicen" in problem.message("es") and "2 rows do not" in problem.message("en")


@cache
def mentioned() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Strings that stand in code or data, and the patterns of f-strings that make keys."""
    constants: set[str] = set()
    patterns: set[str] = set()
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                pattern = "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.-]+"
                                  for part in node.values)
                if re.match(r"([a-z_]+|\[.*?\]\+)\\\.", pattern):
                    patterns.add(pattern)
    for path in DATA:
        if "texts" not in path.parts:
            constants |= set(_strings(tomllib.loads(path.read_text(encoding="utf-8"))))
    return frozenset(constants), tuple(re.compile(p) for p in sorted(patterns))


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield name
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)
    elif isinstance(node, str):
        yield node


def used(key: str) -> bool:
    """A key is used when it stands in code or data whole, or when an f-string there can make it."""
    constants, patterns = mentioned()
    if key in constants:
        return True
    parts = key.split(".")
    if parts[0] in {"errors", "problems"}:
        return ".".join(parts[1:-1]) in constants
    return any(pattern.fullmatch(key) for pattern in patterns)


def test_no_key_is_left_over() -> None:
    left = sorted(key for key in KEYS if not used(key))
    assert not left, f"{len(left)} keys that nothing shows: {left[:20]}"


SHOWN = {"title", "header", "subheader", "write", "markdown", "caption", "text", "button", "info", "warning", "error",
         "success", "metric", "checkbox", "radio", "selectbox", "multiselect", "toggle", "expander", "download_button",
         "file_uploader", "text_input", "date_input", "number_input", "segmented_control", "pills", "popover", "toast",
         "spinner", "link_button", "page_link", "form_submit_button", "badge"}


def test_people_read_no_literal() -> None:
    """Pages and lib/ui show texts by key: no widget gets a word written in the code."""
    literals = []
    for path, name, call in calls():
        if name not in SHOWN or not (path.is_relative_to(ROOT / "pages") or path.is_relative_to(ROOT / "lib" / "ui")):
            continue
        shown = [call.args[0]] if call.args else []
        shown += [word.value for word in call.keywords if word.arg in {"label", "help", "placeholder", "body"}]
        for node in shown:
            text = literal(node)
            if text and re.search(r"[^\W\d_]{3,}", re.sub(r"<[^>]*>|:material/\w+:", "", text)) and text not in KEYS:
                literals.append(f"{where(path, call)} {name}({text[:40]!r})")
    assert not literals
