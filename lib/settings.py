"""Thresholds and defaults: facts in ``data/settings.toml``, each with the reason beside it, read once.

>>> 0 < value("statistics.level") < 1
True
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from lib.texts import DATA


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads((DATA / "settings.toml").read_text(encoding="utf-8"))


def value(path: str) -> Any:
    """The setting at a dotted path, such as ``"statistics.level"``; KeyError when there is none."""
    node: Any = _all()
    for part in path.split("."):
        node = node[part]
    return node
