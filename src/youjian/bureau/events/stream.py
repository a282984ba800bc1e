"""The stream of events to the consoles: one poller of the database, fanned out in memory, filtered by scope.

A subscriber holds no database connection. It resumes with the number of the last event it has seen; what can
not be told any more is told as `reset`: load everything anew.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.sessions import actor_of_session
from youjian.bureau.events import selectors
from youjian.bureau.events.selectors import Told
from youjian.bureau.events.waking import Waker
from youjian.bureau.language import speaking
from youjian.bureau.problems import not_logged_in, reference
from youjian.bureau.registry.live import latest_changes
from youjian.bureau.scope import EVERYWHERE, covers, scoped
from youjian.bureau.times import now

_LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.5
_BREATH_SECONDS = 0.05
"""The shortest time between two reads, however often the database wakes."""
LIVE_SECONDS = 2.0
HEARTBEAT_SECONDS = 15.0
SESSION_CHECK_SECONDS = 5.0
RETRY_MS = 3000
MOST_MISSED = 5000
"""Who missed more loads everything anew: that is quicker than being told one by one."""
_CHUNK = 500
_QUEUE = 2000
_LATE_COMMITS = timedelta(seconds=10)
_Result = TypeVar("_Result")


@dataclass(eq=False)
class Subscriber:
    """A console that listens: whose it is, and what waits to be sent to it."""

    actor: Actor
    cookies: Mapping[str, str]
    waiting: asyncio.Queue[Told | list[str]] = field(default_factory=lambda: asyncio.Queue(_QUEUE))
    over: bool = False

    def offer(self, item: Told | list[str]) -> None:
        """Queue something; a subscriber that does not read is let go and will resume by number."""
        try:
            self.waiting.put_nowait(item)
        except asyncio.QueueFull:
            self.over = True

    def end(self) -> None:
        """Hang up: the session is over or stands for another scope."""
        self.over = True
        self.offer([])


class Hub:
    """The one background poller of a serve process."""

    def __init__(self) -> None:
        self._subscribers: set[Subscriber] = set()
        self.last = 0
        self._seen: dict[str, object] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._waker: Waker | None = None
        self._away = False

    async def start(self) -> None:
        """Begin to poll, to listen for hints, and to look after the sessions."""
        self._waker = waker = Waker()
        waker.start()
        self._tasks = [asyncio.create_task(work) for work in (self._run(waker), self._look_after())]

    async def stop(self) -> None:
        """End polling; streams end with their requests."""
        if self._waker is not None:
            self._waker.stop()
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    @contextlib.contextmanager
    def subscription(self, actor: Actor, cookies: Mapping[str, str]) -> Iterator[Subscriber]:
        """A place among the listeners for as long as the context lasts."""
        subscriber = Subscriber(actor, cookies)
        self._subscribers.add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)

    async def _run(self, waker: Waker) -> None:
        while (first := await self._patiently(_numbers_kept, None)) is None:
            await asyncio.sleep(POLL_SECONDS)
        self.last = first[1]
        clock = asyncio.get_running_loop().time
        live_at = clock() + LIVE_SECONDS
        while True:
            await asyncio.sleep(_BREATH_SECONDS)
            await waker.wait(POLL_SECONDS)
            for event in await self._patiently(lambda: _after(self.last, EVERYWHERE), []):
                self.last = event.number
                self._offer_event(event)
            if clock() > live_at:
                live_at = clock() + LIVE_SECONDS
                if self._subscribers:
                    self._offer_changes(await self._patiently(self._changes, []))

    async def _look_after(self) -> None:
        """End the streams whose session is over or has another scope by now; one read for all of them."""
        while True:
            await asyncio.sleep(SESSION_CHECK_SECONDS)
            listening = list(self._subscribers)
            for subscriber in await self._patiently(partial(_gone, listening), []):
                subscriber.end()

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
            if covers(subscriber.actor.scope, event.station_id):
                subscriber.offer(event)

    def _offer_changes(self, stations: list[str]) -> None:
        for subscriber in self._subscribers:
            mine = [station for station in stations if covers(subscriber.actor.scope, station)]
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
    with hub.subscription(actor, cookies) as subscriber:
        yield f"retry: {RETRY_MS}\n\n"
        first, last = await in_thread(_numbers_kept)
        if resume_from is None:
            yield _position(last)
        elif not _can_resume(resume_from, first, last):
            yield f"id: {last}\nevent: reset\ndata: {{}}\n\n"
        else:
            last = resume_from
            while missed := await in_thread(partial(_after, last, actor.scope)):
                for event in missed:
                    yield _format(event)
                last = missed[-1].number
        async for text in _live(subscriber, last):
            yield text


def _can_resume(number: int, first: int, last: int) -> bool:
    """Whether every event after a number is still there; a number never given is one of another database.

    >>> _can_resume(41, 42, 50), _can_resume(40, 42, 50), _can_resume(51, 42, 50), _can_resume(0, 1, 0)
    (True, False, False, True)
    """
    return first - 1 <= number <= last <= number + MOST_MISSED


async def _live(subscriber: Subscriber, last: int) -> AsyncIterator[str]:
    """What happens from now on, until the subscription is over."""
    while True:
        item = await _next(subscriber)
        if subscriber.over:
            return
        if isinstance(item, list):
            yield f"event: live\ndata: {json.dumps({'stations': item})}\n\n"
        elif item is not None and item.number > last:
            last = item.number
            yield _format(item)
        elif item is None and hub.last > last and subscriber.waiting.empty():
            last = hub.last
            yield _position(last)
        elif item is None:
            yield ": heartbeat\n\n"


async def _next(subscriber: Subscriber) -> Told | list[str] | None:
    """What waits for a subscriber; None when nothing came for the time of a heartbeat."""
    try:
        return await asyncio.wait_for(subscriber.waiting.get(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return None


def _format(event: Told) -> str:
    data = json.dumps({"at": event.at.isoformat(), **event.payload}, ensure_ascii=False)
    return f"id: {event.number}\nevent: {event.kind}\ndata: {data}\n\n"


def _position(number: int) -> str:
    """Where the stream is, so that it is resumed from here although nothing of this scope happened."""
    return f"id: {number}\nevent: position\ndata: {{}}\n\n"


def _gone(listening: list[Subscriber]) -> list[Subscriber]:
    """Those whose session is over, or stands for another scope than their stream."""
    scopes: dict[str, tuple[str, ...] | None] = {}
    for subscriber in listening:
        key = subscriber.cookies.get(settings.SESSION_COOKIE_NAME, "")
        if key not in scopes:
            actor = actor_of_session(subscriber.cookies, "")
            scopes[key] = actor.scope if actor else None
    return [s for s in listening if scopes[s.cookies.get(settings.SESSION_COOKIE_NAME, "")] != s.actor.scope]


def _numbers_kept() -> tuple[int, int]:
    with scoped():
        return selectors.numbers_kept()


def _after(number: int, scope: tuple[str, ...]) -> list[Told]:
    with scoped(scope):
        return selectors.after(number, scope, _CHUNK)
