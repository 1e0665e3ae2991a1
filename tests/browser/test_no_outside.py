"""No request leaves the host: listed from the browser and from the server, in use and not only at the start."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.browser.server import WATCH
from tests.browser.visitor import Visit

ROOT = Path(__file__).resolve().parents[2]
URLS = [page["url"] for page in tomllib.loads((ROOT / "data" / "pages.toml").read_text(encoding="utf-8"))["page"]]
LOCAL = re.compile(
    r"^socket\.(connect|sendto) (\('(127\.\d+\.\d+\.\d+|::1)'|/)|^socket\.getaddrinfo (localhost|127\.0\.0\.1|::1)$"
)
"""A loopback address, a socket in the file system, or a look-up of this machine's own name."""


def tour(visitor: Any) -> None:
    """Every page in both languages, and a look at the dark theme's files."""
    for url in URLS:
        visitor.open(url)
    visitor.open(URLS[0], lang="en")


def test_no_one_asks_another_host(demo_data: Path, start: Any, visit: Visit, tmp_path: Path) -> None:
    """The browser, Python's watch in the server, and where there is an strace the kernel: it sees what Python's watch
    cannot, connects of compiled code (DuckDB, Delta, Arrow, PROJ, GDAL)."""
    shutil.copytree(demo_data, tmp_path / "data")
    trace = tmp_path / "connects.txt"
    strace = shutil.which("strace")
    traced = (strace, "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto", "-o", str(trace)) if strace else ()
    server = start(tmp_path / "data", before=traced)
    visitor = visit(server)
    tour(visitor)
    assert len(visitor.requests) > 20
    assert visitor.foreign() == []
    assert [line for line in server.network() if not LOCAL.search(line)] == []
    if strace:
        server.stop()
        addresses = re.findall(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"', trace.read_text(errors="replace"))
        assert not {four or six for four, six in addresses} - {"127.0.0.1", "::1"}


CALL_OUT = """
import socket
try:
    socket.create_connection(("127.0.0.1", 9), timeout=0.1)
except OSError:
    pass
"""


def test_the_watch_sees_a_connect(tmp_path: Path) -> None:
    """An empty list above means something: the same watch writes down a connect that is made on purpose."""
    log = tmp_path / "network.log"
    environment = {**os.environ, "PYTHONPATH": str(WATCH), "CUADRANTE_TEST_NETWORK_LOG": str(log)}
    subprocess.run([sys.executable, "-c", CALL_OUT], env=environment, check=True, timeout=30)
    assert "socket.connect ('127.0.0.1', 9)" in log.read_text(encoding="utf-8")


def test_the_answer_forbids_other_hosts(server: Any) -> None:
    with urllib.request.urlopen(server.url + "/", timeout=10) as answer:
        policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert not re.search(r"https?:|\*", policy)


def test_static_files_travel_compressed(server: Any) -> None:
    with urllib.request.urlopen(server.url + "/", timeout=10) as answer:
        script = re.search(r'src="\.?/?(static/js/[^"]+\.js)"', answer.read().decode())
    assert script is not None
    request = urllib.request.Request(f"{server.url}/{script[1]}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.10:8501"])
def test_another_name_for_the_server_is_refused(server: Any, host: str) -> None:
    """DNS rebinding: a foreign page that makes its own name point here gets nothing."""
    request = urllib.request.Request(server.url + "/", headers={"Host": host})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 403
