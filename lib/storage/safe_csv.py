"""Cells that a spreadsheet does not run.

A text that begins with = + - @ (or a tab or line end before them) is a formula to Excel and LibreOffice; a quote before
it makes it a text. Numbers stay numbers. Source: OWASP, CSV Injection.
"""

from __future__ import annotations

import re
from typing import Any

_FORMULA = re.compile(r"^[\s]*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"^\s*[+\-]?[\d.,]*\d[\d.,]*([eE][+\-]?\d+)?\s*$")


def safe_cell(value: Any) -> Any:
    """The value as it may be written into a CSV for people; missing values become an empty cell.

    >>> safe_cell("=1+1"), safe_cell("-12.5"), safe_cell("Ica")
    ("'=1+1", '-12.5', 'Ica')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.match(value):
        return "'" + value
    return value
