"""Look-ups of the loop's questions, gathered: whatever waits for the database is asked for together."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool

from youjian.intake.batcher import DatabaseAwayError

K = TypeVar("K")
V = TypeVar("V")
MOST = 500
"""Names in one question to the database."""


class LookUps(Generic[K, V]):
    """Asks `load` for all names that wait, whenever one of the few threads in `looking` is free.

    `load` has a value for every name or raises. After any error but DatabaseAwayError each name is asked for
    alone, so that a name which the database does not take harms nobody else.
    """

    def __init__(
        self, load: Callable[[Sequence[K]], Sequence[V]], looking: asyncio.Semaphore, most: int = MOST
    ) -> None:
        self._load = load
        self._looking = looking
        self._most = most
        self._waiting: dict[K, asyncio.Future[V]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, name: K) -> V:
        """The value of a name; who asks for the same name meanwhile gets the same."""
        future = self._waiting.get(name)
        if future is None:
            future = self._waiting[name] = asyncio.get_running_loop().create_future()
            self._begin()
        return await asyncio.shield(future)

    def _begin(self) -> None:
        """One for each name: those whose name went along with others find nothing to do."""
        task = asyncio.create_task(self._look(), name="look-up")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _look(self) -> None:
        async with self._looking:
            taken = {name: self._waiting.pop(name) for name in list(islice(self._waiting, self._most))}
            if taken:
                await self._answer(taken)

    async def _answer(self, taken: dict[K, "asyncio.Future[V]"]) -> None:
        try:
            values = await run_in_threadpool(self._load, list(taken))
        except Exception as error:
            if len(taken) == 1 or isinstance(error, DatabaseAwayError):
                for future in taken.values():
                    future.set_exception(error)
                return
            for name, future in taken.items():
                await self._answer({name: future})
        else:
            for future, value in zip(taken.values(), values, strict=True):
                future.set_result(value)
