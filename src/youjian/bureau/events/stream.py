"""The stream of events to the consoles: one poller of the database, fanned out in memory, filtered by scope.

A subscriber holds no database connection. It resumes with the number of the last event it has seen.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TypeVar

from django.db import connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.sessions import actor_of_session
from youjian.bureau.events import selectors
from youjian.bureau.events.selectors import Told
from youjian.bureau.language import speaking
from youjian.bureau.problems import not_logged_in, reference
from youjian.bureau.registry.live import latest_changes
from youjian.bureau.scope import EVERYWHERE, covers, scoped
from youjian.bureau.times import now

_LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.5
LIVE_EVERY_POLLS = 4
HEARTBEAT_SECONDS = 15.0
SESSION_CHECK_SECONDS = 10.0
RETRY_MS = 3000
_CHUNK = 500
_QUEUE = 2000
_LATE_COMMITS = timedelta(seconds=10)
_Result = TypeVar("_Result")


@dataclass(eq=False)
class Subscriber:
    """A console that listens: its scope and what waits to be sent to it."""

    scope: tuple[str, ...]
    waiting: asyncio.Queue[Told | list[str]] = field(default_factory=lambda: asyncio.Queue(_QUEUE))
    lost: bool = False

    def offer(self, item: Told | list[str]) -> None:
        """Queue something; a subscriber that does not read is let go and will resume by number."""
        try:
            self.waiting.put_nowait(item)
        except asyncio.QueueFull:
            self.lost = True


class Hub:
    """The one background poller of a serve process."""

    def __init__(self) -> None:
        self._subscribers: set[Subscriber] = set()
        self._last = 0
        self._seen: dict[str, object] = {}
        self._task: asyncio.Task[None] | None = None
        self._away = False

    async def start(self) -> None:
        """Begin to poll."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End polling; streams end with their requests."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @contextlib.contextmanager
    def subscription(self, scope: tuple[str, ...]) -> Iterator[Subscriber]:
        """A place among the listeners for as long as the context lasts."""
        subscriber = Subscriber(scope)
        self._subscribers.add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)

    async def _run(self) -> None:
        self._last = await self._patiently(_last_number, 0)
        polls = 0
        while True:
            await asyncio.sleep(POLL_SECONDS)
            polls += 1
            for event in await self._patiently(lambda: _after(self._last, EVERYWHERE), []):
                self._last = event.number
                self._offer_event(event)
            if self._subscribers and polls % LIVE_EVERY_POLLS == 0:
                self._offer_changes(await self._patiently(self._changes, []))

    async def _patiently(self, read: Callable[[], _Result], otherwise: _Result) -> _Result:
        """A read of the database; while it is away there is nothing new, and the next poll tries again."""
        try:
            result = await in_thread(read)
        except Exception as error:
            if not self._away:
                _LOG.exception("the stream of events cannot read the database: %s", type(error).__name__)
            self._away = True
            return otherwise
        self._away = False
        return result

    def _offer_event(self, event: Told) -> None:
        for subscriber in self._subscribers:
            if covers(subscriber.scope, event.station_id):
                subscriber.offer(event)

    def _offer_changes(self, stations: list[str]) -> None:
        for subscriber in self._subscribers:
            mine = [station for station in stations if covers(subscriber.scope, station)]
            if mine:
                subscriber.offer(mine)

    def _changes(self) -> list[str]:
        """Stations whose live state moved since they were last told, late commits included."""
        with scoped():
            moved = latest_changes(now() - _LATE_COMMITS)
        fresh = [station for station, moment in moved.items() if self._seen.get(station) != moment]
        self._seen = dict(moved)
        return sorted(fresh)


hub = Hub()


async def endpoint(request: Request) -> Response:
    """`GET /api/v1/events`: the stream for the person of this session."""
    cookies, address = request.cookies, request.client.host if request.client else ""
    actor = await in_thread(lambda: actor_of_session(cookies, address))
    if actor is None:
        with speaking(request.headers, cookies):
            problem = not_logged_in()
        body = {"code": problem.code, "message": problem.message, "reference": reference()}
        return JSONResponse(body, status_code=problem.status)
    headers = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
    stream = _stream(actor, cookies, _resume_from(request))
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def in_thread(read: Callable[[], _Result]) -> _Result:
    """Run a read of the database in a thread and give its connection back at once."""

    def work() -> _Result:
        try:
            return read()
        finally:
            connection.close()

    return await asyncio.to_thread(work)


def _resume_from(request: Request) -> int | None:
    given = request.headers.get("last-event-id") or request.query_params.get("last_event_id") or ""
    return int(given) if given.isdecimal() and len(given) <= 18 else None


async def _stream(actor: Actor, cookies: dict[str, str], resume_from: int | None) -> AsyncIterator[str]:
    with hub.subscription(actor.scope) as subscriber:
        yield f"retry: {RETRY_MS}\n\n"
        last = await in_thread(_last_number)
        if resume_from is not None and resume_from < last:
            last = resume_from
            while missed := await in_thread(partial(_after, last, actor.scope)):
                for event in missed:
                    yield _format(event)
                last = missed[-1].number
        async for text in _live(subscriber, actor, cookies, last):
            yield text


async def _live(
    subscriber: Subscriber, actor: Actor, cookies: dict[str, str], last: int
) -> AsyncIterator[str]:
    """What happens from now on, until the session ends or stands for another scope."""
    clock = asyncio.get_running_loop().time
    check_at = clock() + SESSION_CHECK_SECONDS
    while not subscriber.lost:
        item = await _next(subscriber)
        if clock() > check_at:
            check_at = clock() + SESSION_CHECK_SECONDS
            still = await in_thread(lambda: actor_of_session(cookies, ""))
            if still is None or still.scope != actor.scope:
                return
        if item is None:
            yield ": heartbeat\n\n"
        elif isinstance(item, list):
            yield f"event: live\ndata: {json.dumps({'stations': item})}\n\n"
        elif item.number > last:
            last = item.number
            yield _format(item)


async def _next(subscriber: Subscriber) -> Told | list[str] | None:
    """What waits for a subscriber; None when nothing came for the time of a heartbeat."""
    try:
        return await asyncio.wait_for(subscriber.waiting.get(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return None


def _format(event: Told) -> str:
    data = json.dumps({"at": event.at.isoformat(), **event.payload}, ensure_ascii=False)
    return f"id: {event.number}\nevent: {event.kind}\ndata: {data}\n\n"


def _last_number() -> int:
    with scoped():
        return selectors.last_number()


def _after(number: int, scope: tuple[str, ...]) -> list[Told]:
    with scoped(scope):
        return selectors.after(number, scope, _CHUNK)
