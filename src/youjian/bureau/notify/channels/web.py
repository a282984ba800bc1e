"""HTTP for the channels: bounded in time and size, certificates checked, only where one may connect."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from youjian.bureau.notify.backoff import retry_after
from youjian.bureau.notify.egress import Allowed, NotAllowedError, reachable

TIMEOUT = urllib3.Timeout(connect=5, read=15)
_MOST_BYTES = 200_000
_SHOWN = 200


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def shown(self) -> str:
        """Status and the beginning of the body, for people."""
        return f"HTTP {self.status} {self.body[:_SHOWN].decode(errors='replace')}".strip()

    @property
    def wait(self) -> Any:
        """What `Retry-After` asks for."""
        return retry_after(self.headers.get("Retry-After"))


class UnreachableError(Exception):
    """No answer came; says why without the address's secrets."""


@dataclass(frozen=True)
class Web:
    """The way out: whom one may reach, own certificate authorities (`ca_file`), a proxy."""

    allowed: Allowed
    ca_file: str = ""
    proxy: str = ""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST; raises UnreachableError or NotAllowedError."""
        return self._ask("POST", url, body, headers)

    def put(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """PUT; raises as `post`."""
        return self._ask("PUT", url, body, headers)

    def get(self, url: str) -> Answer:
        """GET; raises as `post`."""
        return self._ask("GET", url, None, {})

    def _ask(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        try:
            with self._pool(parts.scheme, host, port) as pool:
                target = url if self.proxy else parts._replace(scheme="", netloc="").geturl() or "/"
                sent = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": "youjian-notify", **headers}
                got = pool.urlopen(
                    method,
                    target,
                    body=body,
                    headers=sent,
                    redirect=False,
                    retries=False,
                    timeout=TIMEOUT,
                    preload_content=False,
                )
                read = got.read(_MOST_BYTES)
                got.release_conn()
        except (HTTPError, OSError) as error:
            message = f"{host}:{port} {type(error).__name__}"
            raise UnreachableError(message) from error
        return Answer(got.status, read, dict(got.headers))

    def _pool(self, scheme: str, host: str, port: int) -> Any:
        if scheme not in ("http", "https") or not host:
            message = "the address has to begin with http:// or https://"
            raise NotAllowedError(message)
        context = trusted(self.ca_file)
        if self.proxy:
            return self._proxied(host, port, context)
        address = reachable(host, port, self.allowed)
        if scheme == "http":
            return urllib3.HTTPConnectionPool(address, port)
        return urllib3.HTTPSConnectionPool(
            address, port, ssl_context=context, server_hostname=host, assert_hostname=host
        )

    def _proxied(self, host: str, port: int, context: ssl.SSLContext) -> Any:
        """Through a proxy, which has to be allowed itself; the far host by its name, else by its address."""
        proxy = urlsplit(self.proxy)
        reachable(proxy.hostname or "", proxy.port or 8080, self.allowed)
        if not self.allowed.names(host):
            reachable(host, port, self.allowed)
        return urllib3.ProxyManager(self.proxy, ssl_context=context)


def trusted(ca_file: str) -> ssl.SSLContext:
    """Certificates are checked always: against the system's authorities and those of an own file."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context


def said(body: Any) -> bytes:
    """An object as JSON, as short as it gets and with its Chinese as it is."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
