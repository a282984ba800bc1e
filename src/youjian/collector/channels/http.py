"""HTTP to the platform: one connection, kept open between questions."""

from collections.abc import Mapping

import urllib3

from youjian.collector.channels.base import Access, Answer, UnreachableError, retry_after
from youjian.protocols import station

_CONNECT_S = 5.0


class HttpChannel:
    """`http://…` or `https://…`, the path of the station API behind it."""

    def __init__(self, address: str, access: Access) -> None:
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
            reply = self._pool.request(
                "POST", self._address + path, body=body, headers={**self._headers, **headers}
            )
        except (urllib3.exceptions.HTTPError, OSError) as error:
            msg = f"{self._address}: {error}"
            raise UnreachableError(msg) from None
        return Answer(reply.status, reply.data, retry_after(reply.headers.get("Retry-After")))

    def close(self) -> None:
        """Drop the connection."""
        self._pool.clear()
