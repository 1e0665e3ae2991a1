"""Loaded by the server under test, for which this folder is on PYTHONPATH: writes down connects and name look-ups.

It also ends the server when the tests that started it are gone, so that a test run that was killed leaves none behind.
"""

import os
import sys
import threading
import time

_log = os.environ.get("CUADRANTE_TEST_NETWORK_LOG")
_watched = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


def _write_down(event: str, arguments: tuple[object, ...]) -> None:
    if event in _watched:
        target = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
        line = f"{event} {target}\n".encode()
        file = os.open(str(_log), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, line)
        os.close(file)


def _end_with_the_tests(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(2)
    os._exit(0)


if _log:
    sys.addaudithook(_write_down)
    threading.Thread(target=_end_with_the_tests, args=(os.getppid(),), daemon=True).start()
