"""The real server in a process of its own: a free loopback port, a data folder, its network calls on record."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
WATCH = Path(__file__).resolve().parent / "watch"
STARTS_WITHIN = 60.0


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """``python app.py`` as a person starts it, without opening a browser page.

    with Server(data) as server:
        urlopen(server.url + "/cargar")

    network_log  a line for every connect and name look-up that Python code of the server made
    before       words to put before the command, such as strace and its options
    """

    def __init__(self, data: Path, arguments: tuple[str, ...] = (), before: tuple[str, ...] = ()) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        data.mkdir(parents=True, exist_ok=True)
        self.network_log = data.parent / f"network-{self.port}.log"
        self.output = data.parent / f"server-{self.port}.log"
        self._command = [*before, sys.executable, "app.py", "--port", str(self.port), "--no-browser", *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        environment = {
            **os.environ,
            "CUADRANTE_DATA": str(self.data),
            "CUADRANTE_TEST_NETWORK_LOG": str(self.network_log),
            "PYTHONPATH": os.pathsep.join([str(WATCH), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        }
        environment.pop("CUADRANTE_PUBLIC", None)
        self.network_log.write_text("", encoding="utf-8")
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True,
            )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The server's process."""
        if self._process is None:
            raise RuntimeError("the server was not started")
        return self._process.pid

    def stop(self) -> None:
        """End the server and what it started."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)

    def said(self) -> str:
        """What the server wrote on its terminal."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def network(self) -> list[str]:
        """Connects and look-ups on record, without repeats, in order of first sight."""
        return list(dict.fromkeys(self.network_log.read_text(encoding="utf-8").splitlines()))

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            if self._process is not None and self._process.poll() is not None:
                raise RuntimeError(f"the server ended at once:\n{self.said()}")
            try:
                with urllib.request.urlopen(self.url + "/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"no answer within {STARTS_WITHIN:.0f} s:\n{self.said()}")
