"""Answers kept in memory, bounded, shared by all sessions: the same question on the same version is asked once, and what
is said and drawn of an answer is made once in each language.

The key is (snapshot, question, filters, audience), a snapshot being one version of one store; frames are never part of a
key, and the answers go when their snapshot goes. What is kept is shared and must not be changed: whoever wants to change
a Released table copies it.
"""

from __future__ import annotations

import functools
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, ParamSpec, TypeVar

from lib import settings
from lib.storage.engine import Snapshot

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")


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

    def drop(self, key: Hashable) -> None:
        """Forget this answer."""
        with self._lock:
            self._kept.pop(key, None)

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


_made = Cache(int(settings.value("ui.kept_drawings")))


def made(name: Hashable, make: Callable[[], Answer], *of: object) -> Answer:
    """Words or a drawing, from memory when ``name`` was made of the same before: ``make`` looks at nothing but ``of``.

    The same are equal plain values (texts, numbers, days, filters), and of answers, place books and snapshots, the very
    same object: they are shared and never changed. They are not kept alive by this.
    """
    told = tuple(_by_value(one) for one in of)
    key = (name, tuple(id(one) if plain is None else plain for one, plain in zip(of, told, strict=True)))
    same, answer = _made.get(key, lambda: (_seen(of, told), make()))
    if all(one() is not None for one in same):
        return answer
    _made.drop(key)  # the identity of an object that is gone was given to another one
    return made(name, make, *of)


def kept(make: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """A pure function that makes words or drawings of answers, from memory when it was given the same before (``made``)."""
    @functools.wraps(make)
    def remembered(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        return made((make, *kwargs), lambda: make(*args, **kwargs), *args, *kwargs.values())

    return remembered


def _by_value(one: object) -> tuple[type, object] | None:
    """What stands for an argument that is the same when it is equal; None for those known by their identity."""
    if type(one).__eq__ is object.__eq__ and one is not None:
        return None
    try:
        hash(one)
    except TypeError:
        return None
    return type(one), one


def _seen(given: tuple[object, ...], told: tuple[tuple[type, object] | None, ...]) -> tuple[weakref.ref[object], ...]:
    return tuple(weakref.ref(one) for one, plain in zip(given, told, strict=True) if plain is None)
