"""Locks that die with their process.

A lock is on an open file, so the system frees it when the process ends, however it ends: after a kill -9 nothing has to
be mended. Loads hold the store's lock together (shared); who wants to remove orphaned files needs it alone (exclusive),
and so knows that no load is running.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class Lock:
    """A held lock; ``release`` (or the end of the process) frees it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def release(self) -> None:
        self._file.close()


def hold(path: Path, *, exclusive: bool = False, wait: bool = True) -> Lock | None:
    """Take the lock of ``path`` (made when absent). None when it is taken and ``wait`` is False."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+b")
    if not _lock(file, exclusive, wait):
        file.close()
        return None
    return Lock(file)


@contextmanager
def held(path: Path, *, exclusive: bool = False) -> Iterator[None]:
    """The lock for the length of a ``with`` block; waits for it."""
    lock = hold(path, exclusive=exclusive)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


if sys.platform == "win32":  # no shared locks there: a second load waits for the first
    import msvcrt
    import time

    def _lock(file: IO[bytes], exclusive: bool, wait: bool) -> bool:
        while True:
            try:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(0.05)
else:
    import fcntl

    def _lock(file: IO[bytes], exclusive: bool, wait: bool) -> bool:
        flags = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
        try:
            fcntl.flock(file, flags if wait else flags | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
