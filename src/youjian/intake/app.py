"""The doors as one application: its paths, and what runs while it runs."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from youjian.intake.aside import aside
from youjian.intake.door import Door
from youjian.intake.hj212_door import Hj212Door
from youjian.intake.http_door import Handler, HttpDoor
from youjian.intake.mqtt_door import MqttDoor
from youjian.intake.offline import OfflineDoor
from youjian.intake.pages import Pages
from youjian.intake.replayer import Replayer
from youjian.intake.rules import RulesInForce
from youjian.intake.spans import SpanKeeper
from youjian.intake.station_api import StationApi
from youjian.protocols.station.offline import OFFLINE

log = logging.getLogger("youjian.intake")
_SPARE_S = 0.5


def create_app(door: Door) -> Starlette:
    """The application; while it runs, the door's workers, its other doors, its span and its replayer run."""
    api, pages = StationApi(door), Pages(door)
    answering = HttpDoor(door, api).answer
    gets: dict[str, Handler] = {
        "/healthz": pages.healthz,
        "/readyz": pages.readyz,
        "/metrics": pages.metrics,
        **{f"/station/v1/{name}": pages.document for name in ("schema", "openapi.json", "asyncapi.json")},
    }
    return Starlette(
        routes=[
            *(Route(path, answering, methods=["POST"]) for path in api.verbs),
            Route(OFFLINE, OfflineDoor(door).answer, methods=["POST"]),
            *(Route(path, page, methods=["GET"]) for path, page in gets.items()),
        ],
        lifespan=_lifespan(door, api),
    )


def _lifespan(door: Door, api: StationApi) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        hj212, spans = Hj212Door(door), SpanKeeper(door)
        replayer = Replayer(door.database, RulesInForce())
        brokers = [MqttDoor(door, api, url) for url in door.settings.brokers]
        door.closing += [hj212.close, *(broker.close for broker in brokers)]
        door.open()
        try:
            await hj212.open()
            for broker in brokers:
                await broker.open()
            spans.open()
            replayer.open()
            yield
        finally:
            await door.end_doors()
            await replayer.close()
            await spans.close()
            await _closed(door)

    return lifespan


async def _closed(door: Door) -> None:
    """What waits is committed, unless the database hangs."""
    try:
        await aside(
            door.close, max(_SPARE_S, door.drain.left(door.settings.drain_s, answering=True)), "close"
        )
    except TimeoutError:
        log.warning("the database hangs: what was not acknowledged will be sent again")
