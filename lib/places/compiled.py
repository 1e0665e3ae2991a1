"""Loops made machine code (numba), kept on disk so that only the first run on a machine compiles.

Where neither the folder of the code nor the user's cache may be written, a loop is compiled once per start instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """The loop as machine code that lets other threads run (arrays and numbers in, arrays and numbers out).

    No parallel regions: the layer that they need may be one that two sessions cannot enter at once. Threads of our own
    around a loop do the same.
    """
    try:
        return cast(Loop, numba.njit(loop, cache=True, nogil=True))
    except RuntimeError:  # no folder to keep it in
        return cast(Loop, numba.njit(loop, nogil=True))
