"""How often somebody may ask: pages by a bucket in the process, complaints by what the database counted."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic

from youjian.bureau import environment
from youjian.bureau.publicity.models import Knock
from youjian.bureau.scope import reaching

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


class Buckets:
    """So many takes at once for each name, refilled at a rate; the oldest names are forgotten.

    >>> buckets = Buckets(most=2, per_second=1.0, names=10, clock=lambda: 0.0)
    >>> [buckets.take("a") for _ in range(3)], buckets.take("b")
    ([True, True, False], True)
    """

    def __init__(
        self, most: float, per_second: float, names: int = 10_000, clock: Callable[[], float] = monotonic
    ) -> None:
        self._most, self._rate, self._names, self._clock = most, per_second, names, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, name: str) -> bool:
        """Whether a name may take one now."""
        with self._lock:
            moment = self._clock()
            left, since = self._left.pop(name, (self._most, moment))
            left = min(self._most, left + (moment - since) * self._rate)
            allowed = left >= 1
            self._left[name] = (left - 1 if allowed else left, moment)
            while len(self._left) > self._names:
                self._left.popitem(last=False)
            return allowed


def visitor(key: str, address: str, moment: datetime) -> str:
    """A visitor of a day as a digest: the address cannot be found from it, nor two days be joined.

    >>> day = datetime(2026, 11, 23)
    >>> visitor("key", "10.0.0.1", day) == visitor("key", "10.0.0.1", day + timedelta(hours=3))
    True
    >>> visitor("key", "10.0.0.1", day) == visitor("key", "10.0.0.1", day + timedelta(days=1))
    False
    """
    return hashlib.sha256(f"{key}|{moment.date()}|{address}".encode()).hexdigest()[:32]


def may_complain(name: str, station_id: str, moment: datetime) -> bool:
    """Whether a visitor may complain now: few times an hour anywhere, and a station not without end a day."""
    with reaching():
        by_visitor = Knock.objects.filter(visitor=name, at__gt=moment - _HOUR).count()
        about = Knock.objects.filter(station_id=station_id, at__gt=moment - _DAY).count()
    most = environment.number("PUBLIC_COMPLAINTS_PER_HOUR", 5)
    return by_visitor < most and about < environment.number("PUBLIC_COMPLAINTS_PER_STATION_DAY", 50)


def note(name: str, station_id: str, moment: datetime) -> None:
    """Count a complaint; what is older than a day is forgotten."""
    with reaching():
        Knock.objects.filter(at__lt=moment - _DAY).delete()
        Knock.objects.create(visitor=name, station_id=station_id, at=moment)
