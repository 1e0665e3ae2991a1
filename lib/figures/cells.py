"""Reading a cell of a Released table: a hidden count is missing, and must never be compared as if it were a number."""

from __future__ import annotations

import pandas as pd


def known(value: object) -> int | None:
    """The whole number, or None where the count is hidden from this audience or does not exist.

    >>> known(pd.NA) is None, known(float("nan")) is None, known(3.0)
    (True, True, 3)
    """
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def share(part: object, whole: object) -> float | None:
    """part / whole, or None where either is hidden or the whole is zero.

    >>> share(1, 4), share(pd.NA, 4), share(0, 0)
    (0.25, None, None)
    """
    one, all_of_it = known(part), known(whole)
    return None if one is None or not all_of_it else one / all_of_it
