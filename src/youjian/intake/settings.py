"""What a city may set at the door, from the environment (`YOUJIAN_INTAKE_*`) or the command line."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from youjian.intake.batcher import BatchLimits

PREFIX = "YOUJIAN_INTAKE_"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of one door, explained in docs/intake.md; times in seconds, sizes in bytes.

    `key_ttl_s`: how long a device's key is believed without asking the database again, so also how long a
    revoked key may still be accepted. `hj212_port` 0 means no HJ 212 door. `heartbeat_s` and
    `batch_s` are what a booting collector is asked to keep to. `readers` are database connections beside
    those of the committing workers. `command_look_s`: how long it is believed which collectors have a command
    open; `command_again_s`: how long a command without an answer rests before it is handed out again.

    `reuse_port`: other intakes listen on the same ports. `name` tells this one's metrics and log lines apart;
    at `own_port` (0 for none) this one alone answers, so that its health and metrics can be asked for.

    Limits hold for each intake by itself. A rate is so many a second, its burst what may come at once; a rate
    of 0 sets no limit. Addresses in `proxies` speak for many: no limit per address holds for them, and over
    HTTP they may name whom they speak for (X-Forwarded-For).

    `mqtt_url` names the brokers at which questions are taken, with commas between them; empty for none. A
    broker hands out `mqtt_in_flight` questions at most before answers go back. `mqtt_patience` are the pauses
    in which a batch ahead of its chain waits for those before it, which another intake may have in hand.
    """

    host: str = "127.0.0.1"
    port: int = 8100
    own_port: int = 0
    name: str = ""
    reuse_port: bool = False
    proxies: str = "127.0.0.1,::1"
    http_connections: int = 4000
    http_connections_per_peer: int = 200
    http_headers_s: float = 10.0
    http_body_s: float = 60.0
    body_bytes: int = 128 * 1024 * 1024

    hj212_host: str = "127.0.0.1"
    hj212_port: int = 8212
    hj212_idle_s: float = 900.0
    hj212_frame_s: float = 30.0
    hj212_connections: int = 5000
    hj212_connections_per_peer: int = 500

    rows: int = 5000
    queue_rows: int = 50_000
    linger_s: float = 0.003
    workers: int = 2
    readers: int = 6
    key_ttl_s: float = 10.0
    retry_after_s: int = 5
    answer_s: float = 25.0
    drain_s: float = 10.0
    drain_notice_s: float = 0.0
    alive_s: float = 15.0
    heartbeat_s: int = 60
    batch_s: int = 10
    command_look_s: float = 2.0
    command_again_s: float = 20.0

    collector_requests_s: float = 50.0
    collector_requests_burst: float = 500.0
    collector_records_s: float = 20_000.0
    collector_records_burst: float = 400_000.0
    monitor_frames_s: float = 20.0
    monitor_frames_burst: float = 600.0
    stranger_s: float = 10.0
    stranger_burst: float = 300.0
    journal_s: float = 0.2
    journal_burst: float = 200.0

    mqtt_url: str = ""
    mqtt_password: str = ""
    mqtt_ca_file: str = ""
    mqtt_client_cert: str = ""
    mqtt_client_key: str = ""
    mqtt_in_flight: int = 64
    mqtt_reconnect_s: int = 15
    mqtt_patience: tuple[float, ...] = (0.05, 0.1, 0.2, 0.4, 0.8)

    def __post_init__(self) -> None:
        """Refuse what cannot be the address of a broker."""
        for url in self.brokers:
            parts = urlsplit(url)
            if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
                raise ValueError(f"{url!r} is no broker: write mqtt://host:1883 or mqtts://host:8883")

    @property
    def brokers(self) -> list[str]:
        """The brokers' addresses."""
        return [url.strip() for url in self.mqtt_url.split(",") if url.strip()]

    @property
    def proxy_addresses(self) -> frozenset[str]:
        """Addresses that speak for many."""
        return frozenset(address.strip() for address in self.proxies.split(",") if address.strip())

    @property
    def limits(self) -> BatchLimits:
        """The batcher's part."""
        return BatchLimits(
            rows=self.rows, queue_rows=self.queue_rows, linger_s=self.linger_s, workers=self.workers
        )


def from_environment(environment: Mapping[str, str], **given: Any) -> Settings:
    """Settings from `YOUJIAN_INTAKE_ROWS=…` and so on; what is `given` wins. ValueError names a bad one.

    >>> from_environment({"YOUJIAN_INTAKE_ROWS": "100"}, port=0).rows
    100
    """
    names = Settings.__struct_fields__
    found = {
        name: environment[PREFIX + name.upper()] for name in names if PREFIX + name.upper() in environment
    }
    try:
        return msgspec.convert({**found, **given}, Settings, strict=False)
    except msgspec.ValidationError as error:
        msg = f"setting of the door: {error} (environment names begin with {PREFIX})"
        raise ValueError(msg) from None
