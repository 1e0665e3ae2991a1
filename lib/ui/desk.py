"""What a visit has in hand between two runs: the file being loaded, what was understood of it, its staged check.

One desk per session. What lies on it under a name is kept as long as its mark (file, settings) is the same, so that a
rerun reads nothing twice; what is replaced or left behind when the session ends is closed, and its staging removed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")


class Desk:
    """Things by name, each with the mark it was made for."""

    def __init__(self) -> None:
        self._things: dict[str, tuple[Any, Any]] = {}

    def keep(self, name: str, mark: Any, make: Callable[[], T]) -> T:
        """The thing called ``name`` if it was made for this mark; else made now, the old one closed."""
        if name in self._things and self._things[name][0] == mark:
            return self._things[name][1]  # type: ignore[no-any-return]
        self.drop(name)
        made = make()
        self._things[name] = (mark, made)
        return made

    def drop(self, *names: str) -> None:
        """Let go of these things, closing those that can be closed."""
        for name in names:
            _, thing = self._things.pop(name, (None, None))
            close = getattr(thing, "close", None)
            if close is not None:
                close()

    def clear(self) -> None:
        self.drop(*list(self._things))


@st.cache_resource(scope="session", show_spinner=False, on_release=Desk.clear)
def desk() -> Desk:
    """The desk of this session; cleared when the session ends."""
    return Desk()
