"""The platform as one collector sees it: signed questions, several addresses, one at a time."""

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from youjian.collector.config import ConfigError, StationConfig
from youjian.collector.outbox import Batch, Identity
from youjian.collector.uplink.channels.base import Access, Answer, Channel, UnreachableError
from youjian.collector.uplink.channels.choice import Choice
from youjian.protocols import station

__all__ = ["Answer", "Platform", "UnreachableError", "platform_of"]

WORTH_PACKING = 2048
"""Bytes from which a message goes compressed: a large station's heartbeat names the chain of every device."""
HOME_S = 600.0
"""Seconds after which the first address is tried again."""
_ANSWERS = frozenset({200, 401, 409, 413, 422, 429})
"""What only a platform says; a door without its database, a proxy without its door, a portal that wants a
login and a wall that forbids say something else, and another address may do better."""


class Platform:
    """Asks one address until it fails, then the next; the first is gone back to after `home_s`."""

    def __init__(
        self,
        addresses: Sequence[str],
        *,
        verify_tls: bool = True,
        ca_file: str | None = None,
        access: Access | None = None,
        home_s: float = HOME_S,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        access = access or Access(verify_tls=verify_tls, ca_file=ca_file)
        self.addresses = list(addresses)
        self._channels = [open_channel(address, access) for address in addresses]
        self._choice = Choice(len(self._channels), home_s)
        self._asked = 0
        self._steady = steady
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """The address that was asked last."""
        return self.addresses[self._asked]

    def close(self) -> None:
        """Drop every connection; a question in flight ends unanswered."""
        for channel in self._channels:
            channel.close()

    def send_batch(self, batch: Batch) -> Answer:
        """Send a batch exactly as it was built."""
        headers = {**batch.headers.to_mapping(), "Content-Encoding": "gzip"}
        return self._ask(station.BATCHES, headers, batch.body)

    def send_message(
        self,
        path: str,
        message: Struct,
        signer: station.Signer,
        identity: Identity,
        sent_at: datetime | None = None,
    ) -> Answer:
        """Send a boot, a heartbeat, results of commands or a new key, signed."""
        plain = station.encode_body(message)
        packed = len(plain) >= WORTH_PACKING
        body = station.pack(plain) if packed else plain
        headers = station.sign_message(
            signer,
            body,
            collector_id=identity.collector_id,
            epoch=identity.epoch,
            sent_at=sent_at or datetime.now(UTC),
        )
        encoding = {"Content-Encoding": "gzip"} if packed else {}
        return self._ask(path, {**headers.to_mapping(), **encoding}, body)

    def enrol(self, request: station.EnrolmentRequest) -> Answer:
        """Send an enrolment, the only message without a signature; each address is tried once."""
        body = station.encode_body(request)
        for _ in self._channels[1:]:
            with contextlib.suppress(UnreachableError):
                answer = self._ask(station.ENROL, {}, body)
                if _from_platform(answer):
                    return answer
        return self._ask(station.ENROL, {}, body)

    def _ask(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        with self._lock:
            index = self._choice.current(self._steady())
            if index != self._asked:
                self._channels[self._asked].close()
                self._asked = index
            try:
                answer = self._channels[index].ask(path, headers, body)
            except UnreachableError:
                self._choice.failed(self._steady())
                raise
            if not _from_platform(answer):
                return self._elsewhere(answer)
            self._choice.answered()
            return answer

    def _elsewhere(self, answer: Answer) -> Answer:
        """Let another address be asked soon; the wait that was asked for holds once all of them are away."""
        self._choice.failed(self._steady())
        return answer if self._choice.all_failed else replace(answer, retry_after_s=0.0)


def _from_platform(answer: Answer) -> bool:
    """Whether an answer is the platform's own: a portal that wants a login says 200 too, with a page."""
    return answer.status in _ANSWERS and (answer.status != 200 or answer.body.lstrip()[:1] == b"{")


def platform_of(config: StationConfig, addresses: Sequence[str] | None = None) -> Platform:
    """The platform of a station's file; ConfigError when the password's file cannot be read."""
    uplink = config.uplink
    access = Access(
        station_id=config.station_id,
        verify_tls=config.verify_tls,
        ca_file=config.ca_file,
        client_cert=uplink.client_cert,
        client_key=uplink.client_key,
        username=uplink.username,
        password=_password(uplink.password_file),
        answer_s=uplink.answer_s,
    )
    return Platform(addresses or config.platform, access=access, home_s=uplink.home_s)


def _password(file: str | None) -> str | None:
    if file is None:
        return None
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"$.uplink.password_file: {file}: {error}"
        raise ConfigError(msg) from None


def open_channel(address: str, access: Access) -> Channel:
    """The channel of an address; nothing is connected yet. ValueError for a scheme that there is not."""
    scheme = address.partition("://")[0]
    if scheme in ("http", "https"):  # megabytes that a box with a broker alone goes without
        from youjian.collector.uplink.channels.http import HttpChannel  # noqa: PLC0415

        return HttpChannel(address, access)
    if scheme in ("mqtt", "mqtts"):
        from youjian.collector.uplink.channels.mqtt import MqttChannel  # noqa: PLC0415

        return MqttChannel(address, access)
    msg = f"{address!r} is none of http://, https://, mqtt://, mqtts://"
    raise ValueError(msg)
