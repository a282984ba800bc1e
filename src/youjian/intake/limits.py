"""How much one sender, and all together, may ask of a door: pure counting, no clock of its own, no I/O."""

import time
from collections import Counter
from collections.abc import Callable, Container, Hashable
from typing import Generic, Literal, TypeVar

K = TypeVar("K", bound=Hashable)
Crowd = Literal["total", "peer"]
"""Which limit of connections is reached: that of all, or that of one address."""


class Buckets(Generic[K]):
    """Token buckets by name: `rate` a second, `burst` at once; a rate of 0 sets no limit.

    What is taken may exceed what is there: the debt is waited for, so that no size is refused for ever. The
    names longest unused are forgotten, with what they owe.

    >>> now = [0.0]
    >>> sent = Buckets[str](rate=2, burst=4, clock=lambda: now[0])
    >>> sent.take("C-1", 10)
    >>> sent.wait("C-1"), sent.wait("C-2")
    (3.0, 0.0)
    >>> now[0] = 3.5
    >>> sent.wait("C-1")
    0.0
    """

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic, most: int = 20_000
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._most = most
        self._left: dict[K, tuple[float, float]] = {}

    def wait(self, name: K) -> float:
        """Seconds until this name may take again; 0 when it may now."""
        return max(0.0, -self._now(name) / self._rate) if self._rate else 0.0

    def take(self, name: K, amount: float = 1.0) -> None:
        """Take, into debt if need be; a negative amount gives back."""
        if not self._rate:
            return
        left = min(self._burst, self._now(name) - amount)
        self._left.pop(name, None)
        if len(self._left) >= self._most:
            self._left.pop(next(iter(self._left)), None)
        self._left[name] = (left, self._clock())

    def _now(self, name: K) -> float:
        left, at = self._left.get(name, (self._burst, 0.0))
        return min(self._burst, left + (self._clock() - at) * self._rate)


class Budget:
    """Bytes that all questions in hand may hold together."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.used = 0

    def claim(self) -> "Claim":
        """A share, empty at first."""
        return Claim(self)


class Claim:
    """What one question holds of a budget; given back at the end of its `with`.

    >>> budget = Budget(10)
    >>> with budget.claim() as one, budget.claim() as two:
    ...     one.grow(12), two.grow(1)
    (True, False)
    >>> budget.used
    0
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._held = 0

    def __enter__(self) -> "Claim":
        return self

    def __exit__(self, *_: object) -> None:
        self._budget.used -= self._held
        self._held = 0

    def grow(self, amount: int) -> bool:
        """Take so many bytes more; False when there is no room. Who comes first may exceed any budget."""
        others = self._budget.used - self._held
        if others and self._budget.used + amount > self._budget.most:
            return False
        self._held += amount
        self._budget.used += amount
        return True


class Connections:
    """Who is connected to one door: `most` in all, `per_peer` from one address (`exempt` from many).

    >>> door = Connections(3, per_peer=2, exempt={"127.0.0.1"})
    >>> [door.enter(peer) for peer in ("10.0.0.9", "10.0.0.9", "10.0.0.9", "127.0.0.1", "127.0.0.1")]
    [None, None, 'peer', None, 'total']
    """

    def __init__(self, most: int, per_peer: int, exempt: Container[str] = ()) -> None:
        self._most = most
        self._per_peer = per_peer
        self._exempt = exempt
        self._by_peer: Counter[str] = Counter()
        self.open = 0

    def enter(self, peer: str) -> Crowd | None:
        """Count a connection in; or say which limit keeps it out."""
        if self.open >= self._most:
            return "total"
        if self._by_peer[peer] >= self._per_peer and peer not in self._exempt:
            return "peer"
        self.open += 1
        self._by_peer[peer] += 1
        return None

    def leave(self, peer: str) -> None:
        """Count one out that was counted in."""
        self.open -= 1
        self._by_peer[peer] -= 1
        if not self._by_peer[peer]:
            del self._by_peer[peer]


class Unproved(Generic[K]):
    """Connections that have not asked anything yet, the oldest first: they make room when the door is full.

    A flood of connections that say nothing then holds nobody out who speaks at once.

    >>> now = [0.0]
    >>> unproved = Unproved[str](grace_s=2, clock=lambda: now[0])
    >>> unproved.add("old"); now[0] = 1.5; unproved.add("new"); now[0] = 3.0
    >>> unproved.oldest(), unproved.oldest()
    ('old', None)
    """

    def __init__(self, grace_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._grace_s = grace_s
        self._clock = clock
        self._since: dict[K, float] = {}

    def add(self, connection: K) -> None:
        """One that was just taken."""
        self._since[connection] = self._clock()

    def proved(self, connection: K) -> None:
        """It asked something, or is gone."""
        self._since.pop(connection, None)

    def oldest(self) -> K | None:
        """Take out the one that has been silent longest, unless that is not long."""
        for connection, since in self._since.items():
            if self._clock() - since < self._grace_s:
                return None
            del self._since[connection]
            return connection
        return None
