"""Who may knock: the keys of collectors and the register of vapour monitors, remembered for a short while."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, Generic, TypeVar

from psycopg import Connection

from youjian.intake.database import Database
from youjian.ledger import collectors, doors
from youjian.ledger.collectors import Collector
from youjian.ledger.doors import DoorEntry
from youjian.protocols.station import Ed25519Verifier, Verifier

K = TypeVar("K")
V = TypeVar("V")
_MOST = 20_000


class Remembered(Generic[K, V]):
    """What `load` said of a key, believed for some seconds; what is not there is remembered too.

    >>> seen = Remembered[str, int](len, ttl_s=60)
    >>> seen("four")
    4
    """

    def __init__(
        self, load: Callable[[K], V], ttl_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._load = load
        self._ttl_s = ttl_s
        self._clock = clock
        self._known: dict[K, tuple[float, V]] = {}

    def fresh(self, key: K) -> tuple[V] | None:
        """The remembered value in a tuple, or None when it has to be loaded."""
        entry = self._known.get(key)
        return None if entry is None or entry[0] <= self._clock() else (entry[1],)

    def forget(self, key: K) -> None:
        """Load this one anew when it is next asked for."""
        self._known.pop(key, None)

    def __call__(self, key: K) -> V:
        """The value, loaded when it is not fresh."""
        known = self.fresh(key)
        if known is not None:
            return known[0]
        value = self._load(key)
        self.keep(key, value)
        return value

    def keep(self, key: K, value: V) -> None:
        """Believe a value that was loaded just now."""
        self._known.pop(key, None)
        if len(self._known) >= _MOST:  # a flood of names that nobody knows pushes out the oldest, not all
            with suppress(RuntimeError):  # another thread does the same
                self._known.pop(next(iter(self._known)), None)
        self._known[key] = (self._clock() + self._ttl_s, value)


@dataclass(frozen=True)
class VapourMonitor:
    """A vapour monitor that reports to the HJ 212 door by itself."""

    mn: str
    station_id: str
    password: str
    family: str

    def admits(self, password: str | None) -> bool:
        """Whether a password is this monitor's, compared in constant time."""
        return compare_digest((password or "").encode(), self.password.encode())


@dataclass(frozen=True)
class KnownKey:
    """A key that may sign now, and the collector that it belongs to.

    `before` are older keys that may sign until this one has: a key was announced and comes into use.
    """

    collector: Collector
    verifier: Verifier
    key_id: str = ""
    before: tuple[str, ...] = ()


class Devices:
    """Look-ups in the register, each remembered for `ttl_s`."""

    def __init__(self, database: Database, ttl_s: float) -> None:
        self._database = database
        self.key: Remembered[tuple[str, str], KnownKey | None] = Remembered(self._load_key, ttl_s)
        self.monitor: Remembered[str, VapourMonitor | None] = Remembered(self._load_monitor, ttl_s)

    def _load_key(self, name: tuple[str, str]) -> KnownKey | None:
        """The key of that name; None when it is unknown, revoked or not Ed25519."""
        with self._database.transaction() as conn:
            key = collectors.collector_key(conn, *name)
            owner = collectors.collector(conn, name[0])
            before = collectors.keys_before(conn, key) if key is not None else []
        if owner is None or key is None or key.revoked_at is not None or key.algorithm != "ed25519":
            return None
        return KnownKey(owner, Ed25519Verifier(key.public_key), key.key_id, tuple(before))

    def in_use(self, key: KnownKey, now: datetime) -> None:
        """A new key has signed: those before it are revoked, here at once, at other doors within `ttl_s`."""
        collector_id = key.collector.collector_id
        detail = f"{collector_id}: key {key.key_id} signs, revoked: {', '.join(key.before)}"
        entry = DoorEntry(now, "station", collector_id, "key_in_use", detail, key.collector.station_id)
        with self._database.transaction() as conn:
            collectors.revoke_keys(conn, collector_id, key.before, now)
            doors.write_journal(conn, [entry])
        for key_id in (key.key_id, *key.before):
            self.key.forget((collector_id, key_id))

    def monitors(self, mns: Sequence[str]) -> list[VapourMonitor | None]:
        """The monitors of these numbers by one statement, remembered."""
        with self._database.transaction() as conn:
            found = monitors_of(conn, mns)
        for mn in mns:
            self.monitor.keep(mn, found.get(mn))
        return [found.get(mn) for mn in mns]

    def _load_monitor(self, mn: str) -> VapourMonitor | None:
        with self._database.transaction() as conn:
            return monitor_of(conn, mn)


def monitor_of(conn: Connection[Any], mn: str) -> VapourMonitor | None:
    """The registered vapour monitor of a number, or None."""
    return monitors_of(conn, [mn]).get(mn)


def monitors_of(conn: Connection[Any], mns: Sequence[str]) -> dict[str, VapourMonitor]:
    """The registered vapour monitors among these numbers, by number."""
    rows = conn.execute(
        "SELECT mn, station_id, password, family FROM ledger.vapour_monitors WHERE mn = ANY(%s)", [list(mns)]
    )
    return {row[0]: VapourMonitor(*row) for row in rows}
