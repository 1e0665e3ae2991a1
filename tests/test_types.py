"""mypy stands at the door: a Result where a Released is due is refused before anybody runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

HEAD = """\
from lib.access.audiences import Policy
from lib.privacy.release import Released, release
from lib.result import Result

def draw(released: Released) -> str:
    return str(released.table.shape)

"""
RIGHT = HEAD + """
def page(result: Result, policy: Policy) -> str:
    return draw(release(result, policy))
"""
FORGETFUL = HEAD + """
def page(result: Result, policy: Policy) -> str:
    return draw(result)
"""
DOORLESS = HEAD + """
def page(result: Result, policy: Policy) -> Released:
    return result
"""


EXPLORING = HEAD + """
from lib.figures.exploring import series_chart

def page(result: Result) -> None:
    series_chart(result, "es", "light")
"""


def mypy(source: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs mypy with the project's own settings over one small page."""
    page = folder / "page.py"
    page.write_text(source, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), str(page)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )


def test_a_released_may_be_drawn(tmp_path: Path) -> None:
    done = mypy(RIGHT, tmp_path)
    assert "page.py" not in done.stdout, done.stdout


@pytest.mark.parametrize(("source", "complaint"), [(FORGETFUL, 'incompatible type "Result"; expected "Released"'),
                                                   (EXPLORING, 'incompatible type "Result"; expected "Released"'),
                                                   (DOORLESS, 'got "Result", expected "Released"')])
def test_a_result_may_not(source: str, complaint: str, tmp_path: Path) -> None:
    done = mypy(source, tmp_path)
    assert done.returncode != 0
    assert complaint in done.stdout, done.stdout
