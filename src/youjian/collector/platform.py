"""HTTP to the platform: one connection, signed messages, addresses tried in turn."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import urllib3
from msgspec import Struct

from youjian.collector.outbox import Batch, Identity
from youjian.protocols import station

_TIMEOUT = urllib3.Timeout(connect=5.0, read=30.0)
_LONGEST_RETRY_AFTER_S = 3600.0


class UnreachableError(Exception):
    """No answer from the platform: which address, and what happened."""


@dataclass(frozen=True)
class Answer:
    """Status and body of a reply; `retry_after_s` as the platform asked, 0 when it did not."""

    status: int
    body: bytes
    retry_after_s: float = 0.0

    @property
    def problem(self) -> str:
        """What the platform said against it, for logs."""
        try:
            problem = station.decode_body(self.body, station.Problem)
        except station.BodyError:
            return f"status {self.status}: {self.body[:200].decode('utf-8', 'replace')}"
        return f"status {self.status}: {problem.error}: {problem.detail}"


class Platform:
    """The platform as one collector sees it; moves to the next address when one does not answer."""

    def __init__(
        self, addresses: Sequence[str], *, verify_tls: bool = True, ca_file: str | None = None
    ) -> None:
        self._addresses = [address.rstrip("/") for address in addresses]
        self._current = 0
        self._lock = threading.Lock()
        if not verify_tls:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._pool = urllib3.PoolManager(
            num_pools=1,
            maxsize=1,
            retries=False,
            timeout=_TIMEOUT,
            cert_reqs="CERT_REQUIRED" if verify_tls else "CERT_NONE",
            ca_certs=ca_file,
        )

    def close(self) -> None:
        """Drop the connection."""
        self._pool.clear()

    def send_batch(self, batch: Batch) -> Answer:
        """Post a batch exactly as it was built."""
        return self._post(
            station.BATCHES, batch.body, {**batch.headers.to_mapping(), "Content-Encoding": "gzip"}
        )

    def send_message(self, path: str, message: Struct, signer: station.Signer, identity: Identity) -> Answer:
        """Post a boot, heartbeat or command-results body."""
        body = station.encode_body(message)
        headers = station.sign_message(
            signer,
            body,
            collector_id=identity.collector_id,
            epoch=identity.epoch,
            sent_at=datetime.now(UTC),
        )
        return self._post(path, body, headers.to_mapping())

    def enrol(self, request: station.EnrolmentRequest) -> Answer:
        """Post an enrolment, the only message without a signature."""
        return self._post(station.ENROL, station.encode_body(request), {})

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        with self._lock:
            address = self._addresses[self._current]
            try:
                reply = self._pool.request(
                    "POST", address + path, body=body, headers={"Content-Type": station.JSON, **headers}
                )
            except (urllib3.exceptions.HTTPError, OSError) as error:
                self._current = (self._current + 1) % len(self._addresses)
                msg = f"{address}: {error}"
                raise UnreachableError(msg) from None
        return Answer(reply.status, reply.data, _retry_after(reply.headers.get("Retry-After")))


def _retry_after(text: str | None) -> float:
    """Seconds of a Retry-After header; a date or nonsense counts as none."""
    if text is None or not text.strip().isdigit():
        return 0.0
    return min(float(text.strip()), _LONGEST_RETRY_AFTER_S)
