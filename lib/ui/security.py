"""The doors of the server: which address it may listen on, which headers every answer carries, what is compressed.

Outside public mode only this machine may look: a request that arrived on any other address, or that calls the server by
any other name (DNS rebinding), is refused before Streamlit sees it. The Content-Security-Policy lets the page reach this
host alone, so that "no request leaves the host" is enforced by the browser and not only promised.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from lib import settings, texts
from lib.access.audiences import public_mode
from lib.errors import UsageError
from lib.ui import pages

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = "; ".join((
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
))
"""What Streamlit's own bundle needs ('unsafe-inline', 'unsafe-eval', blob:), and no host but this one."""

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"),
)


def is_loopback(host: str | None) -> bool:
    """True for an address or name of this very machine; '' and None mean every interface and are not.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("")
    (True, True, True, False, False)
    """
    if not host:
        return False
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def refuse_open_address(host: str | None) -> None:
    """Raise UsageError when the server would listen beyond this machine without public mode."""
    if not public_mode() and not is_loopback(host):
        raise UsageError("open_address", address=host or "*")


class Doorkeeper:
    """Refuses what comes from outside, unless in public mode, and puts the security headers on every answer."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if not public_mode() and not _from_this_machine(scope):
            await _refuse(scope, send)
            return

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message.get("headers", ())}
                extra = [(name, value) for name, value in HEADERS if name not in present]
                message = {**message, "headers": [*message.get("headers", ()), *extra]}
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Homeward:
    """Sends an address that is no page to the first one, filters kept: Streamlit would say so in English only."""

    def __init__(self, app: App, known: frozenset[str]) -> None:
        self.app = app
        self.known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._is_lost(scope):
            query = scope.get("query_string", b"")
            target = b"/?" + query if query else b"/"
            await send({"type": "http.response.start", "status": 307, "headers": [(b"location", target)]})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.app(scope, receive, send)

    def _is_lost(self, scope: Scope) -> bool:
        """A person's browser asks for a page (it accepts HTML) whose name, one word without a dot, nobody knows."""
        name = str(scope["path"]).strip("/")
        accepts = b"".join(value for key, value in scope.get("headers", ()) if key == b"accept")
        is_a_name = bool(name) and not name.startswith("_") and not set(name) & set("/.")
        return scope.get("method") == "GET" and b"text/html" in accepts and is_a_name and name not in self.known


def middleware() -> list[Middleware]:
    """What app.py puts before Streamlit, outermost first. Streamlit itself sends megabytes of script uncompressed."""
    smallest, level = settings.value("ui.gzip_from_bytes"), settings.value("ui.gzip_level")
    return [
        Middleware(Doorkeeper),
        Middleware(Homeward, known=frozenset(row["url"] for row in pages.rows()[1:])),
        Middleware(GZipMiddleware, minimum_size=smallest, compresslevel=level),
    ]


def _from_this_machine(scope: Scope) -> bool:
    listening = scope.get("server")
    if listening is not None and not is_loopback(listening[0]):
        return False
    client = scope.get("client")
    if client is not None and not is_loopback(client[0]):
        return False
    hosts = [value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"host"]
    return all(is_loopback(_without_port(host)) for host in hosts)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    body = "\n\n".join(texts.t("errors.open_address.remedy", lang) for lang in texts.languages()).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
