"""What a notify server has taken and what it was told to refuse; nothing but memory, safe among threads."""

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_MOST = 5000


@dataclass(frozen=True)
class Taken:
    """A request that was answered: to which service, what it said, what the answer was."""

    number: int
    at: float
    service: str
    path: str
    body: Any
    answer: Any
    status: int = 200


@dataclass
class Trouble:
    """An answer that a path gives instead, so many times."""

    path: str
    times: int
    status: int
    retry_after: int = 0
    body: dict[str, Any] = field(default_factory=dict[str, Any])


class Book:
    """All state of the server."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.tokens: dict[str, float] = {}
        self.todos: dict[str, dict[str, Any]] = {}
        self.cards: dict[str, str] = {}
        self.read: set[str] = set()
        self._taken: deque[Taken] = deque(maxlen=_MOST)
        self._troubles: list[Trouble] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def take(self, service: str, path: str, body: Any, answer: Any, status: int = 200) -> None:
        """Note a request."""
        with self._lock:
            one = Taken(next(self._numbers), self.clock(), service, path, body, answer, status)
            self._taken.append(one)

    def taken(self, service: str = "") -> list[Taken]:
        """What was taken, the oldest first."""
        with self._lock:
            return [one for one in self._taken if not service or one.service == service]

    def within_a_minute(self, service: str) -> int:
        """How many a service took in the last 60 seconds."""
        since = self.clock() - 60
        return sum(1 for one in self.taken(service) if one.at > since and one.status == 200)

    def trouble(self, trouble: Trouble) -> None:
        """Let a path fail."""
        with self._lock:
            self._troubles.append(trouble)

    def next_trouble(self, path: str) -> Trouble | None:
        """What a path is to answer instead; None when it may answer."""
        with self._lock:
            for one in self._troubles:
                if path.startswith(one.path) and one.times > 0:
                    one.times -= 1
                    return one
        return None

    def new_number(self) -> int:
        """A number that was not given yet."""
        return next(self._numbers)

    def new_token(self) -> str:
        """An access token that lasts two hours."""
        token = f"token-{self.new_number()}"
        self.tokens[token] = self.clock() + 7200
        return token

    def token_lasts(self, token: str) -> bool:
        """Whether a token was given out here and is not over."""
        return self.tokens.get(token, 0) > self.clock()

    def expire_tokens(self) -> None:
        """Let every token be over."""
        self.tokens.clear()
