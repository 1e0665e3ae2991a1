"""Answers kept in memory, bounded, shared by all sessions: the same question on the same version is asked once.

The key is (snapshot, question, filters, audience), a snapshot being one version of one store; frames are never part of a
key, and the answers go when their snapshot goes. What is kept is shared and must not be changed: whoever wants to change
a Released table copies it.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from lib import settings
from lib.storage.engine import Snapshot

Answer = TypeVar("Answer")


class Cache:
    """The last ``size`` answers; the one used longest ago goes first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The kept answer, or ``make()``'s, which is kept then. Two sessions may make the same answer at the same time."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[no-any-return]
        answer = make()
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return answer

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_answers: weakref.WeakKeyDictionary[Snapshot, Cache] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def answer(snapshot: Snapshot, question: Hashable, make: Callable[[], Answer]) -> Answer:
    """The answer to ``question`` on this snapshot. ``question`` names everything else that it depends on."""
    with _lock:
        answers = _answers.setdefault(snapshot, Cache(int(settings.value("ui.cached_answers"))))
    return answers.get(question, make)
