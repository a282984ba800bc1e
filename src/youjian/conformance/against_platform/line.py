"""The line to a platform: one request, one reply, never repeated."""

import http.client
import ssl
import time
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from youjian.conformance.wire import Exchange

_TIMEOUT_S = 60.0


class Line(Protocol):
    """Something that carries a request to a platform: HTTP, or a broker."""

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Exchange:
        """The exchange; status 0 with the trouble when no reply came."""
        ...


class HttpLine:
    """HTTP or HTTPS, a connection for each request, so that requests may go side by side."""

    def __init__(self, url: str, *, ca_file: str | None = None, insecure: bool = False) -> None:
        self._url = _address(url)
        self._tls = _tls(ca_file, insecure=insecure) if self._url.scheme == "https" else None

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Exchange:
        """The exchange; a connection that fails is one with status 0."""
        began = time.monotonic()
        connection = self._connection()
        try:
            connection.request("POST", self._url.path.rstrip("/") + path, body=body, headers=dict(headers))
            response = connection.getresponse()
            reply = response.read()
        except (OSError, http.client.HTTPException) as error:
            return Exchange(
                path, headers, body, began=began, ended=time.monotonic(), trouble=f"no reply: {error!r}"
            )
        finally:
            connection.close()
        return Exchange(
            path, headers, body, response.status, dict(response.getheaders()), reply, began, time.monotonic()
        )

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._url.hostname or "", self._url.port
        if self._tls is not None:
            return http.client.HTTPSConnection(host, port, timeout=_TIMEOUT_S, context=self._tls)
        return http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)


def _address(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        msg = f"{url!r} is no address of a platform; write https://HOST or http://HOST:PORT"
        raise ValueError(msg)
    return parts


def _tls(ca_file: str | None, *, insecure: bool) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=ca_file)
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
