"""HTTP to the platform: one connection, kept open between questions."""

import time
from collections.abc import Callable, Mapping

import urllib3

from youjian.collector.uplink.channels.base import Access, Answer, UnreachableError, retry_after
from youjian.protocols import station

_CONNECT_S = 5.0
_LONGEST = 16 * 1024 * 1024
_CHUNK = 16 * 1024


class HttpChannel:
    """`http://…` or `https://…`, the path of the station API behind it."""

    def __init__(self, address: str, access: Access, steady: Callable[[], float] = time.monotonic) -> None:
        self._answer_s = access.answer_s
        self._steady = steady
        self._address = address.rstrip("/")
        if not access.verify_tls:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        password = f"{access.username}:{access.password or ''}" if access.username else None
        self._headers = {
            "Content-Type": station.JSON,
            **(urllib3.make_headers(basic_auth=password) if password else {}),
        }
        self._pool = urllib3.PoolManager(
            num_pools=1,
            maxsize=1,
            retries=False,
            timeout=urllib3.Timeout(connect=_CONNECT_S, read=access.answer_s),
            cert_reqs="CERT_REQUIRED" if access.verify_tls else "CERT_NONE",
            ca_certs=access.ca_file,
            cert_file=access.client_cert,
            key_file=access.client_key,
        )

    def ask(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post one body; UnreachableError when the connection fails or ends before the answer."""
        try:
            return self._asked(path, headers, body)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            msg = f"{self._address}: {error}"
            raise UnreachableError(msg) from None

    def _asked(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        until = self._steady() + self._answer_s
        reply = self._pool.request(
            "POST",
            self._address + path,
            body=body,
            headers={**self._headers, **headers},
            preload_content=False,
        )
        try:
            data = self._whole(reply, until)
        except BaseException:
            reply.close()
            raise
        reply.release_conn()
        said = reply.headers
        return Answer(reply.status, data, retry_after(said.get("Retry-After"), said.get("Date")))

    def _whole(self, reply: urllib3.BaseHTTPResponse, until: float) -> bytes:
        """The body; OSError for one that does not end, or comes a byte at a time for ever."""
        data = bytearray()
        while part := reply.read1(_CHUNK):
            data += part
            if len(data) > _LONGEST:
                raise OSError(f"the answer is longer than {_LONGEST} bytes")
            if self._steady() > until:
                raise TimeoutError(f"the answer did not end within {self._answer_s:g} s")
        return bytes(data)

    def close(self) -> None:
        """Drop the connection."""
        self._pool.clear()
