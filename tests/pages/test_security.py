"""The doors: who is let in, what every answer carries."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lib.errors import UsageError
from lib.ui import security


def _run(asked: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: Playwright, once used in this process, keeps a loop in the main one."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, asked).result()


def _ask(
    server: str = "127.0.0.1", host: str = "localhost:8501", client: str = "127.0.0.1", kind: str = "http"
) -> list[Any]:
    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"in"})

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": kind, "server": (server, 8501), "client": (client, 5), "headers": [(b"host", host.encode())]}
    asked = security.Doorkeeper(behind)(scope, None, send)  # type: ignore[arg-type]
    _run(asked)
    return sent


@pytest.fixture(autouse=True)
def _private(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUADRANTE_PUBLIC", raising=False)


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost"])
def test_this_machine_is_let_in(host: str) -> None:
    sent = _ask(host=host)
    assert sent[0]["status"] == 200
    headers = dict(sent[0]["headers"])
    assert b"connect-src 'self'" in headers[b"content-security-policy"]
    assert headers[b"x-content-type-options"] == b"nosniff"


@pytest.mark.parametrize(
    "outside",
    [{"server": "192.168.1.20"}, {"client": "192.168.1.7"}, {"host": "evil.example:8501"}, {"host": "192.168.1.20:8501"}],
)
def test_others_are_refused(outside: dict[str, str]) -> None:
    sent = _ask(**outside)
    assert sent[0]["status"] == 403
    assert b"localhost" in sent[1]["body"]
    assert _ask(**outside, kind="websocket")[0]["type"] == "websocket.close"


def test_public_mode_lets_everybody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUADRANTE_PUBLIC", "1")
    assert _ask(server="10.0.0.1", host="cuadrante.example", client="10.0.0.9")[0]["status"] == 200
    security.refuse_open_address("0.0.0.0")


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "", "192.168.1.20", "example.org", None])
def test_an_open_address_is_refused_at_the_start(address: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        security.refuse_open_address(address)
    assert "CUADRANTE_PUBLIC" in caught.value.remedy("es")


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "127.4.5.6", "::1", "::ffff:127.0.0.1"])
def test_loopback_may_listen(address: str) -> None:
    security.refuse_open_address(address)


def test_the_policy_names_no_other_host() -> None:
    assert "http" not in security.POLICY and "*" not in security.POLICY


def _follow(path: str, accept: str = "text/html", query: bytes = b"", method: str = "GET") -> list[Any]:
    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"accept", accept.encode())]
    scope = {"type": "http", "path": path, "method": method, "query_string": query, "headers": headers}
    _run(security.Homeward(behind, frozenset({"cargar"}))(scope, None, send))  # type: ignore[arg-type]
    return sent


@pytest.mark.parametrize("path", ["/nowhere", "/resumen", "/nowhere/"])
def test_an_unknown_page_leads_home_with_its_filters(path: str) -> None:
    sent = _follow(path, query=b"period=2024")
    assert sent[0]["status"] == 307 and dict(sent[0]["headers"])[b"location"] == b"/?period=2024"


@pytest.mark.parametrize(("path", "accept"), [
    ("/", "text/html"), ("/cargar", "text/html"), ("/_stcore/health", "text/html"), ("/static/js/a.js", "*/*"),
    ("/favicon.png", "text/html"), ("/nowhere", "application/json"), ("/cargar/_stcore/health", "*/*"),
])
def test_what_streamlit_serves_is_left_alone(path: str, accept: str) -> None:
    assert _follow(path, accept)[0]["status"] == 200
