"""The colours of every figure, from ``data/look.toml``: by name for Plotly, as CSS variables for drawings."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from lib.texts import DATA

SCHEMES = ("light", "dark")
FONT = '"Source Sans", "Source Sans Pro", system-ui, sans-serif'


@cache
def palette(scheme: str) -> dict[str, Any]:
    """Colours of "light" or "dark" by their name in ``data/look.toml``."""
    return tomllib.loads((DATA / "look.toml").read_text(encoding="utf-8"))[scheme]


@cache
def css_variables(selector: str = ":host") -> str:
    """``--ink`` ... ``--quantity-0`` ... for both schemes: the browser picks by the page's ``color-scheme``."""
    light, dark = palette("light"), palette("dark")
    lines = []
    for name, value in light.items():
        if isinstance(value, list):
            lines += [
                f"--{name.replace('_', '-')}-{i}:light-dark({a},{b});"
                for i, (a, b) in enumerate(zip(value, dark[name], strict=True))
            ]
        else:
            lines.append(f"--{name.replace('_', '-')}:light-dark({value},{dark[name]});")
    return f"{selector}{{{''.join(lines)}}}"
