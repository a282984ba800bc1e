"""One computation for many walls: what a scope asks again within some seconds is not worked out again."""

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from youjian.bureau.accounts.contracts import Actor

T = TypeVar("T")
_LOCKS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
_LOCKS_KEPT = 1000


def once(name: str, actor: Actor, seconds: float, make: Callable[[], T]) -> T:
    """What `make` gives for this scope, at most `seconds` old; who comes meanwhile waits for the first.

    `make` must depend on nothing of the actor but the scope, and on no language.
    """
    key = f"cockpit:{name}:{','.join(sorted(actor.scope))}"
    if len(_LOCKS) > _LOCKS_KEPT:
        _LOCKS.clear()
    with _LOCKS[key]:
        held = cache.get(key)
        if held is None:
            held = (make(),)
            cache.set(key, held, seconds)
        return held[0]
